package collab.e2e.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningStart;
import collab.e2e.harness.TestProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Failed and successful starts: the data folder, the configuration, and the addresses. */
class StartIT {
    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    @Test
    void secondProcessOnTheSameDataIsRejected() {
        Path data = programs.folder();
        RunningStart first = RunningStart.start(programs, data);
        TestProcess second =
                programs.start(List.of("start", "--data", data.toString(), "--port", "0", "--auth-mode", "dev"));
        assertNotEquals(0, second.exitCode(), second::report);
        assertOneLine(second, data.toString());
        assertEquals("ok", first.anonymous().call("rpc.health").get("status").textValue());
    }

    @Test
    void wrongConfigurationExitsWithCode2AndOneLine() throws IOException {
        Path data = programs.folder();
        assertRejected(
                "no-such-key", "start", "--data", data.toString(), "--auth-mode", "dev", "--set", "no-such-key=1");
        assertRejected(
                "limits.send-per-minute",
                "start",
                "--data",
                data.toString(),
                "--auth-mode",
                "dev",
                "--set",
                "limits.send-per-minute=many");
        assertRejected("auth.mode", "start", "--data", data.toString(), "--auth-mode", "saml");
        Path file = Files.writeString(programs.folder().resolve("wrong.yaml"), "htpp:\n  port: 1\n");
        assertRejected(
                "htpp.port", "start", "--data", data.toString(), "--auth-mode", "dev", "--config", file.toString());
        assertRejected(
                "missing.yaml", "start", "--data", data.toString(), "--auth-mode", "dev", "--config", "missing.yaml");
        TestProcess environment = programs.start(
                List.of("start", "--data", data.toString(), "--auth-mode", "dev"),
                Map.of("HERO_COLLAB_NO_SUCH_KEY", "1"));
        assertEquals(2, environment.exitCode(), environment::report);
        assertOneLine(environment, "HERO_COLLAB_NO_SUCH_KEY");
    }

    @Test
    void devModeListensOnLoopbackOnly() {
        TestProcess open = programs.start(List.of(
                "start",
                "--data",
                programs.folder().toString(),
                "--auth-mode",
                "dev",
                "--host",
                "0.0.0.0",
                "--port",
                "0",
                "--link-port",
                "0"));
        assertEquals(2, open.exitCode(), open::report);
        assertOneLine(open, "http.host must be a loopback address with auth.mode dev, is 0.0.0.0");
        assertTrue(open.stdout().stream().noneMatch(line -> line.startsWith("listening")), open::report);
    }

    @Test
    void listenerServesOnItsConfiguredAddress() {
        TestProcess start = programs.start(List.of(
                "start",
                "--data",
                programs.folder().toString(),
                "--auth-mode",
                "dev",
                "--seed-dev-users",
                "--port",
                "0",
                "--link-port",
                "0"));
        assertTrue(RpcCaller.of(start.listening("http")).signIn("alice").userId() > 0);
    }

    private void assertRejected(String expected, String... arguments) {
        TestProcess program = programs.start(List.of(arguments));
        assertEquals(2, program.exitCode(), program::report);
        assertOneLine(program, expected);
    }

    private static void assertOneLine(TestProcess program, String expected) {
        List<String> lines = program.stderr().stream()
                .filter(line -> line.startsWith("hero-collab: "))
                .toList();
        assertEquals(1, lines.size(), program::report);
        assertTrue(lines.getFirst().contains(expected), program::report);
        assertTrue(program.stderr().stream().noneMatch(line -> line.startsWith("\tat ")), program::report);
    }

    @Test
    void checkedConfigurationHidesSecrets() throws IOException {
        Path data = programs.folder();
        Path file = Files.writeString(programs.folder().resolve("server.yaml"), "limits:\n  send-per-minute: 61\n");
        Path secret = Files.writeString(programs.folder().resolve("secret"), "correct-horse-battery-staple-0123456789");
        TestProcess check = programs.start(List.of(
                "server",
                "--data",
                data.toString(),
                "--auth-mode",
                "dev",
                "--config",
                file.toString(),
                "--set",
                "link.secret-file=" + secret,
                "--set",
                "limits.read-per-minute=601",
                "--check-config"));
        assertEquals(0, check.exitCode(), check::report);
        String printed = String.join("\n", check.stdout());
        assertTrue(printed.contains("limits.send-per-minute: 61"), check::report);
        assertTrue(printed.contains("limits.read-per-minute: 601"), check::report);
        assertFalse(check.report().contains("correct-horse"), check::report);
        assertTrue(check.stdout().stream().noneMatch(line -> line.startsWith("listening")), check::report);
    }
}
