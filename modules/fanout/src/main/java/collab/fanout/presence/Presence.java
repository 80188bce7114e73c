package collab.fanout.presence;

import static java.lang.System.Logger.Level.ERROR;

import collab.domain.Audience;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.fanout.config.FanoutConfig;
import collab.fanout.routing.MembershipChange;
import collab.fanout.routing.MembershipIndex;
import collab.persistence.EventLog;
import collab.persistence.LoggedEvent;
import collab.persistence.Memberships;
import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Decides who is online. A user is online while any gateway has a live socket of theirs, and for a time after that: a
 * grace period after the last socket closed, the lease after a gateway vanished, and the time that a draining gateway
 * asked for. A user who returns within that time never was offline.
 *
 * <h2>Time</h2>
 *
 * <p>Time is counted in batches, one per second. Each batch announces the changes since the previous one, in one signal
 * per workspace. No wall clock is read, so a step of the clock cannot make users appear offline.
 *
 * <h2>After a start</h2>
 *
 * <p>For one lease no user is announced offline, because gateways are still reconnecting. Until then {@link #seenBy}
 * returns only who is online and marks the answer as incomplete; afterwards those who asked get the complete answer.
 *
 * <h2>Concurrency</h2>
 *
 * <p>The monitor guards the state and is a leaf: neither the log, nor memberships, nor links are called under it. One
 * batch runs at a time, and only it moves the cursor.
 */
public final class Presence {
    private static final System.Logger LOG = System.getLogger(Presence.class.getName());
    private static final int CHUNK = 1_024;

    /** Receives what a batch announces. */
    public interface Announcer {
        void changed(Map<Audience, Map<UserId, Boolean>> changes);

        /** Called once, when absence is certain. */
        void known();
    }

    /**
     * @param complete whether the users who are not included are offline; otherwise the event makes no statement about
     *     them
     */
    public record Seen(ByteString event, boolean complete) {}

    private final FanoutConfig.PresenceTimes times;
    private final EventLog log;
    private final Memberships memberships;
    private final SignalEvents signals;
    private final Announcer announcer;

    /** Guarded by this, like the following fields. */
    private final Map<UserId, Person> people = new HashMap<>();

    /** Users whom a later batch may have to announce. */
    private final Set<UserId> unsettled = new HashSet<>();

    private final Map<String, Hold> holds = new HashMap<>();

    /** The workspaces of the users announced as online, at the cursor. */
    private final MembershipIndex<WorkspaceId> places = new MembershipIndex<>();

    private final Set<UserId> announced = new HashSet<>();
    private long batch;

    // Only the batch.
    private LogPosition cursor;
    private Future<?> batches = CompletableFuture.completedFuture(true);

    private Presence(
            FanoutConfig.PresenceTimes times,
            EventLog log,
            Memberships memberships,
            SignalEvents signals,
            Announcer announcer) {
        this.times = times;
        this.log = log;
        this.memberships = memberships;
        this.signals = signals;
        this.announcer = announcer;
        this.cursor = log.head();
    }

    public static Presence start(
            FanoutConfig.PresenceTimes times,
            EventLog log,
            Memberships memberships,
            SignalEvents signals,
            Announcer announcer,
            ScheduledExecutorService scheduler) {
        Presence presence = new Presence(times, log, memberships, signals, announcer);
        long millis = times.batch().toMillis();
        presence.batches = scheduler.scheduleAtFixedRate(presence::batchSafely, millis, millis, TimeUnit.MILLISECONDS);
        return presence;
    }

    // ---- Queries from any thread ----

    /** Whether the user is online, as announced last. */
    public synchronized boolean online(UserId user) {
        return announced.contains(user);
    }

    /** Those of the users who are online, as announced last. */
    public synchronized Set<UserId> online(Collection<UserId> users) {
        Set<UserId> online = new HashSet<>(users);
        online.retainAll(announced);
        return online;
    }

    /** A signal for the user: who is online in these workspaces. */
    public Seen seenBy(UserId user, Set<WorkspaceId> workspaces) {
        Set<UserId> online = new HashSet<>();
        boolean complete;
        synchronized (this) {
            workspaces.forEach(workspace -> online.addAll(places.usersOf(workspace)));
            if (announced.contains(user)) online.add(user);
            complete = isKnown();
        }
        if (complete) return new Seen(signals.presenceSnapshot(online), true);
        Map<UserId, Boolean> surely = new LinkedHashMap<>();
        online.stream().sorted().forEach(person -> surely.put(person, true));
        return new Seen(signals.presenceChanged(surely), false);
    }

    private boolean isKnown() {
        return batch >= times.batches(times.lease());
    }

    // ---- Reports of gateways ----

    /**
     * Registers a gateway with the complete set of its online users, which replaces the reports of an earlier stream.
     *
     * @param newest checked under the monitor, so that of two concurrent streams the newer one stays; without effect
     *     when it is false
     */
    public synchronized Hold attach(String gatewayId, Set<UserId> online, BooleanSupplier newest) {
        Hold hold = new Hold(gatewayId);
        if (!newest.getAsBoolean()) return hold;
        Optional<Hold> earlier = Optional.ofNullable(holds.put(gatewayId, hold));
        online.forEach(user -> arrive(user, hold));
        earlier.ifPresent(old -> old.releaseAll(times.grace()));
        return hold;
    }

    private void arrive(UserId user, Hold hold) {
        Person person = people.computeIfAbsent(user, _ -> new Person());
        person.holds.add(hold);
        person.heldUntil = 0; // they have returned; an earlier hold has ended
        hold.users.add(user);
        unsettled.add(user);
    }

    private void depart(UserId user, Hold hold, long until) {
        Person person = people.get(user);
        if (person != null && person.holds.remove(hold)) {
            person.heldUntil = Math.max(person.heldUntil, until);
            unsettled.add(user);
        }
    }

    /** The online users of one gateway. Reports through a hold that was replaced or lost have no effect. */
    public final class Hold {
        private final String gatewayId;

        /** Guarded by the presence, like the following fields. */
        private final Set<UserId> users = new HashSet<>();

        private long drainedUntil;

        private Hold(String gatewayId) {
            this.gatewayId = gatewayId;
        }

        /** The user has a live socket on the gateway. */
        public void online(UserId user) {
            synchronized (Presence.this) {
                if (isCurrent()) arrive(user, this);
            }
        }

        /** The user's last socket on the gateway has closed. */
        public void offline(UserId user) {
            synchronized (Presence.this) {
                if (isCurrent() && users.remove(user)) {
                    depart(user, this, Math.max(drainedUntil, batch + times.batches(times.grace())));
                }
            }
        }

        /** The gateway drains: its users stay online for at least that long, whatever is reported about them. */
        public void draining(Duration atLeast) {
            synchronized (Presence.this) {
                drainedUntil = batch + times.batches(atLeast);
            }
        }

        /** The gateway has vanished, possibly with its sockets still open. Calling it twice has no effect. */
        public void lost() {
            synchronized (Presence.this) {
                if (holds.remove(gatewayId, this)) {
                    releaseAll(drainedUntil > batch ? times.grace() : times.lease());
                }
            }
        }

        private boolean isCurrent() {
            return holds.get(gatewayId) == this;
        }

        private void releaseAll(Duration held) {
            long until = Math.max(drainedUntil, batch + times.batches(held));
            users.forEach(user -> depart(user, this, until));
            users.clear();
        }
    }

    /** A user who is or was online. Guarded by the presence. */
    private static final class Person {
        private final Set<Hold> holds = new HashSet<>();

        /** The batch before which the user is not announced offline. */
        private long heldUntil;
    }

    // ---- The batch ----

    private void batchSafely() {
        try {
            batch();
        } catch (RuntimeException broken) {
            LOG.log(ERROR, "a presence batch failed; the next one repeats it", broken);
        }
    }

    private void batch() {
        boolean becomesKnown = count();
        followMoves();
        Map<UserId, Boolean> changes = due();
        Map<UserId, Set<WorkspaceId>> arrivals = new HashMap<>();
        changes.forEach((user, online) -> {
            if (online) arrivals.put(user, memberships.placesOf(user, cursor).workspaces());
        });
        Map<Audience, Map<UserId, Boolean>> told = publish(changes, arrivals);
        if (!told.isEmpty()) announcer.changed(told);
        if (becomesKnown) announcer.known();
    }

    private synchronized boolean count() {
        batch++;
        return batch == times.batches(times.lease());
    }

    /** Announced users can join and leave workspaces, too. */
    private void followMoves() {
        if (log.floor().isAfter(cursor)) startOver();
        for (List<LoggedEvent> events = log.read(cursor, CHUNK); !events.isEmpty(); events = log.read(cursor, CHUNK)) {
            List<MembershipChange> moves = events.stream()
                    .flatMap(event -> MembershipChange.of(event).stream())
                    .toList();
            synchronized (this) {
                moves.forEach(this::apply);
            }
            cursor = events.getLast().seq();
        }
    }

    /** The membership changes since the cursor were pruned. */
    private void startOver() {
        cursor = log.head();
        for (UserId user : copyOfAnnounced()) {
            Set<WorkspaceId> workspaces = memberships.placesOf(user, cursor).workspaces();
            synchronized (this) {
                places.remove(user);
                places.add(user, workspaces);
            }
        }
    }

    private synchronized Set<UserId> copyOfAnnounced() {
        return Set.copyOf(announced);
    }

    private void apply(MembershipChange move) {
        switch (move) {
            case MembershipChange.WorkspaceGained(WorkspaceId workspace, List<UserId> users) ->
                users.stream().filter(announced::contains).forEach(user -> places.add(user, workspace));
            case MembershipChange.WorkspaceLost(WorkspaceId workspace, List<UserId> users) ->
                users.forEach(user -> places.remove(user, workspace));
            case MembershipChange.ChannelGained _, MembershipChange.ChannelLost _ -> {}
        }
    }

    /** The users whose state differs from the announced one. */
    private synchronized Map<UserId, Boolean> due() {
        Map<UserId, Boolean> changes = new LinkedHashMap<>();
        for (UserId user : List.copyOf(unsettled)) {
            boolean online = isOnline(user);
            if (online != announced.contains(user)) changes.put(user, online);
        }
        return changes;
    }

    private boolean isOnline(UserId user) {
        Person person = people.getOrDefault(user, new Person());
        return !person.holds.isEmpty() || batch < person.heldUntil || !isKnown();
    }

    /** Stores the changes as announced; the signals follow, so no snapshot is older than a signal. */
    private synchronized Map<Audience, Map<UserId, Boolean>> publish(
            Map<UserId, Boolean> changes, Map<UserId, Set<WorkspaceId>> arrivals) {
        Map<Audience, Map<UserId, Boolean>> told = new LinkedHashMap<>();
        changes.forEach((user, online) -> {
            if (online != isOnline(user)) return; // the state changed again meanwhile; the next batch announces it
            Set<WorkspaceId> workspaces = online ? arrivals.getOrDefault(user, Set.of()) : places.placesOf(user);
            audiences(user, workspaces)
                    .forEach(audience -> told.computeIfAbsent(audience, _ -> new LinkedHashMap<>())
                            .put(user, online));
            if (online) {
                announced.add(user);
                places.add(user, workspaces);
            } else {
                announced.remove(user);
                places.remove(user);
            }
        });
        settle();
        return told;
    }

    /** A user without a workspace is visible only to their own sockets. */
    private static Collection<Audience> audiences(UserId user, Set<WorkspaceId> workspaces) {
        if (workspaces.isEmpty()) return List.of(new Audience.Listed(List.of(user)));
        List<Audience> audiences = new ArrayList<>();
        workspaces.stream().sorted().forEach(workspace -> audiences.add(new Audience.OfWorkspace(workspace)));
        return audiences;
    }

    private void settle() {
        unsettled.removeIf(user -> {
            Person person = people.getOrDefault(user, new Person());
            boolean present = !person.holds.isEmpty();
            boolean gone = !present && !announced.contains(user);
            if (gone) people.remove(user);
            return gone || (present && announced.contains(user));
        });
    }

    public void close() {
        batches.cancel(false);
    }
}
