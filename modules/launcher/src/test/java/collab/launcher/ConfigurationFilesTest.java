package collab.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.runtime.ConfigKey;
import collab.runtime.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The samples {@code etc/server.yaml} and {@code etc/gateway.yaml} and the page {@code etc/CONFIGURATION.md} are generated from the
 * declared keys. {@code -Dcollab.configuration=write} writes them again.
 */
class ConfigurationFilesTest {
    private static final Path ETC = Path.of("../../etc");

    private static final List<ConfigKey> SERVER = ProcessOptions.withCommon(ServerCommand.KEYS);
    private static final List<ConfigKey> GATEWAY = ProcessOptions.withCommon(GatewayCommand.KEYS);

    @Test
    void serverYamlIsGenerated() throws IOException {
        assertGenerated("server.yaml", ConfigurationReference.yaml("""
                Every key of `hero-collab server` with its default, generated from the declarations of the keys. `hero-collab start` \
                reads these keys and those of gateway.yaml, except the section http, which it takes from gateway.yaml. \
                Durations: 250ms, 30s, 15m, 12h, 7d.""", SERVER));
    }

    @Test
    void gatewayYamlIsGenerated() throws IOException {
        assertGenerated("gateway.yaml", ConfigurationReference.yaml("""
                Every key of `hero-collab gateway` with its default, generated from the declarations of the keys. `hero-collab start` \
                reads these keys too, except gateway.server, gateway.link and gateway.call-timeout. \
                Durations: 250ms, 30s, 15m, 12h, 7d.""", GATEWAY));
    }

    @Test
    void configurationPageIsGenerated() throws IOException {
        Map<String, List<ConfigKey>> keys = new LinkedHashMap<>();
        keys.put("server", SERVER);
        keys.put("gateway", GATEWAY);
        assertGenerated("CONFIGURATION.md", ConfigurationReference.markdown(keys));
    }

    @Test
    void samplesSetEveryKeyToItsDefault() throws IOException {
        assertSetsDefaults("server.yaml", SERVER);
        assertSetsDefaults("gateway.yaml", GATEWAY);
    }

    @Test
    void everyKeyIsDocumentedInSentences() {
        for (List<ConfigKey> keys : List.of(SERVER, GATEWAY, StartCommand.KEYS)) {
            keys.forEach(key -> assertTrue(key.doc().length() > 20 && key.doc().endsWith("."), key::toString));
        }
    }

    private static void assertGenerated(String name, String generated) throws IOException {
        Path file = ETC.resolve(name);
        if ("write".equals(System.getProperty("collab.configuration"))) Files.writeString(file, generated);
        assertEquals(
                generated,
                Files.exists(file) ? Files.readString(file) : "",
                () -> "etc/" + name + " differs from the declared keys; write it again with"
                        + " etc/maven test -pl modules/launcher -am -Dtest=ConfigurationFilesTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dcollab.configuration=write");
    }

    private static void assertSetsDefaults(String name, List<ConfigKey> keys) throws IOException {
        Settings written = Settings.read(keys, Optional.of(ETC.resolve(name)), Map.of(), Map.of());
        Settings unset = Settings.read(keys, Optional.empty(), Map.of(), Map.of());
        assertEquals(unset.print(), written.print());
        String text = Files.readString(ETC.resolve(name));
        keys.forEach(key ->
                assertTrue(text.contains("  " + key.name().substring(key.name().indexOf('.') + 1) + ": "), key::name));
    }
}
