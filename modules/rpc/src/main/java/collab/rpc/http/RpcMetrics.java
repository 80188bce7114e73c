package collab.rpc.http;

import collab.api.ErrorCode;
import collab.api.RateClass;
import collab.api.RpcMethod;
import collab.runtime.Metrics;
import java.util.Locale;

/** What is counted of calls: how many there were of each class, how long they took, how they failed. */
final class RpcMetrics {
    private static final String CALLS = "collab_rpc_calls_total";
    private static final String LIMITED = "collab_rpc_rate_limited_total";
    private static final String ERRORS = "collab_rpc_errors_total";

    private final Metrics metrics;
    private final Metrics.Counter sends;
    private final Metrics.Histogram seconds;

    /** Makes every series at once, so that a page shows zeros and not gaps. */
    RpcMetrics(Metrics metrics) {
        this.metrics = metrics;
        this.sends = metrics.counter("collab_sends_total", "Messages accepted.");
        this.seconds = metrics.seconds("collab_rpc_seconds", "From the method's name to its answer.");
        for (RateClass rateClass : RateClass.values()) {
            calls(rateClass);
            limited(rateClass);
        }
        for (ErrorCode code : ErrorCode.values()) errors(code);
    }

    /** A call was answered, well or not. */
    void answered(RpcMethod method, long nanos) {
        calls(method.rateClass()).increment();
        seconds.observeNanos(nanos);
    }

    void accepted(RpcMethod method) {
        if (method.rateClass() == RateClass.SEND) sends.increment();
    }

    void limited(RpcMethod method) {
        limited(method.rateClass()).increment();
    }

    void failed(ErrorCode code) {
        errors(code).increment();
    }

    private Metrics.Counter calls(RateClass rateClass) {
        return metrics.counter(CALLS, "Calls answered, well or not.", "class", word(rateClass));
    }

    private Metrics.Counter limited(RateClass rateClass) {
        return metrics.counter(LIMITED, "Calls refused by a rate limit.", "class", word(rateClass));
    }

    private Metrics.Counter errors(ErrorCode code) {
        return metrics.counter(ERRORS, "Answers with an error.", "code", code.word());
    }

    private static String word(RateClass rateClass) {
        return rateClass.name().toLowerCase(Locale.ROOT);
    }
}
