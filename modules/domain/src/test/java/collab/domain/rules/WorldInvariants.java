package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.access.GroupGraph;
import collab.domain.id.GroupId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.model.Channel;
import collab.domain.model.ChannelMember;
import collab.domain.model.Group;
import collab.domain.model.Message;
import collab.domain.model.ReadState;
import collab.domain.model.ThreadState;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceRole;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Invariants of every state to which the rules lead. */
record WorldInvariants(MemoryWorld world) {
    void check() {
        assertAll(
                () -> membershipsDoNotOverlap(world.channelSpans()),
                () -> membershipsDoNotOverlap(world.workspaceSpans()),
                this::channelMembersAreWorkspaceMembers,
                this::everyWorkspaceHasAnOwner,
                this::administratorExists,
                this::noGroupContainsItself,
                this::ordinalsAreDense,
                this::readStatesAreWithinBounds,
                this::namesAreUnique,
                this::directMessagesAreUniqueAndComplete,
                this::threadsCountTheirReplies,
                this::threadStatesAreWithinBounds);
    }

    private static <P> void membershipsDoNotOverlap(List<MembershipSpan<P>> spans) {
        Map<Map.Entry<P, UserId>, LogPosition> leftAt = new HashMap<>();
        for (MembershipSpan<P> span : spans) {
            assertTrue(
                    span.joined().compareTo(span.left()) < 0,
                    () -> "membership in " + span.container() + " of " + span.user());
            LogPosition previous = leftAt.put(Map.entry(span.container(), span.user()), span.left());
            assertTrue(
                    previous == null || previous.compareTo(span.joined()) <= 0, () -> "overlap in " + span.container());
        }
    }

    private void channelMembersAreWorkspaceMembers() {
        for (Channel channel : world.channels()) {
            for (ChannelMember member : world.channelMembers(channel.id())) {
                assertTrue(
                        world.workspaceRole(channel.workspaceId(), member.userId())
                                .isPresent(),
                        member::toString);
            }
        }
    }

    private void everyWorkspaceHasAnOwner() {
        for (Workspace workspace : world.workspaces()) {
            assertTrue(
                    world.workspaceMembers(workspace.id()).stream()
                            .anyMatch(member -> member.role() == WorkspaceRole.OWNER),
                    workspace::toString);
        }
    }

    private void administratorExists() {
        assertFalse(world.admins().isEmpty());
    }

    private void noGroupContainsItself() {
        GroupGraph graph = GroupGraph.of(world);
        for (Group group : world.groups()) {
            for (GroupId inner : world.groupsIn(group.id())) {
                assertFalse(graph.below(inner).contains(group.id()), group::toString);
            }
        }
    }

    private void ordinalsAreDense() {
        for (Channel channel : world.channels()) {
            assertEquals(LongStream.rangeClosed(1, channel.lastNo()).boxed().toList(), world.ordinals(channel.id()));
        }
    }

    private void readStatesAreWithinBounds() {
        for (Channel channel : world.channels()) {
            for (ChannelMember member : world.channelMembers(channel.id())) {
                ReadState state = world.readState(member.userId(), channel.id());
                assertTrue(state.readNo() <= channel.lastNo(), state::toString);
                assertTrue(state.readBroadcastNo() <= channel.broadcastNo(), state::toString);
                assertTrue(
                        state.readBroadcastNo() >= world.broadcastsUpTo(channel.id(), state.readNo()), state::toString);
                unreadIsWhatRemains(channel, state);
                assertEquals(
                        world.mentionsAfter(member.userId(), channel.id(), state.lastRead()),
                        state.mentions(),
                        state::toString);
            }
        }
    }

    /** Unread by ordinals is the number of messages of others that a member can still read. */
    private void unreadIsWhatRemains(Channel channel, ReadState state) {
        ReadState.Deleted deleted = world.deletedAfter(state.userId(), channel.id(), state.position());
        List<Long> remaining = world.messages(channel.id()).stream()
                .filter(message -> !message.userId().equals(state.userId()))
                .flatMap(message -> message.no().stream().boxed())
                .filter(no -> no > state.readNo())
                .toList();
        assertEquals(remaining.size(), channel.lastNo() - state.readNo() - deleted.messages(), state::toString);
        long broadcasts = channel.broadcastNo() - state.readBroadcastNo() - deleted.broadcasts();
        assertTrue(broadcasts >= 0 && broadcasts <= remaining.size(), state::toString);
    }

    private void namesAreUnique() {
        assertUnique(world.users().stream().map(User::username).toList());
        assertUnique(world.channels().stream()
                .filter(channel -> channel.name().isPresent())
                .map(channel -> Map.entry(channel.workspaceId(), channel.name().orElseThrow()))
                .toList());
    }

    private void directMessagesAreUniqueAndComplete() {
        List<Channel> direct = world.channels().stream()
                .filter(channel -> channel.kind().direct())
                .toList();
        assertUnique(direct.stream()
                .map(channel -> Map.entry(channel.workspaceId(), channel.memberIds()))
                .toList());
        for (Channel channel : direct) {
            List<UserId> inWorkspace = channel.memberIds().stream()
                    .filter(user ->
                            world.workspaceRole(channel.workspaceId(), user).isPresent())
                    .toList();
            assertEquals(
                    inWorkspace,
                    world.channelMembers(channel.id()).stream()
                            .map(ChannelMember::userId)
                            .toList());
        }
    }

    private void threadsCountTheirReplies() {
        for (Message parent : world.messagesAndTombstones()) {
            List<Message> replies = world.messages().stream()
                    .filter(message -> message.parentId().equals(Optional.of(parent.id())))
                    .toList();
            assertEquals(replies.size(), parent.replyCount());
            assertEquals(replies.stream().map(Message::createdAt).max(Comparator.naturalOrder()), parent.lastReplyAt());
        }
    }

    /** Unread by ordinals is what a follower can still read of what others wrote. */
    private void threadStatesAreWithinBounds() {
        for (ThreadState state : world.threadStates()) {
            assertTrue(world.channelRole(state.channelId(), state.userId()).isPresent(), state::toString);
            Message parent =
                    MessageAccess.withTombstone(world, state.parentId()).orElseThrow();
            List<Message> unread = world.messages().stream()
                    .filter(message -> message.parentId().equals(Optional.of(parent.id())))
                    .filter(message -> message.replyNo().orElse(0) > state.readNo())
                    .filter(message -> !message.userId().equals(state.userId()))
                    .toList();
            assertTrue(state.readNo() <= parent.lastReplyNo(), state::toString);
            assertEquals(
                    state.following() ? unread.size() : 0,
                    state.following()
                            ? parent.lastReplyNo()
                                    - state.readNo()
                                    - world.deletedReplies(state.userId(), parent.id(), state.readNo())
                            : state.mentions(),
                    state::toString);
            List<MessageId> mentions = world.threadMentionsUnread(state.userId(), parent.id(), state.readNo());
            assertEquals(state.following() ? mentions.size() : 0, state.mentions(), state::toString);
        }
    }

    private static void assertUnique(Collection<?> values) {
        assertEquals(new HashSet<>(values).size(), values.size(), values::toString);
    }
}
