package collab.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The processes and temporary folders of one test, or of one class when registered in a static field. They are removed
 * at the end, and the output of the processes is printed when a test failed.
 */
public final class ExamplePrograms implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private final List<TestProcess> programs = new CopyOnWriteArrayList<>();
    private final List<Path> folders = new CopyOnWriteArrayList<>();
    private final Map<String, String> runtimeOptions = new ConcurrentHashMap<>();
    private boolean perClass;

    /**
     * Options for the Java runtime of every process of a command that is started from now on.
     *
     * @param command {@code server}, {@code gateway} or {@code start}
     * @param options separated by blanks, so no option may contain one
     */
    public void runtimeOptions(String command, String options) {
        runtimeOptions.put(command, options);
    }

    public TestProcess start(List<String> arguments) {
        return start(arguments, Map.of());
    }

    public TestProcess start(List<String> arguments, Map<String, String> environment) {
        return start(List.of(), arguments, environment);
    }

    /** @param wrapper a command that runs the program; may be empty */
    public TestProcess start(List<String> wrapper, List<String> arguments, Map<String, String> environment) {
        List<String> executable = new ArrayList<>(wrapper);
        executable.add(RuntimeImage.program().toString());
        String options = arguments.isEmpty() ? null : runtimeOptions.get(arguments.getFirst());
        if (options == null) return startOther(executable, arguments, environment);
        Map<String, String> all = new HashMap<>(environment);
        all.put("HERO_COLLAB_JAVA_OPTS", options);
        return startOther(executable, arguments, all);
    }

    /** Starts another program than {@code hero-collab}. */
    public TestProcess startOther(List<String> executable, List<String> arguments, Map<String, String> environment) {
        TestProcess program = TestProcess.start(executable, arguments, environment);
        programs.add(program);
        return program;
    }

    /** Adds dev mode with its four users, unless the settings contain another mode. */
    static List<String> withDevUsers(List<String> arguments, String... settings) {
        if (Arrays.stream(settings).anyMatch(setting -> setting.startsWith("auth.mode="))) return arguments;
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("--auth-mode", "dev", "--seed-dev-users"));
        return all;
    }

    /** Adds {@code --set key=value} for each setting. */
    public static List<String> with(List<String> arguments, String... settings) {
        List<String> all = new ArrayList<>(arguments);
        Arrays.stream(settings).forEach(setting -> all.addAll(List.of("--set", setting)));
        return all;
    }

    /** Creates an empty folder. */
    public Path folder() {
        try {
            Path folder = Files.createTempDirectory("hero-collab-e2e-");
            folders.add(folder);
            return folder;
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        perClass = true;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            System.err.println("---- " + context.getDisplayName() + " failed; output of the processes:");
            programs.forEach(program -> System.err.println(program.report()));
        }
        if (!perClass) end();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        end();
    }

    public void killAll() {
        programs.forEach(TestProcess::kill);
        programs.clear();
    }

    private void end() {
        killAll();
        folders.forEach(ExamplePrograms::delete);
        folders.clear();
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        } catch (IOException busy) {
            throw new UncheckedIOException(busy);
        }
    }
}
