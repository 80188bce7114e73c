package collab.e2e.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.Retry;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningPair;
import collab.e2e.harness.TestJson;
import collab.e2e.harness.TestProcess;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A running server, and commands that a user runs against it with an own home folder. */
abstract class CliBase {
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int NOT_ALLOWED = 3;
    static final int NOT_FOUND = 4;
    static final int UNAVAILABLE = 5;

    @RegisterExtension
    static final ExamplePrograms PROCESSES = new ExamplePrograms();

    @RegisterExtension
    final ExamplePrograms commands = new ExamplePrograms();

    static RunningPair pair;
    Path home;

    @BeforeAll
    static void start() {
        pair = RunningPair.start(PROCESSES, PROCESSES.folder(), Deployment.UNLIMITED);
    }

    @BeforeEach
    void createHome() {
        home = commands.folder();
    }

    TestProcess run(String... arguments) {
        return runWith(Map.of("HERO_COLLAB_SERVER", pair.http().toString()), arguments);
    }

    TestProcess runWith(Map<String, String> environment, String... arguments) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("XDG_CONFIG_HOME", home.toString());
        all.put("HOME", home.toString());
        return commands.start(List.of(arguments), all);
    }

    TestProcess succeeds(String... arguments) {
        TestProcess command = run(arguments);
        assertEquals(0, command.exitCode(), command::report);
        return command;
    }

    TestProcess fails(int exitCode, String... arguments) {
        TestProcess command = run(arguments);
        assertEquals(exitCode, command.exitCode(), command::report);
        assertEquals(List.of(), command.stdout(), "errors are not written to stdout");
        assertTrue(command.stderr().getFirst().startsWith("hero-collab: "), command::report);
        assertTrue(command.stderr().stream().noneMatch(line -> line.contains("\tat ")), command::report);
        return command;
    }

    static JsonNode json(TestProcess program) {
        return TestJson.parse(program.stdout().getFirst());
    }

    /** Sends a message, and repeats the call while the server restarts. */
    static String send(RpcCaller author, String text) {
        Retry.untilAnswered(
                () -> author.call("message.send", "channel_id", 1, "text", text, "op_id", text.replace(' ', '-')));
        return text;
    }

    /** The files in the home folder. */
    List<Path> storedFiles() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
