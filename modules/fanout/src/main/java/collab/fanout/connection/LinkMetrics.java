package collab.fanout.connection;

import collab.runtime.Metrics;
import io.grpc.Status;
import java.util.List;
import java.util.function.DoubleSupplier;

/** What the link shows of itself. */
public final class LinkMetrics {
    static final String SILENCE = "silence";
    static final String PINGS = "pings";

    private final Metrics metrics;
    public final Metrics.Counter envelopes;
    public final Metrics.Counter signalsShed;
    public final Metrics.Histogram commitToLink;
    public final Metrics.Histogram canaryCommit;
    /** When a stream last carried a canary, by {@link System#nanoTime}. */
    public volatile long canaryToldAt = System.nanoTime();

    /** Makes every series that is to be expected at once, so that a page shows zeros and not gaps. */
    public LinkMetrics(Metrics metrics) {
        this.metrics = metrics;
        envelopes = metrics.counter("collab_link_envelopes_total", "Envelopes sent to gateways and subscribers.");
        signalsShed =
                metrics.counter("collab_link_signals_shed_total", "Typing signals dropped because too many waited.");
        canaryCommit =
                metrics.seconds("collab_canary_commit_seconds", "The commit of a canary, which changes nothing.");
        commitToLink = metrics.seconds(
                "collab_commit_to_link_seconds",
                "From a commit to the return of the write that carried its last event.");
        for (String reason : List.of(SILENCE, PINGS)) cuts(reason);
        for (Status.Code code : Status.Code.values()) endings(code);
        replays("told");
        admissions("admitted");
    }

    public void watchCanary(DoubleSupplier commitAge) {
        metrics.gauge("collab_canary_commit_age_seconds", "Since a canary's commit came back.", commitAge);
        metrics.gauge(
                "collab_canary_log_age_seconds",
                "Since a stream had told the log up to a canary's commit.",
                () -> (System.nanoTime() - canaryToldAt) / 1e9);
    }

    public void watch(DoubleSupplier lag, DoubleSupplier gateways, DoubleSupplier subscribers) {
        metrics.gauge("collab_link_lag_positions", "Positions the gateway furthest back is behind the head.", lag);
        metrics.gauge("collab_link_gateways", "Gateways attached.", gateways);
        metrics.gauge("collab_link_subscribers", "Subscribers reading.", subscribers);
    }

    public void connections(DoubleSupplier open) {
        metrics.gauge("collab_link_connections", "Open connections of the link's listener.", open);
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
                "Connections of the link ended by us, by reason.",
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
