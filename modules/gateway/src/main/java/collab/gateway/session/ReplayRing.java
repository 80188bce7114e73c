package collab.gateway.session;

import collab.gateway.protocol.SharedEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The recent events of one user, oldest first, limited in number; the events are shared with other rings.
 *
 * <p>The ring contains all of the user's events after its {@link #floor}: the position at which the subscription started, later the
 * position of the last evicted event. All calls are made with the session's lock held.
 */
final class ReplayRing {
    private static final int CAPACITY_INITIAL = 8; // grows on demand, as most users receive few events

    private final int eventsMax;
    private SharedEvent[] events;
    private int first;
    private int size;
    private long floor;

    ReplayRing(long liveFrom, int eventsMax) {
        if (eventsMax < 1) throw new IllegalArgumentException("eventsMax must be at least 1, got " + eventsMax);
        this.floor = liveFrom;
        this.eventsMax = eventsMax;
        this.events = new SharedEvent[Math.min(CAPACITY_INITIAL, eventsMax)];
    }

    /** The ring contains all events after this position. */
    long floor() {
        return floor;
    }

    /** The position of the newest event, or the floor of an empty ring. */
    long last() {
        return size == 0 ? floor : at(size - 1).seq();
    }

    /**
     * The position up to which the user's events have been received.
     *
     * @param applied the position up to which the gateway has applied the stream
     */
    long position(long applied) {
        return Math.max(applied, last());
    }

    void add(SharedEvent event) {
        if (event.seq() <= last()) throw new IllegalStateException("event " + event.seq() + " must be after " + last());
        if (size == eventsMax) evictFirst();
        else if (size == events.length) grow();
        events[(first + size) % events.length] = event;
        size++;
    }

    private void evictFirst() {
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

    /** Whether the ring contains all events after this position. */
    boolean serves(long position) {
        return position >= floor;
    }

    /** The next events after a position that the ring {@link #serves}. */
    List<SharedEvent> after(long position, int limit) {
        List<SharedEvent> next = new ArrayList<>(Math.min(limit, size));
        for (int i = indexAfter(position); i < size && next.size() < limit; i++) next.add(at(i));
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
