package collab.fanout.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.fanout.LinkFixture;
import collab.fanout.RawHttp2;
import collab.fanout.config.FanoutConfig;
import collab.wire.link.v1.EventStreamGrpc;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("security")
class LinkConnectionTest {
    private static final Duration FIRST_CALL = Duration.ofSeconds(10);
    private static final Duration HEARTBEAT =
            FanoutConfig.Link.standard().heartbeats().interval();
    private static final int SILENT_HEARTBEATS_MAX =
            FanoutConfig.Link.standard().heartbeats().silentMax();

    private final LinkFixture server = LinkFixture.withConnectionDeadlines(FIRST_CALL, SILENT_HEARTBEATS_MAX);

    @AfterEach
    void close() {
        server.close();
    }

    private void assertEnded(RawHttp2 client) throws IOException {
        assertEquals(Optional.empty(), client.next(RawHttp2.HEADERS, -1));
    }

    private double disconnected(String reason) {
        return server.metrics
                .page()
                .lines()
                .filter(line -> line.startsWith("collab_link_connections_cut_total{reason=\"" + reason + "\"} "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    /** Returns when the server has accepted the connection; it sets the deadline before it reads. */
    private RawHttp2 connect(boolean sendPreface) throws IOException {
        return connect(server, sendPreface);
    }

    private static RawHttp2 connect(LinkFixture server, boolean sendPreface) throws IOException {
        int waiting = server.scheduler.waiting();
        RawHttp2 client = RawHttp2.connect(server.port());
        if (sendPreface) client.sendPreface();
        while (server.scheduler.waiting() == waiting) Thread.onSpinWait();
        return client;
    }

    @Test
    void connectionWithoutBytesIsClosedAtDeadline() throws Exception {
        try (RawHttp2 silent = connect(false)) {
            server.scheduler.advance(FIRST_CALL);
            assertEnded(silent);
        }
    }

    @Test
    void connectionWithoutCallIsClosedAtDeadline() throws Exception {
        try (RawHttp2 idle = connect(true)) {
            idle.awaitProcessed();
            server.scheduler.advance(FIRST_CALL);
            assertEnded(idle);
        }
    }

    /**
     * The first frame that a peer receives must be our SETTINGS (RFC 9113, section 3.4), however long the peer was
     * silent before.
     */
    @Test
    void peerIsNotPingedBeforeSettings() throws Exception {
        try (LinkFixture patient =
                LinkFixture.withConnectionDeadlines(HEARTBEAT.multipliedBy(3), SILENT_HEARTBEATS_MAX)) {
            for (int connections = 0; connections < 20; connections++) {
                try (RawHttp2 late = connect(patient, false)) {
                    patient.scheduler.advance(HEARTBEAT.multipliedBy(2));
                    late.sendPreface();
                    assertEquals(RawHttp2.SETTINGS, late.next().orElseThrow().type());
                }
            }
        }
    }

    /**
     * Helidon answers a frame for an ended call by closing the connection; a rejection before the first message would
     * lose its reason.
     */
    @Test
    void callWithoutSecretIsRejectedAfterItsFirstMessage() throws Exception {
        try (RawHttp2 unauthenticated = connect(true)) {
            unauthenticated.call(EventStreamGrpc.getAttachMethod().getFullMethodName(), "guessed");
            unauthenticated.awaitProcessed();
            unauthenticated.sendMessage();
            assertTrue(unauthenticated
                    .next(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM)
                    .isPresent());
            unauthenticated.awaitProcessed();
        }
    }

    @Test
    void peerThatAnswersPingsStaysConnected() throws Exception {
        try (RawHttp2 quiet = connect(true)) {
            quiet.watchHealth();
            quiet.awaitProcessed();
            server.scheduler.advance(HEARTBEAT);
            for (int heartbeats = 0; heartbeats < 3 * SILENT_HEARTBEATS_MAX; heartbeats++) {
                server.scheduler.advance(HEARTBEAT);
                quiet.send(
                        RawHttp2.PING,
                        RawHttp2.ACK,
                        0,
                        quiet.next(RawHttp2.PING, 0).orElseThrow().payload());
                quiet.awaitProcessed();
                server.scheduler.advance(HEARTBEAT);
            }
            assertEquals(0, disconnected("silence"));
        }
    }

    /** A half-open connection: the peer's machine is gone, and the server receives no notice of it. */
    @Test
    void peerThatAnswersNoPingIsDisconnectedAfterSilenceMax() throws Exception {
        try (RawHttp2 unresponsive = connect(true)) {
            unresponsive.watchHealth();
            unresponsive.awaitProcessed();
            server.scheduler.advance(HEARTBEAT.multipliedBy(SILENT_HEARTBEATS_MAX));
            assertEquals(0, disconnected("silence"));
            server.scheduler.advance(HEARTBEAT);
            assertEquals(1, disconnected("silence"));
            assertEnded(unresponsive);
        }
    }

    /**
     * The story: when a watcher of the health service had been disconnected, draining threw, and closing stopped
     * halfway.
     */
    @Test
    void disconnectedHealthWatcherDoesNotBlockDraining() throws Exception {
        try (RawHttp2 unresponsive = connect(true);
                RawHttp2 responsive = connect(true)) {
            for (RawHttp2 watcher : List.of(unresponsive, responsive)) {
                watcher.watchHealth();
                watcher.next(RawHttp2.DATA, 0).orElseThrow();
            }
            server.scheduler.advance(HEARTBEAT.multipliedBy(SILENT_HEARTBEATS_MAX));
            responsive.awaitProcessed();
            server.scheduler.advance(HEARTBEAT);
            assertEnded(unresponsive);
            server.fanout.drain();
            assertTrue(responsive.next(RawHttp2.DATA, 0).isPresent(), "the remaining watcher is notified");
        }
    }

    /**
     * The story: the server closes the fanout before its listener and again with its other resources, and each stop
     * logged a warning.
     */
    @Test
    void secondCloseLogsNothing() {
        Logger health = Logger.getLogger("io.grpc.protobuf.services.HealthServiceImpl");
        List<String> logged = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        health.addHandler(handler);
        try {
            server.fanout.close();
            server.fanout.close();
        } finally {
            health.removeHandler(handler);
        }
        assertEquals(List.of(), logged);
    }

    @Test
    void peerThatSendsTooManyPingsIsDisconnectedWithGoaway() throws Exception {
        try (RawHttp2 pinging = connect(true)) {
            pinging.watchHealth();
            pinging.next(RawHttp2.DATA, 0).orElseThrow(); // from here on the server sends no frames of its own
            pinging.awaitProcessed();
            for (int number = 0; number <= LinkConnection.PINGS_MAX; number++) pinging.ping(number);
            byte[] goaway = pinging.next(RawHttp2.GOAWAY, 0).orElseThrow().payload();
            assertTrue(
                    new String(goaway, StandardCharsets.ISO_8859_1).endsWith("too_many_pings"),
                    () -> new String(goaway, StandardCharsets.ISO_8859_1));
            assertEnded(pinging);
            assertEquals(1, disconnected("pings"));
        }
    }

    @Test
    void fewPingsPerHeartbeatAreAccepted() throws Exception {
        try (RawHttp2 peer = connect(true)) {
            peer.watchHealth();
            for (int heartbeats = 0; heartbeats < 3; heartbeats++) {
                for (int number = 0; number < LinkConnection.PINGS_MAX / 2; number++) peer.awaitProcessed();
                server.scheduler.advance(HEARTBEAT);
            }
            peer.awaitProcessed();
            assertEquals(0, disconnected("pings"));
        }
    }
}
