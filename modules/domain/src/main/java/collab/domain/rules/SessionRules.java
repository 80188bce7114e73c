package collab.domain.rules;

import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.Rejection;
import collab.domain.Rejection.Reason;
import collab.domain.access.AccessPolicy;
import collab.domain.access.DomainLimits;
import collab.domain.access.InputValidation;
import collab.domain.access.Rejections;
import collab.domain.access.Validated;
import collab.domain.credential.Scope;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.model.Entity;
import collab.domain.model.Session;
import collab.domain.model.User;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Rules for login sessions. */
record SessionRules(AccessPolicy policy, DecisionContext context) {

    Decision decide(Command.OfSession command) {
        return switch (command) {
            case Command.OpenSession open -> open(open);
            case Command.OpenToken open -> open(open);
            case Command.RevokeSession revoke -> revoke(revoke.sessionId());
        };
    }

    /** The identity of the user was verified elsewhere, so only the server may open a session. */
    private Decision open(Command.OpenSession open) {
        return opening(open.userId(), open.lifetime()).then(user -> {
            EventBuilder events = new EventBuilder(context);
            return open.proof()
                    .map(proof -> new FactorRules(policy, context).spend(events, user.id(), proof))
                    .orElseGet(() -> new Validated.Passed<>(events))
                    .then(checked -> open(checked, user, open));
        });
    }

    private Decision open(EventBuilder events, User user, Command.OpenSession open) {
        List<Session> logins = policy.world().loginsByUse(user.id());
        logins.stream()
                .limit(Math.max(0, logins.size() + 1 - DomainLimits.LOGINS_MAX))
                .forEach(oldest -> events.add(new Event.SessionRevoked(oldest.id(), user.id())));
        Session session = Session.login(
                context.ids().newSession(),
                user.id(),
                context.now(),
                context.now().plus(open.lifetime()));
        return events.add(new Effect.SessionOpened(session, open.tokenHash(), Optional.empty(), open.device()))
                .accepted(session);
    }

    private Decision open(Command.OpenToken open) {
        return opening(open.userId(), open.lifetime())
                .and(user -> InputValidation.name("name", open.name()).and(_ -> new Validated.Passed<>(user)))
                .and(user -> Validated.of(
                        user,
                        !open.scopes().isEmpty() && Scope.OF_TOKENS.containsAll(open.scopes()),
                        () -> Rejections.invalid(
                                "scopes is " + open.scopes() + "; expected some of " + Scope.OF_TOKENS)))
                .and(user -> Validated.of(user, tokens(user.id()) < DomainLimits.TOKENS_MAX, SessionRules::tooMany))
                .then(user -> {
                    Session session = new Session(
                            context.ids().newSession(),
                            user.id(),
                            context.now(),
                            context.now().plus(open.lifetime()),
                            open.scopes());
                    return new EventBuilder(context)
                            .add(new Effect.SessionOpened(
                                    session, open.tokenHash(), Optional.of(open.name()), Optional.empty()))
                            .accepted(session);
                });
    }

    private long tokens(UserId user) {
        return policy.world().sessions(user).stream()
                .filter(session -> !session.isLogin() && context.now().isBefore(session.expiresAt()))
                .count();
    }

    private static Rejection tooMany() {
        return new Rejection(
                Reason.TOO_MANY_TOKENS,
                "the user has " + DomainLimits.TOKENS_MAX + " access tokens, the most there can be; revoke one first");
    }

    private Validated<User> opening(UserId id, Duration lifetime) {
        return Validated.of(true, policy.person().isEmpty(), () -> Rejections.denied("only the server opens sessions"))
                .and(_ -> Validated.of(
                        true,
                        lifetime.isPositive(),
                        () -> Rejections.invalid("lifetime is " + lifetime + "; expected a positive duration")))
                .and(_ -> Validated.of(policy.world().user(id).filter(User::active), () -> Rejections.noUser(id)));
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
