package collab.fanout.stream;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the envelopes that were sent and not yet acknowledged. The sender sends at most {@code max} envelopes ahead of
 * the gateway's acknowledgements; without credit the stream lags in the log.
 *
 * <p>Only the sender counts what is sent; the transport's thread counts acknowledgements; any thread reads.
 */
final class SendCredit {
    private final int max;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();

    /** @param max envelopes sent and not acknowledged */
    SendCredit(int max) {
        this.max = max;
    }

    /** Called before the write, because the acknowledgement may arrive before the write returns. */
    void countSent(int envelopes) {
        sent.addAndGet(envelopes);
    }

    /**
     * @param total envelopes since the start of the stream; a smaller number than before has no effect
     * @return whether that many were sent
     */
    boolean acknowledge(long total) {
        if (total < 0 || total > sent.get()) return false;
        acknowledged.accumulateAndGet(total, Math::max);
        return true;
    }

    long sent() {
        return sent.get();
    }

    /** How many envelopes may be sent now. */
    int available() {
        return Math.toIntExact(max - (sent.get() - acknowledged.get()));
    }
}
