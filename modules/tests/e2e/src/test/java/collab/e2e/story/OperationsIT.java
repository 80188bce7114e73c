package collab.e2e.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.Retry;
import collab.e2e.harness.RpcCallRejected;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningGateway;
import collab.e2e.harness.RunningPair;
import collab.e2e.harness.RunningServer;
import collab.e2e.harness.RunningStart;
import collab.e2e.harness.RunningSystem;
import collab.e2e.harness.RuntimeImage;
import collab.e2e.harness.TestProcess;
import collab.e2e.harness.WireClient;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What those who run it see: health, metrics, ends, and beginnings that fail. */
class OperationsIT {
    private static final String SAMPLE = "[a-z_]+(\\{([a-z]+=\"[^\"]*\",?)+\\})? [-+0-9.eEInfNa]+";

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    // ---- health and metrics ----

    @ParameterizedTest
    @EnumSource
    void everyProcessSaysHowItIs(Deployment deployment) throws IOException {
        RunningSystem system = deployment.start(programs, programs.folder());
        RpcCaller alice = system.signIn("alice");
        try (WireClient tab = WireClient.open(alice, Optional.empty())) {
            tab.awaitType("hello");
            tab.awaitSeq(alice.call("message.send", "channel_id", 1, "text", "count me")
                    .get("seq")
                    .longValue());
            for (URI process : processes(system)) {
                assertEquals("200 ok", look(process, "/livez").strip());
                assertTrue(look(process, "/readyz").startsWith("200 "), () -> look(process, "/readyz"));
                metrics(process);
            }
            assertTrue(value(processes(system).getFirst(), "collab_sends_total") >= 1);
            assertTrue(value(system.http(), "collab_gateway_users_online") >= 1);
        }
    }

    // ---- etc/METRICS.md is what there is ----

    private static final Pattern ROW =
            Pattern.compile("\\| (`(?:collab|process|jvm)_[^|]+) \\| (\\w+) \\| (server|gateway|every) \\|.*");

    /** The documented families of one sort of process, each with its type. */
    private static Map<String, String> documented(String process) throws IOException {
        Map<String, String> families = new TreeMap<>();
        for (String line : Files.readAllLines(RuntimeImage.repository().resolve("etc/METRICS.md"))) {
            Matcher row = ROW.matcher(line);
            if (!row.matches() || !Set.of(process, "every").contains(row.group(3))) continue;
            for (String name : row.group(1).split(", ")) families.put(name.replace("`", ""), row.group(2));
        }
        return families;
    }

    private static Map<String, String> shown(URI process) throws IOException {
        Map<String, String> families = new TreeMap<>();
        RpcCaller.of(process)
                .get("/metrics")
                .body()
                .lines()
                .map(line -> line.split(" "))
                .forEach(words -> {
                    if (words[1].equals("TYPE")) families.put(words[2], words[3]);
                });
        return families;
    }

    @ParameterizedTest
    @EnumSource
    void everyMetricIsDocumentedAndEveryDocumentedOneIsThere(Deployment deployment) throws IOException {
        List<URI> processes = processes(deployment.start(programs, programs.folder()));
        Map<String, String> server = documented("server");
        Map<String, String> gateway = documented("gateway");
        if (processes.size() == 1) {
            gateway.putAll(server);
        } else {
            assertEquals(server, shown(processes.getFirst()));
        }
        assertEquals(gateway, shown(processes.getLast()));
    }

    @Test
    void aNameSaysItsTypeAndItsUnit() throws IOException {
        Map<String, String> all = documented("server");
        all.putAll(documented("gateway"));
        assertTrue(all.size() > 40, all::toString);
        all.forEach((name, type) -> {
            assertEquals(type.equals("counter"), name.endsWith("_total"), name);
            if (type.equals("histogram")) assertTrue(name.matches(".*_(seconds|bytes|positions|commands)"), name);
        });
    }

    private static List<URI> processes(RunningSystem system) {
        return switch (system) {
            case RunningStart start -> List.of(start.http());
            case RunningPair pair ->
                List.of(pair.server().http(), pair.gateway().http());
        };
    }

    /** Status and body. */
    private static String look(URI process, String path) {
        try {
            HttpResponse<String> response = RpcCaller.of(process).get(path);
            return response.statusCode() + " " + response.body();
        } catch (IOException unreachable) {
            return "nobody: " + unreachable;
        }
    }

    /** The lines are as Prometheus reads them, and name no user and no channel. */
    private static List<String> metrics(URI process) throws IOException {
        HttpResponse<String> response = RpcCaller.of(process).get("/metrics");
        assertEquals(200, response.statusCode());
        assertTrue(response.headers().firstValue("Content-Type").orElse("").startsWith("text/plain; version=0.0.4"));
        List<String> samples =
                response.body().lines().filter(line -> !line.startsWith("#")).toList();
        for (String sample : samples) {
            assertTrue(sample.matches(SAMPLE), sample);
            assertFalse(sample.contains("user=") || sample.contains("channel="), sample);
        }
        return samples;
    }

