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
    private final RulesFixture stage = new RulesFixture();
    private final UserId root = stage.holder("root", Right.ADMIN);
    private final UserId alice = stage.holder("alice", Right.WORKSPACE_MANAGE);
    private final UserId bob = stage.person("bob");
    private final UserId carol = stage.person("carol");
    private final UserId guest = stage.person("guest");
    private final UserId outsider = stage.person("outsider");
    private final WorkspaceId home = stage.workspace(alice, "Home");
    private final ChannelId plans;

    ChannelRulesTest() {
        stage.enroll(home, bob, WorkspaceRole.MEMBER);
        stage.enroll(home, carol, WorkspaceRole.MEMBER);
        stage.enroll(home, guest, WorkspaceRole.GUEST);
        plans = stage.channel(bob, home, ChannelKind.PUBLIC, "plans");
    }

    // Creation

    @Test
    void creatorOwnsANewChannel() {
        LogPosition before = stage.world.head();
        Decision.Accepted accepted = stage.accepted(bob, create(ChannelKind.PRIVATE, Optional.of("Secret"), " topic "));
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
        stage.channel(bob, home, ChannelKind.PRIVATE, "secret");
        Rejection ofPrivate = stage.rejected(carol, create(ChannelKind.PUBLIC, Optional.of("secret"), ""));
        Rejection ofPublic = stage.rejected(carol, create(ChannelKind.PRIVATE, Optional.of("PLANS"), ""));
        assertEquals(Reason.NAME_TAKEN, ofPrivate.reason());
        assertEquals(ofPublic.detail().replace("plans", "secret"), ofPrivate.detail());
        WorkspaceId second = stage.workspace(alice, "Second");
        stage.channel(alice, second, ChannelKind.PUBLIC, "plans");
    }

    @Test
    void channelsHaveNamesAndDirectMessagesHavePeers() {
        stage.rejected(bob, create(ChannelKind.PUBLIC, Optional.empty(), ""), Reason.INVALID_VALUE);
        stage.rejected(
                bob,
                new Command.CreateChannel(home, ChannelKind.PUBLIC, Optional.of("x"), "", List.of(carol)),
                Reason.INVALID_VALUE);
        stage.rejected(
                bob,
                new Command.CreateChannel(home, ChannelKind.DM, Optional.of("x"), "", List.of(carol)),
                Reason.INVALID_VALUE);
        stage.rejected(bob, create(ChannelKind.PUBLIC, Optional.of("x"), "a".repeat(251)), Reason.INVALID_VALUE);
    }

    @Test
    void guestsCreateOnlyDirectMessages() {
        stage.rejected(guest, create(ChannelKind.PUBLIC, Optional.of("mine"), ""), Reason.PERMISSION_DENIED);
        stage.direct(guest, home, bob);
    }

    // Direct messages

    @Test
    void directMessageIsAnnouncedToAllItsMembersAtOnce() {
        Decision.Accepted accepted = stage.accepted(carol, direct(ChannelKind.DM, bob));
        Channel direct = (Channel) accepted.result();
        assertEquals(List.of(new Event.ChannelAdded(direct, List.of(bob, carol))), accepted.events());
        assertEquals(List.of(bob, carol), direct.memberIds());
        assertEquals(Optional.empty(), direct.name());
    }

    @Test
    void directMessageOfTheSamePeopleExistsOnce() {
        ChannelId pair = stage.direct(bob, home, carol);
        ChannelId group = stage.direct(bob, home, carol, alice);
        ChannelId self = stage.direct(bob, home, bob);
        stage.silent(carol, direct(ChannelKind.DM, bob));
        assertEquals(pair, stage.direct(carol, home, bob));
        assertEquals(group, stage.direct(alice, home, carol, bob, carol));
        assertEquals(self, stage.direct(bob, home, bob));
        assertEquals(List.of(bob), stage.world.channel(self).orElseThrow().memberIds());
    }

    @Test
    void directMessageHasOnePeerAndAGroupTwoToEight() {
        stage.rejected(bob, direct(ChannelKind.DM), Reason.INVALID_VALUE);
        stage.rejected(bob, direct(ChannelKind.DM, carol, alice), Reason.INVALID_VALUE);
        stage.rejected(bob, direct(ChannelKind.GROUP_DM, carol), Reason.INVALID_VALUE);
        stage.rejected(bob, direct(ChannelKind.GROUP_DM, carol, bob, carol), Reason.INVALID_VALUE);
        UserId[] crowd = IntStream.range(0, 9)
                .mapToObj(i -> {
                    UserId user = stage.person("crowd" + i);
                    stage.enroll(home, user, WorkspaceRole.MEMBER);
                    return user;
                })
                .toArray(UserId[]::new);
        stage.rejected(bob, direct(ChannelKind.GROUP_DM, crowd), Reason.TOO_MANY_MEMBERS);
        stage.accepted(crowd[0], direct(ChannelKind.GROUP_DM, crowd));
    }

    @Test
    void membersOfADirectMessageAreActiveMembersOfTheWorkspace() {
        stage.rejected(bob, direct(ChannelKind.DM, outsider), Reason.USER_NOT_FOUND);
        stage.rejected(root, direct(ChannelKind.DM, bob), Reason.NOT_A_WORKSPACE_MEMBER);
        WorkspaceId second = stage.workspace(alice, "Second");
        stage.enroll(second, outsider, WorkspaceRole.MEMBER);
        stage.rejected(alice, direct(ChannelKind.DM, outsider), Reason.NOT_A_WORKSPACE_MEMBER);
        stage.accepted(root, new Command.DeactivateUser(carol));
        stage.rejected(bob, direct(ChannelKind.DM, carol), Reason.INVALID_VALUE);
    }

    @Test
    void oldDirectMessageIsFoundWhenThePeerIsDeactivated() {
        ChannelId pair = stage.direct(bob, home, carol);
        stage.accepted(root, new Command.DeactivateUser(carol));
        assertEquals(pair, stage.direct(bob, home, carol));
    }

    @Test
    void directMessageCannotChange() {
        ChannelId direct = stage.direct(bob, home, carol);
        for (Command command : List.of(
                new Command.UpdateChannel(direct, Optional.of("us"), Optional.empty()),
                new Command.ArchiveChannel(direct),
                new Command.UnarchiveChannel(direct),
                new Command.LeaveChannel(direct),
                new Command.AddChannelMember(direct, alice),
                new Command.RemoveChannelMember(direct, carol),
                new Command.RemoveChannelMember(direct, bob),
                new Command.SetChannelRole(direct, carol, ChannelRole.OWNER))) {
            stage.rejected(bob, command, Reason.DIRECT_MESSAGE_FIXED);
            stage.rejected(alice, command, Reason.CHANNEL_NOT_FOUND);
            stage.rejected(root, command, Reason.CHANNEL_NOT_FOUND);
        }
        stage.silent(bob, new Command.JoinChannel(direct));
        stage.accepted(bob, new Command.UpdateChannel(direct, Optional.empty(), Optional.of("lunch")));
    }

    // Changes

    @Test
    void ownersRenameAndEveryMemberSetsTheTopic() {
        stage.accepted(carol, new Command.JoinChannel(plans));
        Decision.Accepted renamed =
                stage.accepted(bob, new Command.UpdateChannel(plans, Optional.of("Maps"), Optional.of("where to")));
        assertEquals(List.of(new Event.ChannelUpdated((Channel) renamed.result())), renamed.events());
        assertEquals(Optional.of("maps"), ((Channel) renamed.result()).name());
        stage.accepted(carol, new Command.UpdateChannel(plans, Optional.empty(), Optional.of("where from")));
        stage.rejected(
                carol,
                new Command.UpdateChannel(plans, Optional.of("mine"), Optional.of("mine")),
                Reason.PERMISSION_DENIED);
        stage.silent(bob, new Command.UpdateChannel(plans, Optional.of("maps"), Optional.of("where from")));
        stage.silent(bob, new Command.UpdateChannel(plans, Optional.empty(), Optional.empty()));
        stage.rejected(
                bob, new Command.UpdateChannel(plans, Optional.of("general"), Optional.empty()), Reason.NAME_TAKEN);
    }

    @Test
    void onlyMembersSetTheTopic() {
        stage.rejected(
                carol, new Command.UpdateChannel(plans, Optional.empty(), Optional.of("x")), Reason.PERMISSION_DENIED);
        stage.accepted(alice, new Command.UpdateChannel(plans, Optional.empty(), Optional.of("x")));
    }

    @Test
    void archivingHasItsOwnEventAndUnarchivingIsAChange() {
        Decision.Accepted archived = stage.accepted(bob, new Command.ArchiveChannel(plans));
        assertEquals(List.of(new Event.ChannelArchived((Channel) archived.result())), archived.events());
        assertTrue(((Channel) archived.result()).archived());
        stage.silent(bob, new Command.ArchiveChannel(plans));
        Decision.Accepted back = stage.accepted(bob, new Command.UnarchiveChannel(plans));
        assertEquals(List.of(new Event.ChannelUpdated((Channel) back.result())), back.events());
        assertFalse(((Channel) back.result()).archived());
        stage.silent(bob, new Command.UnarchiveChannel(plans));
    }

    @Test
    void archivedChannelCanOnlyBeReadAndLeft() {
        stage.accepted(carol, new Command.JoinChannel(plans));
        Message said = stage.says(bob, plans, "hello");
        stage.accepted(bob, new Command.ArchiveChannel(plans));
        for (Command command : List.of(
                new Command.SendMessage(plans, "more", Optional.empty()),
                new Command.UpdateMessage(said.id(), "less"),
                new Command.React(said.id(), "👍"),
                new Command.Unreact(said.id(), "👍"),
                new Command.ToggleReaction(said.id(), "👍"),
                new Command.PinMessage(said.id()),
                new Command.UnpinMessage(said.id()),
                new Command.AddChannelMember(plans, alice))) {
            stage.rejected(bob, command, Reason.CHANNEL_ARCHIVED);
        }
        stage.rejected(alice, new Command.JoinChannel(plans), Reason.CHANNEL_ARCHIVED);
        stage.accepted(carol, new Command.MarkRead(plans, said.id()));
        stage.accepted(carol, new Command.LeaveChannel(plans));
        stage.accepted(bob, new Command.DeleteMessage(said.id()));
    }

    @Test
    void rightChannelManageAllowsManagingButNotOwning() {
        UserId manager = stage.person("manager");
        stage.accepted(root, new Command.GrantRight(manager, new Grant(Right.CHANNEL_MANAGE, Optional.of(home))));
        stage.accepted(manager, new Command.UpdateChannel(plans, Optional.of("maps"), Optional.empty()));
        stage.accepted(manager, new Command.ArchiveChannel(plans));
        stage.accepted(manager, new Command.UnarchiveChannel(plans));
        stage.accepted(manager, new Command.AddChannelMember(plans, carol));
        stage.rejected(manager, new Command.SetChannelRole(plans, carol, ChannelRole.OWNER), Reason.PERMISSION_DENIED);
        stage.accepted(manager, new Command.RemoveChannelMember(plans, carol));
        ChannelId secret = stage.channel(bob, home, ChannelKind.PRIVATE, "secret");
        stage.rejected(manager, new Command.ArchiveChannel(secret), Reason.CHANNEL_NOT_FOUND);
    }

    // Joining and leaving

    @Test
    void joiningIsAnnouncedToTheNewMemberThenToAll() {
        Channel channel = stage.world.channel(plans).orElseThrow();
        assertEquals(
                List.of(
                        new Event.ChannelAdded(channel, List.of(carol)),
                        new Event.ChannelMemberJoined(plans, carol, ChannelRole.MEMBER)),
                stage.events(carol, new Command.JoinChannel(plans)));
        List<MemoryState.Logged> log = stage.world.log();
        assertEquals(Set.of(carol), log.get(log.size() - 2).recipients());
        assertEquals(Set.of(bob, carol), log.getLast().recipients());
        stage.silent(carol, new Command.JoinChannel(plans));
    }

    @Test
    void guestsAreAddedAndCannotJoinOrAdd() {
        stage.rejected(guest, new Command.JoinChannel(plans), Reason.CHANNEL_NOT_FOUND);
        stage.accepted(bob, new Command.AddChannelMember(plans, guest));
        stage.says(guest, plans, "thank you");
        stage.rejected(guest, new Command.AddChannelMember(plans, carol), Reason.PERMISSION_DENIED);
    }

    @Test
    void leavingIsAnnouncedToTheLeaverThenToTheRest() {
        stage.accepted(carol, new Command.JoinChannel(plans));
        assertEquals(
                List.of(new Event.ChannelRemoved(plans, List.of(carol)), new Event.ChannelMemberLeft(plans, carol)),
                stage.events(carol, new Command.LeaveChannel(plans)));
        List<MemoryState.Logged> log = stage.world.log();
        assertEquals(Set.of(carol), log.get(log.size() - 2).recipients());
        assertEquals(Set.of(bob), log.getLast().recipients());
        stage.silent(carol, new Command.LeaveChannel(plans));
    }

    @Test
    void lastOwnerOfAChannelMayLeaveIt() {
        stage.accepted(carol, new Command.JoinChannel(plans));
        stage.accepted(bob, new Command.LeaveChannel(plans));
        stage.rejected(carol, new Command.ArchiveChannel(plans), Reason.PERMISSION_DENIED);
        stage.accepted(alice, new Command.ArchiveChannel(plans));
    }

    @Test
    void formerMemberOfAPrivateChannelCannotSeeIt() {
        ChannelId secret = stage.channel(bob, home, ChannelKind.PRIVATE, "secret");
        stage.accepted(bob, new Command.AddChannelMember(secret, carol));
        stage.accepted(carol, new Command.LeaveChannel(secret));
        stage.rejected(carol, new Command.LeaveChannel(secret), Reason.CHANNEL_NOT_FOUND);
        stage.rejected(carol, new Command.JoinChannel(secret), Reason.CHANNEL_NOT_FOUND);
    }

    @Test
    void onlyMembersOfTheWorkspaceAreAdded() {
        stage.rejected(bob, new Command.AddChannelMember(plans, outsider), Reason.USER_NOT_FOUND);
        stage.rejected(root, new Command.AddChannelMember(plans, outsider), Reason.NOT_A_WORKSPACE_MEMBER);
        assertEquals(
                2, stage.events(bob, new Command.AddChannelMember(plans, carol)).size());
        stage.silent(bob, new Command.AddChannelMember(plans, carol));
        stage.accepted(root, new Command.DeactivateUser(guest));
        stage.rejected(bob, new Command.AddChannelMember(plans, guest), Reason.INVALID_VALUE);
    }

    @Test
    void managersRemoveOthersAndRemovingANonMemberSucceeds() {
        stage.accepted(carol, new Command.JoinChannel(plans));
        stage.rejected(carol, new Command.RemoveChannelMember(plans, bob), Reason.PERMISSION_DENIED);
        assertEquals(
                2,
                stage.events(bob, new Command.RemoveChannelMember(plans, carol)).size());
        stage.silent(bob, new Command.RemoveChannelMember(plans, carol));
        stage.silent(bob, new Command.RemoveChannelMember(plans, new UserId(999)));
    }

    @Test
    void roleChangeIsAnnouncedAsAChangeOfTheChannel() {
        stage.accepted(carol, new Command.JoinChannel(plans));
        LogPosition before = stage.world.channel(plans).orElseThrow().ver();
        Decision.Accepted accepted = stage.accepted(bob, new Command.SetChannelRole(plans, carol, ChannelRole.OWNER));
        Channel channel = (Channel) accepted.result();
        assertEquals(List.of(new Event.ChannelUpdated(channel)), accepted.events());
        assertEquals(List.of(new Effect.ChannelRoleSet(plans, carol, ChannelRole.OWNER)), accepted.effects());
        assertTrue(channel.ver().isAfter(before));
        stage.silent(carol, new Command.SetChannelRole(plans, carol, ChannelRole.OWNER));
        stage.rejected(bob, new Command.SetChannelRole(plans, alice, ChannelRole.OWNER), Reason.USER_NOT_FOUND);
    }

    private Command.CreateChannel create(ChannelKind kind, Optional<String> name, String topic) {
        return new Command.CreateChannel(home, kind, name, topic, List.of());
    }

    private Command.CreateChannel direct(ChannelKind kind, UserId... peers) {
        return new Command.CreateChannel(home, kind, Optional.empty(), "", List.of(peers));
    }
}
