package collab.fanout;

import collab.domain.Audience;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.persistence.EventLog;
import collab.persistence.LoggedEvent;
import collab.persistence.Memberships;
import collab.wire.event.v2.Channel;
import collab.wire.event.v2.ChannelAdded;
import collab.wire.event.v2.ChannelMemberJoined;
import collab.wire.event.v2.ChannelMemberLeft;
import collab.wire.event.v2.ChannelRemoved;
import collab.wire.event.v2.Event;
import collab.wire.event.v2.Message;
import collab.wire.event.v2.MessageCreated;
import collab.wire.event.v2.MessageDeleted;
import collab.wire.event.v2.SessionRevoked;
import collab.wire.event.v2.User;
import collab.wire.event.v2.UserUpdated;
import collab.wire.event.v2.Workspace;
import collab.wire.event.v2.WorkspaceAdded;
import collab.wire.event.v2.WorkspaceRemoved;
import com.google.protobuf.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A log in memory that keeps the rules of the real one: positions in commit order, memberships as intervals whose
 * boundaries are the positions of their events, listeners called after the commit on the committing thread. One commit
 * at a time.
 */
public final class MemoryLog implements EventLog, Memberships {
    /** From the position of joining up to that of leaving. */
    private record Membership(UserId user, Object place, long joined, long left) {
        boolean includes(long seq) {
            return joined <= seq && seq < left;
        }
    }

    private final List<LoggedEvent> events = new ArrayList<>();
    private final List<Membership> memberships = new ArrayList<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Map<ChannelId, WorkspaceId> workspaces = new HashMap<>();
    private final Set<Long> deleted = new HashSet<>();
    private String epoch = "epoch-1";
    private int epochs = 1;
    private LogPosition floor = LogPosition.START;

    /** Runs on the reading thread, without a lock, before each read of the log; a test can block it. */
    volatile Runnable beforeRead = () -> {};

    // ---- Commits of tests ----

    /** Everything appended by the work is one commit. */
    LogPosition commit(Consumer<MemoryLog> work) {
        LogPosition head;
        synchronized (this) {
            work.accept(this);
            head = head();
        }
        listeners.forEach(Runnable::run);
        return head;
    }

    public LogPosition joinWorkspace(WorkspaceId workspace, UserId user) {
        return commit(log -> {
            if (log.isIn(user, workspace)) return;
            LogPosition at = log.append(
                    "workspace.added",
                    listed(user),
                    event().setWorkspaceAdded(WorkspaceAdded.newBuilder()
                            .setWorkspace(Workspace.newBuilder().setId(workspace.value()))));
            log.memberships.add(new Membership(user, workspace, at.value(), Long.MAX_VALUE));
        });
    }

    public LogPosition leaveWorkspace(WorkspaceId workspace, UserId user) {
        return commit(log -> {
            if (!log.isIn(user, workspace)) return;
            log.workspaces.forEach((channel, workspaceOfChannel) -> {
                if (workspaceOfChannel.equals(workspace)) log.closeChannel(channel, user);
            });
            LogPosition at = log.append(
                    "workspace.removed",
                    listed(user),
                    event().setWorkspaceRemoved(WorkspaceRemoved.newBuilder().setWorkspaceId(workspace.value())));
            log.close(user, workspace, at);
        });
    }

    public LogPosition joinChannel(WorkspaceId workspace, ChannelId channel, UserId user) {
        return commit(log -> {
            log.workspaces.put(channel, workspace);
            if (log.isIn(user, channel)) return;
            LogPosition at = log.append(
                    "channel.added",
                    listed(user),
                    event().setChannelAdded(ChannelAdded.newBuilder()
                            .setChannel(
                                    Channel.newBuilder().setId(channel.value()).setWorkspaceId(workspace.value()))));
            log.memberships.add(new Membership(user, channel, at.value(), Long.MAX_VALUE));
            log.append(
                    "channel.member_joined",
                    new Audience.OfChannel(channel),
                    event().setChannelMemberJoined(ChannelMemberJoined.newBuilder()
                            .setChannelId(channel.value())
                            .setUserId(user.value())));
        });
    }

    LogPosition leaveChannel(ChannelId channel, UserId user) {
        return commit(log -> log.closeChannel(channel, user));
    }

    private void closeChannel(ChannelId channel, UserId user) {
        if (!isIn(user, channel)) return;
        LogPosition at = append(
                "channel.removed",
                listed(user),
                event().setChannelRemoved(ChannelRemoved.newBuilder().setChannelId(channel.value())));
        close(user, channel, at);
        append(
                "channel.member_left",
                new Audience.OfChannel(channel),
                event().setChannelMemberLeft(ChannelMemberLeft.newBuilder()
                        .setChannelId(channel.value())
                        .setUserId(user.value())));
    }

    public LogPosition message(ChannelId channel, long id, String text) {
        return commit(log -> log.append(
                "message.created",
                new Audience.OfChannel(channel),
                event().setMessageCreated(MessageCreated.newBuilder()
                        .setMessage(Message.newBuilder()
                                .setId(id)
                                .setChannelId(channel.value())
                                .setText(text)))));
    }

