package collab.e2e.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One process of the program under test and its output. The first lines of a server or gateway name its listeners. The
 * newest {@link #LINES_MAX} lines of each stream are kept for the message of a failure.
 */
public final class TestProcess implements AutoCloseable {
    private static final int LINES_MAX = 2_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(180); // a process starts slowly on a busy machine

    /** The longest time for which stdout is left unread. */
    private static final Duration STALL_MAX = Duration.ofMinutes(5);

    /** The environment variables that make a JVM print a line on stderr. */
    private static final Set<String> JAVA_OPTIONS = Set.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS");

    private final String name;
    private final Process process;
    private final AwaitableState<Output> output = new AwaitableState<>(new Output());
    private final List<Thread> readers = new ArrayList<>();

    /** The output of a process. Guarded by the {@link AwaitableState} around it. */
    private static final class Output {
        final List<String> stdout = new ArrayList<>();
        final List<String> stderr = new ArrayList<>();
        final Map<String, URI> listeners = new HashMap<>();
        boolean ended;
        boolean stalled;
        int stdoutLines;
    }

    private TestProcess(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /** Starts {@code hero-collab} with these arguments and without configuration from the environment. */
    static TestProcess start(List<String> arguments, Map<String, String> environment) {
        return start(RuntimeImage.program(), arguments, environment);
    }

    static TestProcess start(Path executable, List<String> arguments, Map<String, String> environment) {
        return start(List.of(executable.toString()), arguments, environment);
    }

    /** @param executable the program, preceded by a command that runs it, if any */
    static TestProcess start(List<String> executable, List<String> arguments, Map<String, String> environment) {
        List<String> command = new ArrayList<>(executable);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .keySet()
                .removeIf(variable -> variable.startsWith("HERO_COLLAB_") || JAVA_OPTIONS.contains(variable));
        builder.environment().putAll(environment);
        try {
            TestProcess program =
                    new TestProcess(arguments.isEmpty() ? "hero-collab" : arguments.getFirst(), builder.start());
            program.readOutput();
            return program;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /**
     * Reads both streams on platform threads: a read from a pipe pins the carrier of a virtual thread, and a machine
     * may have only two carriers.
     */
    private void readOutput() {
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly)); // no process outlives the tests
        readers.add(
                Thread.ofPlatform().daemon().name(name + "-stdout").start(() -> read(process.getInputStream(), true)));
        readers.add(
                Thread.ofPlatform().daemon().name(name + "-stderr").start(() -> read(process.getErrorStream(), false)));
    }

    private void read(InputStream stream, boolean stdout) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String text = line;
                output.change(kept -> {
                    if (stdout) kept.stdoutLines++;
                    keep(kept, stdout ? kept.stdout : kept.stderr, text);
                });
                if (stdout) output.becomes(STALL_MAX, kept -> !kept.stalled);
            }
        } catch (IOException cut) {
            output.change(kept -> keep(kept, kept.stderr, "(cut: " + cut.getMessage() + ")"));
        } finally {
            if (stdout) output.change(kept -> kept.ended = true);
        }
    }

    private static void keep(Output kept, List<String> lines, String line) {
        if (lines.size() >= LINES_MAX) lines.subList(0, LINES_MAX / 2).clear();
        lines.add(line);
        String[] parts = line.split(" ");
        if (parts.length == 3 && parts[0].equals("listening")) kept.listeners.put(parts[1], origin(parts[2]));
    }

    /** The URL without a path, as browsers send it in {@code Origin}. */
    private static URI origin(String url) {
        return URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    }

    // ---- Output ----

    /** The address of a listener; waits until the process has printed it. */
    public URI listening(String listener) {
        output.await(
                TIMEOUT,
                () -> this + " to print the address of the listener " + listener + report(),
                kept -> kept.ended || kept.listeners.containsKey(listener));
        return Optional.ofNullable(output.read(kept -> kept.listeners.get(listener)))
                .orElseThrow(() -> new AssertionError(this + " ended without the listener " + listener + report()));
    }

    /** Whether the process printed the address of a listener within the timeout. */
    public boolean listensWithin(Duration timeout, String listener) {
        return output.becomes(timeout, kept -> kept.ended || kept.listeners.containsKey(listener))
                && output.read(kept -> kept.listeners.containsKey(listener));
    }

    /** The first line of stdout that matches; waits for it. */
    public String awaitLine(String what, Predicate<String> condition) {
        return await(what, condition, kept -> kept.stdout);
    }

    /** The first line of stderr that matches; waits for it. */
    public String awaitErrorLine(String what, Predicate<String> condition) {
        return await(what, condition, kept -> kept.stderr);
    }

    private String await(String what, Predicate<String> condition, Function<Output, List<String>> stream) {
        output.await(
                TIMEOUT,
                () -> this + " to print " + what + report(),
                kept -> kept.ended || stream.apply(kept).stream().anyMatch(condition));
        return output.read(kept -> stream.apply(kept).stream().filter(condition).findFirst())
                .orElseThrow(() -> new AssertionError(this + " ended without printing " + what + report()));
    }

    public List<String> stdout() {
        return output.read(kept -> List.copyOf(kept.stdout));
    }

    /** The number of lines of stdout so far. */
    public int stdoutLines() {
        return output.read(kept -> kept.stdoutLines);
    }

    /** The lines of stdout after the first so many, as far as they are kept. */
    public List<String> stdoutAfter(int lines) {
        return output.read(kept -> List.copyOf(kept.stdout.subList(
                Math.max(0, kept.stdout.size() - Math.max(0, kept.stdoutLines - lines)), kept.stdout.size())));
    }

    /** Whether stdout is left unread, so that its pipe fills after 64 KiB. */
    public void stallOutput(boolean stall) {
        output.change(kept -> kept.stalled = stall);
    }

    public List<String> stderr() {
        return output.read(kept -> List.copyOf(kept.stderr));
    }

    // ---- End ----

    /** Sends SIGKILL and waits for the end. */
    public void kill() {
        stallOutput(false);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        exitCode();
    }

    /** Sends a signal by name and does not wait. */
    public void signal(String name) {
        try {
            int sent = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (sent != 0) throw new AssertionError(this + " did not get the signal " + name);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    public long pid() {
        return process.pid();
    }

    /** Sends SIGTERM and returns the exit code. */
    public int stop() {
        process.destroy();
        return exitCode();
    }

    /** The exit code, if the process ends within the timeout. */
    public Optional<Integer> exitCodeWithin(Duration timeout) {
        try {
            return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    ? Optional.of(process.exitValue())
                    : Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** Waits for the end of the process and of its output. */
    public int exitCode() {
        try {
            if (!process.waitFor(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(this + " has not ended after " + TIMEOUT + report());
            }
            for (Thread reader : readers) reader.join(TIMEOUT);
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    public boolean running() {
        return process.isAlive();
    }

    /** The stdin of the process. Closing it ends the input. */
    public java.io.OutputStream stdin() {
        return process.getOutputStream();
    }

    public String report() {
        return output.read(kept -> "\n---- stdout of " + this + "\n" + String.join("\n", kept.stdout)
                + "\n---- stderr of " + this + "\n" + String.join("\n", kept.stderr) + "\n----\n");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return name + " (pid " + process.pid() + ")";
    }
}
