package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Command;
import collab.domain.Event;
import collab.domain.FactorCommand;
import collab.domain.FactorCommand.Proof;
import collab.domain.Rejection.Reason;
import collab.domain.credential.Scope;
import collab.domain.credential.SecondFactor;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.model.Caller;
import collab.domain.model.Right;
import collab.domain.model.Session;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A code of the second factor works once, few can be tried, and only its owner and administrators remove it. */
class FactorRulesTest {
    private final RulesFixture rules = new RulesFixture();
    private final UserId root = rules.holder("root", Right.ADMIN);
    private final UserId alice = rules.person("alice");

    private void setUp() {
        rules.accepted(alice, new FactorCommand.BeginFactor("sealed"));
        rules.accepted(alice, new FactorCommand.ConfirmFactor(100, List.of("one", "two")));
    }

    private static Command.OpenSession signIn(UserId user, Proof proof) {
        return new Command.OpenSession(user, "f00d", Duration.ofHours(1), Optional.empty(), Optional.of(proof));
    }

    @Test
    void factorProtectsNothingUntilItsCodeWasShown() {
        rules.accepted(alice, new FactorCommand.BeginFactor("sealed"));
        assertFalse(rules.world.secondFactor(alice).orElseThrow().confirmed());
        rules.rejected(Caller.SYSTEM, signIn(alice, new Proof.Totp(1)), Reason.SECOND_FACTOR_OFF);
        rules.accepted(alice, new FactorCommand.BeginFactor("another"));
        rules.accepted(alice, new FactorCommand.ConfirmFactor(100, List.of("one")));
        assertEquals("another", rules.world.secondFactor(alice).orElseThrow().sealed());
        rules.rejected(alice, new FactorCommand.BeginFactor("third"), Reason.SECOND_FACTOR_ON);
        rules.rejected(alice, new FactorCommand.ConfirmFactor(101, List.of("one")), Reason.SECOND_FACTOR_OFF);
    }

    /** A person who sees a code over a shoulder, or two sign-ins at the same moment, must not use it again. */
    @Test
    void codeWorksOnceAndEarlierOnesNeverAfterIt() {
        setUp();
        rules.rejected(Caller.SYSTEM, signIn(alice, new Proof.Totp(100)), Reason.CODE_INVALID);
        rules.accepted(Caller.SYSTEM, signIn(alice, new Proof.Totp(102)));
        rules.rejected(Caller.SYSTEM, signIn(alice, new Proof.Totp(102)), Reason.CODE_INVALID);
        rules.rejected(Caller.SYSTEM, signIn(alice, new Proof.Totp(101)), Reason.CODE_INVALID);
        rules.accepted(Caller.SYSTEM, signIn(alice, new Proof.Totp(103)));
        SessionId session = rules.world.sessions(alice).getFirst().id();
        rules.rejected(
                Caller.SYSTEM,
                new FactorCommand.ConfirmSession(session, Optional.of(new Proof.Totp(103))),
                Reason.CODE_INVALID);
    }

    @Test
    void recoveryCodeWorksOnceUntilNewOnesReplaceIt() {
        setUp();
        rules.accepted(Caller.SYSTEM, signIn(alice, new Proof.Recovery("one")));
        rules.rejected(Caller.SYSTEM, signIn(alice, new Proof.Recovery("one")), Reason.CODE_INVALID);
        rules.accepted(alice, new FactorCommand.RenewRecoveryCodes(List.of("three")));
        rules.rejected(Caller.SYSTEM, signIn(alice, new Proof.Recovery("two")), Reason.CODE_INVALID);
        rules.accepted(Caller.SYSTEM, signIn(alice, new Proof.Recovery("three")));
    }

    @Test
    void tenCodesPauseTheFactorForFifteenMinutes() {
        setUp();
        for (int i = 0; i < SecondFactor.ATTEMPTS_MAX; i++) {
            rules.accepted(Caller.SYSTEM, new FactorCommand.CountCode(alice));
        }
        rules.rejected(Caller.SYSTEM, new FactorCommand.CountCode(alice), Reason.TOO_MANY_CODES);
        rules.advance(SecondFactor.WINDOW.minusSeconds(1));
        rules.rejected(Caller.SYSTEM, new FactorCommand.CountCode(alice), Reason.TOO_MANY_CODES);
        rules.advance(Duration.ofSeconds(2));
        rules.accepted(Caller.SYSTEM, new FactorCommand.CountCode(alice));
        assertEquals(1, rules.world.secondFactor(alice).orElseThrow().attempts().count());
    }

    @Test
    void rightCodeBeginsTheCountAgain() {
        setUp();
        for (int i = 0; i < SecondFactor.ATTEMPTS_MAX; i++) {
            rules.accepted(Caller.SYSTEM, new FactorCommand.CountCode(alice));
        }
        rules.accepted(Caller.SYSTEM, signIn(alice, new Proof.Totp(200)));
        rules.accepted(Caller.SYSTEM, new FactorCommand.CountCode(alice));
    }

    @Test
    void administratorRemovesTheFactorAndEndsEverySession() {
        setUp();
        UserId bob = rules.person("bob");
        rules.rejected(bob, new FactorCommand.ResetFactor(alice), Reason.PERMISSION_DENIED);
        SessionId session = rules.world.sessions(alice).getFirst().id();
        assertEquals(
                List.of(new Event.SessionRevoked(session, alice)),
                rules.events(root, new FactorCommand.ResetFactor(alice)));
        assertTrue(rules.world.secondFactor(alice).isEmpty());
        assertFalse(rules.world.hasRecoveryCode(alice, "one"));
    }

    @Test
    void accessTokenChangesNoFactorAndIsNeverConfirmed() {
        setUp();
        SessionId token = ((Session) rules.accepted(
                                Caller.SYSTEM,
                                new Command.OpenToken(alice, "hash", Duration.ofDays(1), "robot", Scope.OF_TOKENS))
                        .result())
                .id();
        Caller robot = new Caller.Person(alice, token, Scope.OF_TOKENS);
        rules.rejected(robot, new FactorCommand.RemoveFactor(), Reason.SCOPE_MISSING);
        rules.rejected(robot, new FactorCommand.RenewRecoveryCodes(List.of("x")), Reason.SCOPE_MISSING);
        rules.rejected(Caller.SYSTEM, new FactorCommand.ConfirmSession(token, Optional.empty()), Reason.SESSION_ENDED);
    }

    @Test
    void resetByAnAdministratorsTokenNeedsTheScope() {
        setUp();
        Caller robot =
                new Caller.Person(root, rules.world.sessions(root).getFirst().id(), Set.of(Scope.READ, Scope.MANAGE));
        rules.rejected(robot, new FactorCommand.ResetFactor(alice), Reason.PERMISSION_DENIED);
    }
}
