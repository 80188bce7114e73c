package collab.rpc.limit;

import collab.api.RateClass;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Token buckets: one per caller and rate class, refilled continuously. Separate classes keep typing from using up the
 * limit of other calls, and the reverse.
 *
 * <p>A bucket has a capacity of one minute's calls and is full at first. The number of buckets is bounded: above {@link
 * Config#callersMax} the least recently used bucket is removed, as it has had the most time to refill.
 */
public final class RateLimiter {
    /** Credit per call. A bucket gains its calls per minute as credit in each nanosecond. */
    private static final long TOKEN = Duration.ofMinutes(1).toNanos();

    /** Keeps every product of this class within a long. */
    private static final int PER_MINUTE_MAX = 10_000_000;

    /**
     * Calls per minute and caller, keys {@code limits.*-per-minute}.
     *
     * @param auth logins per account and IP address; ten times as many per IP address
     * @param callersMax buckets kept ({@code limits.callers-max})
     */
    public record Config(int read, int write, int send, int typing, int auth, int callersMax) {
        public Config {
            positive("limits.read-per-minute", read);
            positive("limits.write-per-minute", write);
            positive("limits.send-per-minute", send);
            positive("limits.typing-per-minute", typing);
            positive("limits.auth-per-minute", auth);
            positive("limits.callers-max", callersMax);
        }

        public static Config defaults() {
            return new Config(600, 60, 60, 60, 10, 100_000);
        }

        private static void positive(String key, int value) {
            if (value < 1 || value > PER_MINUTE_MAX) {
                throw new IllegalArgumentException(key + " must be between 1 and " + PER_MINUTE_MAX + ", is " + value);
            }
        }
    }

    private record Key(RateClass rateClass, String caller) {}

    private final Config config;
    private final LongSupplier nanoTime;

    /** Leaf lock. */
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final LinkedHashMap<Key, Bucket> buckets = new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Bucket> eldest) {
            return size() > config.callersMax();
        }
    };

    /** @param nanoTime a monotonic clock */
    public RateLimiter(Config config, LongSupplier nanoTime) {
        this.config = config;
        this.nanoTime = nanoTime;
    }

    /** Counts one call. Returns how long to wait when the limit is reached; the call is then not counted. */
    public Optional<Duration> spend(RateClass rateClass, String caller) {
        return switch (rateClass) {
            case NONE -> Optional.empty();
            case READ -> spend(rateClass, caller, config.read());
            case WRITE -> spend(rateClass, caller, config.write());
            case SEND -> spend(rateClass, caller, config.send());
            case TYPING -> spend(rateClass, caller, config.typing());
            case AUTH -> spend(rateClass, caller, config.auth());
        };
    }

    /** Counts one lookup of a credential for the IP address, so that guessing is stopped before it causes queries. */
    public Optional<Duration> spendForAddress(String address) {
        return spend(RateClass.AUTH, addressBucket(address), perAddress());
    }

    /** Reverts {@link #spendForAddress} when the credential was valid. */
    public void refundForAddress(String address) {
        lock.lock();
        try {
            Bucket bucket = buckets.get(new Key(RateClass.AUTH, addressBucket(address)));
            if (bucket != null) bucket.refund(perAddress());
        } finally {
            lock.unlock();
        }
    }

    private static String addressBucket(String address) {
        return "address " + address;
    }

    private int perAddress() {
        return 10 * config.auth();
    }

    private Optional<Duration> spend(RateClass rateClass, String caller, int perMinute) {
        long now = nanoTime.getAsLong();
        lock.lock();
        try {
            return buckets.computeIfAbsent(new Key(rateClass, caller), _ -> new Bucket(perMinute, now))
                    .spend(perMinute, now);
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return buckets.size();
        } finally {
            lock.unlock();
        }
    }

    /** Accessed only while the lock of the buckets is held. */
    private static final class Bucket {
        private long credit;
        private long filledAt;

        Bucket(int perMinute, long now) {
            this.credit = perMinute * TOKEN;
            this.filledAt = now;
        }

        Optional<Duration> spend(int perMinute, long now) {
            long elapsed = Math.min(TOKEN, now - filledAt); // a bucket is full after one minute
            credit = Math.min(perMinute * TOKEN, credit + elapsed * perMinute);
            filledAt = now;
            if (credit < TOKEN) return Optional.of(Duration.ofNanos(Math.ceilDiv(TOKEN - credit, (long) perMinute)));
            credit -= TOKEN;
            return Optional.empty();
        }

        void refund(int perMinute) {
            credit = Math.min(perMinute * TOKEN, credit + TOKEN);
        }
    }
}
