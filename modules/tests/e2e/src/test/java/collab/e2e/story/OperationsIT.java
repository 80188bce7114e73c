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

/** What operators depend on: health, metrics, shutdown, and failed starts. */
class OperationsIT {
    private static final String SAMPLE = "[a-z_]+(\\{([a-z]+=\"[^\"]*\",?)+\\})? [-+0-9.eEInfNa]+";

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    // ---- Health and metrics ----

    @ParameterizedTest
    @EnumSource
    void everyProcessReportsItsHealth(Deployment deployment) throws IOException {
        RunningSystem system = deployment.start(programs, programs.folder());
        RpcCaller alice = system.signIn("alice");
        try (WireClient socket = WireClient.open(alice, Optional.empty())) {
            socket.awaitType("hello");
            socket.awaitSeq(alice.call("message.send", "channel_id", 1, "text", "count me")
                    .get("seq")
                    .longValue());
            for (URI process : processes(system)) {
                assertEquals("200 ok", getText(process, "/livez").strip());
                assertTrue(getText(process, "/readyz").startsWith("200 "), () -> getText(process, "/readyz"));
                metrics(process);
            }
            assertTrue(value(processes(system).getFirst(), "collab_sends_total") >= 1);
            assertTrue(value(system.http(), "collab_gateway_users_online") >= 1);
        }
    }

    // ---- etc/METRICS.md lists all metrics ----

    private static final Pattern ROW =
            Pattern.compile("\\| (`(?:collab|process|jvm)_[^|]+) \\| (\\w+) \\| (server|gateway|every) \\|.*");

