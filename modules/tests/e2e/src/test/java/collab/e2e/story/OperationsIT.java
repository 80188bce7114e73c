package collab.e2e.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What operators depend on: the connection between the processes, shutdown, and logs. */
class OperationsIT {
    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    // ---- Connections ----

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
            socket.awaitSeq(alice.call("message.send", "channel_id", 1, "text", "after the timeout")
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
                    "the gateway to detect that its server has stopped",
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
                    "the gateway to reach its server",
                    () -> getText(pair.http(), "/readyz").startsWith("200 "));
        }
        try (WireClient resumed = WireClient.open(alice, Optional.of(position))) {
            resumed.awaitType("resumed");
        }
    }

    @Test
    void configurationFileOfTheWebServerIsNotRead() throws IOException {
        RunningPair pair = RunningPair.start(programs, programs.folder());
        Path folder = programs.folder();
        Files.writeString(folder.resolve("application.yaml"), "server: [this is: not even YAML");
        pair.server().kill();
        pair.server().launchUnder(List.of("env", "-C", folder.toString()));
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
        RpcCallRejected rejected = RpcCaller.of(untrusted.http()).rejection("auth.login", "username", "alice");
        assertTrue(rejected.status() >= 400, rejected::getMessage);
        assertEquals(
                "ok",
                RpcCaller.of(server.http()).call("rpc.health").get("status").textValue());
    }

    // ---- Shutdown ----

    @ParameterizedTest
    @EnumSource
    void sigtermDrainsSocketsAndExitsWithZero(Deployment deployment) {
        RunningSystem system = deployment.start(programs, programs.folder());
        RpcCaller alice = system.signIn("alice");
        long seq = alice.call("message.send", "channel_id", 1, "text", "the last message")
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

    // ---- Logs ----

    @Test
    void logsContainNoSecretAndNoMessage() {
        RunningPair pair = RunningPair.start(programs, programs.folder());
        RpcCaller alice = pair.signIn("alice");
        try (WireClient socket = WireClient.open(alice, Optional.empty())) {
            socket.awaitType("hello");
            socket.awaitSeq(alice.call("message.send", "channel_id", 1, "text", "secret-text-3f7a")
                    .get("seq")
                    .longValue());
        }
        alice.rejection("message.send", "channel_id", 999, "text", "secret-text-3f7a");
        pair.gateway().program().stop();
        pair.server().program().stop();
        for (TestProcess program :
                List.of(pair.gateway().program(), pair.server().program())) {
            assertFalse(program.report().contains("secret-text"), program::report);
            assertFalse(program.report().contains(alice.token()), program::report);
        }
    }

    /** Returns the status and the body. */
    static String getText(URI process, String path) {
        try {
            HttpResponse<String> response = RpcCaller.of(process).get(path);
            return response.statusCode() + " " + response.body();
        } catch (IOException unreachable) {
            return "unreachable: " + unreachable;
        }
    }
}
