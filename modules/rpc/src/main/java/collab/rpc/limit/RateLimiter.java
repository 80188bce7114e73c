package collab.rpc.limit;

import collab.api.RateClass;
import collab.domain.id.UserId;
import collab.runtime.limit.ClientNetwork;
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
 *
 * <p>Clients are counted by {@link ClientNetwork}: an IPv6 client counts as its whole /64 network.
 */
public final class RateLimiter {
    /** Credit per call. A bucket gains its calls per minute as credit in each nanosecond. */
    private static final long TOKEN = Duration.ofMinutes(1).toNanos();

    /** Credentials per minute from one network, as a multiple of {@code limits.auth-per-minute}. */
    private static final int PER_NETWORK = 10;

    /** Logins per minute to one account from all networks together, as a multiple of {@code limits.auth-per-minute}. */
    private static final int PER_ACCOUNT = 3;

    private record Key(RateClass rateClass, String caller) {}

    private final RateLimits config;
    private final LongSupplier nanoTime;

    /** Leaf lock. */
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<Key, Bucket> buckets;

    /** Accounts with a network from which a login succeeded; the value is not used. */
    @GuardedBy("lock")
    private final Map<String, Boolean> knownLogins;

    /** @param nanoTime a monotonic clock */
    public RateLimiter(RateLimits config, LongSupplier nanoTime) {
        this.config = config;
        this.nanoTime = nanoTime;
        this.buckets = new LeastRecentlyUsed<>(config.callersMax());
        this.knownLogins = new LeastRecentlyUsed<>(config.callersMax());
    }

    private static final class LeastRecentlyUsed<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;

        private final int max;

        LeastRecentlyUsed(int max) {
            super(256, 0.75f, true);
            this.max = max;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > max;
        }
    }

    /** Counts one call. Returns how long to wait when the limit is reached; the call is then not counted. */
    public Optional<Duration> spend(RateClass rateClass, String caller) {
        return rateClass == RateClass.NONE
                ? Optional.empty()
                : spend(new Key(rateClass, caller), config.perMinute(rateClass));
    }

    /** The key of a user's buckets. */
    public static String callerKey(UserId user) {
        return "user " + user;
    }

    /** Counts further calls for one that cost more than others, even when the limit is reached: the bucket is then in debt. */
    void charge(RateClass rateClass, String caller, long calls) {
        int perMinute = config.perMinute(rateClass);
        long now = nanoTime.getAsLong();
        lock.lock();
        try {
            bucket(new Key(rateClass, caller), perMinute, now).charge(perMinute, calls, now);
        } finally {
            lock.unlock();
        }
    }

    /** How long a bucket remains in debt; empty when it is not. */
    Optional<Duration> debt(RateClass rateClass, String caller) {
        int perMinute = config.perMinute(rateClass);
        long now = nanoTime.getAsLong();
        lock.lock();
        try {
            return bucket(new Key(rateClass, caller), perMinute, now).debt(perMinute, now);
        } finally {
            lock.unlock();
        }
    }

    // ---- Credentials ----

    /** Counts one lookup of a credential for the client's network, so that guessing is stopped before it causes queries. */
    public Optional<Duration> spendForAddress(String address) {
        return spend(networkKey(address), PER_NETWORK * perMinute());
    }

    /** Reverts {@link #spendForAddress} when the credential was valid. */
    public void refundForAddress(String address) {
        refund(networkKey(address), PER_NETWORK * perMinute());
    }

    /**
     * Counts one login: for the network, for the account from this network, and for the account from all networks.
     *
     * <p>The third limit slows guessing from many addresses. It never keeps an account's owner out for longer than the returned
     * wait, and it does not count logins from a network from which a login to the account succeeded before.
     *
     * @return how long to wait when a limit is reached
     */
    public Optional<Duration> spendForLogin(String username, String address) {
        return spendForAddress(address)
                .or(() -> spend(pairKey(username, address), perMinute()))
                .or(() -> isKnown(username, address)
                        ? Optional.empty()
                        : spend(accountKey(username), PER_ACCOUNT * perMinute()));
    }

    /** The password was right: later logins to the account from this network do not compete with those from elsewhere. */
    public void loginSucceeded(String username, String address) {
        if (isKnown(username, address)) return;
        refund(accountKey(username), PER_ACCOUNT * perMinute());
        lock.lock();
        try {
            knownLogins.put(pair(username, address), true);
        } finally {
            lock.unlock();
        }
    }

    private boolean isKnown(String username, String address) {
        lock.lock();
        try {
            return knownLogins.get(pair(username, address)) != null; // get, not containsKey, counts as a use
        } finally {
            lock.unlock();
        }
    }

    private int perMinute() {
        return config.perMinute(RateClass.AUTH);
    }

    private static Key networkKey(String address) {
        return new Key(RateClass.AUTH, "network " + ClientNetwork.of(address));
    }

    private static Key pairKey(String username, String address) {
        return new Key(RateClass.AUTH, "login " + pair(username, address));
    }

    private static Key accountKey(String username) {
        return new Key(RateClass.AUTH, "account " + username);
    }

    /** A username contains no space. */
    private static String pair(String username, String address) {
        return username + " " + ClientNetwork.of(address);
    }

    // ---- Buckets ----

    private Optional<Duration> spend(Key key, int perMinute) {
        long now = nanoTime.getAsLong();
        lock.lock();
        try {
            return bucket(key, perMinute, now).spend(perMinute, now);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private Bucket bucket(Key key, int perMinute, long now) {
        return buckets.computeIfAbsent(key, _ -> new Bucket(perMinute, now));
    }

    private void refund(Key key, int perMinute) {
        lock.lock();
        try {
            Bucket bucket = buckets.get(key);
            if (bucket != null) bucket.refund(perMinute);
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
            fill(perMinute, now);
            if (credit < TOKEN) return Optional.of(Duration.ofNanos(Math.ceilDiv(TOKEN - credit, (long) perMinute)));
            credit -= TOKEN;
            return Optional.empty();
        }

        /** The debt is at most one minute's calls. */
        void charge(int perMinute, long calls, long now) {
            fill(perMinute, now);
            credit -= Math.min(calls, perMinute) * TOKEN;
            credit = Math.max(-perMinute * TOKEN, credit);
        }

        Optional<Duration> debt(int perMinute, long now) {
            fill(perMinute, now);
            return credit >= 0
                    ? Optional.empty()
                    : Optional.of(Duration.ofNanos(Math.ceilDiv(-credit, (long) perMinute)));
        }

        private void fill(int perMinute, long now) {
            long elapsed = Math.min(
                    2 * TOKEN, now - filledAt); // a bucket is full after one minute, after two from the deepest debt
            credit = Math.min(perMinute * TOKEN, credit + elapsed * perMinute);
            filledAt = now;
        }

        void refund(int perMinute) {
            credit = Math.min(perMinute * TOKEN, credit + TOKEN);
        }
    }
}
