package collab.fanout.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.fanout.FakeGateway;
import collab.fanout.LinkFixture;
import collab.fanout.RawHttp2;
import collab.fanout.config.FanoutConfig;
import collab.wire.link.v1.EventStreamGrpc;
import io.grpc.health.v1.HealthGrpc;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What peers of the link cannot do, with and without the secret. In each test a gateway is attached, and it still works at the
 * end.
 */
@Tag("security")
class LinkAttackTest {
    private static final Duration AUTHENTICATION = Duration.ofSeconds(10);
    private static final String CHECK = HealthGrpc.getCheckMethod().getFullMethodName();
    private static final String WATCH = HealthGrpc.getWatchMethod().getFullMethodName();
    private static final String ATTACH = EventStreamGrpc.getAttachMethod().getFullMethodName();
    private static final String SECRET = LinkFixture.SECRET;
    private static final String GUESS = "guessed";

    private final LinkFixture server = LinkFixture.withConnectionDeadlines(
            AUTHENTICATION, FanoutConfig.Link.standard().heartbeats().silentMax());
    private final FakeGateway member = server.gateway("member").hello();

    LinkAttackTest() {
        member.welcome();
    }

    @AfterEach
    void memberStillWorks() {
        try {
            member.awaitProcessedKeepingEnvelopes();
            assertEquals(1, value("collab_link_gateways"));
        } finally {
            server.close();
        }
    }

    private double value(String series) {
        return server.metrics
                .page()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private double cut(String reason) {
        return value("collab_link_connections_cut_total{reason=\"" + reason + "\"}");
    }

    private void awaitValue(double expected, String series) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (value(series) != expected && System.nanoTime() < end) Thread.onSpinWait();
        assertEquals(expected, value(series), series);
    }

    private RawHttp2 connect() throws IOException {
        RawHttp2 peer = RawHttp2.connect(server.port());
        peer.sendPreface();
        return peer;
    }

    private static void assertEnded(RawHttp2 peer) throws IOException {
        while (peer.next().isPresent()) continue;
    }

    private static void assertEndedWithGoaway(RawHttp2 peer) throws IOException {
        assertTrue(peer.next(RawHttp2.GOAWAY, 0).isPresent());
        assertEnded(peer);
    }

    // ---- Without the secret ----

    /** The story: ten connections with 8,000 calls each exhausted a heap of 256 MB. */
    @Test
    void unauthenticatedPeerHasOneCallPerConnection() throws Exception {
        try (RawHttp2 attacker = connect()) {
            for (int stream = 1; stream <= 199; stream += 2) attacker.call(stream, ATTACH, GUESS);
            assertEndedWithGoaway(attacker);
        } catch (IOException reset) {
            // The server closed the connection while calls were still being sent.
        }
        awaitValue(1, "collab_link_connections_cut_total{reason=\"violation\"}");
        awaitValue(1, "collab_link_calls");
    }

    @Test
    void unauthenticatedConnectionEndsAfterItsCheck() throws Exception {
        try (RawHttp2 attacker = connect()) {
            attacker.callToEnd(1, CHECK, GUESS);
            assertTrue(attacker.next(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM)
                    .isPresent());
            assertTrue(attacker.next(RawHttp2.GOAWAY, 0).isPresent());
            server.scheduler.advance(Duration.ofSeconds(1));
            assertEnded(attacker);
        }
    }

    /** A client that checked twice in a row was cut as an attacker when its second check crossed the GOAWAY after the first. */
    @Test
    void secondCheckOfUnauthenticatedPeerIsRefusedAndMayBeRepeated() throws Exception {
        try (RawHttp2 client = connect()) {
            client.callToEnd(1, CHECK, GUESS);
            assertTrue(client.next(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM)
                    .isPresent());
            client.callToEnd(3, CHECK, GUESS);
            RawHttp2.Frame refused = client.next(RawHttp2.RST_STREAM, 0).orElseThrow();
            assertEquals(List.of(3, 7), List.of(refused.stream(), (int) refused.payload()[3])); // REFUSED_STREAM
            server.scheduler.advance(Duration.ofSeconds(1));
            assertEnded(client);
        }
        assertEquals(0, cut("violation"));
    }