    /** The documented families of one kind of process, each with its type. */
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
    void everyMetricIsDocumentedAndEveryDocumentedMetricExists(Deployment deployment) throws IOException {
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
    void metricNamesEndWithTypeAndUnit() throws IOException {
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
    private static String getText(URI process, String path) {
        try {
            HttpResponse<String> response = RpcCaller.of(process).get(path);
            return response.statusCode() + " " + response.body();
        } catch (IOException unreachable) {
            return "unreachable: " + unreachable;
        }
    }

    /** The lines are in the Prometheus format and have no user or channel in a label. */
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

    /** Every listener closes a silent connection, here after three seconds; requests in progress continue. */
    @Test
    void silentConnectionsAreClosedOnEveryListener() throws IOException {
        Path secret = RunningPair.secretFile(programs);
        RunningServer server = RunningServer.start(
                programs, programs.folder(), secret, "http.head-timeout=3s", "link.head-timeout=3s");
        RunningGateway gateway = RunningGateway.start(programs, server, secret, "http.head-timeout=3s");
        RpcCaller.of(gateway.http()).awaitReady();
        RpcCaller alice = RpcCaller.of(gateway.http()).signIn("alice");
        try (WireClient socket = WireClient.open(alice, Optional.empty())) {
            socket.awaitType("hello");
            for (URI listener : List.of(server.http(), server.link(), gateway.http())) {
                try (Socket silent = WireClient.connect(listener)) {
                    silent.getInputStream()
                            .readAllBytes(); // the server sends its HTTP/2 settings first, then the connection ends
                }
            }
            socket.awaitSeq(alice.call("message.send", "channel_id", 1, "text", "still there")
                    .get("seq")
                    .longValue());
        }
    }

    @Test
    void gatewayWithoutServerIsNotReadyAndClosesItsSockets() {
        RunningPair pair = RunningPair.start(programs, programs.folder());
        RpcCaller alice = pair.signIn("alice");
        WireClient.Position position = WireClient.Position.of(alice.call("session.bootstrap"));
        try (WireClient socket = WireClient.open(alice, Optional.of(position))) {
            socket.awaitType("resumed");
            pair.server().kill();

            Retry.until(
                    "the gateway to notice that its server is gone",
                    () -> getText(pair.http(), "/readyz").startsWith("503 "));
            assertTrue(getText(pair.http(), "/readyz").contains("link"), () -> getText(pair.http(), "/readyz"));
            assertEquals("200 ok", getText(pair.http(), "/livez").strip());
            assertEquals(
                    503,
                    assertThrows(WireClient.UpgradeRejected.class, () -> WireClient.open(alice, Optional.empty()))
                            .status());
            assertTrue(alice.rejection("user.me").retryable());
            assertEquals(
                    4100,
                    socket.closeCodeWithin(WireClient.TIMEOUT.multipliedBy(2)),
                    "no socket stays open without events");

            pair.server().restart();
            Retry.until(
                    "the gateway to find its server",
                    () -> getText(pair.http(), "/readyz").startsWith("200 "));
        }
        try (WireClient back = WireClient.open(alice, Optional.of(position))) {
            back.awaitType("resumed");
        }
    }

    @Test
    void configurationFileOfTheWebServerIsNotRead() throws IOException {
        RunningPair pair = RunningPair.start(programs, programs.folder());
        Path elsewhere = programs.folder();
        Files.writeString(elsewhere.resolve("application.yaml"), "server: [this is: not even YAML");
        pair.server().kill();
        pair.server().launchUnder(List.of("env", "-C", elsewhere.toString()));
        TestProcess program = pair.server().program();
        program.awaitLine("that its gateway attached again", line -> line.contains("attached at"));
        assertEquals(0, program.stop());
        assertFalse(program.report().contains("application.yaml"), program::report);
    }

    @Test
    void shutdownOfAServerDoesNotWaitForSubscribers() {
        Path secret = RunningPair.secretFile(programs);
        RunningServer server = RunningServer.start(
                programs, programs.folder(), secret, "server.stop-timeout=30m"); // longer than the timeout of the test
        RunningGateway gateway = RunningGateway.start(programs, server, secret);
        RpcCaller.of(gateway.http()).awaitReady();
        try (WireClient socket = WireClient.open(RpcCaller.of(gateway.http()).signIn("alice"), Optional.empty())) {
            socket.awaitType("hello");
            assertEquals(0, server.program().stop());
        }
    }

    @Test
    void gatewayWithAnotherSecretIsRejected() throws IOException {
        Path data = programs.folder();
        RunningServer server = RunningServer.start(programs, data, RunningPair.secretFile(programs));
        RunningGateway untrusted = RunningGateway.start(programs, server, RunningPair.secretFile(programs));
        untrusted.program().awaitLine("that it has no stream from the server", line -> line.contains("no stream from"));
        assertTrue(getText(untrusted.http(), "/readyz").startsWith("503 "), () -> getText(untrusted.http(), "/readyz"));
        RpcCallRejected refused = RpcCaller.of(untrusted.http()).rejection("auth.login", "username", "alice");
        assertTrue(refused.status() >= 400, refused::getMessage);
        assertEquals(
                "ok",
                RpcCaller.of(server.http()).call("rpc.health").get("status").textValue());
    }

    // ---- Shutdown ----

    @ParameterizedTest
    @EnumSource
    void sigtermDrainsAndExitsWithZero(Deployment deployment) {
        RunningSystem system = deployment.start(programs, programs.folder());
        RpcCaller alice = system.signIn("alice");
        long seq = alice.call("message.send", "channel_id", 1, "text", "the last word")
                .get("seq")
                .longValue();
        try (WireClient socket = WireClient.open(alice, Optional.empty())) {
            socket.awaitType("hello");
            switch (system) {
                case RunningStart start -> assertEquals(0, start.program().stop(), start.program()::report);
                case RunningPair pair -> {
                    assertEquals(
                            0, pair.gateway().program().stop(), pair.gateway().program()::report);
                    assertEquals(
                            0, pair.server().program().stop(), pair.server().program()::report);
                }
            }
            JsonNode draining = socket.awaitType("draining").json();
            assertTrue(draining.get("retry_after_ms").longValue() >= 0, draining::toString);
            assertEquals(4201, socket.closeCode());
        }
        system.restartAll();
        assertEquals(seq, alice.call("session.bootstrap").get("seq").longValue());
    }

    // ---- Failed starts ----

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
    void wrongConfigurationExitsWithTwoAndOneLine() throws IOException {
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

    // ---- Logs ----

    @Test
    void logsContainNoSecretAndNoMessage() {
        RunningPair pair = RunningPair.start(programs, programs.folder());
        RpcCaller alice = pair.signIn("alice");
        try (WireClient socket = WireClient.open(alice, Optional.empty())) {
            socket.awaitType("hello");
            socket.awaitSeq(alice.call("message.send", "channel_id", 1, "text", "eyes-only-3f7a")
                    .get("seq")
                    .longValue());
        }
        alice.rejection("message.send", "channel_id", 999, "text", "eyes-only-3f7a");
        pair.gateway().program().stop();
        pair.server().program().stop();
        for (TestProcess program :
                List.of(pair.gateway().program(), pair.server().program())) {
            assertFalse(program.report().contains("eyes-only"), program::report);
            assertFalse(program.report().contains(alice.token()), program::report);
        }
    }
}