    private static double value(URI process, String name) throws IOException {
        return metrics(process).stream()
                .filter(sample -> sample.startsWith(name + " ") || sample.startsWith(name + "{"))
                .mapToDouble(sample -> Double.parseDouble(sample.substring(sample.lastIndexOf(' '))))
                .sum();
    }

    /** Every listener cuts who says nothing, here after three seconds; what is under way stays. */
    @Test
    void whoConnectsAndSaysNothingIsCutEverywhere() throws IOException {
        Path secret = RunningPair.secretFile(programs);
        RunningServer server = RunningServer.start(
                programs, programs.folder(), secret, "http.head-timeout=3s", "link.head-timeout=3s");
        RunningGateway gateway = RunningGateway.start(programs, server, secret, "http.head-timeout=3s");
        RpcCaller.of(gateway.http()).awaitReady();
        RpcCaller alice = RpcCaller.of(gateway.http()).signIn("alice");
        try (WireClient tab = WireClient.open(alice, Optional.empty())) {
            tab.awaitType("hello");
            for (URI listener : List.of(server.http(), server.link(), gateway.http())) {
                try (Socket silent = WireClient.connect(listener)) {
                    silent.getInputStream()
                            .readAllBytes(); // the link begins with settings of its own; then the end comes
                }
            }
            tab.awaitSeq(alice.call("message.send", "channel_id", 1, "text", "still there")
                    .get("seq")
                    .longValue());
        }
    }

    @Test
    void aGatewayWithoutItsServerIsNotReadyAndTakesNobody() {
        RunningPair pair = RunningPair.start(programs, programs.folder());
        RpcCaller alice = pair.signIn("alice");
        WireClient.Position position = WireClient.Position.of(alice.call("session.bootstrap"));
        try (WireClient tab = WireClient.open(alice, Optional.of(position))) {
            tab.awaitType("resumed");
            pair.server().kill9();

            Retry.until(
                    "the gateway to miss its server",
                    () -> look(pair.http(), "/readyz").startsWith("503 "));
            assertTrue(look(pair.http(), "/readyz").contains("link"), () -> look(pair.http(), "/readyz"));
            assertEquals("200 ok", look(pair.http(), "/livez").strip());
            assertEquals(
                    503,
                    assertThrows(WireClient.Refused.class, () -> WireClient.open(alice, Optional.empty()))
                            .status());
            assertTrue(alice.refusal("user.me").passing());
            assertEquals(
                    4100,
                    tab.closeCodeWithin(WireClient.PATIENCE.multipliedBy(2)),
                    "nobody sits on a socket that hears nothing");

            pair.server().restart();
            Retry.until(
                    "the gateway to find its server",
                    () -> look(pair.http(), "/readyz").startsWith("200 "));
        }
        try (WireClient back = WireClient.open(alice, Optional.of(position))) {
            back.awaitType("resumed");
        }
    }

    @Test
    void aFileThatTheWebServerWouldReadIsNotRead() throws IOException {
        RunningPair pair = RunningPair.start(programs, programs.folder());
        Path elsewhere = programs.folder();
        Files.writeString(elsewhere.resolve("application.yaml"), "server: [this is: not even YAML");
        pair.server().kill9();
        pair.server().launchUnder(List.of("env", "-C", elsewhere.toString()));
        TestProcess program = pair.server().program();
        program.awaitLine("that its gateway is back", line -> line.contains("attached at"));
        assertEquals(0, program.stop());
        assertFalse(program.report().contains("application.yaml"), program::report);
    }

    @Test
    void aServerThatLeavesDoesNotWaitForThoseWhoListen() {
        Path secret = RunningPair.secretFile(programs);
        RunningServer server = RunningServer.start(
                programs, programs.folder(), secret, "server.stop-timeout=30m"); // beyond our patience
        RunningGateway gateway = RunningGateway.start(programs, server, secret);
        RpcCaller.of(gateway.http()).awaitReady();
        try (WireClient tab = WireClient.open(RpcCaller.of(gateway.http()).signIn("alice"), Optional.empty())) {
            tab.awaitType("hello");
            assertEquals(0, server.program().stop());
        }
    }

    @Test
    void aGatewayWithAnotherSecretIsNotLetIn() throws IOException {
        Path data = programs.folder();
        RunningServer server = RunningServer.start(programs, data, RunningPair.secretFile(programs));
        RunningGateway stranger = RunningGateway.start(programs, server, RunningPair.secretFile(programs));
        stranger.program().awaitLine("that it is not let in", line -> line.contains("no stream from"));
        assertTrue(look(stranger.http(), "/readyz").startsWith("503 "), () -> look(stranger.http(), "/readyz"));
        RpcCallRejected refused = RpcCaller.of(stranger.http()).refusal("auth.login", "username", "alice");
        assertTrue(refused.status() >= 400, refused::getMessage);
        assertEquals(
                "ok",
                RpcCaller.of(server.http()).call("rpc.health").get("status").textValue());
    }

