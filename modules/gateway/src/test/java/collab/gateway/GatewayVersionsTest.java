package collab.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.gateway.config.GatewayConfig;
import collab.gateway.config.HttpConfig;
import collab.gateway.config.HttpLimits;
import collab.gateway.config.LinkConfig;
import collab.gateway.config.LinkTimes;
import collab.gateway.config.SessionConfig;
import collab.gateway.session.Events;
import collab.runtime.Metrics;
import collab.runtime.Readiness;
import collab.runtime.rpc.RpcExchange;
import collab.websocket.SocketConfig;
import collab.wire.socket.v2.ClientFrame;
import collab.wire.socket.v2.Pong;
import collab.wire.socket.v2.ServerFrame;
import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A gateway between a server and clients of the current and the previous version, over real connections. */
@Timeout(120)
final class GatewayVersionsTest {
    private static final List<String> V1 = List.of();
    private static final List<String> V2_PROTO = List.of("collab.v2.proto");
    private static final List<String> EITHER = List.of("collab.v2.json", "collab.v1.json");

    private final FakeServer server = newServer();
    private final Readiness readiness = new Readiness();
    private final Metrics metrics = new Metrics();
    private Gateway gateway;

    private static FakeServer newServer() {
        try {
            FakeServer server = FakeServer.start();
            server.login("alice-token", 1);
            return server;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void start(int versionMax) throws Exception {
        LinkConfig link = LinkConfig.plain(server.target(), FakeServer.SECRET, "gateway-1")
                .withVersionMax(versionMax)
                .withTimes(new LinkTimes(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(30),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30)));
        HttpConfig http =
                new HttpConfig("127.0.0.1", 0, Set.of(), Set.of(), new HttpLimits(1000, 100, Duration.ofSeconds(5)));
        gateway = Gateway.start(
                new GatewayConfig(http, Duration.ofSeconds(5), link, SessionConfig.DEFAULT, SocketConfig.DEFAULT),
                call -> RpcExchange.Reply.empty(Map.of()),
                metrics,
                readiness);
        server.await("hello", request -> request.hasHello());
        awaitReady();
    }

    private void awaitReady() {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!readiness.problems().isEmpty()) {
            if (System.nanoTime() > end)
                throw new AssertionError(readiness.problems().toString());
            Thread.onSpinWait();
        }
    }

    @AfterEach
    void stop() {
        if (gateway != null) gateway.close();
        server.close();
    }

    private BrowserClient alice(List<String> protocols, String query) {
        return BrowserClient.openVersion(protocols, gateway, 1, "alice-token", query);
    }

    @Test
    void clientWithoutSubprotocolGetsVersionOne() throws Exception {
        start(2);
        BrowserClient alice = alice(V1, "");
        assertEquals("", alice.protocol());
        long seq = server.publish(Events.deleted(7), 1);
        JsonNode event = alice.next("message.deleted");
        assertEquals(
                "{\"seq\":" + seq + ",\"type\":\"message.deleted\",\"message_id\":7,\"channel_id\":1}",
                event.toString());
        alice.send("{\"type\":\"pong\"}");
        alice.close();

        long missed = server.publish(Events.deleted(8), 1);
        BrowserClient back = alice(V1, "?resume_from=" + seq);
        assertEquals(missed, back.next("message.deleted").get("seq").asLong());
        BrowserClient lost = alice(V1, "?resume_from=" + (missed + 5));
        assertEquals("{\"type\":\"resume.failed\"}", lost.next("resume.failed").toString());
        lost.send("{\"type\":\"message.send\"}");
        assertEquals(1008, lost.closeCode());
        server.revoke(1);
        assertEquals("session.revoked", back.next("session.revoked").get("type").asText());
        assertEquals(1008, back.closeCode());
    }

