package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.AccountCommand;
import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.Rejection.Reason;
import collab.domain.access.AccessPolicy;
import collab.domain.access.DomainLimits;
import collab.domain.access.Rejections;
import collab.domain.credential.Scope;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.EntityRef;
import collab.domain.model.Right;
import collab.domain.model.Session;
import collab.domain.model.WorkspaceRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
                RulesFixture.changes(accepted));
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

    private Session token(UserId user, Set<Scope> scopes) {
        return (Session)
                rules.accepted(Caller.SYSTEM, new Command.OpenToken(user, "hash", Duration.ofDays(1), "robot", scopes))
                        .result();
    }

    @Test
    void furtherSignInEndsTheLoginThatWasUsedLongestAgo() {
        List<SessionId> logins = new ArrayList<>();
        logins.add(rules.world.sessions(alice).getFirst().id());
        while (logins.size() < DomainLimits.LOGINS_MAX)
            logins.add(rules.login(alice).id());
        Session token = token(alice, Scope.OF_TOKENS);
        rules.accepted(Caller.SYSTEM, new AccountCommand.MarkSessionsSeen(Map.of(logins.get(0), rules.now())));
        rules.login(alice);
        assertTrue(rules.world.session(logins.get(0)).isPresent(), "it was used last");
        assertFalse(rules.world.session(logins.get(1)).isPresent());
        assertTrue(rules.world.session(logins.get(2)).isPresent());
        assertTrue(rules.world.session(token.id()).isPresent(), "tokens do not count");
        assertEquals(DomainLimits.LOGINS_MAX + 1, rules.world.sessions(alice).size());
    }

    @Test
    void tokenAboveTheLimitIsRejected() {
        for (int i = 0; i < DomainLimits.TOKENS_MAX; i++) token(alice, Scope.OF_TOKENS);
        var further = new Command.OpenToken(alice, "hash", Duration.ofDays(1), "robot", Scope.OF_TOKENS);
        rules.rejected(Caller.SYSTEM, further, Reason.TOO_MANY_TOKENS);
        token(bob, Scope.OF_TOKENS);
        rules.accepted(
                alice,
                new Command.RevokeSession(rules.world.sessions(alice).getLast().id()));
        rules.accepted(Caller.SYSTEM, further);
    }

    @Test
    void tokenNeverGetsTheScopeOfTheAccount() {
        for (Set<Scope> scopes : List.of(Scope.ALL, Set.<Scope>of(), Set.of(Scope.ACCOUNT))) {
            rules.rejected(
                    Caller.SYSTEM,
                    new Command.OpenToken(alice, "hash", Duration.ofDays(1), "robot", scopes),
                    Reason.INVALID_VALUE);
        }
        rules.rejected(
                rules.as(alice),
                new Command.OpenToken(alice, "hash", Duration.ofDays(1), "robot", Scope.OF_TOKENS),
                Reason.PERMISSION_DENIED);
    }

    @Test
    void tokenHasNoRightWithoutAdminAndNoPowerOfAnOwnerWithoutManage() {
        UserId root = rules.holder("root", Right.ADMIN);
        WorkspaceId home = rules.workspace(root, "Home");
        rules.enroll(home, alice, WorkspaceRole.OWNER);
        for (Scope scope : Scope.OF_TOKENS) {
            AccessPolicy ofRoot = new AccessPolicy(
                    rules.world,
                    new Caller.Person(root, token(root, Set.of(scope)).id(), Set.of(scope)));
            assertEquals(scope == Scope.ADMIN, ofRoot.holds(Right.ADMIN), scope + " of an administrator");
            AccessPolicy ofAlice = new AccessPolicy(
                    rules.world,
                    new Caller.Person(alice, token(alice, Set.of(scope)).id(), Set.of(scope)));
            assertEquals(scope == Scope.MANAGE, ofAlice.administers(home), scope + " of an owner");
            assertTrue(ofAlice.workspace(home).isPresent());
        }
    }

    @Test
    void tokenThatOnlyReadsChangesNothingButItsOwnEnd() {
        Session token = token(alice, Set.of(Scope.READ));
        Caller robot = new Caller.Person(alice, token.id(), token.scopes());
        rules.rejected(robot, new Command.SetStatusText("changed"), Reason.SCOPE_MISSING);
        rules.rejected(robot, new AccountCommand.RevokeOtherSessions(), Reason.SCOPE_MISSING);
        rules.rejected(
                robot,
                new Command.RevokeSession(rules.world.sessions(alice).getFirst().id()),
                Reason.SCOPE_MISSING);
        rules.accepted(robot, new Command.RevokeSession(token.id()));
    }

    @Test
    void sessionActsOnlyForItsOwner() {
        SessionId ofBob = rules.world.sessions(bob).getFirst().id();
        assertEquals(
                Rejections.sessionEnded(),
                rules.rejected(new Caller.Person(alice, ofBob), new Command.SetStatusText("I am Alice")));
    }
}
