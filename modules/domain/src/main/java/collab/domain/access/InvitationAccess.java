package collab.domain.access;

import collab.domain.Rejection;
import collab.domain.Rejection.Reason;
import collab.domain.World;
import collab.domain.model.Caller;
import collab.domain.model.Invitation;
import collab.domain.model.InvitationState;
import java.time.Instant;

/** Whether a link admits people: the question of the writer, and of a page before anything is sent. */
public final class InvitationAccess {
    private InvitationAccess() {}

    /**
     * The invitation of the link, if it admits people at this moment. A link that ended says why: its holder proves 256 random bits, so
     * that nothing can be found out by guessing.
     */
    public static Validated<Invitation> admitted(World world, String tokenHash, Instant now) {
        return Validated.of(world.invitationByToken(tokenHash), Rejections::noInvitation)
                .and(invitation -> switch (state(world, invitation, now)) {
                    case OPEN -> new Validated.Passed<>(invitation);
                    case USED_UP -> ended(Reason.INVITATION_USED_UP, "the invitation was used as often as it allows");
                    case EXPIRED -> ended(Reason.INVITATION_EXPIRED, "the invitation has expired");
                    case REVOKED -> ended(Reason.INVITATION_REVOKED, "the invitation was revoked");
                });
    }

    /** An invitation whose maker may no longer invite is revoked, also where no command said so. */
    private static InvitationState state(World world, Invitation invitation, Instant now) {
        InvitationState state = invitation.state(now);
        return state == InvitationState.OPEN && !new AccessPolicy(world, Caller.SYSTEM).stillInvites(invitation)
                ? InvitationState.REVOKED
                : state;
    }

    private static Validated<Invitation> ended(Reason reason, String what) {
        return new Validated.Failed<>(new Rejection(reason, what + "; ask for a new one"));
    }
}
