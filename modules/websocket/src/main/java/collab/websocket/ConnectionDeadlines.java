package collab.websocket;

import collab.runtime.TimeoutScheduler;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * The one thread that ends connections which do not end by themselves: a head that does not come, a write that is stuck, a
 * peer that does not answer our close.
 *
 * <p>What happens often (writing) costs its owner one volatile store and is looked at in a sweep over all sockets; what
 * happens once (a head, a close) is a task of its own. The tasks never block.
 */
public final class ConnectionDeadlines implements TimeoutScheduler, AutoCloseable {
    private final ScheduledThreadPoolExecutor timer;
    private final Set<TcpSocket> sockets = ConcurrentHashMap.newKeySet();

    private ConnectionDeadlines(ScheduledThreadPoolExecutor timer) {
        this.timer = timer;
    }

    /** Starts the thread; stuck writes are looked for once in {@code sweep}. */
    public static ConnectionDeadlines start(Duration sweep) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("socket-deadlines").factory());
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        ConnectionDeadlines deadlines = new ConnectionDeadlines(timer);
        deadlines.every(sweep, deadlines::sweep);
        return deadlines;
    }

    @Override
    public Future<?> after(Duration delay, Runnable end) {
        return timer.schedule(end, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Repeats something short, as often as that. */
    void every(Duration pause, Runnable look) {
        var _ = timer.scheduleWithFixedDelay(look, pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    void watch(TcpSocket socket) {
        sockets.add(socket);
    }

    void unwatch(TcpSocket socket) {
        sockets.remove(socket);
    }

    /** A sum over all sockets, for metrics: each is looked at once. */
    public long sum(ToLongFunction<TcpSocket> figure) {
        return sockets.stream().mapToLong(figure).sum();
    }

    int watched() {
        return sockets.size();
    }

    private void sweep() {
        long now = System.nanoTime();
        for (TcpSocket socket : sockets) socket.endIfStuck(now);
    }

    /** Stops the thread; what was still to come does not happen. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
