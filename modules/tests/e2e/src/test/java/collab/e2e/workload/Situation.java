package collab.e2e.workload;

import collab.e2e.checker.HistoryEntry;
import collab.e2e.checker.HistoryEntry.Outcome;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** The situations that a run must contain, with the faults that cause them and how often they are seen to occur. */
public enum Situation {
    RESUME_FROM_THE_RING(
            "a resume was answered from the ring",
            Set.of("reconnect-storm", "cut-sockets-anywhere", "reset-link"),
            seen -> seen.total("collab_gateway_ring_hits_total")),
    RESUME_FROM_THE_LOG(
            "a resume was answered from the log",
            Set.of("kill-gateway", "kill-everything", "drain-gateway", "rolling-upgrade"),
            seen -> Math.min(
                    seen.total("collab_gateway_ring_misses_total"),
                    seen.total("collab_replays_total{result=\"complete\"}"))),
    POSITION_TOO_OLD(
            "a position was older than the log",
            Set.of("sleeping-tab"),
            seen -> seen.total("collab_resumes_total{result=\"too_old\"}")),
    EPOCH_CHANGED(
            "a position was of another epoch",
            Set.of("put-back", "put-back-without-gateways", "restore", "lost-wal"),
            seen -> seen.total("collab_resumes_total{result=\"epoch\"}")),
    LEASE_EXPIRED(
            "the lease of a link expired",
            Set.of("server-frozen-past-lease", "link-cut-past-lease", "server-frozen-past-ring", "link-cut-past-ring"),
            seen -> seen.total("collab_socket_endings_total{code=\"4100\"}")),
    PRESENCE_LOST_AND_REGAINED(
            "a user was announced as offline and later as online", Set.of(), Situation::presenceLostAndRegained),
    OPERATION_BY_SEVERAL_CALLS(
            "one operation was made by several calls at once", Set.of(), Situation::operationsBySeveralCalls) {
        @Override
        boolean demandedIn(boolean everything, Collection<String> faults) {
            return true;
        }
    };

    private final String label;
    private final Set<String> causes;
    private final ToLongFunction<Seen> occurrences;

    Situation(String label, Set<String> causes, ToLongFunction<Seen> occurrences) {
        this.label = label;
        this.causes = causes;
        this.occurrences = occurrences;
    }

    /** What was seen of a run: its history and the counters of its processes. */
    public record Seen(List<HistoryEntry> entries, MetricTotals totals) {
        long total(String sample) {
            return totals.total(sample);
        }
    }

    /** @param everything whether the run is long and has all faults */
    boolean demandedIn(boolean everything, Collection<String> faults) {
        return everything || causes.stream().anyMatch(faults::contains);
    }

    /**
     * The situations that must occur in a run with these faults, and a success of every mutating method.
     *
     * @param everything whether the run is long and has all faults
     */
    public static HistoryEntry.Demanded demanded(long at, boolean everything, Collection<String> faults) {
        Stream<String> situations = Arrays.stream(values())
                .filter(situation -> situation.demandedIn(everything, faults))
                .map(situation -> situation.label);
        Stream<String> methods = MethodActions.all().stream().map(method -> success(method.wireName()));
        return new HistoryEntry.Demanded(at, Stream.concat(situations, methods).toList());
    }

    private static String success(String method) {
        return method + " succeeded";
    }

    /** Counts all situations of a run, and the successes of each mutating method. */
    public static List<HistoryEntry> occurred(long at, Seen seen) {
        Map<String, Long> successes = new HashMap<>();
        for (HistoryEntry entry : seen.entries()) {
            if (entry instanceof HistoryEntry.Called call && call.outcome() == Outcome.OK) {
                successes.merge(success(call.method()), 1L, Long::sum);
            }
        }
        Stream<HistoryEntry> methods = MethodActions.all().stream()
                .map(method -> success(method.wireName()))
                .map(label -> new HistoryEntry.Occurred(at, label, successes.getOrDefault(label, 0L)));
        return Stream.concat(
                        Arrays.stream(values())
                                .map(situation -> new HistoryEntry.Occurred(
                                        at, situation.label, situation.occurrences.applyAsLong(seen))),
                        methods)
                .toList();
    }

    // ---- Occurrences in the history ----

    private record OfTab(String tab, long user) {}

    private static long presenceLostAndRegained(Seen seen) {
        Set<OfTab> lost = new HashSet<>();
        long regained = 0;
        for (HistoryEntry entry : seen.entries()) {
            if (!(entry instanceof HistoryEntry.Presence presence)) continue;
            for (long user : presence.online()) if (lost.remove(new OfTab(presence.tab(), user))) regained++;
            presence.offline().forEach(user -> lost.add(new OfTab(presence.tab(), user)));
        }
        return regained;
    }

    private static long operationsBySeveralCalls(Seen seen) {
        Map<String, HistoryEntry.Called> first = new HashMap<>();
        Set<String> several = new HashSet<>();
        for (HistoryEntry entry : seen.entries()) {
            if (!(entry instanceof HistoryEntry.Called call) || call.outcome() != Outcome.OK) continue;
            HistoryEntry.Called other = first.putIfAbsent(call.op(), call);
            if (other != null && call.begin() < other.at() && other.begin() < call.at()) several.add(call.op());
        }
        return several.size();
    }
}
