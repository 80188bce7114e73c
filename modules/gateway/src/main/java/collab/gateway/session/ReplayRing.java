package collab.gateway.session;

import collab.gateway.protocol.SharedEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The recent events of one user, oldest first, bounded in number; the events themselves are shared.
 *
 * <p>It is complete above its {@link #floor}: the position the user's events arrived from, later the last one pushed out.
 * Confined to whoever holds the session's lock.
 */
final class ReplayRing {
    private static final int CAPACITY_FIRST = 8; // most users are quiet: grown by need

    private final int eventsMax;
    private SharedEvent[] events;
    private int first;
    private int size;
    private long floor;

    ReplayRing(long liveFrom, int eventsMax) {
        if (eventsMax < 1) throw new IllegalArgumentException("ring.events-max must be at least 1, is " + eventsMax);
        this.floor = liveFrom;
        this.eventsMax = eventsMax;
        this.events = new SharedEvent[Math.min(CAPACITY_FIRST, eventsMax)];
    }

    /** Everything above this is here. */
    long floor() {
        return floor;
    }

    /** The newest position here, or the floor of an empty ring. */
    long last() {
        return size == 0 ? floor : at(size - 1).seq();
    }

    void add(SharedEvent event) {
        if (event.seq() <= last()) throw new IllegalStateException("event " + event.seq() + " after " + last());
        if (size == eventsMax) pushOut();
        else if (size == events.length) grow();
        events[(first + size) % events.length] = event;
        size++;
    }

    private void pushOut() {
        floor = events[first].seq();
        first = (first + 1) % events.length;
        size--;
    }

    private void grow() {
        SharedEvent[] larger = Arrays.copyOf(events, Math.min(events.length * 2, eventsMax));
        for (int i = 0; i < size; i++) larger[i] = at(i);
        events = larger;
        first = 0;
    }

    /** Whether everything behind that position is here. */
    boolean serves(long position) {
        return position >= floor;
    }

    /** The next events behind a position it serves. */
    List<SharedEvent> after(long position, int most) {
        List<SharedEvent> next = new ArrayList<>(Math.min(most, size));
        for (int i = indexAfter(position); i < size && next.size() < most; i++) next.add(at(i));
        return next;
    }

    private int indexAfter(long position) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at(middle).seq() <= position) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private SharedEvent at(int index) {
        return events[(first + index) % events.length];
    }
}
