package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Command;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.Channel;
import collab.domain.model.ChannelKind;
import collab.domain.model.ChannelMember;
import collab.domain.model.ChannelRole;
import collab.domain.model.Grant;
import collab.domain.model.Right;
import collab.domain.model.Session;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceMember;
import collab.domain.model.WorkspaceRole;
import collab.persistence.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every snapshot for users, workspaces and channels. */
abstract class SnapshotContract extends StoreContract {
    SnapshotContract() {
        super(Instant.parse("2026-11-23T09:00:00Z"));
    }

    @BeforeEach
    void joinChannel() {
        fixture.execute(bob, new Command.JoinChannel(channel));
    }

    @Test
    void usersAreFoundByIdNameAndWorkspace() {
        fixture.execute(
                alice,
                new Command.UpdateUser(
                        alice.userId(), Optional.of("Alice A."), Optional.of("https://a.example/a.png")));
        LogPosition changed =
                fixture.execute(alice, new Command.SetStatusText("here")).seq();
        User user = read(world -> world.user(alice.userId())).orElseThrow();
        assertEquals("Alice A.", user.displayName());
        assertEquals(Optional.of("https://a.example/a.png"), user.avatarUrl());
        assertEquals("here", user.statusText());
        assertEquals(changed, user.ver());
        assertEquals(clock.instant(), user.createdAt());
        assertEquals(Optional.of(user), read(world -> world.userByName("alice")));
        assertEquals(Optional.empty(), read(world -> world.userByName("unknown")));
        assertEquals(Optional.empty(), read(world -> world.user(new UserId(99))));
        assertEquals(
                List.of(alice.userId(), bob.userId()), ids(read(world -> world.users(workspace, Optional.empty(), 9))));
        assertEquals(List.of(bob.userId()), ids(read(world -> world.users(workspace, Optional.of(alice.userId()), 9))));
        assertEquals(List.of(alice.userId()), ids(read(world -> world.users(workspace, Optional.empty(), 1))));
    }

    @Test
    void deactivatedUserRemainsAndIsNoAdministrator() {
        Command admin = new Command.GrantRight(bob.userId(), new Grant(Right.ADMIN, Optional.empty()));
        fixture.execute(Caller.SYSTEM, admin);
        fixture.execute(
                Caller.SYSTEM, new Command.GrantRight(alice.userId(), new Grant(Right.ADMIN, Optional.empty())));
        fixture.execute(
                Caller.SYSTEM,
                new Command.GrantRight(bob.userId(), new Grant(Right.CHANNEL_MANAGE, Optional.of(workspace))));
        assertEquals(List.of(alice.userId(), bob.userId()), read(Snapshot::admins));
        assertEquals(
                List.of(
                        new Grant(Right.ADMIN, Optional.empty()),
                        new Grant(Right.CHANNEL_MANAGE, Optional.of(workspace))),
                read(world -> world.grants(bob.userId())));
        fixture.execute(alice, new Command.DeactivateUser(bob.userId()));
        assertEquals(List.of(alice.userId()), read(Snapshot::admins));
        assertFalse(read(world -> world.user(bob.userId())).orElseThrow().active());
        assertEquals(List.of(), read(world -> world.sessions(bob.userId())));
    }

    @Test
    void sessionEndsByRevocationAndByExpiry() {
        Caller.Person phone = fixture.openSession(alice.userId());
        Session session = read(world -> world.session(phone.sessionId())).orElseThrow();
        assertEquals(alice.userId(), session.userId());
        assertEquals(clock.instant().plus(Duration.ofDays(30)), session.expiresAt());
        String hash = "hash-" + alice.userId() + "-3";
        assertEquals(Optional.of(session), read(world -> world.sessionByTokenHash(hash)));
        assertEquals(2, read(world -> world.sessions(alice.userId())).size());
        fixture.execute(alice, new Command.RevokeSession(phone.sessionId()));
        assertEquals(Optional.empty(), read(world -> world.session(phone.sessionId())));
        assertEquals(Optional.empty(), read(world -> world.sessionByTokenHash(hash)));
        assertEquals(1, read(world -> world.sessions(alice.userId())).size());
        clock.advance(Duration.ofDays(30).minusMillis(1));
        assertTrue(read(world -> world.session(alice.sessionId())).isPresent());
        clock.advance(Duration.ofMillis(1));
        assertEquals(Optional.empty(), read(world -> world.session(alice.sessionId())));
    }

    @Test
    void workspaceMembersAndPeersFollowMemberships() {
        Caller.Person carol = fixture.createUser("carol");
        WorkspaceId second = fixture.createWorkspace(carol, "Second");
        fixture.addMember(carol, second, bob);
        assertEquals(
                List.of(
                        new WorkspaceMember(workspace, alice.userId(), WorkspaceRole.OWNER),
                        new WorkspaceMember(workspace, bob.userId(), WorkspaceRole.MEMBER)),
                read(world -> world.workspaceMembers(workspace)));
        assertEquals(
                List.of(workspace, second),
                read(world -> world.workspacesOf(bob.userId())).stream()
                        .map(Workspace::id)
                        .toList());
        assertEquals(
                List.of(alice.userId(), bob.userId(), carol.userId()),
                ids(read(world -> world.peers(bob.userId(), 9))));
        assertEquals(List.of(alice.userId(), bob.userId()), ids(read(world -> world.peers(bob.userId(), 2))));
        assertTrue(is(world -> world.shareWorkspace(bob.userId(), carol.userId())));
        assertFalse(is(world -> world.shareWorkspace(alice.userId(), carol.userId())));
        fixture.execute(bob, new Command.RemoveWorkspaceMember(second, bob.userId()));
        assertFalse(is(world -> world.shareWorkspace(bob.userId(), carol.userId())));
        assertEquals(Optional.empty(), read(world -> world.workspaceRole(second, bob.userId())));
        fixture.execute(carol, new Command.AddWorkspaceMember(second, bob.userId(), WorkspaceRole.GUEST));
        assertEquals(Optional.of(WorkspaceRole.GUEST), read(world -> world.workspaceRole(second, bob.userId())));
    }

