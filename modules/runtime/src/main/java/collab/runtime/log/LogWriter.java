package collab.runtime.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A bounded queue of lines and the daemon thread {@code log-write} that writes them. Only this thread waits for a slow reader of
 * stdout: {@link #enqueue} never blocks. At a bound the newest line is dropped and counted; the first line after a gap states how
 * many lines are missing.
 */
final class LogWriter implements AutoCloseable {
    static final int LINES_MAX = 10_000;
    static final int CHARS_MAX = 4 << 20;

    /** How often the thread looks for summaries while no line arrives. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final PrintStream out;
    private final Supplier<Deque<String>> summaries;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final Deque<String> lines = new ArrayDeque<>();

    @GuardedBy("lock")
    private int chars;

    /** Lines dropped since the last written line that reports dropped lines. */
    @GuardedBy("lock")
    private long unreported;

    @GuardedBy("lock")
    private long dropped;

    @GuardedBy("lock")
    private boolean released;

    @GuardedBy("lock")
    private boolean writing;

    @GuardedBy("lock")
    private boolean closed;

    private LogWriter(PrintStream out, Supplier<Deque<String>> summaries) {
        this.out = out;
        this.summaries = summaries;
    }

    /**
     * Starts the thread. It writes nothing before {@link #release}.
     *
     * @param summaries lines to add at least once a second; called by the thread
     */
    static LogWriter start(PrintStream out, Supplier<Deque<String>> summaries) {
        LogWriter writer = new LogWriter(out, summaries);
        Thread.ofPlatform().name("log-write").daemon().start(writer::run);
        return writer;
    }

    /** Adds a line, or drops it when the queue is full. */
    void enqueue(String line) {
        lock.lock();
        try {
            if (closed) return;
            if (lines.size() >= LINES_MAX || chars + line.length() > CHARS_MAX) {
                dropped++;
                unreported++;
                return;
            }
            lines.addLast(line);
            chars += line.length();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets the thread write the lines that wait, and all later ones. */
    void release() {
        lock.lock();
        try {
            released = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all lines are written, but not longer than this; returns whether they are. */
    boolean awaitWritten(Duration longest) {
        lock.lock();
        try {
            long left = longest.toNanos();
            while (!lines.isEmpty() || writing || unreported > 0) {
                if (left <= 0) return false;
                left = changed.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Lines dropped so far because stdout was not read fast enough. */
    long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread after the write under way; later lines are dropped. Does not wait. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        for (Optional<String> text = next(); text.isPresent(); text = next()) {
            write(text.get());
            summaries.get().forEach(this::enqueue);
        }
    }

    private void write(String text) {
        if (!text.isEmpty()) {
            out.print(text);
            out.flush();
        }
        lock.lock();
        try {
            writing = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** All lines that wait, as one text; an empty text after a second without a line; nothing at the end. */
    private Optional<String> next() {
        lock.lock();
        try {
            long left = PAUSE.toNanos();
            while (!closed && left > 0 && (!released || (lines.isEmpty() && unreported == 0)))
                left = changed.awaitNanos(left);
            if (closed) return Optional.empty();
            return Optional.of(released ? drain() : "");
        } catch (InterruptedException stopped) {
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private String drain() {
        StringBuilder text = new StringBuilder(chars + 256);
        for (String line : lines) text.append(line).append(System.lineSeparator());
        if (unreported > 0) {
            text.append(String.format(
                            Locale.ROOT, "%d log lines were dropped here: stdout was not read fast enough", unreported))
                    .append(System.lineSeparator());
        }
        lines.clear();
        chars = 0;
        unreported = 0;
        writing = true;
        return text.toString();
    }
}
