package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.Rejection.Reason;
import collab.domain.access.Rejections;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.Grant;
import collab.domain.model.Right;
import collab.domain.model.Session;
import collab.domain.model.User;
import collab.domain.model.WorkspaceRole;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UserRulesTest {
    private final RulesFixture rules = new RulesFixture();
    private final UserId root = rules.holder("root", Right.ADMIN);
    private final UserId alice = rules.person("alice");

    @Test
    void newUserIsAnEventWithTheirRow() {
        LogPosition before = rules.world.head();
        Decision.Accepted accepted = rules.accepted(root, new Command.CreateUser(" Bob ", " Bob B. "));
        User bob = (User) accepted.result();
        assertEquals(List.of(new Event.UserUpdated(bob)), accepted.events());
        assertEquals("bob", bob.username());
        assertEquals("Bob B.", bob.displayName());
        assertEquals(before.plus(1), bob.ver());
    }

    @Test
    void usernamesAreNeverReused() {
        rules.accepted(root, new Command.DeactivateUser(alice));
        rules.rejected(root, new Command.CreateUser("Alice", "Another"), Reason.NAME_TAKEN);
    }

    @Test
    void onlyGivenValuesChange() {
        rules.accepted(
                alice,
                new Command.UpdateUser(alice, Optional.of("Alice A."), Optional.of("https://pictures.example/a")));
        User named = rules.world.user(alice).orElseThrow();
        rules.accepted(alice, new Command.UpdateUser(alice, Optional.empty(), Optional.of("")));
        User bare = rules.world.user(alice).orElseThrow();
        assertEquals(Optional.of("https://pictures.example/a"), named.avatarUrl());
        assertEquals(Optional.empty(), bare.avatarUrl());
        assertEquals("Alice A.", bare.displayName());
        rules.acceptedWithoutChange(alice, new Command.UpdateUser(alice, Optional.of("Alice A."), Optional.of("")));
        rules.acceptedWithoutChange(alice, new Command.UpdateUser(alice, Optional.empty(), Optional.empty()));
    }

    @Test
    void userChangesAndClearsTheirStatusText() {
        assertEquals(
                "at lunch",
                ((User) rules.accepted(alice, new Command.SetStatusText(" at lunch "))
                                .result())
                        .statusText());
        rules.acceptedWithoutChange(alice, new Command.SetStatusText("at lunch"));
        assertEquals(
                "", ((User) rules.accepted(alice, new Command.SetStatusText("")).result()).statusText());
        rules.rejected(alice, new Command.SetStatusText("a".repeat(101)), Reason.INVALID_VALUE);
        assertEquals(Rejections.personNeeded(), rules.rejected(Caller.SYSTEM, new Command.SetStatusText("busy")));
    }

    @Test
    void changedRowIsSentOnceToEveryUserOfACommonWorkspace() {
        UserId bob = rules.person("bob");
        UserId carol = rules.person("carol");
        for (String name : List.of("One", "Two")) {
            WorkspaceId workspace = rules.workspace(root, name);
            rules.enroll(workspace, alice, WorkspaceRole.MEMBER);
            rules.enroll(workspace, bob, WorkspaceRole.GUEST);
        }
        rules.accepted(alice, new Command.SetStatusText("hello"));
        Set<UserId> told = rules.world.log().getLast().recipients();
        assertEquals(Set.of(root, alice, bob), told);
        assertEquals(false, told.contains(carol));
    }

    @Test
    void deactivationEndsEverySession() {
        Session second = rules.login(alice);
        Session first = rules.world.sessions(alice).getFirst();
        Decision.Accepted accepted = rules.accepted(root, new Command.DeactivateUser(alice));
        User gone = (User) accepted.result();
        assertEquals(Optional.of(rules.now()), gone.deactivatedAt());
        assertEquals(
                List.of(
                        new Event.UserUpdated(gone),
                        new Event.SessionRevoked(first.id(), alice),
                        new Event.SessionRevoked(second.id(), alice)),
                accepted.events());
        rules.acceptedWithoutChange(root, new Command.DeactivateUser(alice));
    }

    @Test
    void lastAdministratorCannotBeDeactivated() {
        rules.rejected(root, new Command.DeactivateUser(root), Reason.LAST_OWNER);
        UserId second = rules.holder("second", Right.ADMIN);
        rules.accepted(root, new Command.DeactivateUser(root));
        rules.rejected(second, new Command.DeactivateUser(second), Reason.LAST_OWNER);
    }

    @Test
    void userIsSentAllTheirRightsOnceAfterAGrant() {
        Grant audit = new Grant(Right.AUDIT, Optional.empty());
        Decision.Accepted accepted = rules.accepted(root, new Command.GrantRight(alice, audit));
        assertEquals(List.of(new Event.PermissionsChanged(alice, List.of(audit))), accepted.events());
        assertEquals(List.of(new Effect.RightGranted(alice, audit)), RulesFixture.changes(accepted));
        rules.acceptedWithoutChange(root, new Command.GrantRight(alice, audit));
    }

    @Test
    void rightIsGrantedInAnExistingWorkspace() {
        Optional<WorkspaceId> nowhere = Optional.of(new WorkspaceId(999));
        rules.rejected(
                root,
                new Command.GrantRight(alice, new Grant(Right.WORKSPACE_ADMIN, nowhere)),
                Reason.WORKSPACE_NOT_FOUND);
        WorkspaceId home = rules.workspace(root, "Home");
        rules.rejected(
                root, new Command.GrantRight(alice, new Grant(Right.ADMIN, Optional.of(home))), Reason.INVALID_VALUE);
    }

    @Test
    void rightInOneWorkspaceIsNoneInAnother() {
        WorkspaceId home = rules.workspace(root, "Home");
        WorkspaceId elsewhere = rules.workspace(root, "Elsewhere");
        rules.accepted(root, new Command.GrantRight(alice, new Grant(Right.WORKSPACE_ADMIN, Optional.of(home))));
        rules.accepted(alice, new Command.UpdateWorkspace(home, "Castle"));
        rules.rejected(alice, new Command.UpdateWorkspace(elsewhere, "Castle"), Reason.WORKSPACE_NOT_FOUND);
    }
}
