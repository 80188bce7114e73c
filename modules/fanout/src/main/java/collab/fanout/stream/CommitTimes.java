package collab.fanout.stream;

import collab.domain.id.LogPosition;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * When the latest commits moved the head, for the time from commit to link. Remembers {@link #REMEMBERED} of them: what is older
 * is catching up, whose age would say nothing of the way.
 *
 * <p>One thread notes, many ask. An answer that races with being overwritten is at worst missing.
 */
final class CommitTimes {
    static final int REMEMBERED = 256;

    private record Advance(long number, long head, long nanos) {}

    private final AtomicReferenceArray<Advance> advances = new AtomicReferenceArray<>(REMEMBERED);

    /** Written by the noting thread alone. */
    private volatile long noted;

    CommitTimes() {
        for (int i = 0; i < REMEMBERED; i++) {
            advances.set(i, new Advance(-1, -1, 0));
        }
    }

    void note(LogPosition head, long nanos) {
        long number = noted;
        advances.set((int) (number % REMEMBERED), new Advance(number, head.value(), nanos));
        noted = number + 1;
    }

    /** The nanoseconds since the commit that brought this position, if it is remembered. */
    OptionalLong age(LogPosition position, long nowNanos) {
        OptionalLong age = OptionalLong.empty();
        long newest = noted - 1;
        for (long number = newest; number >= 0 && number > newest - REMEMBERED; number--) {
            Advance advance = advances.get((int) (number % REMEMBERED));
            if (advance.number != number) {
                return OptionalLong.empty();
            }
            if (advance.head < position.value()) {
                return age; // the one seen before is the first that covers the position
            }
            age = OptionalLong.of(nowNanos - advance.nanos);
        }
        return OptionalLong.empty();
    }
}
