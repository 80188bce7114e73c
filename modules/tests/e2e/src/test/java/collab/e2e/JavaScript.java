package collab.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Programs in Node, and where the JavaScript client is. */
final class JavaScript {
    /** Node 20 and 21 have a WebSocket only on demand; later ones do not mind the option. */
    private static final List<String> NODE = List.of("node", "--experimental-websocket");

    private JavaScript() {}

    static Path module() {
        return Image.repository().resolve("modules/client-js");
    }

    static Program start(Programs programs, Path script, String... arguments) {
        return start(programs, script, Map.of(), arguments);
    }

    static Program start(Programs programs, Path script, Map<String, String> environment, String... arguments) {
        List<String> words = new ArrayList<>(List.of(script.toString()));
        words.addAll(List.of(arguments));
        return programs.startOther(NODE, words, environment);
    }

    /** Runs a tool that has to end well. */
    static void succeeds(Programs programs, String tool, String... arguments) {
        Program program = programs.startOther(List.of(tool), List.of(arguments), Map.of());
        assertEquals(0, program.exitCode(), program::report);
    }
}
