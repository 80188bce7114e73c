package collab.launcher;

import collab.cli.ExitCode;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The life of a process between its start and its end: the first SIGTERM or SIGINT lets it leave in order, the second ends it
 * at once.
 */
final class ProcessLifecycle {
    private final CompletableFuture<Optional<String>> end = new CompletableFuture<>();

    /** Listens to the signals from now on. */
    static ProcessLifecycle begin() {
        ProcessLifecycle life = new ProcessLifecycle();
        life.listen("TERM");
        life.listen("INT");
        return life;
    }

    /**
     * A shutdown hook hears only the first signal. The class that hears all of them is exported by jdk.unsupported, but javac warns
     * of its name in a way that nothing silences, so it is called by reflection.
     */
    private void listen(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object asked = Proxy.newProxyInstance(
                    ProcessLifecycle.class.getClassLoader(), new Class<?>[] {handler}, (_, _, _) -> {
                        asked();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), asked);
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException("this Java can not listen to SIG" + name, missing);
        }
    }

    private void asked() {
        if (!end.complete(Optional.empty())) Runtime.getRuntime().halt(ExitCode.KILLED);
    }

    /** The process found that it can not go on. */
    void fail(String why) {
        end.complete(Optional.of(why));
    }

    /** Waits for the end; answers why, when nobody asked for it. */
    Optional<String> await() {
        return end.join();
    }
}
