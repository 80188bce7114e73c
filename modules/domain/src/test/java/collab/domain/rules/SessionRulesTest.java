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
    private final RulesFixture stage = new RulesFixture();
    private final UserId alice = stage.person("alice");
    private final UserId bob = stage.person("bob");

    @Test
    void serverOpensSessionsWithoutAnEvent() {
        Decision.Accepted accepted =
                stage.accepted(Caller.SYSTEM, new Command.OpenSession(alice, "f00d", Duration.ofHours(2)));
        Session session = (Session) accepted.result();
        assertEquals(List.of(), accepted.events());
        assertEquals(List.of(new Effect.SessionOpened(session, "f00d", Optional.empty())), accepted.effects());
        assertEquals(alice, session.userId());
        assertEquals(stage.now().plus(Duration.ofHours(2)), session.expiresAt());
    }

    @Test
    void onlyTheServerOpensSessions() {
        stage.rejected(alice, new Command.OpenSession(bob, "f00d", Duration.ofHours(2)), Reason.PERMISSION_DENIED);
    }

    @Test
    void unknownOrInactiveUserOrNoLifetimeIsRejected() {
        UserId root = stage.holder("root", Right.ADMIN);
        stage.accepted(root, new Command.DeactivateUser(bob));
        for (UserId nobody : List.of(new UserId(999), bob)) {
            assertEquals(
                    Rejections.noUser(nobody),
                    stage.rejected(Caller.SYSTEM, new Command.OpenSession(nobody, "f00d", Duration.ofHours(2))));
        }
        assertEquals(
                Reason.INVALID_VALUE,
                stage.rejected(Caller.SYSTEM, new Command.OpenSession(alice, "f00d", Duration.ZERO))
                        .reason());
    }

    @Test
    void revokedSessionHasNoRights() {
        Caller here = stage.as(alice);
        SessionId session = ((Caller.Person) here).sessionId();
        assertEquals(
                List.of(new Event.SessionRevoked(session, alice)),
                stage.accepted(here, new Command.RevokeSession(session)).events());
        assertFalse(new AccessPolicy(stage.world, here).live());
        assertEquals(Rejections.sessionEnded(), stage.rejected(here, new Command.RevokeSession(session)));
        assertEquals(Optional.empty(), Rules.recall(stage.world, here, new EntityRef.OfUser(alice)));
    }

    @Test
    void userEndsOnlyTheirOwnSessions() {
        SessionId second = stage.login(alice).id();
        stage.silent(bob, new Command.RevokeSession(second));
        stage.silent(bob, new Command.RevokeSession(new SessionId(999)));
        assertTrue(stage.world.session(second).isPresent());
        assertEquals(
                List.of(new Event.SessionRevoked(second, alice)),
                stage.events(alice, new Command.RevokeSession(second)));
    }

    @Test
    void sessionActsOnlyForItsOwner() {
        SessionId ofBob = stage.world.sessions(bob).getFirst().id();
        assertEquals(
                Rejections.sessionEnded(),
                stage.rejected(new Caller.Person(alice, ofBob), new Command.SetStatusText("I am Alice")));
    }
}
