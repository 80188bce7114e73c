package collab.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.runtime.ConfigKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Error messages of configuration values name only keys that an operator can set. */
class ConfigurationMessagesTest {
    private static final Path MODULES = Path.of("..");
    private static final String KEY = "[a-z]+(?:\\.[a-z]+(?:-[a-z]+)*)+";

    /** A message that begins with a key. */
    private static final Pattern BEGINNING = Pattern.compile("\"(" + KEY + ") must ");

    /** A message that compares a value with that of a key. */
    private static final Pattern COMPARISON =
            Pattern.compile("\\bmust be (?:above|below|at least|at most) (" + KEY + ")");

    /** A key as the first argument of a check, in a file that builds such messages from their arguments. */
    private static final Pattern ARGUMENT = Pattern.compile("\\b\\w+\\(\\s*\"(" + KEY + ")\",");

    private static final Pattern BUILT = Pattern.compile("\\b(?:key|name) \\+ \" must ");

    /** A message with {@code session.retention} or {@code link.credit-max} once named a key that did not exist. */
    @Test
    void messagesNameOnlyDeclaredKeys() throws IOException {
        Set<String> declared = Stream.of(ServerCommand.KEYS, GatewayCommand.KEYS, StartCommand.KEYS)
                .flatMap(keys -> ProcessOptions.withCommon(keys).stream())
                .map(ConfigKey::name)
                .collect(Collectors.toSet());
        List<String> undeclared = new ArrayList<>();
        Set<String> named = new TreeSet<>();
        for (Path source : sources()) {
            for (String key : keys(Files.readString(source))) {
                named.add(key);
                if (!declared.contains(key)) undeclared.add(source.getFileName() + " names " + key);
            }
        }

        assertEquals(List.of(), undeclared);
        assertTrue(named.containsAll(Set.of("log.retention", "queue.frames-max", "http.port")), named::toString);
    }

    @Test
    void keysOfMessagesAreFound() {
        assertEquals(Set.of("a.b-c", "d.e", "f.g"), keys("""
                        throw new IllegalArgumentException("a.b-c must be at least d.e, got " + x);
                        atLeast("f.g", value, 1);
                        throw new IllegalArgumentException(key + " must be positive");
                        """));
        assertEquals(Set.of(), keys("log(\"h.i\", \"waited for j.k\");"));
    }

    private static Set<String> keys(String source) {
        Set<String> keys = new TreeSet<>();
        List<Pattern> patterns = BUILT.matcher(source).find()
                ? List.of(BEGINNING, COMPARISON, ARGUMENT)
                : List.of(BEGINNING, COMPARISON);
        for (Pattern pattern : patterns) {
            Matcher matcher = pattern.matcher(source);
            while (matcher.find()) keys.add(matcher.group(1));
        }
        return keys;
    }

    /** The sources of what an operator runs. */
    private static List<Path> sources() throws IOException {
        try (Stream<Path> folders = Files.list(MODULES)) {
            List<Path> sources = new ArrayList<>();
            for (Path folder : folders.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                }
            }
            return sources;
        }
    }
}
