package collab.persistence.spi;

import collab.domain.id.LogPosition;
import collab.persistence.EventLog;
import collab.persistence.LoggedEvent;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The newest events of the log in memory, and the listeners of the log. A reader near the head needs no database access. The
 * writer appends; any number of threads read. Bounded in events and in bytes; at a bound the oldest events are removed.
 */
public final class LogTail {
    private static final Logger LOG = System.getLogger(LogTail.class.getName());

    /** The default bound of events. */
    public static final int EVENTS_MAX = 8_192;
    /** The default bound of encoded events in bytes. */
    public static final long BYTES_MAX = 16L << 20;

    private final int eventsMax;
    private final long bytesMax;

    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** Leaf lock: while it is held, no other lock is taken and no foreign code is called. */
    private final ReentrantLock lock = new ReentrantLock();

    /** Consecutive events; the last one is at the head. */
    @GuardedBy("lock")
    private final ArrayDeque<LoggedEvent> events = new ArrayDeque<>();

    @GuardedBy("lock")
    private long bytes;

    @GuardedBy("lock")
    private LogPosition head;

    /** @param head the newest committed position; the tail is empty until the first append */
    public LogTail(LogPosition head, int eventsMax, long bytesMax) {
        this.head = head;
        this.eventsMax = eventsMax;
        this.bytesMax = bytesMax;
    }

    /** Adds committed events, which directly follow the head. */
    public void append(List<LoggedEvent> committed) {
        lock.lock();
        try {
            for (LoggedEvent event : committed) {
                events.addLast(event);
                bytes += event.event().size();
                head = event.seq();
            }
            while (events.size() > eventsMax || bytes > bytesMax) {
                bytes -= events.removeFirst().event().size();
            }
        } finally {
            lock.unlock();
        }
    }

    public LogPosition head() {
        lock.lock();
        try {
            return head;
        } finally {
            lock.unlock();
        }
    }

    /** Returns what {@link EventLog#read} returns, or empty when this tail no longer has all events after {@code after}. */
    public Optional<List<LoggedEvent>> read(LogPosition after, int max) {
        lock.lock();
        try {
            if (after.compareTo(head) >= 0) {
                return Optional.of(List.of());
            }
            long count = head.value() - after.value();
            if (count > events.size()) {
                return Optional.empty();
            }
            return Optional.of(newest((int) count, max));
        } finally {
            lock.unlock();
        }
    }

    /** Reads from the end of the queue, because most readers need the last few of thousands of events. */
    @GuardedBy("lock")
    private List<LoggedEvent> newest(int count, int max) {
        if (count <= max) {
            List<LoggedEvent> found = new ArrayList<>(count);
            Iterator<LoggedEvent> backwards = events.descendingIterator();
            while (found.size() < count) {
                found.add(backwards.next());
            }
            return List.copyOf(found.reversed());
        }
        return events.stream().skip(events.size() - count).limit(max).toList();
    }

    public EventLog.Subscription onAdvance(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Runs the listeners; called after {@link #append}, when the callers have their verdicts. */
    public void notifyListeners() {
        for (Runnable listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "a listener of the log failed", e);
            }
        }
    }
}
