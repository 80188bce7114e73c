package collab.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.runtime.ConfigKey;
import collab.runtime.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The commented files under etc say every key, its true default, and nothing else. */
class ConfigurationFilesTest {
    @Test
    void serverYamlIsTheDefaults() throws IOException {
        assertIsTheDefaults("server.yaml", ServerCommand.KEYS);
    }

    @Test
    void gatewayYamlIsTheDefaults() throws IOException {
        assertIsTheDefaults("gateway.yaml", GatewayCommand.KEYS);
    }

    private static void assertIsTheDefaults(String name, List<ConfigKey> processKeys) throws IOException {
        Path file = Path.of("../../etc", name);
        List<ConfigKey> keys = ProcessOptions.withCommon(processKeys);
        Settings written = Settings.read(keys, Optional.of(file), Map.of(), Map.of());
        Settings silent = Settings.read(keys, Optional.empty(), Map.of(), Map.of());
        assertEquals(silent.print(), written.print());
        assertEquals(keys.stream().map(ConfigKey::name).collect(Collectors.toCollection(TreeSet::new)), named(file));
    }

    /** The keys of a two-level YAML file, read without the reader under test. */
    private static Set<String> named(Path file) throws IOException {
        Set<String> names = new TreeSet<>();
        String section = "";
        for (String line : Files.readAllLines(file)) {
            if (line.isBlank() || line.strip().startsWith("#")) continue;
            String word = line.strip().replaceFirst(":.*", "");
            if (line.startsWith(" ")) names.add(section + "." + word);
            else section = word;
        }
        return names;
    }
}
