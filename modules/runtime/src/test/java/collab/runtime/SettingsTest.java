package collab.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static final ConfigKey PORT = ConfigKey.of("http.port", 8080);
    private static final ConfigKey GRACE = ConfigKey.of("session.grace-period", "120s");
    private static final ConfigKey ORIGINS = ConfigKey.of("http.origins", "");
    private static final ConfigKey SECRET = ConfigKey.secret("link.secret");
    private static final ConfigKey SECRET_FILE = ConfigKey.of("link.secret-file", "");
    private static final List<ConfigKey> KEYS = List.of(PORT, GRACE, ORIGINS, SECRET, SECRET_FILE);

    @TempDir
    Path folder;

    private Settings read(String yaml, Map<String, String> environment, Map<String, String> flags) throws IOException {
        Path file = Files.writeString(folder.resolve("server.yaml"), yaml);
        return Settings.read(KEYS, Optional.of(file), environment, flags);
    }

    @Test
    void flagsOverruleVariablesOverruleTheFileOverruleTheFallback() throws IOException {
        String yaml = "http:\n  port: 1\n";
        assertEquals(8080, read("{}", Map.of(), Map.of()).integer(PORT));
        assertEquals(1, read(yaml, Map.of(), Map.of()).integer(PORT));
        assertEquals(
                2, read(yaml, Map.of("HERO_COLLAB_HTTP_PORT", "2"), Map.of()).integer(PORT));
        assertEquals(
                3,
                read(yaml, Map.of("HERO_COLLAB_HTTP_PORT", "2"), Map.of("http.port", "3"))
                        .integer(PORT));
    }

    @Test
    void aKeyNobodyKnowsIsAnErrorThatNamesItsSource() {
        assertMessage("server.yaml: unknown key http.prot", () -> read("http:\n  prot: 1\n", Map.of(), Map.of()));
        assertMessage("HERO_COLLAB_HTTP_PROT", () -> read("{}", Map.of("HERO_COLLAB_HTTP_PROT", "1"), Map.of()));
        assertMessage("did you mean http.port?", () -> read("{}", Map.of(), Map.of("port", "1")));
    }

    @Test
    void variablesOfOthersAndOfTheLauncherAreLeftAlone() throws IOException {
        assertEquals(
                8080,
                read("{}", Map.of("PATH", "/bin", "HERO_COLLAB_JAVA_OPTS", "-Xmx1g"), Map.of())
                        .integer(PORT));
    }

    @Test
    void durationsAreWrittenWithAUnit() throws IOException {
        assertEquals(Duration.ofSeconds(120), read("{}", Map.of(), Map.of()).duration(GRACE));
        assertEquals(
                Duration.ofMillis(5),
                read("{}", Map.of(), Map.of("session.grace-period", "5ms")).duration(GRACE));
        assertEquals(
                Duration.ofDays(7),
                read("{}", Map.of(), Map.of("session.grace-period", "7d")).duration(GRACE));
        assertEquals(
                Duration.ofMinutes(2),
                read("{}", Map.of(), Map.of("session.grace-period", "PT2M")).duration(GRACE));
        Settings bare = read("{}", Map.of(), Map.of("session.grace-period", "30"));
        assertMessage(
                "session.grace-period must be a duration such as 250ms, 30s, 15m, 12h or 7d, is 30",
                () -> bare.duration(GRACE));
    }

    @Test
    void aYamlListIsWhatAFlagWritesWithCommas() throws IOException {
        List<String> two = List.of("https://a.example", "https://b.example");
        assertEquals(
                two,
                read("http:\n  origins: [https://a.example, https://b.example]\n", Map.of(), Map.of())
                        .list(ORIGINS));
        assertEquals(
                two,
                read("{}", Map.of(), Map.of("http.origins", "https://a.example, https://b.example"))
                        .list(ORIGINS));
        assertEquals(List.of(), read("{}", Map.of(), Map.of()).list(ORIGINS));
    }

    @Test
    void valuesOfTheWrongTypeNameTheKeyTheValueAndWhatWasExpected() throws IOException {
        Settings settings = read("{}", Map.of(), Map.of("http.port", "eighty"));
        assertMessage("http.port must be a whole number, is eighty", () -> settings.integer(PORT));
    }

    @Test
    void brokenYamlAndMissingFilesAreSaidPlainly() {
        assertMessage("is not valid YAML", () -> read("http: [", Map.of(), Map.of()));
        assertMessage(
                "can not be read", () -> Settings.read(KEYS, Optional.of(folder.resolve("none")), Map.of(), Map.of()));
    }

    @Test
    void printingHidesSecrets() throws IOException {
        String printed = read("{}", Map.of(), Map.of("link.secret", "hunter2")).print();
        assertTrue(printed.contains("link.secret: ***"), printed);
        assertFalse(printed.contains("hunter2"), printed);
    }

    @Test
    void secretsComeFromFilesWithoutTheLineEnd() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "hunter2\n");
        assertEquals(
                Optional.of("hunter2"),
                read("{}", Map.of(), Map.of("link.secret-file", file.toString()))
                        .secretFile(SECRET_FILE));
        Files.writeString(file, "\n");
        assertMessage(
                "is empty",
                () -> read("{}", Map.of(), Map.of("link.secret-file", file.toString()))
                        .secretFile(SECRET_FILE));
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void assertMessage(String part, Action action) {
        String message = assertThrows(SettingsException.class, action::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