    @Test
    void deletedWorkspaceDisappearsWithItsChannelsAndMessages() {
        MessageId message = fixture.sendMessage(alice, channel, "hello");
        ChannelId direct = fixture.createDirectChannel(alice, workspace, bob);
        fixture.execute(alice, new Command.DeleteWorkspace(workspace));
        assertEquals(Optional.empty(), read(world -> world.workspace(workspace)));
        assertEquals(Optional.empty(), read(world -> world.channel(channel)));
        assertEquals(Optional.empty(), read(world -> world.channel(direct)));
        assertEquals(Optional.empty(), read(world -> world.message(message)));
        assertEquals(List.of(), read(world -> world.channels(workspace)));
        assertEquals(List.of(), read(world -> world.workspacesOf(alice.userId())));
        assertEquals(List.of(), read(world -> world.channelsOf(alice.userId())));
        assertEquals(Optional.empty(), read(world -> world.channelByName(workspace, "plans")));
    }

    @Test
    void channelsAreFoundByIdNameKindAndMember() {
        ChannelId secret = ((Channel) fixture.execute(
                                alice,
                                new Command.CreateChannel(
                                        workspace, ChannelKind.PRIVATE, Optional.of("secret"), "shh", List.of()))
                        .result())
                .id();
        ChannelId direct = fixture.createDirectChannel(bob, workspace, alice);
        Channel found = read(world -> world.channel(direct)).orElseThrow();
        assertEquals(ChannelKind.DM, found.kind());
        assertEquals(List.of(alice.userId(), bob.userId()), found.memberIds());
        assertEquals(
                Optional.of(found),
                read(world -> world.directChannel(workspace, Set.of(bob.userId(), alice.userId()))));
        assertEquals(Optional.empty(), read(world -> world.directChannel(workspace, Set.of(bob.userId()))));
        assertEquals(
                "shh",
                read(world -> world.channelByName(workspace, "secret"))
                        .orElseThrow()
                        .topic());
        ChannelId general = read(world -> world.channelByName(workspace, "general"))
                .orElseThrow()
                .id();
        assertEquals(List.of(general, channel, secret, direct), channels(read(world -> world.channels(workspace))));
        assertEquals(List.of(general, channel), channels(read(world -> world.publicChannels(workspace))));
        assertEquals(List.of(general, channel, direct), channels(read(world -> world.channelsOf(bob.userId()))));
        assertEquals(
                List.of(general, channel, direct), channels(read(world -> world.channelsOf(workspace, bob.userId()))));
        assertEquals(List.of(), read(world -> world.channelsOf(new WorkspaceId(99), bob.userId())));
    }

    @Test
    void updatedChannelHasItsPositionAndKeepsItsOrdinals() {
        fixture.sendMessage(alice, channel, "one");
        Channel before = read(world -> world.channel(channel)).orElseThrow();
        assertEquals(1, before.lastNo());
        LogPosition changed = fixture.execute(
                        alice, new Command.UpdateChannel(channel, Optional.of("roadmap"), Optional.of("2027")))
                .seq();
        Channel after = read(world -> world.channel(channel)).orElseThrow();
        assertEquals(Optional.of("roadmap"), after.name());
        assertEquals("2027", after.topic());
        assertEquals(changed, after.ver());
        assertEquals(1, after.lastNo());
        assertEquals(before.createdAt(), after.createdAt());
        fixture.execute(alice, new Command.ArchiveChannel(channel));
        assertEquals(
                Optional.of(clock.instant()),
                read(world -> world.channel(channel)).orElseThrow().archivedAt());
        fixture.execute(alice, new Command.UnarchiveChannel(channel));
        assertEquals(
                Optional.empty(),
                read(world -> world.channel(channel)).orElseThrow().archivedAt());
    }

    @Test
    void channelMembersHaveRolesAndJoinTimes() {
        Instant joined = clock.instant();
        clock.advance(Duration.ofMinutes(1));
        fixture.execute(alice, new Command.SetChannelRole(channel, bob.userId(), ChannelRole.OWNER));
        assertEquals(
                List.of(
                        new ChannelMember(channel, alice.userId(), ChannelRole.OWNER, joined),
                        new ChannelMember(channel, bob.userId(), ChannelRole.OWNER, joined)),
                read(world -> world.channelMembers(channel)));
        assertEquals(
                List.of(bob.userId()),
                read(world -> world.channelMembers(channel, Optional.of(alice.userId()), 9)).stream()
                        .map(ChannelMember::userId)
                        .toList());
        fixture.execute(bob, new Command.LeaveChannel(channel));
        assertEquals(Optional.empty(), read(world -> world.channelRole(channel, bob.userId())));
        fixture.execute(bob, new Command.JoinChannel(channel));
        assertEquals(Optional.of(ChannelRole.MEMBER), read(world -> world.channelRole(channel, bob.userId())));
        assertEquals(
                clock.instant(),
                read(world -> world.channelMembers(channel)).get(1).joinedAt());
    }

    private <T> T read(Function<Snapshot, T> query) {
        return store.snapshots().read(query);
    }

    private boolean is(Predicate<Snapshot> query) {
        return store.snapshots().read(query::test);
    }

    private static List<UserId> ids(List<User> users) {
        return users.stream().map(User::id).toList();
    }

    private static List<ChannelId> channels(List<Channel> channels) {
        return channels.stream().map(Channel::id).toList();
    }
}
