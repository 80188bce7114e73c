package collab.gateway.session;

import collab.gateway.protocol.ResumeFailure;
import collab.runtime.Metrics;
import collab.wire.CloseCode;
import java.util.List;

/** What the session half of a gateway counts. */
public final class GatewayMetrics {
    final Metrics.Counter envelopes;
    final Metrics.Counter unknownEvents;
    final Metrics.Counter ringHits;
    final Metrics.Counter ringMisses;
    public final Metrics.Counter linkEndings;
    final Metrics.Histogram commitToSocket;
    final Metrics.Histogram clientLag;
    private final Metrics metrics;

    /** Makes every series that is to be expected at once, so that a page shows zeros and not gaps. */
    public GatewayMetrics(Metrics metrics) {
        this.metrics = metrics;
        envelopes = metrics.counter("collab_gateway_envelopes_total", "Envelopes received over the link.");
        unknownEvents = metrics.counter(
                "collab_gateway_unknown_events_total",
                "Events skipped because this build does not know or can not read them.");
        ringHits = metrics.counter("collab_gateway_ring_hits_total", "Resumes served from memory.");
        ringMisses = metrics.counter("collab_gateway_ring_misses_total", "Resumes that had to ask the log.");
        linkEndings = metrics.counter("collab_gateway_link_endings_total", "Streams from the server that ended.");
        commitToSocket =
                metrics.seconds("collab_commit_to_socket_seconds", "From an event's commit to the sockets' queues.");
        clientLag = metrics.histogram(
                "collab_client_lag_positions",
                "How far a client was behind when it answered a ping.",
                0,
                1,
                10,
                100,
                1_000,
                10_000);
        resumes("resumed");
        for (ResumeFailure why : ResumeFailure.values()) resumes(why.word());
        for (CloseCode code : CloseCode.values()) endings(code.number());
        for (int code : List.of(1000, 1001, 1002, 1003, 1006, 1007, 1009, 1011)) endings(code);
        for (int status : List.of(400, 401, 403, 404, 503)) refusals(status);
    }

    void resumed() {
        resumes("resumed").increment();
    }

    void resumeFailed(ResumeFailure why) {
        resumes(why.word()).increment();
    }

    void closed(int code) {
        endings(code).increment();
    }

    public void refused(int status) {
        refusals(status).increment();
    }

    private Metrics.Counter resumes(String result) {
        return metrics.counter("collab_resumes_total", "Resumes by result.", "result", result);
    }

    private Metrics.Counter endings(int code) {
        return metrics.counter("collab_socket_endings_total", "Ended sockets by close code.", "code", label(code));
    }

    private Metrics.Counter refusals(int status) {
        return metrics.counter(
                "collab_upgrades_refused_total",
                "Refused upgrades by HTTP status.",
                "status",
                Integer.toString(status));
    }

    /** Peers choose codes, and a label must come from a small set. */
    private static String label(int code) {
        if (code >= 1000 && code <= 1014) return Integer.toString(code);
        return CloseCode.of(code).map(known -> Integer.toString(known.number())).orElse("other");
    }
}
