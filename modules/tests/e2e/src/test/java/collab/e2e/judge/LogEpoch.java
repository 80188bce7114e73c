package collab.e2e.judge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The log of one epoch, from its first event, as far as it was captured. Used by one thread at a time. */
final class LogEpoch {
    /** Two readings of the groups' tables, between which exactly one event changed a group. */
    record GroupChange(GroupMembers before, GroupMembers after) {}

    private final String name;
    private final long firstSeenMs;
    private final List<LogRow> rows;
    private final Map<Long, GroupChange> groupChanges = new HashMap<>();
    private GroupMembers groups = GroupMembers.NONE;
    private long floor;

    private LogEpoch(String name, long firstSeenMs) {
        this.name = name;
        this.firstSeenMs = firstSeenMs;
        this.rows = new ArrayList<>();
    }

    static LogEpoch first(String name, long nowMs) {
        return new LogEpoch(name, nowMs);
    }

    /** A log that begins with the events of another one up to a position, because they were pruned from the file. */
    LogEpoch next(String next, long nowMs, long upTo) {
        LogEpoch epoch = new LogEpoch(next, nowMs);
        rows.stream().filter(row -> row.seq() <= upTo).forEach(epoch.rows::add);
        epoch.groupChanges.putAll(groupChanges);
        return epoch;
    }

    void add(LogRow row) {
        long expected = head() + 1;
        if (row.seq() != expected) {
            throw new IllegalStateException(
                    "position " + row.seq() + " follows " + head() + " in epoch " + name + "; expected " + expected);
        }
        rows.add(row);
    }

    /** @param changed the positions of events of groups that were captured with this reading */
    void groups(GroupMembers now, List<Long> changed) {
        if (changed.size() == 1) groupChanges.put(changed.getFirst(), new GroupChange(groups, now));
        groups = now;
    }

    /** Empty when several events changed groups between two readings, so that single states are not known. */
    Optional<GroupChange> groupChange(long seq) {
        return Optional.ofNullable(groupChanges.get(seq));
    }

    void floor(long now) {
        floor = Math.max(floor, now);
    }

    /** When the judge first saw it; it began earlier. */
    long firstSeenMs() {
        return firstSeenMs;
    }

    String name() {
        return name;
    }

    /** The position up to which the file no longer contains events. */
    long floor() {
        return floor;
    }

    long head() {
        return rows.isEmpty() ? 0 : rows.getLast().seq();
    }

    List<LogRow> rows() {
        return rows;
    }

    Optional<LogRow> at(long seq) {
        int index = (int) (seq - 1); // positions have no gaps and begin at 1
        return index >= 0 && index < rows.size() ? Optional.of(rows.get(index)) : Optional.empty();
    }
}
