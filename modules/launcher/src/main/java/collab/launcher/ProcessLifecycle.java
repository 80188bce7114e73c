package collab.launcher;

import collab.cli.ExitCode;
import collab.runtime.ProcessFailure;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Waits for the end of a process: the first SIGTERM or SIGINT stops it in order, the second one ends it at once with
 * {@link ExitCode#KILLED}.
 */
final class ProcessLifecycle {
    private final CompletableFuture<Optional<String>> end = new CompletableFuture<>();

    /** Installs the signal handlers, and ends the process from now on when it is broken for ever. */
    static ProcessLifecycle begin() {
        ProcessFailure.HALT.endOnBrokenProcess();
        SocketPolling.start();
        ProcessLifecycle lifecycle = new ProcessLifecycle();
        lifecycle.handle("TERM");
        lifecycle.handle("INT");
        return lifecycle;
    }

    /**
     * A shutdown hook runs only for the first signal. The class that handles every signal is exported by jdk.unsupported, but javac
     * warns about its name in a way that cannot be suppressed, so it is called by reflection.
     */
    private void handle(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object stopper = Proxy.newProxyInstance(
                    ProcessLifecycle.class.getClassLoader(), new Class<?>[] {handler}, (_, _, _) -> {
                        stop();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), stopper);
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException("this Java runtime cannot handle SIG" + name, missing);
        }
    }

    private void stop() {
        if (!end.complete(Optional.empty())) Runtime.getRuntime().halt(ExitCode.KILLED);
    }

    /** Ends the process because of a failure. */
    void fail(String why) {
        end.complete(Optional.of(why));
    }

    /** Waits for the end; returns the failure, or empty after a signal. */
    Optional<String> await() {
        return end.join();
    }
}
