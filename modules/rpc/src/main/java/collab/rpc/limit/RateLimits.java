package collab.rpc.limit;

import collab.api.RateClass;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * How often callers may call, keys {@code limits.*}.
 *
 * @param perMinute calls per minute and caller, for each class but {@link RateClass#NONE}; for {@link RateClass#AUTH} logins per
 *     minute for an account and a network
 * @param searchesParallel searches that one caller may run or queue at the same time ({@code limits.searches-parallel})
 * @param callersMax buckets kept ({@code limits.callers-max})
 */
public record RateLimits(Map<RateClass, Integer> perMinute, int searchesParallel, int callersMax) {
    /** Keeps the products of {@link RateLimiter} within a long. */
    private static final int MAX = 10_000_000;

    public RateLimits {
        perMinute = Map.copyOf(perMinute);
        for (RateClass rateClass : RateClass.values()) {
            if (rateClass != RateClass.NONE) {
                bounded(
                        "limits." + rateClass.name().toLowerCase(Locale.ROOT) + "-per-minute",
                        perMinute.getOrDefault(rateClass, 0));
            }
        }
        bounded("limits.searches-parallel", searchesParallel);
        bounded("limits.callers-max", callersMax);
    }

    public static RateLimits defaults() {
        return new RateLimits(
                Map.of(
                        RateClass.READ, 600,
                        RateClass.SEARCH, 60,
                        RateClass.WRITE, 60,
                        RateClass.SEND, 60,
                        RateClass.TYPING, 60,
                        RateClass.AUTH, 10),
                2,
                100_000);
    }

    /** The limit of a class that has one. */
    int perMinute(RateClass rateClass) {
        return perMinute.getOrDefault(rateClass, 0);
    }

    /** A copy with another limit for one class. */
    public RateLimits with(RateClass rateClass, int calls) {
        Map<RateClass, Integer> changed = new EnumMap<>(perMinute);
        changed.put(rateClass, calls);
        return new RateLimits(changed, searchesParallel, callersMax);
    }

    /** A copy in which one caller may run this many searches at the same time. */
    public RateLimits withSearchesParallel(int max) {
        return new RateLimits(perMinute, max, callersMax);
    }

    /** A copy that keeps this many buckets. */
    public RateLimits withCallersMax(int max) {
        return new RateLimits(perMinute, searchesParallel, max);
    }

    private static void bounded(String key, int value) {
        if (value < 1 || value > MAX) {
            throw new IllegalArgumentException(key + " must be between 1 and " + MAX + ", is " + value);
        }
    }
}
