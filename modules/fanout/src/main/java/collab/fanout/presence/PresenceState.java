package collab.fanout.presence;

import collab.domain.Audience;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.fanout.config.FanoutConfig;
import collab.fanout.routing.MembershipChange;
import collab.fanout.routing.MembershipIndex;
import com.google.errorprone.annotations.concurrent.GuardedBy;
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
import java.util.function.BooleanSupplier;

/**
 * Who is connected through which gateway, and who was announced as online. Any thread may call. The monitor guards all
 * of it and is a leaf: neither the log, nor memberships, nor streams are called under it.
 */
final class PresenceState {
    private final FanoutConfig.PresenceTimes times;

    @GuardedBy("this")
    private final Map<UserId, Connections> connections = new HashMap<>();

    /** Users whom a later batch may have to announce. */
    @GuardedBy("this")
    private final Set<UserId> undecided = new HashSet<>();

    /** The current report of each gateway. */
    @GuardedBy("this")
    private final Map<String, Report> reports = new HashMap<>();

    /** The workspaces of the users announced as online, at the cursor of the batch. */
    @GuardedBy("this")
    private final MembershipIndex<WorkspaceId> workspaces = new MembershipIndex<>();

    @GuardedBy("this")
    private final Set<UserId> announced = new HashSet<>();

    /** Batches since the start; the measure of time. */
    @GuardedBy("this")
    private long batch;

    PresenceState(FanoutConfig.PresenceTimes times) {
        this.times = times;
    }

    /** The online users of one gateway. Reached only through the guarded maps. */
    private static final class Report {
        private final GatewayPresence reporter;
        private final Set<UserId> users = new HashSet<>();

        /** The batch before which no user of a draining gateway is announced offline. */
        private long drainedUntil;

        Report(GatewayPresence reporter) {
            this.reporter = reporter;
        }
    }

    /** The gateways of a user who is or was online. Reached only through the guarded map. */
    private static final class Connections {
        private final Set<Report> reports = new HashSet<>();

        /** The batch before which the user is not announced offline. */
        private long onlineUntil;
    }

    // ---- Queries ----

    synchronized boolean isAnnounced(UserId user) {
        return announced.contains(user);
    }

    synchronized Set<UserId> announcedAmong(Collection<UserId> users) {
        Set<UserId> online = new HashSet<>(users);
        online.retainAll(announced);
        return online;
    }

    synchronized Set<UserId> announced() {
        return Set.copyOf(announced);
    }

    /** @param complete whether the users who are not included are offline */
    record Visible(Set<UserId> online, boolean complete) {}

    synchronized Visible visibleTo(UserId user, Set<WorkspaceId> shared) {
        Set<UserId> online = new HashSet<>();
        for (WorkspaceId workspace : shared) online.addAll(workspaces.usersOf(workspace));
        if (announced.contains(user)) online.add(user);
        return new Visible(online, isComplete());
    }

    @GuardedBy("this")
    private boolean isComplete() {
        return batch >= times.batches(times.lease());
    }

    // ---- Reports of gateways ----

    /** @param newest checked under the monitor; without effect when it is false */
    synchronized GatewayPresence attach(String gatewayId, Set<UserId> online, BooleanSupplier newest) {
        GatewayPresence reporter = new GatewayPresence(this, gatewayId);
        if (!newest.getAsBoolean()) return reporter;
        Report report = new Report(reporter);
        Optional<Report> earlier = Optional.ofNullable(reports.put(gatewayId, report));
        for (UserId user : online) connect(user, report);
        if (earlier.isPresent()) disconnectAll(earlier.get(), times.grace());
        return reporter;
    }

    synchronized void online(GatewayPresence reporter, UserId user) {
        Optional<Report> report = current(reporter);
        if (report.isPresent()) connect(user, report.get());
    }

    synchronized void offline(GatewayPresence reporter, UserId user) {
        Optional<Report> report = current(reporter);
        if (report.isPresent() && report.get().users.remove(user)) {
            long until = Math.max(report.get().drainedUntil, batch + times.batches(times.grace()));
            disconnect(user, report.get(), until);
        }
    }

    synchronized void draining(GatewayPresence reporter, Duration atLeast) {
        Optional<Report> report = current(reporter);
        if (report.isPresent()) report.get().drainedUntil = batch + times.batches(atLeast);
    }

    synchronized void lost(GatewayPresence reporter) {
        Optional<Report> report = current(reporter);
        if (report.isPresent()) {
            reports.remove(reporter.gatewayId());
            disconnectAll(report.get(), report.get().drainedUntil > batch ? times.grace() : times.lease());
        }
    }

