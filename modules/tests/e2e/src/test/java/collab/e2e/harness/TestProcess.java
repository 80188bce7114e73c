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
 * One process of the program under test and what it says. The first lines of a process that serves name its listeners; the
 * newest {@link #LINES_MAX} lines of either stream are kept for the report of a failure.
 */
public final class TestProcess implements AutoCloseable {
    private static final int LINES_MAX = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(180); // a loaded machine starts a process slowly

    /** A Java machine that finds one of these says so, on stderr. */
    private static final Set<String> JAVA_OPTIONS = Set.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS");

    private final String name;
    private final Process process;
    private final AwaitableState<Output> output = new AwaitableState<>(new Output());
    private final List<Thread> readers = new ArrayList<>();

    /** What a process has said. Guarded by the {@link AwaitableState} around it. */
    private static final class Output {
        final List<String> stdout = new ArrayList<>();
        final List<String> stderr = new ArrayList<>();
        final Map<String, URI> listeners = new HashMap<>();
        boolean ended;
    }

    private TestProcess(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /** Starts {@code hero-collab} with these arguments and nothing of our own configuration. */
    static TestProcess start(List<String> arguments, Map<String, String> environment) {
        return start(RuntimeImage.program(), arguments, environment);
    }

    static TestProcess start(Path executable, List<String> arguments, Map<String, String> environment) {
        return start(List.of(executable.toString()), arguments, environment);
    }

    /** @param executable the program, behind whatever runs it */
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
            program.listen();
            return program;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** On platform threads: reading a pipe holds the carrier of a virtual one, and a machine may have only two. */
    private void listen() {
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly)); // no process outlives its test
        readers.add(
                Thread.ofPlatform().daemon().name(name + "-stdout").start(() -> read(process.getInputStream(), true)));
        readers.add(
                Thread.ofPlatform().daemon().name(name + "-stderr").start(() -> read(process.getErrorStream(), false)));
    }

    private void read(InputStream stream, boolean stdout) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String said = line;
                output.change(kept -> keep(kept, stdout ? kept.stdout : kept.stderr, said));
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
        String[] words = line.split(" ");
        if (words.length == 3 && words[0].equals("listening")) kept.listeners.put(words[1], origin(words[2]));
    }

    /** Without a path, as browsers name where a page comes from. */
    private static URI origin(String url) {
        return URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    }

    // ---- what it says ----

    /** Where it listens under that name; waits for it to say so. */
    public URI listening(String listener) {
        output.await(
                PATIENCE,
                () -> this + " to say where it listens as " + listener + report(),
                kept -> kept.ended || kept.listeners.containsKey(listener));
        return Optional.ofNullable(output.look(kept -> kept.listeners.get(listener)))
                .orElseThrow(() -> new AssertionError(this + " ended without listening as " + listener + report()));
    }

    /** Whether it has said so by now. */
    public boolean listensBy(Duration patience, String listener) {
        return output.becomes(patience, kept -> kept.ended || kept.listeners.containsKey(listener))
                && output.look(kept -> kept.listeners.containsKey(listener));
    }

    /** The first line of stdout that fits; waits for it. */
    public String awaitLine(String what, Predicate<String> fits) {
        return await(what, fits, kept -> kept.stdout);
    }

    /** The first line of stderr that fits; waits for it. */
    public String awaitErrorLine(String what, Predicate<String> fits) {
        return await(what, fits, kept -> kept.stderr);
    }

    private String await(String what, Predicate<String> fits, Function<Output, List<String>> stream) {
        output.await(
                PATIENCE,
                () -> this + " to say " + what + report(),
                kept -> kept.ended || stream.apply(kept).stream().anyMatch(fits));
        return output.look(kept -> stream.apply(kept).stream().filter(fits).findFirst())
                .orElseThrow(() -> new AssertionError(this + " ended without saying " + what + report()));
    }

    public List<String> stdout() {
        return output.look(kept -> List.copyOf(kept.stdout));
    }

    public List<String> stderr() {
        return output.look(kept -> List.copyOf(kept.stderr));
    }

    // ---- how it ends ----

    /** SIGKILL, and gone when this returns. */
    public void kill9() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        exitCode();
    }

    /** Sends a signal by its name, without waiting for what comes of it. */
    public void signal(String name) {
        try {
            int sent = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (sent != 0) throw new AssertionError(this + " could not be sent " + name);
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

    /** SIGTERM; its exit code. */
    public int stop() {
        process.destroy();
        return exitCode();
    }

    /** Waits for the end and for the last of its words. */
    public int exitCode() {
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(this + " has not ended after " + PATIENCE + report());
            }
            for (Thread reader : readers) reader.join(PATIENCE);
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    public boolean running() {
        return process.isAlive();
    }

    /** What the process reads; closing it is the end of its stdin. */
    public java.io.OutputStream stdin() {
        return process.getOutputStream();
    }

    public String report() {
        return output.look(kept -> "\n---- stdout of " + this + "\n" + String.join("\n", kept.stdout)
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
