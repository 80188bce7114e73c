package collab.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A process under measurement. Its first lines of output name the addresses on which it listens; the newest {@link
 * #LINES_MAX} lines are kept for the message of a failure. It is killed when this process ends.
 */
public final class MeasuredProcess implements AutoCloseable {
    private static final int LINES_MAX = 200;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String OPTIONS = "HERO_COLLAB_JAVA_OPTS";

    private final Process process;
    private final Thread shutdownHook;
    private final long startedAt = System.nanoTime();

    // Guarded by this.
    private final Map<String, URI> listeners = new HashMap<>();
    private final Deque<String> lines = new ArrayDeque<>();
    private boolean ended;

    private MeasuredProcess(Process process) {
        this.process = process;
        this.shutdownHook = new Thread(process::destroyForcibly);
    }

    public static MeasuredProcess start(String javaOptions, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command)).redirectErrorStream(true);
        builder.environment().keySet().removeIf(variable -> variable.startsWith("HERO_COLLAB_"));
        if (!javaOptions.isBlank()) builder.environment().put(OPTIONS, javaOptions);
        try {
            MeasuredProcess started = new MeasuredProcess(builder.start());
            Runtime.getRuntime().addShutdownHook(started.shutdownHook);
            Thread.ofPlatform().daemon().name("output-" + started.pid()).start(started::read);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) add(line);
        } catch (IOException cut) {
            add("(cut: " + cut.getMessage() + ")");
        } finally {
            synchronized (this) {
                ended = true;
                notifyAll();
            }
        }
    }

    private synchronized void add(String line) {
        if (lines.size() == LINES_MAX) lines.removeFirst();
        lines.addLast(line);
        String[] words = line.split(" ", -1);
        if (words.length == 3 && words[0].equals("listening")) listeners.put(words[1], URI.create(words[2]));
        notifyAll();
    }

    /** Returns the address on which the process listens under a name; waits until the process has printed it. */
    public synchronized URI listening(String name) throws InterruptedException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!listeners.containsKey(name)) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (ended || left <= 0) {
                throw new IllegalStateException(
                        "the process does not listen as " + name + ":\n" + String.join("\n", lines));
            }
            wait(left);
        }
        return Optional.ofNullable(listeners.get(name)).orElseThrow();
    }

    /** The time of the start by {@link System#nanoTime}. */
    public long startedAt() {
        return startedAt;
    }

    long pid() {
        return process.pid();
    }

    public ProcessUsage usage() {
        return ProcessUsage.of(pid());
    }

    /** Stops the process with SIGTERM, and kills it when it does not end in time. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS))
                process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        forget();
    }

    /** Kills the process. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        forget();
    }

    private void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException weAreEnding) {
            // this process is shutting down: the hook runs and finds the process ended
        }
    }
}
