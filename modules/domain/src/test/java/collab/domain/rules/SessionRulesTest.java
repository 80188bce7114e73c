package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.Rejection.Reason;
import collab.domain.access.AccessPolicy;
import collab.domain.access.Rejections;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.model.Caller;
import collab.domain.model.EntityRef;
import collab.domain.model.Right;
import collab.domain.model.Session;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionRulesTest {
    private final RulesFixture rules = new RulesFixture();
    private final UserId alice = rules.person("alice");
    private final UserId bob = rules.person("bob");

    @Test
    void serverOpensSessionsWithoutAnEvent() {
        Decision.Accepted accepted =
                rules.accepted(Caller.SYSTEM, new Command.OpenSession(alice, "f00d", Duration.ofHours(2)));
        Session session = (Session) accepted.result();
        assertEquals(List.of(), accepted.events());
        assertEquals(
                List.of(new Effect.SessionOpened(session, "f00d", Optional.empty(), Optional.empty())),
                accepted.effects());
        assertEquals(alice, session.userId());
        assertEquals(rules.now().plus(Duration.ofHours(2)), session.expiresAt());
    }

    @Test
    void onlyTheServerOpensSessions() {
        rules.rejected(alice, new Command.OpenSession(bob, "f00d", Duration.ofHours(2)), Reason.PERMISSION_DENIED);
    }

    @Test
    void unknownOrInactiveUserOrNoLifetimeIsRejected() {
        UserId root = rules.holder("root", Right.ADMIN);
        rules.accepted(root, new Command.DeactivateUser(bob));
        for (UserId nobody : List.of(new UserId(999), bob)) {
            assertEquals(
                    Rejections.noUser(nobody),
                    rules.rejected(Caller.SYSTEM, new Command.OpenSession(nobody, "f00d", Duration.ofHours(2))));
        }
        assertEquals(
                Reason.INVALID_VALUE,
                rules.rejected(Caller.SYSTEM, new Command.OpenSession(alice, "f00d", Duration.ZERO))
                        .reason());
    }

    @Test
    void revokedSessionHasNoRights() {
        Caller here = rules.as(alice);
        SessionId session = ((Caller.Person) here).sessionId();
        assertEquals(
                List.of(new Event.SessionRevoked(session, alice)),
                rules.accepted(here, new Command.RevokeSession(session)).events());
        assertFalse(new AccessPolicy(rules.world, here).live());
        assertEquals(Rejections.sessionEnded(), rules.rejected(here, new Command.RevokeSession(session)));
        assertEquals(Optional.empty(), Rules.recall(rules.world, here, new EntityRef.OfUser(alice)));
    }

    @Test
    void userEndsOnlyTheirOwnSessions() {
        SessionId second = rules.login(alice).id();
        rules.acceptedWithoutChange(bob, new Command.RevokeSession(second));
        rules.acceptedWithoutChange(bob, new Command.RevokeSession(new SessionId(999)));
        assertTrue(rules.world.session(second).isPresent());
        assertEquals(
                List.of(new Event.SessionRevoked(second, alice)),
                rules.events(alice, new Command.RevokeSession(second)));
    }

    @Test
    void sessionActsOnlyForItsOwner() {
        SessionId ofBob = rules.world.sessions(bob).getFirst().id();
        assertEquals(
                Rejections.sessionEnded(),
                rules.rejected(new Caller.Person(alice, ofBob), new Command.SetStatusText("I am Alice")));
    }
}
