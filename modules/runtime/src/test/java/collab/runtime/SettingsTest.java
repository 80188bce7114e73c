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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private static final ConfigKey PORT = ConfigKey.port("http.port", 8080, "Port.");
    private static final ConfigKey GRACE = ConfigKey.duration("session.grace-period", "120s", "1ms", "Grace.");
    private static final ConfigKey ORIGINS = ConfigKey.list("http.origins", "Origins.");
    private static final ConfigKey SECRET = ConfigKey.secret("link.secret", "Secret.");
    private static final ConfigKey SECRET_FILE = ConfigKey.path("link.secret-file", "", "File.");
    private static final List<ConfigKey> KEYS = List.of(PORT, GRACE, ORIGINS, SECRET, SECRET_FILE);

    @TempDir
    Path folder;

    private Settings read(String yaml, Map<String, String> environment, Map<String, String> flags) throws IOException {
        Path file = Files.writeString(folder.resolve("server.yaml"), yaml);
        return Settings.read(KEYS, Optional.of(file), environment, flags);
    }

    @Test
    void optionsOverrideVariablesOverrideTheFileOverrideTheDefault() throws IOException {
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
    void unknownKeyIsAnErrorThatNamesItsSource() {
        assertMessage("server.yaml: unknown key http.prot", () -> read("http:\n  prot: 1\n", Map.of(), Map.of()));
        assertMessage("HERO_COLLAB_HTTP_PROT", () -> read("{}", Map.of("HERO_COLLAB_HTTP_PROT", "1"), Map.of()));
        assertMessage("did you mean http.port?", () -> read("{}", Map.of(), Map.of("port", "1")));
    }

    @Test
    void otherVariablesAreIgnored() throws IOException {
        assertEquals(
                8080,
                read("{}", Map.of("PATH", "/bin", "HERO_COLLAB_JAVA_OPTS", "-Xmx1g"), Map.of())
                        .integer(PORT));
    }

    @Test
    void durationsNeedAUnit() throws IOException {
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
                "session.grace-period must be a duration such as 250ms, 30s, 15m, 12h or 7d, at least 1ms, got 30",
                () -> bare.duration(GRACE));
    }

    @Test
    void yamlListEqualsCommaSeparatedOption() throws IOException {
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
    void invalidValueIsNamedWithWhatIsAccepted() throws IOException {
        Settings settings = read("{}", Map.of(), Map.of("http.port", "eighty"));
        assertMessage("http.port must be a whole number from 0 to 65535, got eighty", () -> settings.integer(PORT));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http.port            | 65536 | http.port must be a whole number from 0 to 65535, got 65536
            http.port            | -1    | http.port must be a whole number from 0 to 65535, got -1
            http.port            | 99999999999999999999 | http.port must be a whole number from 0 to 65535, got 99999999999999999999
            session.grace-period | 0s    | session.grace-period must be a duration such as 250ms, 30s, 15m, 12h or 7d, at least 1ms, got 0s
            log.level            | loud  | log.level must be error, warning or info, got loud
            http.enabled         | yes   | http.enabled must be true or false, got yes
            """)
    void valueOutsideItsBoundsIsRejected(String name, String value, String message) throws IOException {
        ConfigKey level = ConfigKey.choice("log.level", "info", List.of("error", "warning", "info"), "Level.");
        ConfigKey enabled = ConfigKey.flag("http.enabled", true, "Enabled.");
        Settings settings =
                Settings.read(List.of(PORT, GRACE, level, enabled), Optional.empty(), Map.of(), Map.of(name, value));
        assertMessage(message, () -> {
            settings.integer(PORT);
            settings.duration(GRACE);
            settings.choice(level);
            settings.flag(enabled);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "http.prot, http.port",
        "htp.port, http.port",
        "http.origin, http.origins",
        "session.grace, session.grace-period",
        "grace-period, session.grace-period",
    })
    void unknownKeySuggestsTheNearestOne(String written, String suggested) {
        assertMessage("did you mean " + suggested + "?", () -> read("{}", Map.of(), Map.of(written, "1")));
    }

    @Test
    void unknownVariableSuggestsTheNearestKey() {
        assertMessage(
                "unknown variable HERO_COLLAB_HTTP_ORIGIN; did you mean http.origins?",
                () -> read("{}", Map.of("HERO_COLLAB_HTTP_ORIGIN", "x"), Map.of()));
    }

    @Test
    void aKeyThatResemblesNothingHasNoSuggestion() {
        String message = assertThrows(
                        SettingsException.class, () -> read("{}", Map.of(), Map.of("database.dialect", "x")))
                .getMessage();
        assertFalse(message.contains("did you mean"), message);
    }

    @Test
    void defaultOutsideTheBoundsIsNotAKey() {
        assertThrows(IllegalArgumentException.class, () -> ConfigKey.number("a.b", 0, 1, 5, "", "Number."));
        assertThrows(IllegalArgumentException.class, () -> ConfigKey.text("Not.Kebab", "", "Text."));
    }

    @Test
    void brokenYamlAndMissingFilesAreErrors() {
        assertMessage("is not valid YAML", () -> read("http: [", Map.of(), Map.of()));
        assertMessage(
                "cannot be read", () -> Settings.read(KEYS, Optional.of(folder.resolve("none")), Map.of(), Map.of()));
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