    // ---- ends ----

    @ParameterizedTest
    @EnumSource
    void sigtermDrainsAndEndsWithZero(Deployment deployment) {
        RunningSystem system = deployment.start(programs, programs.folder());
        RpcCaller alice = system.signIn("alice");
        long seq = alice.call("message.send", "channel_id", 1, "text", "the last word")
                .get("seq")
                .longValue();
        try (WireClient tab = WireClient.open(alice, Optional.empty())) {
            tab.awaitType("hello");
            switch (system) {
                case RunningStart start -> assertEquals(0, start.program().stop(), start.program()::report);
                case RunningPair pair -> {
                    assertEquals(
                            0, pair.gateway().program().stop(), pair.gateway().program()::report);
                    assertEquals(
                            0, pair.server().program().stop(), pair.server().program()::report);
                }
            }
            JsonNode draining = tab.awaitType("draining").json();
            assertTrue(draining.get("retry_after_ms").longValue() >= 0, draining::toString);
            assertEquals(4201, tab.closeCode());
        }
        system.restartAll();
        assertEquals(seq, alice.call("session.bootstrap").get("seq").longValue());
    }

    // ---- beginnings that fail ----

    @Test
    void aSecondProcessOnTheSameDataIsRefused() {
        Path data = programs.folder();
        RunningStart first = RunningStart.start(programs, data);
        TestProcess second =
                programs.start(List.of("start", "--data", data.toString(), "--port", "0", "--auth-mode", "dev"));
        assertNotEquals(0, second.exitCode(), second::report);
        assertOneLine(second, data.toString());
        assertEquals("ok", first.anonymous().call("rpc.health").get("status").textValue());
    }

    @Test
    void wrongConfigurationEndsWithTwoAndOneLine() throws IOException {
        Path data = programs.folder();
        refused("no-such-key", "start", "--data", data.toString(), "--auth-mode", "dev", "--set", "no-such-key=1");
        refused(
                "limits.send-per-minute",
                "start",
                "--data",
                data.toString(),
                "--auth-mode",
                "dev",
                "--set",
                "limits.send-per-minute=many");
        refused("auth", "start", "--data", data.toString());
        Path file = Files.writeString(programs.folder().resolve("wrong.yaml"), "htpp:\n  port: 1\n");
        refused("htpp.port", "start", "--data", data.toString(), "--auth-mode", "dev", "--config", file.toString());
        refused("missing.yaml", "start", "--data", data.toString(), "--auth-mode", "dev", "--config", "missing.yaml");
        TestProcess environment = programs.start(
                List.of("start", "--data", data.toString(), "--auth-mode", "dev"),
                Map.of("HERO_COLLAB_NO_SUCH_KEY", "1"));
        assertEquals(2, environment.exitCode(), environment::report);
        assertOneLine(environment, "HERO_COLLAB_NO_SUCH_KEY");
    }

    @Test
    void devModeServesThisMachineOnly() {
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
    void whereItListensItServes() {
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

    private void refused(String names, String... arguments) {
        TestProcess program = programs.start(List.of(arguments));
        assertEquals(2, program.exitCode(), program::report);
        assertOneLine(program, names);
    }

    private static void assertOneLine(TestProcess program, String names) {
        List<String> lines = program.stderr().stream()
                .filter(line -> line.startsWith("hero-collab: "))
                .toList();
        assertEquals(1, lines.size(), program::report);
        assertTrue(lines.getFirst().contains(names), program::report);
        assertTrue(program.stderr().stream().noneMatch(line -> line.startsWith("\tat ")), program::report);
    }

    @Test
    void theConfigurationCanBeCheckedAndHidesSecrets() throws IOException {
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

    // ---- logs ----

    @Test
    void logsHoldNoSecretAndNoMessage() {
        RunningPair pair = RunningPair.start(programs, programs.folder());
        RpcCaller alice = pair.signIn("alice");
        try (WireClient tab = WireClient.open(alice, Optional.empty())) {
            tab.awaitType("hello");
            tab.awaitSeq(alice.call("message.send", "channel_id", 1, "text", "eyes-only-3f7a")
                    .get("seq")
                    .longValue());
        }
        alice.refusal("message.send", "channel_id", 999, "text", "eyes-only-3f7a");
        pair.gateway().program().stop();
        pair.server().program().stop();
        for (TestProcess program :
                List.of(pair.gateway().program(), pair.server().program())) {
            assertFalse(program.report().contains("eyes-only"), program::report);
            assertFalse(program.report().contains(alice.token()), program::report);
        }
    }
}
