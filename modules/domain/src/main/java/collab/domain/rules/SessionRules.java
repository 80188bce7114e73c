package collab.domain.rules;

import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.Rejection;
import collab.domain.access.AccessPolicy;
import collab.domain.access.InputValidation;
import collab.domain.access.Rejections;
import collab.domain.access.Validated;
import collab.domain.id.SessionId;
import collab.domain.model.Entity;
import collab.domain.model.Session;
import collab.domain.model.User;

/** Rules for login sessions. */
record SessionRules(AccessPolicy policy, DecisionContext context) {

    Decision decide(Command.OfSession command) {
        return switch (command) {
            case Command.OpenSession open -> open(open);
            case Command.RevokeSession revoke -> revoke(revoke.sessionId());
        };
    }

    /** The identity of the user was verified elsewhere, so only the server may open a session. */
    private Decision open(Command.OpenSession open) {
        if (policy.person().isPresent()) {
            return EventBuilder.rejected(Rejections.denied("only the server opens sessions"));
        }
        if (!open.lifetime().isPositive()) {
            return EventBuilder.rejected(
                    Rejections.invalid("lifetime is " + open.lifetime() + "; expected a positive duration"));
        }
        if (open.name().isPresent()
                && InputValidation.name("name", open.name().get()) instanceof Validated.Failed<String>(Rejection why)) {
            return EventBuilder.rejected(why);
        }
        return Validated.of(
                        policy.world().user(open.userId()).filter(User::active), () -> Rejections.noUser(open.userId()))
                .then(user -> {
                    Session session = new Session(
                            context.ids().newSession(),
                            user.id(),
                            context.now(),
                            context.now().plus(open.lifetime()));
                    return new EventBuilder(context)
                            .add(new Effect.SessionOpened(session, open.tokenHash(), open.name(), open.device()))
                            .accepted(session);
                });
    }

    /** A session that has ended, never existed or belongs to another user is rejected alike. */
    private Decision revoke(SessionId id) {
        return policy.world()
                .session(id)
                .filter(policy::mayEnd)
                .map(session -> new EventBuilder(context)
                        .add(new Event.SessionRevoked(id, session.userId()))
                        .accepted(Entity.NONE))
                .orElseGet(() -> EventBuilder.unchanged(Entity.NONE));
    }
}
