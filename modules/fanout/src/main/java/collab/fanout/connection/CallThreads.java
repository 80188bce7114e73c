package collab.fanout.connection;

import collab.runtime.ProcessFailure;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs the calls of one connection on the threads of the listener, and interrupts them when the connection has ended. Helidon
 * 4.5.0 lets a call wait for ever for frames of a connection that does not exist any more.
 */
final class CallThreads extends AbstractExecutorService {
    private final ExecutorService threads;
    private final Runnable onEnd;
    private final Set<Runnable> cancellations = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    /** @param onEnd runs after each call */
    CallThreads(ExecutorService threads, Runnable onEnd) {
        this.threads = threads;
        this.onEnd = onEnd;
    }

    int runningCount() {
        return cancellations.size();
    }

    /** Interrupts the running calls and rejects further ones. Never blocks. */
    void end() {
        ended = true;
        cancellations.forEach(Runnable::run);
    }

    @Override
    public void execute(Runnable work) {
        RunnableFuture<?> call = work instanceof RunnableFuture<?> future ? future : new FutureTask<>(work, true);
        Runnable cancel = () -> call.cancel(true);
        cancellations.add(cancel);
        threads.execute(() -> {
            try {
                call.run();
                if (call.state() == Future.State.FAILED)
                    ProcessFailure.HALT.endOnFatal("a call of the link failed", call.exceptionNow());
            } finally {
                cancellations.remove(cancel);
                onEnd.run();
            }
        });
        if (ended) cancel.run();
    }

    // ---- The threads belong to the listener, which ends them ----

    @Override
    public void shutdown() {
        end();
    }

    @Override
    public List<Runnable> shutdownNow() {
        end();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return ended;
    }

    @Override
    public boolean isTerminated() {
        return ended && cancellations.isEmpty();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return threads.awaitTermination(timeout, unit);
    }
}
