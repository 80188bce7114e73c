package collab.fanout.stream;

import collab.domain.id.LogPosition;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The times of the latest commits, for the delay from commit to link. Remembers {@link #REMEMBERED} of them: an older
 * event belongs to a stream that catches up, whose delay says nothing about delivery.
 *
 * <p>One thread records, many read. A read that races with an overwrite returns no value at worst.
 */
final class CommitTimes {
    static final int REMEMBERED = 256;

    private record Advance(long number, long head, long nanos) {}

    private final AtomicReferenceArray<Advance> advances = new AtomicReferenceArray<>(REMEMBERED);

    /** Written only by the recording thread. */
    private volatile long recorded;

    CommitTimes() {
        for (int i = 0; i < REMEMBERED; i++) {
            advances.set(i, new Advance(-1, -1, 0));
        }
    }

    void record(LogPosition head, long nanos) {
        long number = recorded;
        advances.set((int) (number % REMEMBERED), new Advance(number, head.value(), nanos));
        recorded = number + 1;
    }

    /** The nanoseconds since the commit of this position, if it is remembered. */
    OptionalLong age(LogPosition position, long nowNanos) {
        OptionalLong age = OptionalLong.empty();
        long newest = recorded - 1;
        for (long number = newest; number >= 0 && number > newest - REMEMBERED; number--) {
            Advance advance = advances.get((int) (number % REMEMBERED));
            if (advance.number != number) {
                return OptionalLong.empty();
            }
            if (advance.head < position.value()) {
                return age; // the previous one is the first that covers the position
            }
            age = OptionalLong.of(nowNanos - advance.nanos);
        }
        return OptionalLong.empty();
    }
}
