package collab.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the JMH benchmarks of {@code src/jmh} in a separate process, each once and briefly, to prove that they still
 * compile and run. With {@code -Djmh="ARGUMENTS"} they measure; etc/PERFORMANCE.md has the command.
 *
 * <p>This test compiles them, not the build, because JMH generates sources that do not pass the build's lint. They are
 * in the packages of the classes that they measure, for access to package-private members.
 */
class HotStructuresTest {
    private static final Path SOURCES = Path.of("src/jmh/java");
    private static final String BRIEFLY = "-f 0 -wi 0 -i 1 -r 10ms -foe true";
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    @TempDir
    Path classes;

    @Test
    void allBenchmarksRun() throws Exception {
        compile();
        String arguments = System.getProperty("jmh", "");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseCompactObjectHeaders",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.io.tmpdir="
                        + classes, // the folder of its lock file, which is shared by the whole machine otherwise
                "-cp",
                classes + java.io.File.pathSeparator + CLASS_PATH,
                "org.openjdk.jmh.Main",
                "-bm",
                "avgt",
                "-tu",
                "ns"));
        command.addAll(List.of((arguments.isEmpty() ? BRIEFLY : arguments).split(" ")));
        Process jmh = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(jmh.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(0, jmh.waitFor(), output);
        assertTrue(output.contains("OutboundQueueBenchmark.offerAndPoll"), output);
        if (!arguments.isEmpty()) System.out.println(output);
    }

    private void compile() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();
        try (Stream<Path> files = Files.walk(SOURCES);
                StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            List<String> options =
                    List.of("-d", classes.toString(), "-cp", CLASS_PATH, "-processorpath", CLASS_PATH, "-proc:full");
            boolean compiled = compiler.getTask(
                            errors, manager, null, options, null, manager.getJavaFileObjectsFromPaths(sources))
                    .call();
            assertTrue(compiled, errors::toString);
        }
    }
}
