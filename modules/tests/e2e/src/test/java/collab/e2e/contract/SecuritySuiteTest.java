package collab.e2e.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.RuntimeImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code etc/security} counts by group what ran, so a tagged test that is in no group, or a group with a test that is not tagged, would
 * be counted wrongly.
 */
class SecuritySuiteTest {
    private static final Pattern GROUP = Pattern.compile("\t\t([^:]+): ((?:\\w+(?:Test|IT) ?)+)");
    private static final Pattern TAG = Pattern.compile("(?m)^@Tag\\(\"security\"\\)$");
    private static final Pattern MODULES = Pattern.compile("(?m)^modules=(.*)$");

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String script() {
        return read(RuntimeImage.repository().resolve("etc/security"));
    }

    /** The class names of each group, in order. */
    private static Map<String, List<String>> groups() {
        Map<String, List<String>> groups = new TreeMap<>();
        script().lines()
                .map(GROUP::matcher)
                .filter(line -> line.matches())
                .forEach(line -> groups.put(line.group(1), List.of(line.group(2).split(" "))));
        return groups;
    }

    /** The tagged classes and their files. */
    private static Map<String, Path> tagged() throws IOException {
        Map<String, Path> tagged = new TreeMap<>();
        Path modules = RuntimeImage.repository().resolve("modules");
        try (Stream<Path> files = Files.walk(modules)) {
            files.filter(file ->
                            file.toString().endsWith(".java") && file.toString().contains("/src/test/"))
                    .filter(file -> TAG.matcher(read(file)).find())
                    .forEach(file ->
                            tagged.put(file.getFileName().toString().replace(".java", ""), modules.relativize(file)));
        }
        return tagged;
    }

    @Test
    void everyTaggedTestIsInOneGroup() throws IOException {
        List<String> listed = new ArrayList<>();
        groups().values().forEach(listed::addAll);
        assertTrue(listed.size() > 40, listed::toString);
        assertEquals(List.copyOf(tagged().keySet()), listed.stream().sorted().toList());
    }

    @Test
    void suiteRunsTheModulesOfAllTaggedTests() throws IOException {
        var modules = MODULES.matcher(script());
        assertTrue(modules.find());
        List<String> run = List.of(modules.group(1).split(","));
        tagged().values().forEach(file -> {
            String module = "modules/" + file.toString().replaceFirst("/src/test/.*", "");
            assertTrue(run.contains(module), () -> module + " has a tagged test and is not run by etc/security");
        });
    }

    @Test
    void documentNamesTheGroupsAndTheirTests() {
        String document = read(RuntimeImage.repository().resolve("etc/SECURITY.md"));
        groups().forEach((group, tests) -> {
            String row = document.lines()
                    .filter(line -> line.startsWith("| " + group + " | "))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("etc/SECURITY.md has no row of " + group));
            tests.forEach(test -> assertTrue(row.contains("`" + test + "`"), () -> row + " lacks " + test));
            assertTrue(row.matches(".* \\| [1-9]\\d* \\| .*"), () -> row + " has no count of tests");
        });
    }
}
