package collab.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the external programs with which tests check results. */
public final class ExternalTool {
    private static final Duration TIMEOUT =
            Duration.ofSeconds(110); // less than the timeout of a test, whose message does not name the command

    private ExternalTool() {}

    /**
     * Runs a command in the folder of the module.
     *
     * @return the output of both streams
     * @throws AssertionError with the output, when the command is missing, fails or does not end in 110 s; all its
     *     processes are killed
     */
    public static String run(String... command) throws InterruptedException {
        try {
            Path output = Files.createTempFile("tool-", ".log"); // a read from a pipe cannot have a timeout
            try {
                Process process = start(output, command);
                boolean ended = process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
                if (!ended) kill(process);
                String report = Files.readString(output);
                if (!ended) throw new AssertionError(command[0] + " did not end: " + report);
                if (process.exitValue() != 0) throw new AssertionError(String.join(" ", command) + ": " + report);
                return report;
            } finally {
                Files.delete(output);
            }
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
    }

    /**
     * Runs the tests of a folder in Node. The files are listed, because Node's treatment of a folder depends on its
     * version.
     */
    public static void runNodeTests(Path folder) throws IOException, InterruptedException {
        List<String> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = found.map(Path::toString)
                    .filter(name -> name.endsWith(".test.js"))
                    .sorted()
                    .toList();
        }
        if (files.isEmpty()) throw new AssertionError("no tests in " + folder);
        run(Stream.concat(Stream.of("node", "--test", "--test-reporter=tap"), files.stream())
                .toArray(String[]::new));
    }

    private static Process start(Path output, String... command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException missing) {
            throw new AssertionError(
                    command[0] + " is missing; etc/requirements verify installs what tests need", missing);
        }
    }

    private static void kill(Process process) throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }
}
