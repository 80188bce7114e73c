package collab.e2e.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RawSocketClient;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningGateway;
import collab.e2e.harness.RunningPair;
import collab.e2e.harness.RunningServer;
import collab.e2e.harness.RunningStart;
import collab.e2e.harness.WireClient;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Versions may differ: a server, a gateway and a browser of this release and of the previous one, in every combination.
 * The older side is this build with its protocol version limited; what it sends is pinned by the golden files of {@code
 * wire} and {@code gateway}.
 */
class VersionsIT {
    private static final List<String> OLDER = List.of();
    private static final List<String> NEWER = List.of("collab.v2.json", "collab.v1.json");

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    @ParameterizedTest(name = "server {0}, gateway {1}")
    @CsvSource({"1,1", "1,2", "2,1", "2,2"})
    void everyCombinationDeliversAllEvents(int server, int gateway) {
        Path secret = RunningPair.secretFile(programs);
        RunningServer running = RunningServer.start(programs, programs.folder(), secret, "link.version-max=" + server);
        RunningGateway gatewayProcess =
                RunningGateway.start(programs, running, secret, "gateway.version-max=" + gateway);
        RpcCaller.of(gatewayProcess.http()).awaitReady();
        RpcCaller alice = RpcCaller.of(gatewayProcess.http()).signIn("alice");
        RpcCaller bob = RpcCaller.of(gatewayProcess.http()).signIn("bob");
        int common = Math.min(server, gateway);

        WireClient.Position position = WireClient.Position.of(bob.call("session.bootstrap"));
        try (RawSocketClient older = RawSocketClient.open(bob, OLDER, "?resume_from=" + position.seq());
                RawSocketClient newer = RawSocketClient.open(bob, NEWER, from(position))) {
            assertEquals("", older.protocol());
            assertEquals(common == 2 ? "collab.v2.json" : "collab.v1.json", newer.protocol());
            long both = send(
                    alice, "both sockets are live"); // otherwise the first typing signal would reach only one of them
            older.awaitSeq(both);
            newer.awaitSeq(both);
            assertLiveEvents(alice, bob, older, 1);
            assertLiveEvents(alice, bob, newer, common);
        }
        assertResume(alice, bob, OLDER, 1);
        assertResume(alice, bob, NEWER, common);
    }

    private static void assertLiveEvents(RpcCaller alice, RpcCaller bob, RawSocketClient client, int version) {
        long seq = send(alice, "hello in version " + version);
        JsonNode created = client.awaitSeq(seq);
        assertEquals("message.created", created.get("type").textValue());
        assertEquals(
                "hello in version " + version,
                content(created, version).get("message").get("text").textValue());
        if (version == 1) {
            assertEquals(List.of("seq", "type", "message", "last_no"), names(created));
            assertTrue(client.all().stream()
                    .noneMatch(frame -> frame.path("type").asText().equals("hello")));
        } else {
            assertEquals(List.of("prev", "seq", "v", "type", "at", "event"), names(created));
        }
        long read = bob.call(
                        "read.mark",
                        "channel_id",
                        1,
                        "message_id",
                        content(created, version).get("message").get("id").longValue())
                .get("seq")
                .longValue();
        JsonNode state = client.awaitSeq(read);
        if (version == 1) {
            assertEquals(List.of("seq", "type", "user_id", "channel_id", "last_read_msg"), names(state));
            assertEquals("read.updated", state.get("type").textValue());
            assertEquals(bob.userId(), state.get("user_id").longValue());
        } else {
            assertEquals("read.state", state.get("type").textValue());
        }
        alice.call("typing.relay", "channel_id", 1);
        client.awaitType(version == 1 ? "typing.start" : "typing.started");
    }

    private static JsonNode content(JsonNode event, int version) {
        return version == 1 ? event : event.get("event");
    }

    private static List<String> names(JsonNode frame) {
        List<String> names = new ArrayList<>();
        frame.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void assertResume(RpcCaller alice, RpcCaller bob, List<String> offers, int version) {
        WireClient.Position position = WireClient.Position.of(bob.call("session.bootstrap"));
        long first = send(alice, "while you were away");
        long second = send(alice, "and again");
        try (RawSocketClient back = RawSocketClient.open(bob, offers, from(position))) {
            long third = send(alice, "now live");
            back.awaitSeq(third);
            assertEquals(List.of(first, second, third), back.seqs());
        }
        WireClient.Position beyond = new WireClient.Position(position.seq() + 1_000_000, position.epoch());
        try (RawSocketClient lost = RawSocketClient.open(bob, offers, from(beyond))) {
            JsonNode failed = lost.awaitType("resume.failed");
            assertEquals(version == 1 ? List.of("type") : List.of("type", "reason", "head"), names(failed));
        }
    }

    /** A position with its epoch, which is optional in version 1. */
    private static String from(WireClient.Position position) {
        return "?resume_from=" + position.seq() + "&epoch=" + position.epoch();
    }

    private static long send(RpcCaller caller, String text) {
        return caller.call("message.send", "channel_id", 1, "text", text)
                .get("seq")
                .longValue();
    }

    @Test
    void browserCanChooseBinaryFrames() {
        RunningStart start = RunningStart.start(programs, programs.folder());
        RpcCaller alice = start.signIn("alice");
        RpcCaller bob = start.signIn("bob");
        WireClient.Position position = WireClient.Position.of(bob.call("session.bootstrap"));
        try (RawSocketClient client = RawSocketClient.open(bob, List.of("collab.v2.proto"), from(position))) {
            assertEquals("collab.v2.proto", client.protocol());
            client.awaitType("resumed");
            long first = send(alice, "in binary");
            assertEquals("in binary", client.awaitSeq(first).get("text").textValue());
            long second = send(alice, "as well");
            assertEquals(first, client.awaitSeq(second).get("prev").longValue());
        }
    }
}