    @GuardedBy("this")
    private Optional<Report> current(GatewayPresence reporter) {
        return Optional.ofNullable(reports.get(reporter.gatewayId())).filter(report -> report.reporter == reporter);
    }

    @GuardedBy("this")
    private void connect(UserId user, Report report) {
        Connections connected = connections.computeIfAbsent(user, _ -> new Connections());
        connected.reports.add(report);
        connected.onlineUntil = 0; // the user has returned; an earlier grace period has ended
        report.users.add(user);
        undecided.add(user);
    }

    @GuardedBy("this")
    private void disconnect(UserId user, Report report, long until) {
        Connections connected = connections.get(user);
        if (connected != null && connected.reports.remove(report)) {
            connected.onlineUntil = Math.max(connected.onlineUntil, until);
            undecided.add(user);
        }
    }

    @GuardedBy("this")
    private void disconnectAll(Report report, Duration grace) {
        long until = Math.max(report.drainedUntil, batch + times.batches(grace));
        for (UserId user : report.users) disconnect(user, report, until);
        report.users.clear();
    }

    // ---- Called by the batch ----

    /** Counts a batch. Returns whether absence becomes certain with it. */
    synchronized boolean beginBatch() {
        batch++;
        return batch == times.batches(times.lease());
    }

    /** Announced users can join and leave workspaces, too. */
    synchronized void apply(List<MembershipChange> changes) {
        for (MembershipChange change : changes) apply(change);
    }

    @GuardedBy("this")
    private void apply(MembershipChange change) {
        switch (change) {
            case MembershipChange.WorkspaceGained(WorkspaceId workspace, List<UserId> users) -> {
                for (UserId user : users) if (announced.contains(user)) workspaces.add(user, workspace);
            }
            case MembershipChange.WorkspaceLost(WorkspaceId workspace, List<UserId> users) -> {
                for (UserId user : users) workspaces.remove(user, workspace);
            }
            case MembershipChange.ChannelGained _, MembershipChange.ChannelLost _ -> {}
        }
    }

    /** Replaces the workspaces of an announced user. */
    synchronized void replaceWorkspaces(UserId user, Set<WorkspaceId> current) {
        workspaces.remove(user);
        workspaces.add(user, current);
    }

    /** The users whose state differs from the announced one. */
    synchronized Map<UserId, Boolean> unannounced() {
        Map<UserId, Boolean> changes = new LinkedHashMap<>();
        for (UserId user : undecided) {
            boolean online = isOnline(user);
            if (online != announced.contains(user)) changes.put(user, online);
        }
        return changes;
    }

    @GuardedBy("this")
    private boolean isOnline(UserId user) {
        Connections connected = connections.getOrDefault(user, new Connections());
        return !connected.reports.isEmpty() || batch < connected.onlineUntil || !isComplete();
    }

    /**
     * Stores the changes as announced and returns the announcements by audience. They are sent after that, so no
     * snapshot is older than a signal.
     *
     * @param arrivals the workspaces of the users who are online now
     */
    synchronized Map<Audience, Map<UserId, Boolean>> announce(
            Map<UserId, Boolean> changes, Map<UserId, Set<WorkspaceId>> arrivals) {
        Map<Audience, Map<UserId, Boolean>> announcements = new LinkedHashMap<>();
        for (Map.Entry<UserId, Boolean> change : changes.entrySet()) {
            UserId user = change.getKey();
            boolean online = change.getValue();
            if (online != isOnline(user)) continue; // the state changed again meanwhile; the next batch announces it
            Set<WorkspaceId> affected = online ? arrivals.getOrDefault(user, Set.of()) : workspaces.placesOf(user);
            audiences(user, affected)
                    .forEach(audience -> announcements
                            .computeIfAbsent(audience, _ -> new LinkedHashMap<>())
                            .put(user, online));
            if (online) {
                announced.add(user);
                workspaces.add(user, affected);
            } else {
                announced.remove(user);
                workspaces.remove(user);
            }
        }
        removeDecided();
        return announcements;
    }

    /** A user without a workspace is visible only to their own sockets. */
    private static Collection<Audience> audiences(UserId user, Set<WorkspaceId> workspaces) {
        if (workspaces.isEmpty()) return List.of(new Audience.Listed(List.of(user)));
        List<Audience> audiences = new ArrayList<>();
        workspaces.stream().sorted().forEach(workspace -> audiences.add(new Audience.OfWorkspace(workspace)));
        return audiences;
    }

    @GuardedBy("this")
    private void removeDecided() {
        for (UserId user : List.copyOf(undecided)) {
            boolean connected =
                    !connections.getOrDefault(user, new Connections()).reports.isEmpty();
            if (connected == announced.contains(user)) {
                undecided.remove(user);
                if (!connected) connections.remove(user);
            }
        }
    }
}
