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
import org.junit.jupiter.api.Test;

class LinkConnectionTest {
    private static final Duration FIRST_CALL = Duration.ofSeconds(10);
    private static final Duration BEAT = FanoutConfig.Link.standard().heartbeats().interval();
    private static final int SILENT_BEATS_MAX = FanoutConfig.Link.standard().heartbeats().silentMax();

    private final LinkFixture server = LinkFixture.minding(FIRST_CALL, SILENT_BEATS_MAX);

    @AfterEach
    void close() {
        server.close();
    }

    private void assertEnded(RawHttp2 client) throws IOException {
        assertEquals(Optional.empty(), client.next(RawHttp2.HEADERS, -1));
    }

    private double cut(String reason) {
        return server.metrics
                .page()
                .lines()
                .filter(line -> line.startsWith("collab_link_connections_cut_total{reason=\"" + reason + "\"} "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    /** Until the server has taken the connection; the deadline is set before anybody reads from it. */
    private RawHttp2 connect(boolean begin) throws IOException {
        return connect(server, begin);
    }

    private static RawHttp2 connect(LinkFixture server, boolean begin) throws IOException {
        int waiting = server.scheduler.waiting();
        RawHttp2 client = RawHttp2.connect(server.port());
        if (begin) client.begin();
        while (server.scheduler.waiting() == waiting) Thread.onSpinWait();
        return client;
    }

    @Test
    void whoConnectsAndSaysNothingIsCut() throws Exception {
        try (RawHttp2 silent = connect(false)) {
            server.scheduler.advance(FIRST_CALL);
            assertEnded(silent);
        }
    }

    @Test
    void whoGreetsAndCallsNothingIsCut() throws Exception {
        try (RawHttp2 idle = connect(true)) {
            idle.settle();
            server.scheduler.advance(FIRST_CALL);
            assertEnded(idle);
        }
    }

    /** The first thing a peer hears are our settings (RFC 9113, 3.4), however long it has said nothing before. */
    @Test
    void whoHasNotBeenGreetedIsNotPinged() throws Exception {
        try (LinkFixture patient = LinkFixture.minding(BEAT.multipliedBy(3), SILENT_BEATS_MAX)) {
            for (int connections = 0; connections < 20; connections++) {
                try (RawHttp2 late = connect(patient, false)) {
                    patient.scheduler.advance(BEAT.multipliedBy(2));
                    late.begin();
                    assertEquals(RawHttp2.SETTINGS, late.next().orElseThrow().type());
                }
            }
        }
    }

    /** Refused at once, their words would end the connection, and with it the reason. */
    @Test
    void aStrangerIsRefusedBehindTheirWords() throws Exception {
        try (RawHttp2 stranger = connect(true)) {
            stranger.call(EventStreamGrpc.getAttachMethod().getFullMethodName(), "guessed");
            stranger.settle();
            stranger.message();
            assertTrue(stranger.next(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM)
                    .isPresent());
            stranger.settle();
        }
    }

    @Test
    void whoAnswersPingsMayBeSilentForEver() throws Exception {
        try (RawHttp2 quiet = connect(true)) {
            quiet.watchHealth();
            quiet.settle();
            server.scheduler.advance(BEAT);
            for (int beats = 0; beats < 3 * SILENT_BEATS_MAX; beats++) {
                server.scheduler.advance(BEAT);
                quiet.send(
                        RawHttp2.PING,
                        RawHttp2.ACK,
                        0,
                        quiet.next(RawHttp2.PING, 0).orElseThrow().payload());
                quiet.settle();
                server.scheduler.advance(BEAT);
            }
            assertEquals(0, cut("silence"));
        }
    }

    /** A half-open connection: the peer's machine is gone, and nothing tells us. */
    @Test
    void whoAnswersNoPingIsCutWithinTheSilenceAllowedAndABeat() throws Exception {
        try (RawHttp2 gone = connect(true)) {
            gone.watchHealth();
            gone.settle();
            server.scheduler.advance(BEAT.multipliedBy(SILENT_BEATS_MAX));
            assertEquals(0, cut("silence"));
            server.scheduler.advance(BEAT);
            assertEquals(1, cut("silence"));
            assertEnded(gone);
        }
    }

    /** The story: a watcher of the health whose connection was cut made draining throw, and closing stop half-way. */
    @Test
    void aWatcherWhoIsGoneKeepsNobodyFromLeaving() throws Exception {
        try (RawHttp2 gone = connect(true);
                RawHttp2 here = connect(true)) {
            for (RawHttp2 watcher : List.of(gone, here)) {
                watcher.watchHealth();
                watcher.next(RawHttp2.DATA, 0).orElseThrow();
            }
            server.scheduler.advance(BEAT.multipliedBy(SILENT_BEATS_MAX));
            here.settle();
            server.scheduler.advance(BEAT);
            assertEnded(gone);
            server.fanout.drain();
            assertTrue(here.next(RawHttp2.DATA, 0).isPresent(), "the others hear of it");
        }
    }

    /** The story: a server closes this before its listener and once more with all it has opened, and each stop logged a warning. */
    @Test
    void closingTwiceIsFine() {
        Logger health = Logger.getLogger("io.grpc.protobuf.services.HealthServiceImpl");
        List<String> said = new CopyOnWriteArrayList<>();
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord line) {
                said.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        health.addHandler(listener);
        try {
            server.fanout.close();
            server.fanout.close();
        } finally {
            health.removeHandler(listener);
        }
        assertEquals(List.of(), said);
    }

    @Test
    void whoPingsWithoutEndIsToldToCalmDownAndCut() throws Exception {
        try (RawHttp2 nuisance = connect(true)) {
            nuisance.watchHealth();
            nuisance.next(RawHttp2.DATA, 0).orElseThrow(); // from here on we send nothing of our own
            nuisance.settle();
            for (int number = 0; number <= LinkConnection.PINGS_MAX; number++) nuisance.ping(number);
            byte[] farewell = nuisance.next(RawHttp2.GOAWAY, 0).orElseThrow().payload();
            assertTrue(
                    new String(farewell, StandardCharsets.ISO_8859_1).endsWith("too_many_pings"),
                    () -> new String(farewell, StandardCharsets.ISO_8859_1));
            assertEnded(nuisance);
            assertEquals(1, cut("pings"));
        }
    }

    @Test
    void aFewPingsABeatAreFine() throws Exception {
        try (RawHttp2 careful = connect(true)) {
            careful.watchHealth();
            for (int beats = 0; beats < 3; beats++) {
                for (int number = 0; number < LinkConnection.PINGS_MAX / 2; number++) careful.settle();
                server.scheduler.advance(BEAT);
            }
            careful.settle();
            assertEquals(0, cut("pings"));
        }
    }
}