    @Test
    void rejectedPeerIsDisconnected() throws Exception {
        try (RawHttp2 attacker = connect()) {
            attacker.callToEnd(1, EventStreamGrpc.getAdmitMethod().getFullMethodName(), GUESS);
            assertTrue(attacker.next(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM)
                    .isPresent());
            assertTrue(attacker.next(RawHttp2.GOAWAY, 0).isPresent());
            server.scheduler.advance(Duration.ofSeconds(1));
            assertEnded(attacker);
        }
    }

    /** The story: calls whose answers could not be written, because the peer's window was 0, were held without a bound. */
    @Test
    void unauthenticatedPeerWithZeroWindowIsDisconnectedAtDeadline() throws Exception {
        List<RawHttp2> attackers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            RawHttp2 attacker = connect();
            attackers.add(attacker);
            attacker.sendInitialWindow(0);
            attacker.callToEnd(1, CHECK, GUESS);
        }
        awaitValue(11, "collab_link_calls");
        server.scheduler.advance(AUTHENTICATION);
        for (RawHttp2 attacker : attackers) {
            assertEnded(attacker);
            attacker.close();
        }
        awaitValue(1, "collab_link_calls");
        awaitValue(0, "collab_link_unauthenticated_connections");
    }

    /**
     * The story: a header of 3.9 KB that was referred to 15,000 times took 1.8 GB; 300 KB were sent.
     */
    @Test
    void headerBombIsRefusedBeforeItIsDecoded() throws Exception {
        byte[] value = new byte[3_900];
        Arrays.fill(value, (byte) 'x');
        ByteArrayOutputStream block = RawHttp2.headers(CHECK, GUESS);
        block.writeBytes(
                new byte[] {0x40, 1, 'a', 0x7f, (byte) 0xbd, 0x1d}); // a: value, added to the table; length 3,900
        block.writeBytes(value);
        for (int reference = 0; reference < 12_000; reference++) block.write(0x80 | 62);
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        long before = runtime.totalMemory() - runtime.freeMemory();
        for (int attack = 0; attack < 20; attack++) {
            try (RawHttp2 attacker = connect()) {
                attacker.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, block.toByteArray());
                assertEndedWithGoaway(attacker);
            }
        }
        long grown = runtime.totalMemory() - runtime.freeMemory() - before;
        assertTrue(grown < 64L << 20, "the heap has grown by " + grown + " bytes"); // one decoded block has 46 MB
        assertEquals(20, cut("violation"));
    }

    @Test
    void continuationFloodIsRefused() throws Exception {
        try (RawHttp2 attacker = connect()) {
            attacker.send(RawHttp2.HEADERS, 0, 1, RawHttp2.headers(CHECK, GUESS).toByteArray());
            for (int frame = 0; frame < 9; frame++) attacker.send(9, 0, 1);
            assertEndedWithGoaway(attacker);
        }
        assertEquals(1, cut("violation"));
    }

    @Test
    void frameAboveAnnouncedSizeIsRefused() throws Exception {
        try (RawHttp2 attacker = connect()) {
            attacker.awaitProcessed();
            attacker.sendRaw(new byte[] {0, 0x40, 1, 0, 0, 0, 0, 0, 1});
            assertEndedWithGoaway(attacker);
        }
        assertEquals(1, cut("violation"));
    }

    @Test
    void longMessageOfUnauthenticatedPeerResetsItsCall() throws Exception {
        try (RawHttp2 attacker = connect()) {
            attacker.call(1, CHECK, GUESS);
            attacker.send(RawHttp2.DATA, 0, 1, new byte[] {0, 0, 0, 4, 1});
            assertEquals(1, attacker.next(RawHttp2.RST_STREAM, 0).orElseThrow().stream());
        }
        assertEquals(1, cut("message"));
    }

    /**
     * Peers without the secret that made one health check each and answered pings took all connections of the listener, and no
     * gateway could attach.
     */
    @Test
    void unauthenticatedPeersCloseEachOtherAndGatewayAttaches() throws Exception {
        int addressMax = 128;
        List<RawHttp2> attackers = new ArrayList<>();
        for (int i = 0; i < addressMax + 40; i++) attackers.add(connect());
        awaitValue(40, "collab_link_connections_cut_total{reason=\"unauthenticated\"}");
        assertEquals(addressMax, value("collab_link_unauthenticated_connections"));
        FakeGateway late = server.gateway("late").hello();
        late.welcome();
        late.awaitProcessed();
        assertEquals(2, value("collab_link_gateways"));
        late.cancel();
        awaitValue(1, "collab_link_gateways");
        for (RawHttp2 attacker : attackers) attacker.close();
    }

    // ---- With the secret ----

    @Test
    void memberHasHundredCallsPerConnection() throws Exception {
        try (RawHttp2 busy = connect()) {
            byte[] settings = busy.next(RawHttp2.SETTINGS, 0).orElseThrow().payload();
            assertTrue(indexOf(settings, new byte[] {0, 3, 0, 0, 0, FrameGuard.STREAMS_MAX}) >= 0);
            for (int call = 0; call < FrameGuard.STREAMS_MAX; call++) busy.callToEnd(2 * call + 1, WATCH, SECRET);
            busy.awaitProcessed();
            busy.callToEnd(2 * FrameGuard.STREAMS_MAX + 1, WATCH, SECRET);
            assertEndedWithGoaway(busy);
        }
        awaitValue(1, "collab_link_calls");
    }

    @Test
    void memberMayMakeManyCallsOneAfterAnother() throws Exception {
        try (RawHttp2 busy = connect()) {
            for (int call = 0; call < 3 * FrameGuard.STREAMS_MAX; call++) {
                busy.callToEnd(2 * call + 1, CHECK, SECRET);
                assertTrue(busy.next(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM)
                        .isPresent());
            }
            busy.awaitProcessed();
        }
    }

    /**
     * The story: bytes behind a message of a refused length were read as further messages, and each of their frames was logged
     * with a stack trace: 10 MB made 244 MB of log.
     */
    @Test
    void tooLongMessageResetsItsCallAndOtherCallsContinue() throws Exception {
        try (RawHttp2 busy = connect()) {
            busy.callToEnd(1, WATCH, SECRET);
            busy.call(3, ATTACH, SECRET);
            busy.send(RawHttp2.DATA, 0, 3, new byte[] {0, 0x7f, -1, -1, -1});
            assertEquals(3, busy.next(RawHttp2.RST_STREAM, 0).orElseThrow().stream());
            for (int frame = 0; frame < 60; frame++) busy.send(RawHttp2.DATA, 0, 3, new byte[16_384]);
            busy.awaitProcessed();
            busy.callToEnd(5, CHECK, SECRET);
            assertEquals(
                    5, busy.next(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM).orElseThrow().stream());
            assertEquals(1, cut("message"));
        }
    }

    /**
     * The story: a gateway cancelled each read of the log after its last part. When the server had finished the call and a newer
     * one was open, Helidon ended the connection, and the stream of the gateway with it: 28 times in 30 s by one user.
     */
    @Test
    void lateResetOfFinishedCallIsIgnored() throws Exception {
        try (RawHttp2 gateway = connect()) {
            gateway.callToEnd(1, WATCH, SECRET);
            for (int stream = 3; stream < 150; stream += 4) {
                gateway.callToEnd(stream, CHECK, SECRET);
                assertTrue(gateway.next(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM)
                        .isPresent());
                gateway.callToEnd(stream + 2, WATCH, SECRET);
                gateway.reset(stream);
                gateway.awaitProcessed();
            }
        }
        assertEquals(0, cut("violation"));
    }

    /** The story: threads of calls waited for ever for frames of connections whose gateway had been killed. */
    @Test
    void callsEndWithTheirConnection() throws Exception {
        RawHttp2 killed = connect();
        killed.call(1, ATTACH, SECRET);
        killed.callToEnd(3, WATCH, SECRET);
        for (int stream = 5; stream < 100; stream += 2) killed.call(stream, ATTACH, SECRET);
        awaitValue(51, "collab_link_calls"); // with that of the member, which is an own connection
        killed.close();
        awaitValue(1, "collab_link_calls");
        awaitValue(1, "collab_link_connections");
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int at = 0; at + part.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) return at;
        }
        return -1;
    }
}
