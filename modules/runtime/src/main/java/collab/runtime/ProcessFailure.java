package collab.runtime;

import collab.runtime.log.Logs;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.logging.LogRecord;

/**
 * Ends the process when it cannot serve its clients any more, with a reason in the log and an exit code that makes a supervisor start
 * it again. A process that continues without one of its threads looks alive and serves no one.
 */
public final class ProcessFailure {
    /** EX_SOFTWARE of sysexits.h. The storage ends the process with 74 (EX_IOERR) after a failed write to the disk. */
    public static final int EXIT_CODE = 70;

    /** Ends the process at once; acknowledged changes are in the database. */
    public static final ProcessFailure HALT =
            new ProcessFailure(status -> Runtime.getRuntime().halt(status));

    private static final String OWN_NAME = ProcessFailure.class.getName();
    private static final System.Logger LOG = System.getLogger(OWN_NAME);

    /** Virtual threads without which the process does not work. All other virtual threads serve one request or connection. */
    private static final Set<String> ESSENTIAL_VIRTUAL_THREADS = Set.of("socket-write", "canary");

    private final IntConsumer exit;

    /** @param exit receives the exit code and does not return, except in tests */
    public ProcessFailure(IntConsumer exit) {
        this.exit = exit;
    }

    /** Logs the reason and ends the process. */
    public void end(String reason) {
        end(reason, () -> LOG.log(System.Logger.Level.ERROR, "this process ends now: {0}", reason));
    }

    /** Logs the reason with its cause and ends the process. */
    public void end(String reason, Throwable cause) {
        end(reason, () -> LOG.log(System.Logger.Level.ERROR, "this process ends now: " + reason, cause));
    }

    /** The process ends also when the reason cannot be logged, for example because the heap is exhausted. */
    private void end(String reason, Runnable log) {
        try {
            log.run();
            Logs.installed().ifPresent(Logs::flush);
        } catch (Throwable broken) {
            System.err.println(reason);
        } finally {
            exit.accept(EXIT_CODE);
        }
    }

    /**
     * From now on the process ends when an essential thread ends with an exception, or a library reports a class that cannot be used.
     * Every platform thread is essential: each of them does work for the whole process. Threads that serve one request or one
     * connection are virtual.
     */
    public void endOnBrokenProcess() {
        Thread.setDefaultUncaughtExceptionHandler(this::threadDied);
        Logs.installed().ifPresent(logs -> logs.watch(this::logged));
    }

    /**
     * Ends the process after a failure that it does not recover from: memory or a thread could not be had, which may have left any
     * object half changed, or a class could not be initialized, which the JVM never tries again. The JVM itself ends the process only
     * when the heap is exhausted.
     *
     * @param cause of the failure of a call or a connection; other causes have no effect
     */
    public void endOnFatal(String what, Throwable cause) {
        if (isFatal(cause)) end(what, cause);
    }

    /**
     * Ends the process when a library has logged that a class is missing or could not be initialized. Nothing else reports a failure
     * that a library catches: for example, every connection failed after {@code sun.nio.ch.Poller} had found no thread.
     */
    void logged(LogRecord record) {
        if (OWN_NAME.equals(record.getLoggerName())) return;
        for (Throwable cause = record.getThrown(); cause != null; cause = cause.getCause()) {
            if (cause instanceof LinkageError) {
                end("a class cannot be used any more: " + cause, record.getThrown());
                return;
            }
        }
    }

    private static boolean isFatal(Throwable cause) {
        return cause instanceof OutOfMemoryError || cause instanceof LinkageError;
    }

    void threadDied(Thread thread, Throwable cause) {
        if (isEssential(thread) || isFatal(cause)) {
            end("the thread " + thread.getName() + " ended with an exception", cause);
        } else {
            LOG.log(System.Logger.Level.ERROR, "the thread " + thread.getName() + " ended with an exception", cause);
        }
    }

    private static boolean isEssential(Thread thread) {
        return !thread.isVirtual() || ESSENTIAL_VIRTUAL_THREADS.contains(thread.getName());
    }
}
