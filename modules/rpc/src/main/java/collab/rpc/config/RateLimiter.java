package collab.rpc.config;

import collab.api.RateClass;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * How often a caller may call: one bucket of tokens per caller and class, refilled continuously, so that typing neither
 * starves nor is starved.
 *
 * <p>A bucket holds a minute's worth and begins full. The table is bounded: beyond {@link Config#callersMax} the bucket unused
 * longest is forgotten, which is the fullest there is.
 */
public final class RateLimiter {
    /** What a token costs, in the unit of which a bucket gains its calls per minute every nanosecond. */
    private static final long TOKEN = Duration.ofMinutes(1).toNanos();

    /** Keeps every product below in a long. */
    private static final int PER_MINUTE_MAX = 10_000_000;

    /**
     * Calls per minute and caller, keys {@code limits.*-per-minute}.
     *
     * @param auth logins per account and address; one address may try as much for ten accounts
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

    /** Guards the buckets. Leaf lock. */
    private final ReentrantLock lock = new ReentrantLock();

    private final LinkedHashMap<Key, Bucket> buckets = new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Bucket> eldest) {
            return size() > config.callersMax();
        }
    };

    /** @param nanoTime never goes back */
    public RateLimiter(Config config, LongSupplier nanoTime) {
        this.config = config;
        this.nanoTime = nanoTime;
    }

    /** Spends a token, or answers how long to wait for one. */
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

    /** For a credential that has to be looked up: whoever guesses is stopped before the database is asked. */
    public Optional<Duration> spendForAddress(String address) {
        return spend(RateClass.AUTH, addressBucket(address), perAddress());
    }

    /** The credential was good after all. */
    public void giveBackForAddress(String address) {
        lock.lock();
        try {
            Bucket bucket = buckets.get(new Key(RateClass.AUTH, addressBucket(address)));
            if (bucket != null) bucket.giveBack(perAddress());
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

    /** Guarded by the table's lock. */
    private static final class Bucket {
        private long credit;
        private long filledAt;

        Bucket(int perMinute, long now) {
            this.credit = perMinute * TOKEN;
            this.filledAt = now;
        }

        Optional<Duration> spend(int perMinute, long now) {
            long elapsed = Math.min(TOKEN, now - filledAt); // a minute fills it
            credit = Math.min(perMinute * TOKEN, credit + elapsed * perMinute);
            filledAt = now;
            if (credit < TOKEN) return Optional.of(Duration.ofNanos(Math.ceilDiv(TOKEN - credit, (long) perMinute)));
            credit -= TOKEN;
            return Optional.empty();
        }

        void giveBack(int perMinute) {
            credit = Math.min(perMinute * TOKEN, credit + TOKEN);
        }
    }
}
