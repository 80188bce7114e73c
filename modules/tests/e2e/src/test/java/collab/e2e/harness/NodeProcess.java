package collab.e2e.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts Node programs, and locates the folder of the JavaScript client. */
public final class NodeProcess {
    /** Node 20 and 21 provide a WebSocket only with this option; later versions accept it. */
    private static final List<String> NODE = List.of("node", "--experimental-websocket");

    private NodeProcess() {}

    public static Path module() {
        return RuntimeImage.repository().resolve("modules/client-js");
    }

    /** Installs the dependencies of the module's scripts, unless they are installed. */
    public static void install(ExamplePrograms programs) {
        runTool(programs, module().resolve("src/build/npm-tools").toString());
    }

    public static TestProcess start(ExamplePrograms programs, Path script, String... arguments) {
        return start(programs, script, Map.of(), arguments);
    }

    public static TestProcess start(
            ExamplePrograms programs, Path script, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        return programs.startOther(NODE, command, environment);
    }

    /** Runs a tool and expects exit code 0. */
    public static void runTool(ExamplePrograms programs, String tool, String... arguments) {
        TestProcess program = programs.startOther(List.of(tool), List.of(arguments), Map.of());
        assertEquals(0, program.exitCode(), program::report);
    }
}
