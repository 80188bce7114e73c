package collab.fanout;

import collab.ops.Metrics;
import io.grpc.Status;
import java.util.function.DoubleSupplier;

/** What the link shows of itself. */
final class LinkMetrics {
    private final Metrics metrics;
    final Metrics.Counter envelopes;
    final Metrics.Counter signalsShed;
    final Metrics.Histogram commitToLink;
    final Metrics.Histogram canaryCommit;
    /** When a stream last carried a canary, by {@link System#nanoTime}. */
    volatile long canaryToldAt = System.nanoTime();

    LinkMetrics(Metrics metrics) {
        this.metrics = metrics;
        envelopes = metrics.counter("collab_link_envelopes_total", "Envelopes sent to gateways and subscribers.");
        signalsShed =
                metrics.counter("collab_link_signals_shed_total", "Typing signals dropped because too many waited.");
        canaryCommit =
                metrics.seconds("collab_canary_commit_seconds", "The commit of a canary, which changes nothing.");
        commitToLink = metrics.seconds(
                "collab_commit_to_link_seconds",
                "From a commit to the return of the write that carried its last event.");
    }

    void watchCanary(DoubleSupplier commitAge) {
        metrics.gauge("collab_canary_commit_age_seconds", "Since a canary's commit came back.", commitAge);
        metrics.gauge(
                "collab_canary_log_age_seconds",
                "Since a stream had told the log up to a canary's commit.",
                () -> (System.nanoTime() - canaryToldAt) / 1e9);
    }

    void watch(DoubleSupplier lag, DoubleSupplier gateways, DoubleSupplier subscribers) {
        metrics.gauge("collab_link_lag_positions", "Positions the gateway furthest back is behind the head.", lag);
        metrics.gauge("collab_link_gateways", "Gateways attached.", gateways);
        metrics.gauge("collab_link_subscribers", "Subscribers reading.", subscribers);
    }

    void ended(Status why) {
        metrics.counter(
                        "collab_link_endings_total",
                        "Ended streams by status.",
                        "code",
                        why.getCode().name())
                .increment();
    }

    void replayed(String result) {
        metrics.counter("collab_replays_total", "Replays by result.", "result", result)
                .increment();
    }

    void admitted(String result) {
        metrics.counter("collab_admissions_total", "Admissions by result.", "result", result)
                .increment();
    }
}
