package collab.e2e.checker;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The members of each channel over time: intervals {@code joined ≤ seq < left}, from acknowledged joins and leaves. */
final class MembershipHistory {
    private record Key(long channel, long user) {}

    /** The begin and the end of intervals. */
    private final Map<Key, TreeMap<Long, Long>> intervals = new HashMap<>();

    /** In the order of positions. */
    void joined(long channel, long user, long seq) {
        intervals
                .computeIfAbsent(new Key(channel, user), key -> new TreeMap<>())
                .put(seq, Long.MAX_VALUE);
    }

    void left(long channel, long user, long seq) {
        TreeMap<Long, Long> times = intervals.getOrDefault(new Key(channel, user), new TreeMap<>());
        Map.Entry<Long, Long> open = times.lastEntry();
        if (open != null && open.getValue() == Long.MAX_VALUE) times.put(open.getKey(), seq);
    }

    boolean member(long channel, long user, long seq) {
        TreeMap<Long, Long> times = intervals.get(new Key(channel, user));
        Map.Entry<Long, Long> last = times == null ? null : times.floorEntry(seq);
        return last != null && seq < last.getValue();
    }

    boolean joinedAt(long channel, long user, long seq) {
        TreeMap<Long, Long> times = intervals.get(new Key(channel, user));
        return times != null && times.containsKey(seq);
    }

    boolean leftAt(long channel, long user, long seq) {
        TreeMap<Long, Long> times = intervals.get(new Key(channel, user));
        return times != null && times.containsValue(seq);
    }

    /**
     * The position since which the user is a member, if the user is one at the end; otherwise {@link Long#MAX_VALUE}.
     */
    long since(long channel, long user) {
        TreeMap<Long, Long> times = intervals.get(new Key(channel, user));
        return times == null || times.lastEntry().getValue() != Long.MAX_VALUE ? Long.MAX_VALUE : times.lastKey();
    }
}
