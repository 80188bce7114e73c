package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Event;
import collab.domain.Rejection.Reason;
import collab.domain.access.Rejections;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.Channel;
import collab.domain.model.ChannelKind;
import collab.domain.model.ChannelRole;
import collab.domain.model.Entity;
import collab.domain.model.EntityRef;
import collab.domain.model.Message;
import collab.domain.model.Right;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceRole;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkspaceRulesTest {
    private final RulesFixture stage = new RulesFixture();
    private final UserId root = stage.holder("root", Right.ADMIN);
    private final UserId alice = stage.holder("alice", Right.WORKSPACE_MANAGE);
    private final UserId bob = stage.person("bob");
    private final UserId carol = stage.person("carol");
    private final WorkspaceId home = stage.workspace(alice, "Home");
    private final ChannelId general =
            stage.world.channelByName(home, "general").orElseThrow().id();

    @Test
    void newWorkspaceBeginsWithItsOwnerInGeneral() {
        LogPosition before = stage.world.head();
        Decision.Accepted accepted = stage.accepted(alice, new Command.CreateWorkspace(" Second "));
        Workspace second = (Workspace) accepted.result();
        User owner = stage.world.user(alice).orElseThrow();
        Channel general = stage.world.channelByName(second.id(), "general").orElseThrow();
        assertEquals(
                List.of(
                        new Event.WorkspaceAdded(second, alice, WorkspaceRole.OWNER),
                        new Event.WorkspaceMemberJoined(second.id(), owner, WorkspaceRole.OWNER),
                        new Event.ChannelAdded(general, List.of(alice)),
                        new Event.ChannelMemberJoined(general.id(), alice, ChannelRole.OWNER)),
                accepted.events());
        assertEquals("Second", second.name());
        assertEquals(before.plus(1), second.ver());
        assertEquals(before.plus(3), general.ver());
    }

    @Test
    void workspaceNeedsAPersonAsItsFirstOwner() {
        assertEquals(Rejections.personNeeded(), stage.rejected(Caller.SYSTEM, new Command.CreateWorkspace("Nobody's")));
    }

    @Test
    void newNameIsSentOnce() {
        Decision.Accepted accepted = stage.accepted(alice, new Command.UpdateWorkspace(home, "Castle"));
        assertEquals(List.of(new Event.WorkspaceUpdated((Workspace) accepted.result())), accepted.events());
        stage.silent(alice, new Command.UpdateWorkspace(home, " Castle"));
        stage.rejected(alice, new Command.UpdateWorkspace(home, "  "), Reason.INVALID_VALUE);
    }

    @Test
    void newMemberJoinsGeneralAndAGuestDoesNot() {
        User newcomer = stage.world.user(bob).orElseThrow();
        Channel channel = stage.world.channel(general).orElseThrow();
        assertEquals(
                List.of(
                        new Event.WorkspaceAdded(stage.world.workspace(home).orElseThrow(), bob, WorkspaceRole.MEMBER),
                        new Event.WorkspaceMemberJoined(home, newcomer, WorkspaceRole.MEMBER),
                        new Event.ChannelAdded(channel, List.of(bob)),
                        new Event.ChannelMemberJoined(general, bob, ChannelRole.MEMBER)),
                stage.events(alice, new Command.AddWorkspaceMember(home, bob, WorkspaceRole.MEMBER)));
        assertEquals(
                2,
                stage.events(alice, new Command.AddWorkspaceMember(home, carol, WorkspaceRole.GUEST))
                        .size());
    }

    @Test
    void archivedOrPrivateGeneralIsNotJoined() {
        stage.accepted(alice, new Command.ArchiveChannel(general));
        stage.enroll(home, bob, WorkspaceRole.MEMBER);
        assertEquals(Optional.empty(), stage.world.channelRole(general, bob));

        stage.accepted(alice, new Command.UpdateChannel(general, Optional.of("old"), Optional.empty()));
        ChannelId secret = stage.channel(alice, home, ChannelKind.PRIVATE, "general");
        stage.enroll(home, carol, WorkspaceRole.MEMBER);
        assertEquals(Optional.empty(), stage.world.channelRole(secret, carol));
    }

    @Test
    void addingAgainChangesTheRoleOrNothing() {
        stage.enroll(home, bob, WorkspaceRole.GUEST);
        stage.silent(alice, new Command.AddWorkspaceMember(home, bob, WorkspaceRole.GUEST));
        List<Event> events = stage.events(alice, new Command.AddWorkspaceMember(home, bob, WorkspaceRole.OWNER));
        assertEquals(
                new Event.WorkspaceMemberJoined(home, stage.world.user(bob).orElseThrow(), WorkspaceRole.OWNER),
                events.getFirst());
        assertTrue(stage.world.channelRole(general, bob).isPresent(), "no longer a guest, so in general");
        stage.accepted(bob, new Command.AddWorkspaceMember(home, alice, WorkspaceRole.MEMBER));
        stage.rejected(bob, new Command.AddWorkspaceMember(home, bob, WorkspaceRole.MEMBER), Reason.LAST_OWNER);
    }

    @Test
    void onlyActiveExistingUsersAreAdded() {
        stage.accepted(root, new Command.DeactivateUser(bob));
        stage.rejected(alice, new Command.AddWorkspaceMember(home, bob, WorkspaceRole.MEMBER), Reason.INVALID_VALUE);
        stage.rejected(
                alice,
                new Command.AddWorkspaceMember(home, new UserId(999), WorkspaceRole.MEMBER),
                Reason.USER_NOT_FOUND);
    }

    @Test
    void leavingLosesEveryChannelThenTheWorkspace() {
        stage.enroll(home, bob, WorkspaceRole.MEMBER);
        ChannelId direct = stage.direct(alice, home, bob);
        assertEquals(
                List.of(
                        new Event.ChannelRemoved(general, List.of(bob)),
                        new Event.ChannelMemberLeft(general, bob),
                        new Event.ChannelRemoved(direct, List.of(bob)),
                        new Event.ChannelMemberLeft(direct, bob),
                        new Event.WorkspaceRemoved(home, List.of(bob)),
                        new Event.WorkspaceMemberLeft(home, bob)),
                stage.events(bob, new Command.RemoveWorkspaceMember(home, bob)));
        assertTrue(stage.world.channelRole(direct, alice).isPresent(), "the other member keeps the direct message");
        stage.rejected(bob, new Command.RemoveWorkspaceMember(home, bob), Reason.WORKSPACE_NOT_FOUND);
        stage.silent(alice, new Command.RemoveWorkspaceMember(home, bob));
        stage.silent(alice, new Command.RemoveWorkspaceMember(home, new UserId(999)));
    }

    /** The other side never lost the direct message: a message sent to it must reach the returning member. */
    @Test
    void returningMemberFindsTheirDirectMessagesAgain() {
        stage.enroll(home, bob, WorkspaceRole.MEMBER);
        ChannelId direct = stage.direct(alice, home, bob);
        stage.accepted(bob, new Command.RemoveWorkspaceMember(home, bob));
        stage.says(alice, direct, "are you gone?");
        List<Event> events = stage.accepted(alice, new Command.AddWorkspaceMember(home, bob, WorkspaceRole.GUEST))
                .events();
        Channel reopened = stage.world.channel(direct).orElseThrow();
        assertEquals(new Event.ChannelAdded(reopened, List.of(bob)), events.getLast());
        assertEquals(1, stage.world.readState(bob, direct).readNo(), "a new membership begins after its end");
    }

    @Test
    void lastOwnerCannotLeaveWhileOthersRemain() {
        stage.enroll(home, bob, WorkspaceRole.MEMBER);
        stage.rejected(alice, new Command.RemoveWorkspaceMember(home, alice), Reason.LAST_OWNER);
        stage.rejected(root, new Command.RemoveWorkspaceMember(home, alice), Reason.LAST_OWNER);
        stage.enroll(home, carol, WorkspaceRole.OWNER);
        stage.accepted(root, new Command.DeactivateUser(carol));
        stage.rejected(alice, new Command.RemoveWorkspaceMember(home, alice), Reason.LAST_OWNER);
        stage.enroll(home, root, WorkspaceRole.OWNER);
        stage.accepted(alice, new Command.RemoveWorkspaceMember(home, alice));
    }

    @Test
    void workspaceIsDeletedWithItsLastMember() {
        List<Event> events = stage.events(alice, new Command.RemoveWorkspaceMember(home, alice));
        assertEquals(
                List.of(
                        new Event.ChannelRemoved(general, List.of(alice)),
                        new Event.WorkspaceRemoved(home, List.of(alice))),
                events);
        assertEquals(Optional.empty(), stage.world.workspace(home));
    }

    @Test
    void deletingRemovesEveryChannelFromAllMembersAtOnce() {
        stage.enroll(home, bob, WorkspaceRole.MEMBER);
        stage.enroll(home, carol, WorkspaceRole.GUEST);
        ChannelId empty = stage.channel(bob, home, ChannelKind.PUBLIC, "empty");
        stage.accepted(bob, new Command.LeaveChannel(empty));
        Message said = stage.says(bob, general, "the last word");
        assertEquals(
                List.of(
                        new Event.ChannelRemoved(general, List.of(alice, bob)),
                        new Event.WorkspaceRemoved(home, List.of(alice, bob, carol))),
                stage.events(alice, new Command.DeleteWorkspace(home)));
        stage.rejected(root, new Command.UpdateWorkspace(home, "Back"), Reason.WORKSPACE_NOT_FOUND);
        stage.rejected(root, new Command.ArchiveChannel(empty), Reason.CHANNEL_NOT_FOUND);
        stage.rejected(bob, new Command.DeleteMessage(said.id()), Reason.MESSAGE_NOT_FOUND);
        assertInstanceOf(
                Entity.None.class,
                Rules.recall(stage.world, stage.as(alice), new EntityRef.OfNothing())
                        .orElseThrow());
    }
}