    @Test
    void clientCanNegotiateBinaryFrames() throws Exception {
        start(2);
        BrowserClient alice = alice(V2_PROTO, "");
        assertEquals("collab.v2.proto", alice.protocol());
        ServerFrame hello = alice.nextBinary();
        assertEquals(2, hello.getHello().getV());
        long seq = server.publish(Events.deleted(7), 1);
        ServerFrame event = nextEvent(alice);
        assertEquals(List.of(seq, hello.getHello().getHead()), List.of(event.getSeq(), event.getPrev()));
        alice.send(ClientFrame.newBuilder()
                .setPong(Pong.newBuilder().setLast(seq))
                .build()
                .toByteArray());
        long missed = server.publish(Events.deleted(8), 1);
        assertEquals(seq, nextEvent(alice).getPrev());
        alice.close();

        BrowserClient back = alice(V2_PROTO, "?resume_from=" + seq + "&epoch=e1");
        assertEquals(ServerFrame.KindCase.HELLO, back.nextBinary().getKindCase());
        assertEquals(missed, back.nextBinary().getSeq());
        assertEquals(missed, back.nextBinary().getResumed().getTo());
        back.send("{\"type\":\"pong\"}");
        assertEquals(1003, back.closeCode());
        BrowserClient wrong = alice(V2_PROTO, "");
        wrong.send(new byte[] {8, 1});
        assertEquals(4002, wrong.closeCode());
    }

    /** The next logged event; skips signals. */
    private static ServerFrame nextEvent(BrowserClient browser) throws Exception {
        ServerFrame frame = browser.nextBinary();
        while (frame.getSeq() == 0) frame = browser.nextBinary();
        return frame;
    }

    @Test
    void onlyVersionOneIsOfferedWhenServerUsesVersionOne() throws Exception {
        server.useVersion(1);
        start(2);
        assertEquals(400, BrowserClient.rejectionStatus(gateway, "/ws/user/1", "Authorization", "Bearer alice-token"));
        BrowserClient alice = alice(EITHER, "");
        assertEquals("collab.v1.json", alice.protocol());
        long seq = server.publish(Events.deleted(7), 1);
        assertEquals(seq, alice.next("message.deleted").get("seq").asLong());
        assertEquals(List.of(1, 2), offered());
    }

    @Test
    void versionMaxLimitsTheOfferedVersions() throws Exception {
        server.useVersion(1);
        start(1);
        assertEquals(List.of(1), offered());
        BrowserClient alice = alice(EITHER, "");
        assertEquals("collab.v1.json", alice.protocol());
    }

    private List<Integer> offered() throws Exception {
        return server.await("hello", request -> request.hasHello()).getHello().getVersionsList();
    }

    /** The server is replaced while sockets are open: first by an older version, then by a newer one. */
    @Test
    void serverVersionChangeLosesNoEvent() throws Exception {
        start(2);
        BrowserClient newer = alice(EITHER, "");
        BrowserClient older = alice(V1, "");
        newer.next("hello");
        long first = server.publish(Events.deleted(7), 1);
        newer.next("message.deleted");
        older.next("message.deleted");
        server.awaitAcknowledged(first);

        server.useVersion(1);
        server.endStream(Status.UNAVAILABLE);
        assertEquals(4210, newer.closeCode());
        awaitReady();
        long second = server.publish(Events.deleted(8), 1);
        assertEquals(second, older.next("message.deleted").get("seq").asLong());
        BrowserClient back = alice(EITHER, "?resume_from=" + first + "&epoch=e1");
        assertEquals("collab.v1.json", back.protocol());
        assertEquals(second, back.next("message.deleted").get("seq").asLong());

        server.awaitAcknowledged(second);
        server.useVersion(2);
        server.clearRequests();
        server.endStream(Status.UNAVAILABLE);
        server.await("hello", request -> request.hasHello());
        awaitReady();
        long third = server.publish(Events.deleted(9), 1);
        assertEquals(third, older.next("message.deleted").get("seq").asLong());
        assertEquals(third, back.next("message.deleted").get("seq").asLong());
        BrowserClient again = alice(EITHER, "?resume_from=" + first + "&epoch=e1");
        assertEquals("collab.v2.json", again.protocol());
        again.next("hello");
        assertEquals(second, again.next("message.deleted").get("seq").asLong());
        assertEquals(third, again.next("message.deleted").get("seq").asLong());
        assertEquals(third, again.next("resumed").get("to").asLong());
    }

    @Test
    void unknownEventTypeIsSkippedAndCounted() throws Exception {
        start(2);
        BrowserClient alice = alice(EITHER, "");
        alice.next("hello");
        server.publish(Events.unknown(), 1);
        long seq = server.publish(Events.deleted(8), 1);
        assertEquals(seq, alice.next("message.deleted").get("seq").asLong());
        server.awaitAcknowledged(seq);
        assertTrue(metrics.page().contains("collab_gateway_unknown_events_total 1\n"), metrics.page());
    }
}
