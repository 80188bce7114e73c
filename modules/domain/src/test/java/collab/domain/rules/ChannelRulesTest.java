package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.Rejection;
import collab.domain.Rejection.Reason;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Channel;
import collab.domain.model.ChannelKind;
import collab.domain.model.ChannelRole;
import collab.domain.model.Grant;
import collab.domain.model.Message;
import collab.domain.model.Right;
import collab.domain.model.WorkspaceRole;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChannelRulesTest {
    private final RulesFixture rules = new RulesFixture();
    private final UserId root = rules.holder("root", Right.ADMIN);
    private final UserId alice = rules.holder("alice", Right.WORKSPACE_MANAGE);
    private final UserId bob = rules.person("bob");
    private final UserId carol = rules.person("carol");
    private final UserId guest = rules.person("guest");
    private final UserId outsider = rules.person("outsider");
    private final WorkspaceId home = rules.workspace(alice, "Home");
    private final ChannelId plans;

    ChannelRulesTest() {
        rules.enroll(home, bob, WorkspaceRole.MEMBER);
        rules.enroll(home, carol, WorkspaceRole.MEMBER);
        rules.enroll(home, guest, WorkspaceRole.GUEST);
        plans = rules.channel(bob, home, ChannelKind.PUBLIC, "plans");
    }

    // Creation

    @Test
    void creatorOwnsANewChannel() {
        LogPosition before = rules.world.head();
        Decision.Accepted accepted = rules.accepted(bob, create(ChannelKind.PRIVATE, Optional.of("Secret"), " topic "));
        Channel secret = (Channel) accepted.result();
        assertEquals(
                List.of(
                        new Event.ChannelAdded(secret, List.of(bob)),
                        new Event.ChannelMemberJoined(secret.id(), bob, ChannelRole.OWNER)),
                accepted.events());
        assertEquals(Optional.of("secret"), secret.name());
        assertEquals("topic", secret.topic());
        assertEquals(before.plus(1), secret.ver());
    }

    @Test
    void nameIsUsedInItsWorkspaceAlsoWhenItIsNotVisible() {
        rules.channel(bob, home, ChannelKind.PRIVATE, "secret");
        Rejection ofPrivate = rules.rejected(carol, create(ChannelKind.PUBLIC, Optional.of("secret"), ""));
        Rejection ofPublic = rules.rejected(carol, create(ChannelKind.PRIVATE, Optional.of("PLANS"), ""));
        assertEquals(Reason.NAME_TAKEN, ofPrivate.reason());
        assertEquals(ofPublic.detail().replace("plans", "secret"), ofPrivate.detail());
        WorkspaceId second = rules.workspace(alice, "Second");
        rules.channel(alice, second, ChannelKind.PUBLIC, "plans");
    }

    @Test
    void channelsHaveNamesAndDirectMessagesHavePeers() {
        rules.rejected(bob, create(ChannelKind.PUBLIC, Optional.empty(), ""), Reason.INVALID_VALUE);
        rules.rejected(
                bob,
                new Command.CreateChannel(home, ChannelKind.PUBLIC, Optional.of("x"), "", List.of(carol)),
                Reason.INVALID_VALUE);
        rules.rejected(
                bob,
                new Command.CreateChannel(home, ChannelKind.DM, Optional.of("x"), "", List.of(carol)),
                Reason.INVALID_VALUE);
        rules.rejected(bob, create(ChannelKind.PUBLIC, Optional.of("x"), "a".repeat(251)), Reason.INVALID_VALUE);
    }

    @Test
    void guestsCreateOnlyDirectMessages() {
        rules.rejected(guest, create(ChannelKind.PUBLIC, Optional.of("mine"), ""), Reason.PERMISSION_DENIED);
        rules.direct(guest, home, bob);
    }

    // Direct messages

    @Test
    void directMessageIsAnnouncedToAllItsMembersAtOnce() {
        Decision.Accepted accepted = rules.accepted(carol, direct(ChannelKind.DM, bob));
        Channel direct = (Channel) accepted.result();
        assertEquals(List.of(new Event.ChannelAdded(direct, List.of(bob, carol))), accepted.events());
        assertEquals(List.of(bob, carol), direct.memberIds());
        assertEquals(Optional.empty(), direct.name());
    }

    @Test
    void directMessageOfTheSamePeopleExistsOnce() {
        ChannelId pair = rules.direct(bob, home, carol);
        ChannelId group = rules.direct(bob, home, carol, alice);
        ChannelId self = rules.direct(bob, home, bob);
        rules.acceptedWithoutChange(carol, direct(ChannelKind.DM, bob));
        assertEquals(pair, rules.direct(carol, home, bob));
        assertEquals(group, rules.direct(alice, home, carol, bob, carol));
        assertEquals(self, rules.direct(bob, home, bob));
        assertEquals(List.of(bob), rules.world.channel(self).orElseThrow().memberIds());
    }

    @Test
    void directMessageHasOnePeerAndAGroupTwoToEight() {
        rules.rejected(bob, direct(ChannelKind.DM), Reason.INVALID_VALUE);
        rules.rejected(bob, direct(ChannelKind.DM, carol, alice), Reason.INVALID_VALUE);
        rules.rejected(bob, direct(ChannelKind.GROUP_DM, carol), Reason.INVALID_VALUE);
        rules.rejected(bob, direct(ChannelKind.GROUP_DM, carol, bob, carol), Reason.INVALID_VALUE);
        UserId[] crowd = IntStream.range(0, 9)
                .mapToObj(i -> {
                    UserId user = rules.person("crowd" + i);
                    rules.enroll(home, user, WorkspaceRole.MEMBER);
                    return user;
                })
                .toArray(UserId[]::new);
        rules.rejected(bob, direct(ChannelKind.GROUP_DM, crowd), Reason.TOO_MANY_MEMBERS);
        rules.accepted(crowd[0], direct(ChannelKind.GROUP_DM, crowd));
    }

    @Test
    void membersOfADirectMessageAreActiveMembersOfTheWorkspace() {
        rules.rejected(bob, direct(ChannelKind.DM, outsider), Reason.USER_NOT_FOUND);
        rules.rejected(root, direct(ChannelKind.DM, bob), Reason.NOT_A_WORKSPACE_MEMBER);
        WorkspaceId second = rules.workspace(alice, "Second");
        rules.enroll(second, outsider, WorkspaceRole.MEMBER);
        rules.rejected(alice, direct(ChannelKind.DM, outsider), Reason.NOT_A_WORKSPACE_MEMBER);
        rules.accepted(root, new Command.DeactivateUser(carol));
        rules.rejected(bob, direct(ChannelKind.DM, carol), Reason.INVALID_VALUE);
    }

    @Test
    void oldDirectMessageIsFoundWhenThePeerIsDeactivated() {
        ChannelId pair = rules.direct(bob, home, carol);
        rules.accepted(root, new Command.DeactivateUser(carol));
        assertEquals(pair, rules.direct(bob, home, carol));
    }

    @Test
    void directMessageCannotChange() {
        ChannelId direct = rules.direct(bob, home, carol);
        for (Command command : List.of(
                new Command.UpdateChannel(direct, Optional.of("us"), Optional.empty()),
                new Command.ArchiveChannel(direct),
                new Command.UnarchiveChannel(direct),
                new Command.LeaveChannel(direct),
                new Command.AddChannelMember(direct, alice),
                new Command.RemoveChannelMember(direct, carol),
                new Command.RemoveChannelMember(direct, bob),
                new Command.SetChannelRole(direct, carol, ChannelRole.OWNER))) {
            rules.rejected(bob, command, Reason.DIRECT_MESSAGE_FIXED);
            rules.rejected(alice, command, Reason.CHANNEL_NOT_FOUND);
            rules.rejected(root, command, Reason.CHANNEL_NOT_FOUND);
        }
        rules.acceptedWithoutChange(bob, new Command.JoinChannel(direct));
        rules.accepted(bob, new Command.UpdateChannel(direct, Optional.empty(), Optional.of("lunch")));
    }

    // Changes

    @Test
    void ownersRenameAndEveryMemberSetsTheTopic() {
        rules.accepted(carol, new Command.JoinChannel(plans));
        Decision.Accepted renamed =
                rules.accepted(bob, new Command.UpdateChannel(plans, Optional.of("Maps"), Optional.of("where to")));
        assertEquals(List.of(new Event.ChannelUpdated((Channel) renamed.result())), renamed.events());
        assertEquals(Optional.of("maps"), ((Channel) renamed.result()).name());
        rules.accepted(carol, new Command.UpdateChannel(plans, Optional.empty(), Optional.of("where from")));
        rules.rejected(
                carol,
                new Command.UpdateChannel(plans, Optional.of("mine"), Optional.of("mine")),
                Reason.PERMISSION_DENIED);
        rules.acceptedWithoutChange(
                bob, new Command.UpdateChannel(plans, Optional.of("maps"), Optional.of("where from")));
        rules.acceptedWithoutChange(bob, new Command.UpdateChannel(plans, Optional.empty(), Optional.empty()));
        rules.rejected(
                bob, new Command.UpdateChannel(plans, Optional.of("general"), Optional.empty()), Reason.NAME_TAKEN);
    }

    @Test
    void onlyMembersSetTheTopic() {
        rules.rejected(
                carol, new Command.UpdateChannel(plans, Optional.empty(), Optional.of("x")), Reason.PERMISSION_DENIED);
        rules.accepted(alice, new Command.UpdateChannel(plans, Optional.empty(), Optional.of("x")));
    }

    @Test
    void archivingHasItsOwnEventAndUnarchivingIsAChange() {
        Decision.Accepted archived = rules.accepted(bob, new Command.ArchiveChannel(plans));
        assertEquals(List.of(new Event.ChannelArchived((Channel) archived.result())), archived.events());
        assertTrue(((Channel) archived.result()).archived());
        rules.acceptedWithoutChange(bob, new Command.ArchiveChannel(plans));
        Decision.Accepted back = rules.accepted(bob, new Command.UnarchiveChannel(plans));
        assertEquals(List.of(new Event.ChannelUpdated((Channel) back.result())), back.events());
        assertFalse(((Channel) back.result()).archived());
        rules.acceptedWithoutChange(bob, new Command.UnarchiveChannel(plans));
    }

    @Test
    void archivedChannelCanOnlyBeReadAndLeft() {
        rules.accepted(carol, new Command.JoinChannel(plans));
        Message said = rules.send(bob, plans, "hello");
        rules.accepted(bob, new Command.ArchiveChannel(plans));
        for (Command command : List.of(
                new Command.SendMessage(plans, "more", Optional.empty()),
                new Command.UpdateMessage(said.id(), "less"),
                new Command.React(said.id(), "👍"),
                new Command.Unreact(said.id(), "👍"),
                new Command.ToggleReaction(said.id(), "👍"),
                new Command.PinMessage(said.id()),
                new Command.UnpinMessage(said.id()),
                new Command.AddChannelMember(plans, alice))) {
            rules.rejected(bob, command, Reason.CHANNEL_ARCHIVED);
        }
        rules.rejected(alice, new Command.JoinChannel(plans), Reason.CHANNEL_ARCHIVED);
        rules.accepted(carol, new Command.MarkRead(plans, said.id()));
        rules.accepted(carol, new Command.LeaveChannel(plans));
        rules.accepted(bob, new Command.DeleteMessage(said.id()));
    }

    @Test
    void rightChannelManageAllowsManagingButNotOwning() {
        UserId manager = rules.person("manager");
        rules.accepted(root, new Command.GrantRight(manager, new Grant(Right.CHANNEL_MANAGE, Optional.of(home))));
        rules.accepted(manager, new Command.UpdateChannel(plans, Optional.of("maps"), Optional.empty()));
        rules.accepted(manager, new Command.ArchiveChannel(plans));
        rules.accepted(manager, new Command.UnarchiveChannel(plans));
        rules.accepted(manager, new Command.AddChannelMember(plans, carol));
        rules.rejected(manager, new Command.SetChannelRole(plans, carol, ChannelRole.OWNER), Reason.PERMISSION_DENIED);
        rules.accepted(manager, new Command.RemoveChannelMember(plans, carol));
        ChannelId secret = rules.channel(bob, home, ChannelKind.PRIVATE, "secret");
        rules.rejected(manager, new Command.ArchiveChannel(secret), Reason.CHANNEL_NOT_FOUND);
    }

    // Joining and leaving

    @Test
    void joiningIsAnnouncedToTheNewMemberThenToAll() {
        Channel channel = rules.world.channel(plans).orElseThrow();
        assertEquals(
                List.of(
                        new Event.ChannelAdded(channel, List.of(carol)),
                        new Event.ChannelMemberJoined(plans, carol, ChannelRole.MEMBER)),
                rules.events(carol, new Command.JoinChannel(plans)));
        List<MemoryState.Logged> log = rules.world.log();
        assertEquals(Set.of(carol), log.get(log.size() - 2).recipients());
        assertEquals(Set.of(bob, carol), log.getLast().recipients());
        rules.acceptedWithoutChange(carol, new Command.JoinChannel(plans));
    }

    @Test
    void guestsAreAddedAndCannotJoinOrAdd() {
        rules.rejected(guest, new Command.JoinChannel(plans), Reason.CHANNEL_NOT_FOUND);
        rules.accepted(bob, new Command.AddChannelMember(plans, guest));
        rules.send(guest, plans, "thank you");
        rules.rejected(guest, new Command.AddChannelMember(plans, carol), Reason.PERMISSION_DENIED);
    }

    @Test
    void leavingIsAnnouncedToTheLeaverThenToTheRest() {
        rules.accepted(carol, new Command.JoinChannel(plans));
        assertEquals(
                List.of(new Event.ChannelRemoved(plans, List.of(carol)), new Event.ChannelMemberLeft(plans, carol)),
                rules.events(carol, new Command.LeaveChannel(plans)));
        List<MemoryState.Logged> log = rules.world.log();
        assertEquals(Set.of(carol), log.get(log.size() - 2).recipients());
        assertEquals(Set.of(bob), log.getLast().recipients());
        rules.acceptedWithoutChange(carol, new Command.LeaveChannel(plans));
    }

    @Test
    void lastOwnerOfAChannelMayLeaveIt() {
        rules.accepted(carol, new Command.JoinChannel(plans));
        rules.accepted(bob, new Command.LeaveChannel(plans));
        rules.rejected(carol, new Command.ArchiveChannel(plans), Reason.PERMISSION_DENIED);
        rules.accepted(alice, new Command.ArchiveChannel(plans));
    }

    @Test
    void formerMemberOfAPrivateChannelCannotSeeIt() {
        ChannelId secret = rules.channel(bob, home, ChannelKind.PRIVATE, "secret");
        rules.accepted(bob, new Command.AddChannelMember(secret, carol));
        rules.accepted(carol, new Command.LeaveChannel(secret));
        rules.rejected(carol, new Command.LeaveChannel(secret), Reason.CHANNEL_NOT_FOUND);
        rules.rejected(carol, new Command.JoinChannel(secret), Reason.CHANNEL_NOT_FOUND);
    }

    @Test
    void onlyMembersOfTheWorkspaceAreAdded() {
        rules.rejected(bob, new Command.AddChannelMember(plans, outsider), Reason.USER_NOT_FOUND);
        rules.rejected(root, new Command.AddChannelMember(plans, outsider), Reason.NOT_A_WORKSPACE_MEMBER);
        assertEquals(
                2, rules.events(bob, new Command.AddChannelMember(plans, carol)).size());
        rules.acceptedWithoutChange(bob, new Command.AddChannelMember(plans, carol));
        rules.accepted(root, new Command.DeactivateUser(guest));
        rules.rejected(bob, new Command.AddChannelMember(plans, guest), Reason.INVALID_VALUE);
    }

    @Test
    void managersRemoveOthersAndRemovingANonMemberSucceeds() {
        rules.accepted(carol, new Command.JoinChannel(plans));
        rules.rejected(carol, new Command.RemoveChannelMember(plans, bob), Reason.PERMISSION_DENIED);
        assertEquals(
                2,
                rules.events(bob, new Command.RemoveChannelMember(plans, carol)).size());
        rules.acceptedWithoutChange(bob, new Command.RemoveChannelMember(plans, carol));
        rules.acceptedWithoutChange(bob, new Command.RemoveChannelMember(plans, new UserId(999)));
    }

    @Test
    void roleChangeIsAnnouncedAsAChangeOfTheChannel() {
        rules.accepted(carol, new Command.JoinChannel(plans));
        LogPosition before = rules.world.channel(plans).orElseThrow().ver();
        Decision.Accepted accepted = rules.accepted(bob, new Command.SetChannelRole(plans, carol, ChannelRole.OWNER));
        Channel channel = (Channel) accepted.result();
        assertEquals(List.of(new Event.ChannelUpdated(channel)), accepted.events());
        assertEquals(
                List.of(new Effect.ChannelRoleSet(plans, carol, ChannelRole.OWNER)), RulesFixture.changes(accepted));
        assertTrue(channel.ver().isAfter(before));
        rules.acceptedWithoutChange(carol, new Command.SetChannelRole(plans, carol, ChannelRole.OWNER));
        rules.rejected(bob, new Command.SetChannelRole(plans, alice, ChannelRole.OWNER), Reason.USER_NOT_FOUND);
    }

    private Command.CreateChannel create(ChannelKind kind, Optional<String> name, String topic) {
        return new Command.CreateChannel(home, kind, name, topic, List.of());
    }

    private Command.CreateChannel direct(ChannelKind kind, UserId... peers) {
        return new Command.CreateChannel(home, kind, Optional.empty(), "", List.of(peers));
    }
}
