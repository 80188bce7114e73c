package collab.domain.rules;

import collab.domain.Event;
import collab.domain.access.AccessPolicy;
import collab.domain.id.UserId;
import collab.domain.model.Invitation;
import java.util.function.Predicate;

/** The events of invitations that other commands cause, too. */
final class InvitationEvents {
    private InvitationEvents() {}

    /** Revokes those open invitations of the user that the condition names. */
    static void revoke(
            EventBuilder events,
            DecisionContext context,
            AccessPolicy policy,
            UserId maker,
            Predicate<Invitation> which) {
        policy.world().openInvitationsOf(maker).stream()
                .filter(which)
                .forEach(invitation -> revoke(events, context, invitation));
    }

    static Invitation revoke(EventBuilder events, DecisionContext context, Invitation invitation) {
        return changed(events, context, invitation.revoked(context.now(), events.next()));
    }

    static Invitation used(EventBuilder events, DecisionContext context, Invitation invitation) {
        return changed(events, context, invitation.used(events.next()));
    }

    /** @param invitation with the position of the next event as its version */
    static Invitation changed(EventBuilder events, DecisionContext context, Invitation invitation) {
        events.add(new Event.InvitationUpdated(invitation, invitation.state(context.now())));
        return invitation;
    }
}
