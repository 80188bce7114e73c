package collab.rpc.http;

import collab.api.ErrorCode;
import collab.api.RateClass;
import collab.api.RpcMethod;
import collab.runtime.Metrics;
import java.util.Locale;

/** The metrics of calls: number by rate class, duration, rate limiting and errors. */
final class RpcMetrics {
    private static final String CALLS = "collab_rpc_calls_total";
    private static final String LIMITED = "collab_rpc_rate_limited_total";
    private static final String ERRORS = "collab_rpc_errors_total";

    private final Metrics metrics;
    private final Metrics.Counter sends;
    private final Metrics.Histogram seconds;

    /** Registers every series at once, so that a series without calls is exported as 0. */
    RpcMetrics(Metrics metrics) {
        this.metrics = metrics;
        this.sends = metrics.counter("collab_sends_total", "Accepted calls of message.send and thread.reply.");
        this.seconds =
                metrics.seconds("collab_rpc_seconds", "Duration of a call, from the parsed request to the response.");
        for (RateClass rateClass : RateClass.values()) {
            calls(rateClass);
            limited(rateClass);
        }
        for (ErrorCode code : ErrorCode.values()) errors(code);
    }

    /** Counts a call, successful or not. */
    void answered(RpcMethod method, long nanos) {
        calls(method.rateClass()).increment();
        seconds.observeNanos(nanos);
    }

    /** Counts a successful call. */
    void succeeded(RpcMethod method) {
        if (method.rateClass() == RateClass.SEND) sends.increment();
    }

    /** Counts a call that a rate limit rejected. */
    void rateLimited(RpcMethod method) {
        limited(method.rateClass()).increment();
    }

    /** Counts an error response. */
    void failed(ErrorCode code) {
        errors(code).increment();
    }

    private Metrics.Counter calls(RateClass rateClass) {
        return metrics.counter(CALLS, "Answered calls, including those with an error.", "class", label(rateClass));
    }

    private Metrics.Counter limited(RateClass rateClass) {
        return metrics.counter(LIMITED, "Calls rejected by a rate limit.", "class", label(rateClass));
    }

    private Metrics.Counter errors(ErrorCode code) {
        return metrics.counter(ERRORS, "Error responses.", "code", code.word());
    }

    private static String label(RateClass rateClass) {
        return rateClass.name().toLowerCase(Locale.ROOT);
    }
}
