package collab.gateway.session;

import collab.gateway.protocol.ResumeFailure;
import collab.runtime.Metrics;
import collab.wire.CloseCode;
import java.util.List;

/** The metrics of sessions, sockets and the link. */
public final class GatewayMetrics {
    final Metrics.Counter envelopes;
    final Metrics.Counter unknownEvents;
    final Metrics.Counter ringHits;
    final Metrics.Counter ringMisses;
    public final Metrics.Counter linkEndings;
    final Metrics.Histogram commitToSocket;
    final Metrics.Histogram clientLag;
    private final Metrics metrics;

    /** Creates all expected series, so that the metrics page shows zeros instead of gaps. */
    public GatewayMetrics(Metrics metrics) {
        this.metrics = metrics;
        envelopes = metrics.counter("collab_gateway_envelopes_total", "Envelopes received over the link.");
        unknownEvents = metrics.counter(
                "collab_gateway_unknown_events_total",
                "Events skipped because their type is unknown or they cannot be parsed.");
        ringHits = metrics.counter("collab_gateway_ring_hits_total", "Resumes served from the replay ring.");
        ringMisses = metrics.counter("collab_gateway_ring_misses_total", "Resumes served from the event log.");
        linkEndings = metrics.counter("collab_gateway_link_endings_total", "Ended streams from the server.");
        commitToSocket = metrics.seconds(
                "collab_commit_to_socket_seconds", "Time from the commit of an event to the queues of the sockets.");
        clientLag = metrics.histogram(
                "collab_client_lag_positions",
                "Positions that a client lagged behind when it answered a ping.",
                0,
                1,
                10,
                100,
                1_000,
                10_000);
        resumes("resumed");
        for (ResumeFailure reason : ResumeFailure.values()) resumes(reason.wireName());
        for (CloseCode code : CloseCode.values()) endings(code.number());
        for (int code : List.of(1000, 1001, 1002, 1003, 1006, 1007, 1009, 1011)) endings(code);
        for (int status : List.of(400, 401, 403, 404, 503)) rejections(status);
    }

    void resumed() {
        resumes("resumed").increment();
    }

    void resumeFailed(ResumeFailure reason) {
        resumes(reason.wireName()).increment();
    }

    void socketEnded(int code) {
        endings(code).increment();
    }

    public void upgradeRejected(int status) {
        rejections(status).increment();
    }

    private Metrics.Counter resumes(String result) {
        return metrics.counter("collab_resumes_total", "Resumes by result.", "result", result);
    }

    private Metrics.Counter endings(int code) {
        return metrics.counter("collab_socket_endings_total", "Ended sockets by close code.", "code", label(code));
    }

    private Metrics.Counter rejections(int status) {
        return metrics.counter(
                "collab_upgrades_refused_total",
                "Rejected upgrades by HTTP status.",
                "status",
                Integer.toString(status));
    }

    /** Limits the values of the label, because peers choose the codes. */
    private static String label(int code) {
        if (code >= 1000 && code <= 1014) return Integer.toString(code);
        return CloseCode.of(code).map(known -> Integer.toString(known.number())).orElse("other");
    }
}