    LogPosition deleteMessage(ChannelId channel, long id) {
        return commit(log -> {
            log.deleted.add(id);
            log.append(
                    "message.deleted",
                    new Audience.OfChannel(channel),
                    event().setMessageDeleted(
                                    MessageDeleted.newBuilder().setMessageId(id).setChannelId(channel.value())));
        });
    }

    LogPosition updateUser(UserId user) {
        return commit(log -> log.append(
                "user.updated",
                new Audience.Peers(user),
                event().setUserUpdated(UserUpdated.newBuilder()
                        .setUser(User.newBuilder().setId(user.value())))));
    }

    LogPosition revoke(long session, UserId user) {
        return commit(log -> log.append(
                "session.revoked",
                listed(user),
                event().setSessionRevoked(
                                SessionRevoked.newBuilder().setSession(session).setUserId(user.value()))));
    }

    public synchronized void prune(LogPosition newFloor) {
        floor = newFloor;
    }

    synchronized boolean isDeleted(long message) {
        return deleted.contains(message);
    }

    synchronized Optional<WorkspaceId> workspaceOf(ChannelId channel) {
        return Optional.ofNullable(workspaces.get(channel));
    }

    synchronized List<LoggedEvent> all() {
        return List.copyOf(events);
    }

    /** The users who receive the event, by the definition of audiences alone. */
    synchronized Set<UserId> audienceOf(LoggedEvent event) {
        long at = event.seq().value();
        return switch (event.audience()) {
            case Audience.Listed(List<UserId> users) -> Set.copyOf(users);
            case Audience.OfChannel(ChannelId channel) -> usersIn(channel, at);
            case Audience.OfWorkspace(WorkspaceId workspace) -> usersIn(workspace, at);
            case Audience.Peers(UserId user) -> peersOf(user, event.seq());
        };
    }

    // ---- Inside a commit ----

    private LogPosition append(String type, Audience audience, Event.Builder event) {
        LogPosition seq = new LogPosition(events.size() + 1L);
        events.add(new LoggedEvent(seq, type, audience, event.build().toByteString()));
        return seq;
    }

    private void close(UserId user, Object place, LogPosition at) {
        memberships.replaceAll(membership ->
                membership.user.equals(user) && membership.place.equals(place) && membership.left == Long.MAX_VALUE
                        ? new Membership(user, place, membership.joined, at.value())
                        : membership);
    }

    private boolean isIn(UserId user, Object place) {
        return memberships.stream()
                .anyMatch(membership -> membership.user.equals(user)
                        && membership.place.equals(place)
                        && membership.left == Long.MAX_VALUE);
    }

    private Set<UserId> usersIn(Object place, long at) {
        return memberships.stream()
                .filter(membership -> membership.place.equals(place) && membership.includes(at))
                .map(Membership::user)
                .collect(Collectors.toSet());
    }

    private static Audience listed(UserId user) {
        return new Audience.Listed(List.of(user));
    }

    private static Event.Builder event() {
        return Event.newBuilder().setAt(Timestamp.newBuilder().setSeconds(1));
    }

    // ---- EventLog and Memberships ----

    @Override
    public synchronized String epoch() {
        return epoch;
    }

    @Override
    public synchronized void renewEpoch() {
        epoch = "epoch-" + ++epochs;
    }

    @Override
    public synchronized LogPosition head() {
        return new LogPosition(events.size());
    }

    @Override
    public synchronized LogPosition floor() {
        return floor;
    }

    @Override
    public List<LoggedEvent> read(LogPosition after, int max) {
        beforeRead.run();
        return eventsAfter(after, max);
    }

    private synchronized List<LoggedEvent> eventsAfter(LogPosition after, int max) {
        int from = Math.toIntExact(after.value());
        return List.copyOf(events.subList(from, Math.min(events.size(), from + max)));
    }

    @Override
    public synchronized List<LoggedEvent> readFor(UserId user, LogPosition from, LogPosition to, int max) {
        return events.stream()
                .filter(event -> event.seq().isAfter(from) && !event.seq().isAfter(to))
                .filter(event -> audienceOf(event).contains(user))
                .limit(max)
                .toList();
    }

    @Override
    public int countFor(UserId user, LogPosition from, LogPosition to, int max) {
        return readFor(user, from, to, max).size();
    }

    @Override
    public Subscription onAdvance(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public synchronized Places placesOf(UserId user, LogPosition at) {
        if (floor.isAfter(at) || at.isAfter(head())) {
            throw new IllegalArgumentException(at + " is not between " + floor + " and " + head());
        }
        Set<WorkspaceId> workspaces = new HashSet<>();
        Set<ChannelId> channels = new HashSet<>();
        for (Membership membership : memberships) {
            if (!membership.user.equals(user) || !membership.includes(at.value())) continue;
            if (membership.place instanceof WorkspaceId workspace) workspaces.add(workspace);
            if (membership.place instanceof ChannelId channel) channels.add(channel);
        }
        return new Places(workspaces, channels);
    }

    @Override
    public synchronized Set<UserId> peersOf(UserId user, LogPosition at) {
        Set<UserId> peers = new HashSet<>(Set.of(user));
        for (Membership membership : memberships) {
            if (membership.user.equals(user)
                    && membership.place instanceof WorkspaceId
                    && membership.includes(at.value())) {
                peers.addAll(usersIn(membership.place, at.value()));
            }
        }
        return peers;
    }
}
