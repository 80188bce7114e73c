package collab.e2e.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningStart;
import collab.e2e.harness.TestProcess;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of the client commands: backups, stored tokens, and the server of the last login. */
class CliFilesIT extends CliBase {
    @Test
    void backupOfARunningServerIsValid() {
        RpcCaller alice = pair.signIn("alice");
        send(alice, "in the backup");
        String backup = home.resolve("backup.db").toString();
        String data = pair.server().data().toString();
        succeeds("admin", "backup", "--data", data, backup);
        fails(USAGE, "admin", "backup", "--data", data, backup);
        assertTrue(
                json(succeeds("admin", "verify", backup, "--json")).get("sound").asBoolean());
        TestProcess verified = succeeds("admin", "verify", "--data", data);
        assertEquals("the database is sound", verified.stdout().getLast());
        assertEquals(List.of(), verified.stderr());
        TestProcess text = run("admin", "verify", writeFile("text.txt", "not a database"));
        assertEquals(FAILED, text.exitCode(), text::report);
        assertEquals(2, text.stdout().size(), text::report);
        assertTrue(text.stdout().getFirst().contains("text.txt is not a database"), text::report);
        assertEquals(List.of(), text.stderr());
        fails(FAILED, "admin", "restore", "--data", data, backup); // locked by a running server

        succeeds("admin", "restore", "--data", home.resolve("restored").toString(), backup);
        RunningStart restored = RunningStart.start(commands, home.resolve("restored"), Deployment.UNLIMITED);
        JsonNode copy = restored.signIn("alice").call("session.bootstrap");
        assertTrue(
                !copy.get("epoch").equals(alice.call("session.bootstrap").get("epoch")),
                "the restored copy has another epoch");
        assertTrue(restored.signIn("alice")
                .call("message.list", "channel_id", 1, "limit", 200)
                .toString()
                .contains("in the backup"));
    }

    private String writeFile(String name, String text) {
        try {
            return Files.writeString(home.resolve(name), text).toString();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void onlyTheOwnerCanReadStoredTokens() throws IOException {
        TestProcess login = succeeds("login", "bob");
        List<Path> files = storedFiles();
        assertEquals(2, files.size(), files::toString);
        for (Path file : files) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            if (file.endsWith("server")) continue;
            String token = Files.readString(file).strip();
            assertTrue(Stream.concat(login.stdout().stream(), login.stderr().stream())
                    .noneMatch(line -> line.contains(token)));
        }
    }

    @Test
    void commandsUseTheServerOfTheLastLogin() throws IOException {
        TestProcess login =
                runWith(Map.of(), "login", "alice", "--server", pair.http().toString());
        assertEquals(0, login.exitCode(), login::report);
        TestProcess me = runWith(Map.of(), "user", "me", "--json");
        assertEquals(0, me.exitCode(), me::report);
        assertEquals("alice", json(me).at("/user/username").asText());

        Map<String, String> unreachable = Map.of("HERO_COLLAB_SERVER", "http://127.0.0.1:1");
        assertEquals(
                UNAVAILABLE, runWith(unreachable, "health", "--timeout", "0").exitCode());
        assertEquals(
                0,
                runWith(unreachable, "health", "--server", pair.http().toString())
                        .exitCode());

        Path server = storedFiles().stream()
                .filter(file -> file.endsWith("server"))
                .findFirst()
                .orElseThrow();
        Files.writeString(server, "not a URL\n");
        TestProcess invalid = runWith(Map.of(), "health");
        assertEquals(USAGE, invalid.exitCode(), invalid::report);
        assertTrue(invalid.stderr().getFirst().contains(server.toString()), invalid::report);
    }
}
