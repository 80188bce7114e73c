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
 * The newest events of the log in memory, so that whoever follows the log closely never touches the database, and who wants to
 * hear of more. The writer adds, any number of threads read; bounded in events and bytes, the oldest go first.
 */
public final class LogTail {
    private static final Logger LOG = System.getLogger(LogTail.class.getName());

    public static final int EVENTS_MAX = 8_192;
    public static final long BYTES_MAX = 16L << 20;

    private final int eventsMax;
    private final long bytesMax;

    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** Leaf lock: nothing else is taken or called while it is held. */
    private final ReentrantLock lock = new ReentrantLock();

    /** Without gaps, ending at the head. */
    @GuardedBy("lock")
    private final ArrayDeque<LoggedEvent> events = new ArrayDeque<>();

    @GuardedBy("lock")
    private long bytes;

    @GuardedBy("lock")
    private LogPosition head;

    public LogTail(LogPosition head, int eventsMax, long bytesMax) {
        this.head = head;
        this.eventsMax = eventsMax;
        this.bytesMax = bytesMax;
    }

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

    /** What {@link EventLog#read} answers, unless it begins before this tail. */
    public Optional<List<LoggedEvent>> read(LogPosition after, int max) {
        lock.lock();
        try {
            if (after.compareTo(head) >= 0) {
                return Optional.of(List.of());
            }
            long wanted = head.value() - after.value();
            if (wanted > events.size()) {
                return Optional.empty();
            }
            return Optional.of(newest((int) wanted, max));
        } finally {
            lock.unlock();
        }
    }

    /** From the nearer end: a follower wants the last few of thousands. */
    @GuardedBy("lock")
    private List<LoggedEvent> newest(int wanted, int max) {
        if (wanted <= max) {
            List<LoggedEvent> found = new ArrayList<>(wanted);
            Iterator<LoggedEvent> backwards = events.descendingIterator();
            while (found.size() < wanted) {
                found.add(backwards.next());
            }
            return List.copyOf(found.reversed());
        }
        return events.stream().skip(events.size() - wanted).limit(max).toList();
    }

    public EventLog.Subscription onAdvance(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** After {@link #append}, when the callers have their verdicts. */
    public void wake() {
        for (Runnable listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "a listener of the log failed", e);
            }
        }
    }
}
