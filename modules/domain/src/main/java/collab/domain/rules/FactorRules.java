package collab.domain.rules;

import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.FactorCommand;
import collab.domain.Rejection;
import collab.domain.Rejection.Reason;
import collab.domain.access.AccessPolicy;
import collab.domain.access.Rejections;
import collab.domain.access.Validated;
import collab.domain.credential.Scope;
import collab.domain.credential.SecondFactor;
import collab.domain.id.UserId;
import collab.domain.model.Entity;
import collab.domain.model.Right;
import collab.domain.model.Session;
import collab.domain.model.User;

/** Rules for the second factor of users. The server verifies codes; the rules decide that each one works once. */
record FactorRules(AccessPolicy policy, DecisionContext context) {

    Decision decide(FactorCommand command) {
        return switch (command) {
            case FactorCommand.BeginFactor begin -> owner().then(user -> begin(user, begin.sealed()));
            case FactorCommand.ConfirmFactor confirm -> owner().then(user -> confirm(user, confirm));
            case FactorCommand.RemoveFactor _ -> owner().then(this::remove);
            case FactorCommand.RenewRecoveryCodes renew -> owner().then(user -> renew(user, renew));
            case FactorCommand.ResetFactor reset -> reset(reset.userId());
            case FactorCommand.CountCode count -> byServer().then(_ -> count(count.userId()));
            case FactorCommand.ConfirmSession confirm -> byServer().then(_ -> confirm(confirm));
        };
    }

    /** The caller, whose session may change the own account. */
    private Validated<UserId> owner() {
        return policy.personOrRejection()
                .and(user ->
                        Validated.of(user, policy.allows(Scope.ACCOUNT), () -> Rejections.scopeMissing(Scope.ACCOUNT)));
    }

    private Validated<Boolean> byServer() {
        return Validated.of(
                true, policy.person().isEmpty(), () -> Rejections.denied("only the server itself may do this"));
    }

    // ---- The own factor ----

    private Decision begin(UserId user, String sealed) {
        boolean on = policy.world()
                .secondFactor(user)
                .filter(SecondFactor::confirmed)
                .isPresent();
        if (on) {
            return EventBuilder.rejected(
                    new Rejection(Reason.SECOND_FACTOR_ON, "an authenticator app is set up already; remove it first"));
        }
        return new EventBuilder(context)
                .add(new Effect.FactorSet(SecondFactor.begun(user, sealed)))
                .accepted(Entity.NONE);
    }

    private Decision confirm(UserId user, FactorCommand.ConfirmFactor confirm) {
        return Validated.of(
                        policy.world().secondFactor(user).filter(factor -> !factor.confirmed()),
                        () -> new Rejection(
                                Reason.SECOND_FACTOR_OFF, "no authenticator app waits for its code; begin again"))
                .then(factor -> new EventBuilder(context)
                        .add(new Effect.FactorSet(factor.accepted(confirm.step())))
                        .add(new Effect.RecoveryCodesSet(user, confirm.recoveryMacs()))
                        .accepted(Entity.NONE));
    }

    private Decision remove(UserId user) {
        return policy.world().secondFactor(user).isEmpty()
                ? EventBuilder.unchanged(Entity.NONE)
                : new EventBuilder(context).add(new Effect.FactorRemoved(user)).accepted(Entity.NONE);
    }

    private Decision renew(UserId user, FactorCommand.RenewRecoveryCodes renew) {
        return confirmed(user)
                .then(_ -> new EventBuilder(context)
                        .add(new Effect.RecoveryCodesSet(user, renew.macs()))
                        .accepted(Entity.NONE));
    }

    private Validated<SecondFactor> confirmed(UserId user) {
        return Validated.of(
                policy.world().secondFactor(user).filter(SecondFactor::confirmed),
                () -> new Rejection(Reason.SECOND_FACTOR_OFF, "no authenticator app is set up"));
    }

    // ---- Administrators ----

    /** Who has found the app of the user may be signed in: every session ends. */
    private Decision reset(UserId id) {
        return Validated.of(
                        true,
                        policy.holds(Right.ADMIN),
                        () -> Rejections.denied("only administrators may remove the second factor of another user"))
                .and(_ -> policy.userOrRejection(id))
                .then(this::reset);
    }

    private Decision reset(User user) {
        if (policy.world().secondFactor(user.id()).isEmpty()) {
            return EventBuilder.unchanged(user);
        }
        EventBuilder events = new EventBuilder(context).add(new Effect.FactorRemoved(user.id()));
        for (Session session : policy.world().sessions(user.id())) {
            if (!policy.through(session.id())) events.add(new Event.SessionRevoked(session.id(), user.id()));
        }
        return events.accepted(user);
    }

    // ---- Codes ----

    private Decision count(UserId user) {
        return confirmed(user)
                .and(factor -> Validated.of(
                        factor,
                        factor.pause(context.now()).isEmpty(),
                        () -> new Rejection(Reason.TOO_MANY_CODES, "too many codes were tried; wait and try again")))
                .then(factor -> new EventBuilder(context)
                        .add(new Effect.FactorSet(factor.attempted(context.now())))
                        .accepted(Entity.NONE));
    }

    private Decision confirm(FactorCommand.ConfirmSession confirm) {
        return Validated.of(
                        policy.world().session(confirm.sessionId()).filter(Session::isLogin), Rejections::sessionEnded)
                .then(session -> {
                    EventBuilder events =
                            new EventBuilder(context).add(new Effect.SessionConfirmed(session.id(), context.now()));
                    return confirm.proof()
                            .map(proof ->
                                    spend(events, session.userId(), proof).then(spent -> spent.accepted(Entity.NONE)))
                            .orElseGet(() -> events.accepted(Entity.NONE));
                });
    }

    /** Adds the use of a code to the events; rejected when it was used before, or a later one was. */
    Validated<EventBuilder> spend(EventBuilder events, UserId user, FactorCommand.Proof proof) {
        return confirmed(user).and(factor -> switch (proof) {
            case FactorCommand.Proof.Totp(long step) ->
                Validated.of(
                        events.add(new Effect.FactorSet(factor.accepted(step))),
                        step > factor.lastStep(),
                        FactorRules::used);
            case FactorCommand.Proof.Recovery(String mac) ->
                Validated.of(
                        events.add(new Effect.RecoveryCodeUsed(user, mac, context.now()))
                                .add(new Effect.FactorSet(factor.recovered())),
                        policy.world().hasRecoveryCode(user, mac),
                        FactorRules::used);
        });
    }

    private static Rejection used() {
        return new Rejection(Reason.CODE_INVALID, "the code is wrong or was used before; use another one");
    }
}
