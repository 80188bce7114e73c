package collab.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.runtime.ConfigKey;
import collab.runtime.ConfigType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of bounds in {@code etc/SECURITY.md} has every bound of the configuration, and names only what exists. */
class SecurityBoundsTest {
    private static final Path ETC = Path.of("../../etc");

    /** Keys with a number or a duration that bound nothing of a peer. */
    private static final Set<String> NO_BOUNDS = Set.of(
            "http.port",
            "link.port",
            "link.canary",
            "link.version-max",
            "gateway.version-max",
            "presence.batch",
            "presence.grace",
            "presence.lease");

    private static final Pattern KEY = Pattern.compile("`([a-z]+\\.[a-z-]+)`");
    private static final Pattern METRIC = Pattern.compile("`(collab_[a-z_]+)`");
    private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z0-9]+(?:Test|IT))`");

    private record Row(String resource, List<String> cells) {
        static Row of(String line) {
            List<String> cells = List.of(line.split(" *\\| *", -1));
            return new Row(cells.get(1), cells.subList(2, cells.size() - 1));
        }

        String bounds() {
            return String.join(" ", cells.subList(0, 3));
        }

        String metric() {
            return cells.get(3);
        }

        String test() {
            return cells.get(4);
        }
    }

    private static List<Row> rows() {
        return read(ETC.resolve("SECURITY.md"))
                .lines()
                .dropWhile(line -> !line.equals("## Bounds"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| ") && !line.startsWith("| resource "))
                .map(Row::of)
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Stream<ConfigKey> declared() {
        return Stream.of(ServerCommand.KEYS, GatewayCommand.KEYS).flatMap(List::stream);
    }

    private static Set<String> named(Pattern pattern, Stream<String> texts) {
        return texts.flatMap(text -> pattern.matcher(text).results().map(found -> found.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isBound(ConfigKey key) {
        boolean counts = switch (key.type()) {
            case ConfigType.WholeNumber _, ConfigType.TimeSpan _ -> true;
            case ConfigType.Text _, ConfigType.Items _, ConfigType.Flag _, ConfigType.FilePath _, ConfigType.Choice _ ->
                false;
        };
        return counts && !NO_BOUNDS.contains(key.name());
    }

    @Test
    void tableHasEveryBoundOfTheConfiguration() {
        Set<String> missing = declared()
                .filter(SecurityBoundsTest::isBound)
                .map(ConfigKey::name)
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(missing.size() > 20, missing::toString);
        missing.removeAll(named(KEY, rows().stream().map(Row::bounds)));
        assertEquals(Set.of(), missing, "keys of bounds that the table of bounds lacks");
    }

    @Test
    void everyKeyOfTheTableIsDeclared() {
        Set<String> unknown = named(KEY, rows().stream().map(Row::bounds));
        unknown.removeAll(declared().map(ConfigKey::name).collect(Collectors.toSet()));
        unknown.removeAll(Set.of("rpc.discover", "collab.security")); // a method, a logger
        assertEquals(Set.of(), unknown);
    }

    @Test
    void everyMetricOfTheTableIsDocumented() {
        Set<String> unknown = named(METRIC, rows().stream().map(Row::metric));
        assertFalse(unknown.isEmpty());
        unknown.removeAll(named(METRIC, Stream.of(read(ETC.resolve("METRICS.md")))));
        assertEquals(Set.of(), unknown);
    }

    @Test
    void everyRowHasTestsThatExist() throws IOException {
        Set<String> tests;
        try (Stream<Path> files = Files.walk(ETC.resolveSibling("modules"))) {
            tests = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
        List<String> wrong = new ArrayList<>();
        for (Row row : rows()) {
            Set<String> named = named(TEST, Stream.of(row.test()));
            if (named.isEmpty()) wrong.add(row.resource() + " has no test");
            named.removeAll(tests);
            named.forEach(test -> wrong.add(row.resource() + " names " + test + ", which does not exist"));
        }
        assertEquals(List.of(), wrong);
    }
}
