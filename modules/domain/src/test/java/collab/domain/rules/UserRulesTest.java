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
    private final RulesFixture stage = new RulesFixture();
    private final UserId root = stage.holder("root", Right.ADMIN);
    private final UserId alice = stage.person("alice");

    @Test
    void newUserIsAnEventWithTheirRow() {
        LogPosition before = stage.world.head();
        Decision.Accepted accepted = stage.accepted(root, new Command.CreateUser(" Bob ", " Bob B. "));
        User bob = (User) accepted.result();
        assertEquals(List.of(new Event.UserUpdated(bob)), accepted.events());
        assertEquals("bob", bob.username());
        assertEquals("Bob B.", bob.displayName());
        assertEquals(before.plus(1), bob.ver());
    }

    @Test
    void usernamesAreNeverReused() {
        stage.accepted(root, new Command.DeactivateUser(alice));
        stage.rejected(root, new Command.CreateUser("Alice", "Another"), Reason.NAME_TAKEN);
    }

    @Test
    void onlyGivenValuesChange() {
        stage.accepted(
                alice,
                new Command.UpdateUser(alice, Optional.of("Alice A."), Optional.of("https://pictures.example/a")));
        User named = stage.world.user(alice).orElseThrow();
        stage.accepted(alice, new Command.UpdateUser(alice, Optional.empty(), Optional.of("")));
        User bare = stage.world.user(alice).orElseThrow();
        assertEquals(Optional.of("https://pictures.example/a"), named.avatarUrl());
        assertEquals(Optional.empty(), bare.avatarUrl());
        assertEquals("Alice A.", bare.displayName());
        stage.silent(alice, new Command.UpdateUser(alice, Optional.of("Alice A."), Optional.of("")));
        stage.silent(alice, new Command.UpdateUser(alice, Optional.empty(), Optional.empty()));
    }

    @Test
    void userChangesAndClearsTheirStatusText() {
        assertEquals(
                "at lunch",
                ((User) stage.accepted(alice, new Command.SetStatusText(" at lunch "))
                                .result())
                        .statusText());
        stage.silent(alice, new Command.SetStatusText("at lunch"));
        assertEquals(
                "", ((User) stage.accepted(alice, new Command.SetStatusText("")).result()).statusText());
        stage.rejected(alice, new Command.SetStatusText("a".repeat(101)), Reason.INVALID_VALUE);
        assertEquals(Rejections.personNeeded(), stage.rejected(Caller.SYSTEM, new Command.SetStatusText("busy")));
    }

    @Test
    void changedRowIsSentOnceToEveryUserOfACommonWorkspace() {
        UserId bob = stage.person("bob");
        UserId carol = stage.person("carol");
        for (String name : List.of("One", "Two")) {
            WorkspaceId workspace = stage.workspace(root, name);
            stage.enroll(workspace, alice, WorkspaceRole.MEMBER);
            stage.enroll(workspace, bob, WorkspaceRole.GUEST);
        }
        stage.accepted(alice, new Command.SetStatusText("hello"));
        Set<UserId> told = stage.world.log().getLast().recipients();
        assertEquals(Set.of(root, alice, bob), told);
        assertEquals(false, told.contains(carol));
    }

    @Test
    void deactivationEndsEverySession() {
        Session second = stage.login(alice);
        Session first = stage.world.sessions(alice).getFirst();
        Decision.Accepted accepted = stage.accepted(root, new Command.DeactivateUser(alice));
        User gone = (User) accepted.result();
        assertEquals(Optional.of(stage.now()), gone.deactivatedAt());
        assertEquals(
                List.of(
                        new Event.UserUpdated(gone),
                        new Event.SessionRevoked(first.id(), alice),
                        new Event.SessionRevoked(second.id(), alice)),
                accepted.events());
        stage.silent(root, new Command.DeactivateUser(alice));
    }

    @Test
    void lastAdministratorCannotBeDeactivated() {
        stage.rejected(root, new Command.DeactivateUser(root), Reason.LAST_OWNER);
        UserId second = stage.holder("second", Right.ADMIN);
        stage.accepted(root, new Command.DeactivateUser(root));
        stage.rejected(second, new Command.DeactivateUser(second), Reason.LAST_OWNER);
    }

    @Test
    void userIsSentAllTheirRightsOnceAfterAGrant() {
        Grant audit = new Grant(Right.AUDIT, Optional.empty());
        Decision.Accepted accepted = stage.accepted(root, new Command.GrantRight(alice, audit));
        assertEquals(List.of(new Event.PermissionsChanged(alice, List.of(audit))), accepted.events());
        assertEquals(List.of(new Effect.RightGranted(alice, audit)), accepted.effects());
        stage.silent(root, new Command.GrantRight(alice, audit));
    }

    @Test
    void rightIsGrantedInAnExistingWorkspace() {
        Optional<WorkspaceId> nowhere = Optional.of(new WorkspaceId(999));
        stage.rejected(
                root,
                new Command.GrantRight(alice, new Grant(Right.WORKSPACE_ADMIN, nowhere)),
                Reason.WORKSPACE_NOT_FOUND);
        WorkspaceId home = stage.workspace(root, "Home");
        stage.rejected(
                root, new Command.GrantRight(alice, new Grant(Right.ADMIN, Optional.of(home))), Reason.INVALID_VALUE);
    }

    @Test
    void rightInOneWorkspaceIsNoneInAnother() {
        WorkspaceId home = stage.workspace(root, "Home");
        WorkspaceId elsewhere = stage.workspace(root, "Elsewhere");
        stage.accepted(root, new Command.GrantRight(alice, new Grant(Right.WORKSPACE_ADMIN, Optional.of(home))));
        stage.accepted(alice, new Command.UpdateWorkspace(home, "Castle"));
        stage.rejected(alice, new Command.UpdateWorkspace(elsewhere, "Castle"), Reason.WORKSPACE_NOT_FOUND);
    }
}
