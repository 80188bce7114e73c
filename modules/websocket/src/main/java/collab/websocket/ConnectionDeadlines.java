package collab.websocket;

import collab.runtime.EssentialScheduler;
import collab.runtime.TimeoutScheduler;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * One thread ({@code socket-deadlines}) that closes connections whose peer does not act in time: it does not complete a request
 * head, does not read, or does not answer a close frame.
 *
 * <p>A write is frequent, so it costs one volatile store and is checked in a sweep over all sockets. A request head or a close
 * happens once per connection, so each is a task of its own. The tasks never block.
 */
public final class ConnectionDeadlines implements TimeoutScheduler, AutoCloseable {
    private final EssentialScheduler timer;
    private final Set<TcpSocket> sockets = ConcurrentHashMap.newKeySet();

    private ConnectionDeadlines(EssentialScheduler timer) {
        this.timer = timer;
    }

    /** Starts the thread; {@code sweepInterval} is the time between two checks for stuck writes. */
    public static ConnectionDeadlines start(Duration sweepInterval) {
        ConnectionDeadlines deadlines = new ConnectionDeadlines(EssentialScheduler.daemon("socket-deadlines"));
        deadlines.repeat(sweepInterval, deadlines::sweep);
        return deadlines;
    }

    @Override
    public Future<?> after(Duration delay, Runnable task) {
        return timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Repeats a short task that does not block, with that time between two runs. */
    void repeat(Duration interval, Runnable task) {
        var _ = timer.scheduleWithFixedDelay(task, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    void watch(TcpSocket socket) {
        sockets.add(socket);
    }

    void unwatch(TcpSocket socket) {
        sockets.remove(socket);
    }

    /** The sum of a value over all open sockets, for metrics. */
    public long sum(ToLongFunction<TcpSocket> value) {
        return sockets.stream().mapToLong(value).sum();
    }

    int watched() {
        return sockets.size();
    }

    private void sweep() {
        long now = System.nanoTime();
        for (TcpSocket socket : sockets) socket.abortIfStuck(now);
    }

    /** Stops the thread; pending tasks are discarded. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
