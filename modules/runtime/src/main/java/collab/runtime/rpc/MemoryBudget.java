package collab.runtime.rpc;

import collab.runtime.limit.ClientNetwork;
import collab.runtime.limit.FairShares;
import java.time.Duration;

/**
 * Memory that peers can make the process hold, divided among their networks by {@link FairShares}. The amounts are estimates: they
 * keep the sum below what the heap can bear, not exact to the byte.
 */
public final class MemoryBudget {
    /** How many times the free memory one network may hold: at most half of all. */
    private static final int PER_FREE = 1;

    private final FairShares shares;

    private MemoryBudget(long bytes) {
        this.shares = new FairShares(bytes, PER_FREE);
    }

    public static MemoryBudget of(long bytes) {
        return new MemoryBudget(bytes);
    }

    /** For tests and for callers without peers. */
    public static MemoryBudget unlimited() {
        return new MemoryBudget(Long.MAX_VALUE / 4);
    }

    /** A reservation of no memory for a client; the caller closes it. */
    public Reservation open(String address) {
        return new Reservation(ClientNetwork.of(address));
    }

    public long used() {
        return shares.used();
    }

    public long total() {
        return shares.total();
    }

    /** The memory of one exchange. Used by one thread. */
    public final class Reservation implements AutoCloseable {
        private final String network;
        private long held;

        private Reservation(String network) {
            this.network = network;
        }

        /** Reserves more, or reserves nothing and returns false. */
        public boolean grow(long bytes) {
            if (!shares.take(network, bytes)) return false;
            held += bytes;
            return true;
        }

        /** As {@link #grow(long)}, but waits for a limited time until others have freed enough. */
        public boolean grow(long bytes, Duration longest) {
            if (!shares.take(network, bytes, longest)) return false;
            held += bytes;
            return true;
        }

        /** Frees a part. */
        public void shrink(long bytes) {
            held -= bytes;
            shares.give(network, bytes);
        }

        public long held() {
            return held;
        }

        /** Frees everything. Closing twice has no effect. */
        @Override
        public void close() {
            if (held > 0) shrink(held);
        }
    }
}
