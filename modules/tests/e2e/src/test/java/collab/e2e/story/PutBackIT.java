package collab.e2e.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningPair;
import collab.e2e.harness.RunningStart;
import collab.e2e.harness.RunningSystem;
import collab.e2e.harness.WireClient;
import collab.e2e.harness.WireClient.Position;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Story: an administrator put an older database back while all processes were stopped. The log grew over the position at which a
 * client slept; the client resumed "successfully" and silently missed 60 of 65 messages.
 */
class PutBackIT {
    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    @ParameterizedTest
    @EnumSource
    void clientThatResumesAfterAnOlderDatabaseIsRejectedWithTheEpoch(Deployment deployment) throws IOException {
        Path data = programs.folder();
        Path older = programs.folder();
        RunningSystem system = deployment.start(programs, data, Deployment.UNLIMITED);
        send(system.signIn("alice"), 5);
        killAll(system);
        copyDatabase(data, older);
        system.restartAll();
        send(system.signIn("alice"), 20);
        Position sleeping = Position.of(system.signIn("bob").call("session.bootstrap"));

        killAll(system);
        for (Path file : databaseFiles(data)) Files.delete(file);
        copyDatabase(older, data);
        system.restartAll();
        send(system.signIn("alice"), 40);

        RpcCaller bob = system.signIn("bob");
        Position fresh = Position.of(bob.call("session.bootstrap"));
        assertTrue(fresh.seq() > sleeping.seq(), "the log grew over the position of the client");
        assertNotEquals(sleeping.epoch(), fresh.epoch());
        try (WireClient socket = WireClient.open(bob, Optional.of(sleeping))) {
            JsonNode failed = socket.awaitType("resume.failed").json();
            assertEquals("epoch", failed.get("reason").textValue());
        }
    }

    private static void send(RpcCaller caller, int messages) {
        for (int i = 0; i < messages; i++) caller.call("message.send", "channel_id", 1, "text", "message " + i);
    }

    private static void killAll(RunningSystem system) {
        switch (system) {
            case RunningStart start -> start.kill();
            case RunningPair pair -> {
                pair.gateway().kill();
                pair.server().kill();
            }
        }
    }

    /** The file and its {@code -wal}: a killed process leaves both. */
    private static List<Path> databaseFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("collab.db"))
                    .toList();
        }
    }

    private static void copyDatabase(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (Path file : databaseFiles(from)) Files.copy(file, to.resolve(file.getFileName()));
    }
}
