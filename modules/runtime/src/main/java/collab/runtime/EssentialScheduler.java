package collab.runtime;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A scheduler with one thread whose tasks the whole process depends on. An exception of a task is logged and does not stop its
 * repetition; an error, such as an exhausted heap, ends the process. A plain scheduler stops the repetition and tells no one.
 *
 * <p>Tasks must not block. A cancelled task is removed at once, and shutdown waits for no task that has not begun.
 */
public final class EssentialScheduler extends ScheduledThreadPoolExecutor {
    private static final System.Logger LOG = System.getLogger(EssentialScheduler.class.getName());

    private final String name;
    private final ProcessFailure failure;

    EssentialScheduler(String name, boolean daemon, ProcessFailure failure) {
        super(1, Thread.ofPlatform().name(name).daemon(daemon).factory());
        this.name = name;
        this.failure = failure;
        setRemoveOnCancelPolicy(true);
        setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** @param name of the thread; a daemon thread does not keep the process alive */
    public static EssentialScheduler daemon(String name) {
        return new EssentialScheduler(name, true, ProcessFailure.HALT);
    }

    /** @param name of the thread, which keeps the process alive until {@link #shutdown} */
    public static EssentialScheduler of(String name) {
        return new EssentialScheduler(name, false, ProcessFailure.HALT);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long first, long period, TimeUnit unit) {
        return super.scheduleAtFixedRate(() -> runLogged(task), first, period, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
        return super.scheduleWithFixedDelay(() -> runLogged(task), first, delay, unit);
    }

    private void runLogged(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException failed) {
            logFailed(failed);
        }
    }

    private void logFailed(Throwable failed) {
        LOG.log(System.Logger.Level.ERROR, "a task of the thread " + name + " failed", failed);
    }

    /** The executor keeps the exception of a task in its future, where no one looks for it. */
    @Override
    protected void afterExecute(Runnable task, Throwable thrown) {
        super.afterExecute(task, thrown);
        if (!(task instanceof Future<?> future) || !future.isDone() || future.isCancelled()) return;
        try {
            future.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Error error) {
                failure.end("a task of the thread " + name + " ended with an error", error);
            } else {
                logFailed(failed);
            }
        } catch (InterruptedException | CancellationException stopped) {
            LOG.log(System.Logger.Level.TRACE, "a task was cancelled", stopped);
        }
    }
}
