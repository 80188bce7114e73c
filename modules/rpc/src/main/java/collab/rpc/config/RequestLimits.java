package collab.rpc.config;

/**
 * The size limits of a request and its reply.
 *
 * @param bodyBytesMax maximum size of a request body in bytes, at least 1,024, default 1 MiB
 * @param batchMax maximum number of calls in a batch, at least 1, default 50
 * @param replyBytesMax bytes of a batch's response after which the remaining calls are rejected unexecuted, at least
 *     1,024, default 16 MiB
 */
public record RequestLimits(int bodyBytesMax, int batchMax, int replyBytesMax) {
    public RequestLimits {
        requireAtLeast("bodyBytesMax", bodyBytesMax, 1_024);
        requireAtLeast("batchMax", batchMax, 1);
        requireAtLeast("replyBytesMax", replyBytesMax, 1_024);
    }

    public static RequestLimits defaults() {
        return new RequestLimits(1 << 20, 50, 16 << 20);
    }

    public RequestLimits withBodyBytesMax(int value) {
        return new RequestLimits(value, batchMax, replyBytesMax);
    }

    public RequestLimits withReplyBytesMax(int value) {
        return new RequestLimits(bodyBytesMax, batchMax, value);
    }

    private static void requireAtLeast(String name, int value, int least) {
        if (value < least) throw new IllegalArgumentException(name + " must be at least " + least + ", is " + value);
    }
}
