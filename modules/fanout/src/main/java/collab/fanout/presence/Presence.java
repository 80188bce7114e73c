package collab.fanout.presence;

import static java.lang.System.Logger.Level.ERROR;

import collab.domain.Audience;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.fanout.config.FanoutConfig;
import collab.fanout.routing.MembershipChange;
import collab.persistence.EventLog;
import collab.persistence.LoggedEvent;
import collab.persistence.Memberships;
import com.google.protobuf.ByteString;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * <p>For one lease no user is announced offline, because gateways are still reconnecting. Until then {@link #visibleTo}
 * returns only who is online and marks the answer as incomplete; after that the users who got one get a complete answer.
 *
 * <h2>Threads</h2>
 *
 * <p>Queries and reports come from any thread and use only the {@link PresenceState}. A batch reads the log and the
 * memberships, so it can wait for the database; it runs on a scheduler that does nothing else. One batch runs at a time,
 * and only it moves the cursor. The next batch begins one interval after the end of the previous one: time stretches when
 * the database is slow, and no batches are made up for, because a burst of them would shorten grace periods.
 */
public final class Presence implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Presence.class.getName());

    /** Events read at once. */
    private static final int CHUNK_EVENTS = 1_024;

    /** Receives what a batch announces. */
    public interface Listener {
        void onChanges(Map<Audience, Map<UserId, Boolean>> changes);

        /** Called once, when absence is certain. */
        void onComplete();
    }

    /**
     * An event that shows a user who is online.
     *
     * @param complete whether the users who are not included are offline; otherwise the event makes no statement about
     *     them
     */
    public record VisiblePresence(ByteString event, boolean complete) {}

    private final EventLog log;
    private final Memberships memberships;
    private final SignalEvents signals;
    private final Listener listener;
    private final PresenceState state;

    /** Written only by the batch, once batches run. */
    private LogPosition cursor;

    /** Written once, by the thread that starts the batches. */
    private volatile Future<?> batches = CompletableFuture.completedFuture(true);

    private Presence(
            FanoutConfig.PresenceTimes times,
            EventLog log,
            Memberships memberships,
            SignalEvents signals,
            Listener listener) {
        this.log = log;
        this.memberships = memberships;
        this.signals = signals;
        this.listener = listener;
        this.state = new PresenceState(times);
        this.cursor = log.head();
    }

    /** @param scheduler runs the batches, which wait for the database; the caller closes it after the presence */
    public static Presence start(
            FanoutConfig.PresenceTimes times,
            EventLog log,
            Memberships memberships,
            SignalEvents signals,
            Listener listener,
            ScheduledExecutorService scheduler) {
        Presence presence = new Presence(times, log, memberships, signals, listener);
        long interval = times.batch().toMillis();
        presence.batches =
                scheduler.scheduleWithFixedDelay(presence::runBatch, interval, interval, TimeUnit.MILLISECONDS);
        return presence;
    }

    // ---- Called by any thread ----

    /** Whether the user is online, as announced last. */
    public boolean online(UserId user) {
        return state.isAnnounced(user);
    }

    /** Those of the users who are online, as announced last. */
    public Set<UserId> online(Collection<UserId> users) {
        return state.announcedAmong(users);
    }

    /** A signal for the user: who is online in these workspaces. */
    public VisiblePresence visibleTo(UserId user, Set<WorkspaceId> workspaces) {
        PresenceState.Visible visible = state.visibleTo(user, workspaces);
        if (visible.complete()) return new VisiblePresence(signals.presenceSnapshot(visible.online()), true);
        Map<UserId, Boolean> certain = new LinkedHashMap<>();
        visible.online().stream().sorted().forEach(person -> certain.put(person, true));
        return new VisiblePresence(signals.presenceChanged(certain), false);
    }

    /**
     * Registers a gateway with the complete set of its online users, which replaces the reports of an earlier stream.
     *
     * @param newest checked under the monitor, so that of two concurrent streams the newer one stays; without effect
     *     when it is false
     */
    public GatewayPresence attach(String gatewayId, Set<UserId> online, BooleanSupplier newest) {
        return state.attach(gatewayId, online, newest);
    }

    // ---- The batch ----

    private void runBatch() {
        try {
            batch();
        } catch (RuntimeException broken) {
            LOG.log(ERROR, "a presence batch failed; the next one repeats it", broken);
        }
    }

    private void batch() {
        boolean completes = state.beginBatch();
        followMemberships();
        Map<UserId, Boolean> changes = state.unannounced();
        Map<UserId, Set<WorkspaceId>> arrivals = new HashMap<>();
        changes.forEach((user, online) -> {
            if (online) arrivals.put(user, memberships.placesOf(user, cursor).workspaces());
        });
        Map<Audience, Map<UserId, Boolean>> announcements = state.announce(changes, arrivals);
        if (!announcements.isEmpty()) listener.onChanges(announcements);
        if (completes) listener.onComplete();
    }

    private void followMemberships() {
        if (log.floor().isAfter(cursor)) reloadMemberships();
        for (List<LoggedEvent> events = readNext(); !events.isEmpty(); events = readNext()) {
            state.apply(events.stream()
                    .flatMap(event -> MembershipChange.of(event).stream())
                    .toList());
            cursor = events.getLast().seq();
        }
    }

    private List<LoggedEvent> readNext() {
        return log.read(cursor, CHUNK_EVENTS);
    }

    /** The membership changes since the cursor were pruned. */
    private void reloadMemberships() {
        cursor = log.head();
        for (UserId user : state.announced()) {
            state.replaceWorkspaces(user, memberships.placesOf(user, cursor).workspaces());
        }
    }

    /** Starts no further batch. A batch that runs is completed. */
    @Override
    public void close() {
        batches.cancel(false);
    }
}
