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
    private final RulesFixture rules = new RulesFixture();
    private final UserId root = rules.holder("root", Right.ADMIN);
    private final UserId alice = rules.holder("alice", Right.WORKSPACE_MANAGE);
    private final UserId bob = rules.person("bob");
    private final UserId carol = rules.person("carol");
    private final WorkspaceId home = rules.workspace(alice, "Home");
    private final ChannelId general =
            rules.world.channelByName(home, "general").orElseThrow().id();

    @Test
    void newWorkspaceBeginsWithItsOwnerInGeneral() {
        LogPosition before = rules.world.head();
        Decision.Accepted accepted = rules.accepted(alice, new Command.CreateWorkspace(" Second "));
        Workspace second = (Workspace) accepted.result();
        User owner = rules.world.user(alice).orElseThrow();
        Channel general = rules.world.channelByName(second.id(), "general").orElseThrow();
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
        assertEquals(Rejections.personNeeded(), rules.rejected(Caller.SYSTEM, new Command.CreateWorkspace("Nobody's")));
    }

    @Test
    void newNameIsSentOnce() {
        Decision.Accepted accepted = rules.accepted(alice, new Command.UpdateWorkspace(home, "Castle"));
        assertEquals(List.of(new Event.WorkspaceUpdated((Workspace) accepted.result())), accepted.events());
        rules.acceptedWithoutChange(alice, new Command.UpdateWorkspace(home, " Castle"));
        rules.rejected(alice, new Command.UpdateWorkspace(home, "  "), Reason.INVALID_VALUE);
    }

    @Test
    void newMemberJoinsGeneralAndAGuestDoesNot() {
        User newcomer = rules.world.user(bob).orElseThrow();
        Channel channel = rules.world.channel(general).orElseThrow();
        assertEquals(
                List.of(
                        new Event.WorkspaceAdded(rules.world.workspace(home).orElseThrow(), bob, WorkspaceRole.MEMBER),
                        new Event.WorkspaceMemberJoined(home, newcomer, WorkspaceRole.MEMBER),
                        new Event.ChannelAdded(channel, List.of(bob)),
                        new Event.ChannelMemberJoined(general, bob, ChannelRole.MEMBER)),
                rules.events(alice, new Command.AddWorkspaceMember(home, bob, WorkspaceRole.MEMBER)));
        assertEquals(
                2,
                rules.events(alice, new Command.AddWorkspaceMember(home, carol, WorkspaceRole.GUEST))
                        .size());
    }

    @Test
    void archivedOrPrivateGeneralIsNotJoined() {
        rules.accepted(alice, new Command.ArchiveChannel(general));
        rules.enroll(home, bob, WorkspaceRole.MEMBER);
        assertEquals(Optional.empty(), rules.world.channelRole(general, bob));

        rules.accepted(alice, new Command.UpdateChannel(general, Optional.of("old"), Optional.empty()));
        ChannelId secret = rules.channel(alice, home, ChannelKind.PRIVATE, "general");
        rules.enroll(home, carol, WorkspaceRole.MEMBER);
        assertEquals(Optional.empty(), rules.world.channelRole(secret, carol));
    }

    @Test
    void addingAgainChangesTheRoleOrNothing() {
        rules.enroll(home, bob, WorkspaceRole.GUEST);
        rules.acceptedWithoutChange(alice, new Command.AddWorkspaceMember(home, bob, WorkspaceRole.GUEST));
        List<Event> events = rules.events(alice, new Command.AddWorkspaceMember(home, bob, WorkspaceRole.OWNER));
        assertEquals(
                new Event.WorkspaceMemberJoined(home, rules.world.user(bob).orElseThrow(), WorkspaceRole.OWNER),
                events.getFirst());
        assertTrue(rules.world.channelRole(general, bob).isPresent(), "no longer a guest, so in general");
        rules.accepted(bob, new Command.AddWorkspaceMember(home, alice, WorkspaceRole.MEMBER));
        rules.rejected(bob, new Command.AddWorkspaceMember(home, bob, WorkspaceRole.MEMBER), Reason.LAST_OWNER);
    }

    @Test
    void onlyActiveExistingUsersAreAdded() {
        rules.accepted(root, new Command.DeactivateUser(bob));
        rules.rejected(alice, new Command.AddWorkspaceMember(home, bob, WorkspaceRole.MEMBER), Reason.INVALID_VALUE);
        rules.rejected(
                alice,
                new Command.AddWorkspaceMember(home, new UserId(999), WorkspaceRole.MEMBER),
                Reason.USER_NOT_FOUND);
    }

    @Test
    void leavingLosesEveryChannelThenTheWorkspace() {
        rules.enroll(home, bob, WorkspaceRole.MEMBER);
        ChannelId direct = rules.direct(alice, home, bob);
        assertEquals(
                List.of(
                        new Event.ChannelRemoved(general, List.of(bob)),
                        new Event.ChannelMemberLeft(general, bob),
                        new Event.ChannelRemoved(direct, List.of(bob)),
                        new Event.ChannelMemberLeft(direct, bob),
                        new Event.WorkspaceRemoved(home, List.of(bob)),
                        new Event.WorkspaceMemberLeft(home, bob)),
                rules.events(bob, new Command.RemoveWorkspaceMember(home, bob)));
        assertTrue(rules.world.channelRole(direct, alice).isPresent(), "the other member keeps the direct message");
        rules.rejected(bob, new Command.RemoveWorkspaceMember(home, bob), Reason.WORKSPACE_NOT_FOUND);
        rules.acceptedWithoutChange(alice, new Command.RemoveWorkspaceMember(home, bob));
        rules.acceptedWithoutChange(alice, new Command.RemoveWorkspaceMember(home, new UserId(999)));
    }

    /** The other side never lost the direct message: a message sent to it must reach the returning member. */
    @Test
    void returningMemberFindsTheirDirectMessagesAgain() {
        rules.enroll(home, bob, WorkspaceRole.MEMBER);
        ChannelId direct = rules.direct(alice, home, bob);
        rules.accepted(bob, new Command.RemoveWorkspaceMember(home, bob));
        rules.send(alice, direct, "are you gone?");
        List<Event> events = rules.accepted(alice, new Command.AddWorkspaceMember(home, bob, WorkspaceRole.GUEST))
                .events();
        Channel reopened = rules.world.channel(direct).orElseThrow();
        assertEquals(new Event.ChannelAdded(reopened, List.of(bob)), events.getLast());
        assertEquals(1, rules.world.readState(bob, direct).readNo(), "a new membership begins after its end");
    }

    @Test
    void lastOwnerCannotLeaveWhileOthersRemain() {
        rules.enroll(home, bob, WorkspaceRole.MEMBER);
        rules.rejected(alice, new Command.RemoveWorkspaceMember(home, alice), Reason.LAST_OWNER);
        rules.rejected(root, new Command.RemoveWorkspaceMember(home, alice), Reason.LAST_OWNER);
        rules.enroll(home, carol, WorkspaceRole.OWNER);
        rules.accepted(root, new Command.DeactivateUser(carol));
        rules.rejected(alice, new Command.RemoveWorkspaceMember(home, alice), Reason.LAST_OWNER);
        rules.enroll(home, root, WorkspaceRole.OWNER);
        rules.accepted(alice, new Command.RemoveWorkspaceMember(home, alice));
    }

    @Test
    void workspaceIsDeletedWithItsLastMember() {
        List<Event> events = rules.events(alice, new Command.RemoveWorkspaceMember(home, alice));
        assertEquals(
                List.of(
                        new Event.ChannelRemoved(general, List.of(alice)),
                        new Event.WorkspaceRemoved(home, List.of(alice))),
                events);
        assertEquals(Optional.empty(), rules.world.workspace(home));
    }

    @Test
    void deletingRemovesEveryChannelFromAllMembersAtOnce() {
        rules.enroll(home, bob, WorkspaceRole.MEMBER);
        rules.enroll(home, carol, WorkspaceRole.GUEST);
        ChannelId empty = rules.channel(bob, home, ChannelKind.PUBLIC, "empty");
        rules.accepted(bob, new Command.LeaveChannel(empty));
        Message said = rules.send(bob, general, "the last word");
        assertEquals(
                List.of(
                        new Event.ChannelRemoved(general, List.of(alice, bob)),
                        new Event.WorkspaceRemoved(home, List.of(alice, bob, carol))),
                rules.events(alice, new Command.DeleteWorkspace(home)));
        rules.rejected(root, new Command.UpdateWorkspace(home, "Back"), Reason.WORKSPACE_NOT_FOUND);
        rules.rejected(root, new Command.ArchiveChannel(empty), Reason.CHANNEL_NOT_FOUND);
        rules.rejected(bob, new Command.DeleteMessage(said.id()), Reason.MESSAGE_NOT_FOUND);
        assertInstanceOf(
                Entity.None.class,
                Rules.recall(rules.world, rules.as(alice), new EntityRef.OfNothing())
                        .orElseThrow());
    }
}
