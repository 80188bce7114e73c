package collab.fanout.connection;

import collab.runtime.Metrics;
import io.grpc.Status;
import java.util.List;
import java.util.function.DoubleSupplier;

/** The metrics of the link. */
public final class LinkMetrics {
    static final String SILENCE = "silence";
    static final String PINGS = "pings";
    static final String VIOLATION = "violation";
    static final String MESSAGE = "message";
    static final String UNAUTHENTICATED = "unauthenticated";

    private final Metrics metrics;
    public final Metrics.Counter envelopes;
    public final Metrics.Counter signalsDropped;
    public final Metrics.Histogram commitToLink;
    public final Metrics.Histogram probeCommit;

    /** When a stream last carried a probe, by {@link System#nanoTime}. */
    private volatile long probeSentAt = System.nanoTime();

    /** Registers every series at once, so that the metrics page shows zeros instead of gaps. */
    public LinkMetrics(Metrics metrics) {
        this.metrics = metrics;
        envelopes = metrics.counter("collab_link_envelopes_total", "Envelopes sent to gateways and subscribers.");
        signalsDropped = metrics.counter(
                "collab_link_signals_shed_total", "Typing signals dropped because too many were waiting.");
        probeCommit =
                metrics.seconds("collab_canary_commit_seconds", "Time of the probe commit, which changes nothing.");
        commitToLink = metrics.seconds(
                "collab_commit_to_link_seconds",
                "Time from a commit to the return of the write that carried its last event.");
        for (String reason : List.of(SILENCE, PINGS, VIOLATION, MESSAGE, UNAUTHENTICATED)) cuts(reason);
        for (Status.Code code : Status.Code.values()) endings(code);
        replays("complete");
        admissions("admitted");
    }

    public void watchProbe(DoubleSupplier commitAge) {
        metrics.gauge("collab_canary_commit_age_seconds", "Time since a probe commit returned.", commitAge);
        metrics.gauge(
                "collab_canary_log_age_seconds",
                "Time since a stream had sent the log up to a probe commit.",
                () -> (System.nanoTime() - probeSentAt) / 1e9);
    }

    /** A stream has sent the log up to a probe commit, and the probe. */
    public void noteProbeSent() {
        probeSentAt = System.nanoTime();
    }

    public void watchStreams(DoubleSupplier lag, DoubleSupplier gateways, DoubleSupplier subscribers) {
        metrics.gauge("collab_link_lag_positions", "Positions by which the slowest gateway is behind the head.", lag);
        metrics.gauge("collab_link_gateways", "Attached gateways.", gateways);
        metrics.gauge("collab_link_subscribers", "Active subscribers.", subscribers);
    }

    public void watchConnections(DoubleSupplier open, DoubleSupplier calls) {
        metrics.gauge("collab_link_connections", "Open connections of the link's listener.", open);
        metrics.gauge("collab_link_calls", "Running calls of the link's listener, streams included.", calls);
    }

    void watchUnauthenticated(DoubleSupplier open) {
        metrics.gauge(
                "collab_link_unauthenticated_connections",
                "Open connections of the link whose peer has not proved the secret.",
                open);
    }

    void cut(String reason) {
        cuts(reason).increment();
    }

    public void ended(Status why) {
        endings(why.getCode()).increment();
    }

    public void replayed(String result) {
        replays(result).increment();
    }

    public void admitted(String result) {
        admissions(result).increment();
    }

    private Metrics.Counter cuts(String reason) {
        return metrics.counter(
                "collab_link_connections_cut_total",
                "Connections of the link closed by the server, by reason; message: one call was reset.",
                "reason",
                reason);
    }

    private Metrics.Counter endings(Status.Code code) {
        return metrics.counter("collab_link_endings_total", "Ended streams by status.", "code", code.name());
    }

    private Metrics.Counter replays(String result) {
        return metrics.counter("collab_replays_total", "Replays by result.", "result", result);
    }

    private Metrics.Counter admissions(String result) {
        return metrics.counter("collab_admissions_total", "Admissions by result.", "result", result);
    }
}
