package collab.e2e.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Programs in Node, and where the JavaScript client is. */
public final class NodeProcess {
    /** Node 20 and 21 have a WebSocket only on demand; later ones do not mind the option. */
    private static final List<String> NODE = List.of("node", "--experimental-websocket");

    private NodeProcess() {}

    public static Path module() {
        return RuntimeImage.repository().resolve("modules/client-js");
    }

    /** Installs what the scripts of the module import, unless it is installed. */
    public static void install(ExamplePrograms programs) {
        succeeds(programs, module().resolve("src/build/npm-tools").toString());
    }

    public static TestProcess start(ExamplePrograms programs, Path script, String... arguments) {
        return start(programs, script, Map.of(), arguments);
    }

    public static TestProcess start(
            ExamplePrograms programs, Path script, Map<String, String> environment, String... arguments) {
        List<String> words = new ArrayList<>(List.of(script.toString()));
        words.addAll(List.of(arguments));
        return programs.startOther(NODE, words, environment);
    }

    /** Runs a tool that has to end well. */
    public static void succeeds(ExamplePrograms programs, String tool, String... arguments) {
        TestProcess program = programs.startOther(List.of(tool), List.of(arguments), Map.of());
        assertEquals(0, program.exitCode(), program::report);
    }
}
