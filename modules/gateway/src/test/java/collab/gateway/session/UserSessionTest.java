package collab.gateway.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.gateway.config.SessionConfig;
import collab.gateway.protocol.FlatJsonFrames;
import collab.gateway.protocol.SharedEvent;
import collab.websocket.CloseStatus;
import collab.websocket.QueueConfig;
import collab.websocket.frame.OutboundFrame;
import collab.websocket.frame.Rfc6455;
import collab.wire.CloseCode;
import collab.wire.EventShapes;
import collab.wire.event.v2.Event;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** A user's tabs, their places in the user's events, and what they are told. */
final class UserSessionTest {
    private final SessionFixture room = new SessionFixture();

    /** Frames in short: {@code hello@100}, {@code 101<100} for an event and what it names before it, else the type. */
    static List<String> brief(List<JsonNode> frames) {
        List<String> brief = new ArrayList<>();
        for (JsonNode frame : frames) {
            String type = frame.path("type").asText();
            brief.add(
                    switch (type) {
                        case "hello" -> "hello@" + frame.get("head");
                        case "resumed" ->
                            "resumed " + frame.get("from") + "-" + frame.get("to") + " (" + frame.get("count") + ")";
                        case "resume.failed" -> "failed " + frame.get("reason").asText();
                        case "ping" -> "ping " + frame.get("prev") + "/" + frame.get("head");
                        default -> frame.has("seq") ? frame.get("seq") + "<" + frame.get("prev") : type;
                    });
        }
        return brief;
    }

    private static void assertFrames(RecordingSocket socket, String... expected) {
        assertEquals(List.of(expected), brief(socket.read()));
    }

    private static void assertClosed(CloseCode code, RecordingSocket socket) {
        assertEquals(OptionalInt.of(code.number()), socket.closed());
    }

    // -- live
    // ------------------------------------------------------------------------------------------------------------

    @Test
    void eachTabHasItsOwnChain() {
        RecordingSocket first = room.connect(1);
        room.tell(Events.deleted(1), 1);
        room.tell(Events.deleted(2), 2);
        RecordingSocket second = room.connect(1);
        room.tell(Events.deleted(3), 1);

        assertFrames(first, "hello@100", "101<100", "103<101");
        assertFrames(second, "hello@102", "103<102");
    }

    /** What came between joining and opening is part of the state which a client without one asks for. */
    @Test
    void aClientWithoutStateBeginsWhereItsHelloSays() {
        ClientConnection tab = room.join(1, new ResumeRequest.None());
        room.tell(Events.deleted(1), 1);
        RecordingSocket socket = room.open(tab);
        room.tell(Events.deleted(2), 1);

        assertFrames(socket, "hello@101", "102<101");
    }

    /** It asks for its state when its handshake has been answered, which is before its socket opens here. */
    @Test
    void aClientThatIsToldNoHelloMissesNothingBetweenJoiningAndOpening() {
        room.format = new FlatJsonFrames(EventShapes.ALL);
        room.connect(1);
        room.tell(Events.deleted(1), 1);
        ClientConnection tab = room.join(1, new ResumeRequest.None());
        room.tell(Events.deleted(2), 1);
        room.tell(Events.deleted(3), 1);
        RecordingSocket socket = room.open(tab);
        room.tell(Events.deleted(4), 1);

        assertFrames(socket, "102<null", "103<null", "104<null");
        assertTrue(room.numbers.page().contains("collab_resumes_total{result=\"resumed\"} 0\n"));
    }

    @Test
    void aClientThatIsToldNoHelloIsServedFromTheLogWhenTheRingHasMovedOn() {
        room.format = new FlatJsonFrames(EventShapes.ALL);
        ClientConnection tab = room.join(1, new ResumeRequest.None());
        for (int i = 0; i < 20; i++) room.tell(Events.deleted(i), 1);
        RecordingSocket socket = room.open(tab);
        room.catchUp();

        List<String> frames = brief(socket.read());
        assertEquals(20, frames.size());
        assertEquals("101<null", frames.getFirst());
        assertEquals("120<null", frames.getLast());
    }

    @Test
    void anUnknownEventIsSkippedAndTakesNoPartInTheChain() {
        RecordingSocket socket = room.connect(1);
        room.tell(Events.deleted(1), 1);
        room.tell(Events.unknown(), 1);
        room.tell(Events.deleted(2), 1);

        assertFrames(socket, "hello@100", "101<100", "103<101");
        assertEquals(1, room.metrics.unknownEvents.value());
    }

    @Test
    void theTimeFromCommitToTheQueuesIsMeasured() {
        room.connect(1);
        Instant committed = room.clock.instant().minusMillis(40);
        Event event = Events.deleted(1).toBuilder()
                .setAt(Timestamp.newBuilder()
                        .setSeconds(committed.getEpochSecond())
                        .setNanos(committed.getNano()))
                .build();
        room.tell(event, 1);
        room.signal(event, 1);

        String page = room.numbers.page();
        assertTrue(page.contains("collab_commit_to_socket_seconds_count 1\n"), page);
        assertTrue(page.contains("collab_commit_to_socket_seconds_sum 0.04\n"), page);
    }

    @Test
    void whoHasTheSameEventBehindThemShareWhatIsQueued() {
        SharedEvent event = new SharedEvent(9, EventShapes.ALL.shape(2), Events.deleted(1));
        OutboundFrame first = event.after(7, room.format).orElseThrow();
        assertSame(first, event.after(7, room.format).orElseThrow());
        OutboundFrame other = event.after(8, room.format).orElseThrow();
        assertSame(first.frame(), other.frame());
        assertArrayEquals(room.format.own(8), other.own());
    }

    @Test
    void anEventIsEncodedOnceForEverybody() {
        RecordingSocket one = room.connect(1);
        RecordingSocket two = room.connect(2);
        SharedEvent event = new SharedEvent(0, EventShapes.ALL.shape(2), Events.typing(3));

        assertEquals(event.frame(room.format), event.frame(room.format));
        assertTrue(event.frame(room.format).orElseThrow()
                == event.frame(room.format).orElseThrow());
        room.tell(Events.deleted(1), 1, 2);
        assertFrames(one, "hello@100", "101<100");
        assertFrames(two, "hello@100", "101<100");
    }

    @Test
    void signalsHaveNoPlaceAndAreNotRemembered() {
        RecordingSocket socket = room.connect(1);
        for (int i = 0; i < 20; i++) room.signal(Events.typing(2), 1);
        room.tell(Events.deleted(1), 1);
        socket.read();

        RecordingSocket returning = room.resume(1, 100);
        assertFrames(returning, "hello@101", "101<100", "resumed 100-101 (1)");
    }

    @Test
    void aMessageWakesEachSocketOnce() {
        RecordingSocket socket = room.connect(1);
        int before = socket.flushes;
        for (int i = 0; i < 5; i++) room.commit(Events.deleted(i), 1);
        room.bring(room.head);

        assertEquals(before + 1, socket.flushes);
    }

    // -- resume
    // ----------------------------------------------------------------------------------------------------------

    @Test
    void resumesFromTheRing() {
        room.connect(1);
        for (int i = 0; i < 3; i++) room.tell(Events.deleted(i), 1);

        assertFrames(room.resume(1, 101), "hello@103", "102<101", "103<102", "resumed 101-103 (2)");
        assertEquals(0, room.replays);
    }

    @Test
    void aLongPastInTheRingIsToldInSteps() {
        SessionFixture wide = new SessionFixture(80);
        wide.connect(1);
        for (int i = 0; i < 70; i++) wide.tell(Events.deleted(i), 1);
        RecordingSocket socket = wide.resume(1, 100);
        assertEquals(33, socket.read().size()); // hello and the first step
        wide.catchUp();

        List<String> frames = brief(socket.read());
        assertEquals("133<132", frames.getFirst());
        assertEquals("resumed 100-170 (70)", frames.getLast());
        assertEquals(0, wide.replays);
    }

    @Test
    void nothingNewIsAResumeToo() {
        room.connect(1);
        room.tell(Events.deleted(1), 1);
        room.tell(Events.deleted(2), 2);

        assertFrames(room.resume(1, 101), "hello@102", "resumed 101-102 (0)");
    }

    @Test
    void resumesFromTheLogBelowTheRingsFloor() {
        room.connect(1);
        for (int i = 0; i < 20; i++) room.tell(Events.deleted(i), 1);
        RecordingSocket socket = room.resume(1, 105);
        room.catchUp();

        List<String> frames = brief(socket.read());
        assertEquals("106<105", frames.get(1));
        assertEquals("resumed 105-120 (15)", frames.getLast());
        assertEquals(1, room.replays);
    }

    @Test
    void theFirstTabOfAUserResumesFromTheLog() {
        for (int i = 0; i < 3; i++) room.tell(Events.deleted(i), 1);
        RecordingSocket socket = room.resume(1, 100);
        room.catchUp();

        assertFrames(socket, "hello@103", "101<100", "102<101", "103<102", "resumed 100-103 (3)");
    }

    @Test
    void nothingLiveIsQueuedWhileATabCatchesUpAndNothingIsMissed() {
        for (int i = 0; i < 3; i++) room.tell(Events.deleted(i), 1);
        RecordingSocket socket = room.resume(1, 100);
        room.tell(Events.deleted(4), 1);
        assertFrames(socket, "hello@103");
        room.catchUp();
        room.tell(Events.deleted(5), 1);

        assertFrames(socket, "101<100", "102<101", "103<102", "104<103", "resumed 100-104 (4)", "105<104");
    }

    @Test
    void aRingThatMovedPastACatchingUpTabSendsItToTheLogAgain() {
        for (int i = 0; i < 3; i++) room.tell(Events.deleted(i), 1);
        RecordingSocket socket = room.resume(1, 100);
        // The log is read up to 103; before the next look the ring forgets everything up to 112.
        boolean[] once = {true};
        socket.meanwhile = () -> {
            if (!once[0]) return;
            once[0] = false;
            for (int i = 0; i < 17; i++) room.tell(Events.deleted(i), 1);
        };
        room.catchUp();

        List<String> frames = brief(socket.read());
        assertEquals("resumed 100-120 (20)", frames.getLast());
        assertEquals(22, frames.size());
        assertEquals(2, room.replays);
    }

    @Test
    void aClientAheadOfItsGatewayHearsNothingTwice() {
        room.connect(1).read();
        room.commit(Events.deleted(1), 1);
        room.commit(Events.deleted(2), 1);
        room.commit(Events.deleted(3), 1);
        RecordingSocket socket = room.resume(1, 102);
        room.bring(103);

        assertFrames(socket, "hello@100", "resumed 102-102 (0)", "103<102");
    }

    @Test
    void resumeFailsInItsOwnWords() {
        room.connect(1);
        room.tell(Events.deleted(1), 1);
        room.floor = 50;

        assertFrames(
                room.open(room.join(1, new ResumeRequest.From(Optional.of("e0"), 100))), "hello@101", "failed epoch");
        assertFrames(
                room.open(room.join(1, new ResumeRequest.From(Optional.of("e1"), 102))), "hello@101", "failed future");
        assertFrames(room.open(room.join(1, new ResumeRequest.Malformed())), "hello@101", "failed malformed");
        RecordingSocket old = room.resume(1, 49);
        room.catchUp();
        assertFrames(old, "hello@101", "failed too_old");
    }

    @Test
    void tooManyEventsAreNotReplayedButTheTabIsLive() {
        for (int i = 0; i < 101; i++) room.tell(Events.deleted(i), 1);
        RecordingSocket socket = room.resume(1, 100);
        room.catchUp();
        room.tell(Events.deleted(1), 1);

        assertFrames(socket, "hello@201", "failed too_far", "202<201");
    }

    @Test
    void aLogThatCanNotBeReadClosesWithBackOff() {
        room.tell(Events.deleted(1), 1);
        room.logDown = true;
        RecordingSocket socket = room.resume(1, 100);
        room.catchUp();

        assertClosed(CloseCode.UNAVAILABLE, socket);
    }

    // -- slow readers
    // ----------------------------------------------------------------------------------------------------

    @Test
    void aSlowSocketIsClosedAndNobodyElseIsAffected() {
        RecordingSocket slow = room.connect(1);
        RecordingSocket quick = room.connect(1);
        int told = 0;
        while (slow.closed().isEmpty()) {
            room.tell(Events.deleted(told++), 1);
            quick.read();
        }

        assertClosed(CloseCode.SLOW_CONSUMER, slow);
        assertEquals(QueueConfig.DEFAULT.framesMax(), told); // the hello took one place
        room.tell(Events.deleted(1), 1);
        assertEquals(1, quick.read().size());
        assertEquals(OptionalInt.empty(), quick.closed());
        assertEquals(QueueConfig.DEFAULT.framesMax(), slow.read().size()); // what was queued is whole
    }

    @Test
    void aCatchingUpReaderThatMakesNoRoomIsTooSlow() {
        for (int i = 0; i < 30; i++) room.tell(Events.deleted(i), 1);
        ClientConnection tab = room.join(1, new ResumeRequest.From(Optional.of("e1"), 100));
        RecordingSocket socket = new RecordingSocket(new QueueConfig(10, 1 << 20, 5, 1 << 19, 1 << 16));
        tab.onOpen(socket);
        room.catchUp();

        assertClosed(CloseCode.SLOW_CONSUMER, socket);
    }

    @Test
    void presenceIsToldAfterHelloAndAgainAfterShedding() {
        RecordingSocket socket = room.connect(1);
        room.answerPresence();
        assertFrames(socket, "hello@100", "presence.snapshot");

        for (int i = 0; i < 200; i++) room.signal(Events.typing(2), 1);
        socket.read();
        room.pass(Duration.ofSeconds(2));
        room.answerPresence();
        assertFrames(socket, "presence.snapshot");
    }

    @Test
    void presenceIsToldAgainWhenTheStreamBeganAnew() {
        RecordingSocket socket = room.connect(1);
        room.answerPresence();
        socket.read();
        room.registry.attached(room.registry.standing().wanted(), room.version, room.applied);
        room.answerPresence();

        assertFrames(socket, "presence.snapshot");
    }

    // -- heartbeat
    // -------------------------------------------------------------------------------------------------------

    @Test
    void pingsSayOnlyWhatIsInTheQueue() {
        RecordingSocket socket = room.connect(1);
        room.tell(Events.deleted(1), 1);
        room.tell(Events.deleted(2), 2);
        room.commit(Events.deleted(3), 1);
        room.pass(Duration.ofSeconds(6));

        assertFrames(socket, "hello@100", "101<100", "ping 101/102");
    }

    @Test
    void aCatchingUpTabIsPingedWithWhatItHas() {
        room.tell(Events.deleted(1), 1);
        RecordingSocket socket = room.resume(1, 100);
        room.pass(Duration.ofSeconds(6));

        assertFrames(socket, "hello@101", "ping 100/100");
    }

    @Test
    void whoDoesNotAnswerAPingIsClosed() {
        RecordingSocket socket = room.connect(1);
        room.pass(Duration.ofSeconds(15));
        assertEquals(OptionalInt.empty(), socket.closed());
        room.pass(Duration.ofSeconds(1));

        assertClosed(CloseCode.NO_PONG, socket);
    }

    @Test
    void whoAnswersIsPingedEveryInterval() {
        ClientConnection tab = room.join(1, new ResumeRequest.None());
        RecordingSocket socket = room.open(tab);
        int pings = 0;
        for (int second = 0; second < 110; second++) {
            room.pass(Duration.ofSeconds(1));
            for (JsonNode frame : socket.read()) {
                if (!frame.path("type").asText().equals("ping")) continue;
                pings++;
                tab.onText(socket, ("{\"type\":\"pong\",\"ts\":" + frame.get("ts") + ",\"last\":100}").getBytes());
            }
        }

        assertEquals(5, pings);
        assertEquals(OptionalInt.empty(), socket.closed());
    }

    // -- what clients say
    // ------------------------------------------------------------------------------------------------

    @Test
    void anythingButPongIsUnexpected() {
        for (String said : List.of(
                "{\"type\":\"hello\"}",
                "[]",
                "pong",
                "{\"type\":\"pong\"",
                "{\"type\":\"pong\",\"type\":\"pong\"}",
                "{} {}",
                "")) {
            ClientConnection tab = room.join(1, new ResumeRequest.None());
            RecordingSocket socket = room.open(tab);
            tab.onText(socket, said.getBytes());
            assertClosed(CloseCode.UNEXPECTED_MESSAGE, socket);
            tab.onEnd(socket, new CloseStatus(4002, "", CloseStatus.Cause.CLOSED_HERE, true));
        }
    }

    @Test
    void tooManyFramesAreClosedForTheirRate() {
        ClientConnection tab = room.join(1, new ResumeRequest.None());
        RecordingSocket socket = room.open(tab);
        tab.onFlood(socket);

        assertClosed(CloseCode.RATE, socket);
    }

    // -- revocation
    // ------------------------------------------------------------------------------------------------------

    @Test
    void aRevokedSessionClosesItsOwnTabsOnly() {
        RecordingSocket revoked = room.connect(1);
        UserSession session = room.registry.hold(1);
        ClientConnection other = new ClientConnection(
                session,
                room.services,
                room.format,
                new ResumeRequest.None(),
                new ClientConnection.Admittance(777, 100, 100));
        assertEquals(UserSession.Joining.JOINED, session.join(other));
        RecordingSocket kept = room.open(other);
        room.tell(Events.revoked(100), 1);

        assertClosed(CloseCode.SESSION_REVOKED, revoked);
        assertFrames(revoked, "hello@100", "101<100");
        assertEquals(OptionalInt.empty(), kept.closed());
    }

    @Test
    void aRevocationBetweenAdmissionAndJoiningIsNotMissed() {
        UserSession session = room.registry.hold(1);
        session.liveFrom(100);
        ClientConnection tab = new ClientConnection(
                session,
                room.services,
                room.format,
                new ResumeRequest.None(),
                new ClientConnection.Admittance(100, 100, 100));
        room.tell(Events.revoked(100), 1);

        assertEquals(UserSession.Joining.REVOKED, session.join(tab));
    }

    @Test
    void aRevocationBetweenJoiningAndOpeningIsNotMissed() {
        ClientConnection tab = room.join(1, new ResumeRequest.None());
        room.tell(Events.revoked(100), 1);

        assertClosed(CloseCode.SESSION_REVOKED, room.open(tab));
    }

    @Test
    void aPastThatIsNotCompleteSinceAdmissionMeansAskingAgain() {
        UserSession session = room.registry.hold(1);
        session.liveFrom(100);
        for (int i = 0; i < 9; i++) room.tell(Events.deleted(i), 1);
        ClientConnection tab = new ClientConnection(
                session,
                room.services,
                room.format,
                new ResumeRequest.None(),
                new ClientConnection.Admittance(100, 100, 100));

        assertEquals(UserSession.Joining.ASK_AGAIN, session.join(tab));
    }

    @Test
    void anOldRevocationDoesNotCloseASessionThatWasGoodLater() {
        UserSession session = room.registry.hold(1);
        session.liveFrom(100);
        room.tell(Events.revoked(100), 1);
        ClientConnection tab = new ClientConnection(
                session,
                room.services,
                room.format,
                new ResumeRequest.None(),
                new ClientConnection.Admittance(100, 101, 101));

        assertEquals(UserSession.Joining.JOINED, session.join(tab));
    }

    // -- coming and going
    // ------------------------------------------------------------------------------------------------

    @Test
    void interestOutlivesTheLastSocketAndPresenceDoesNot() {
        ClientConnection tab = room.join(1, new ResumeRequest.None());
        RecordingSocket socket = room.open(tab);
        tab.onEnd(socket, new CloseStatus(1001, "", CloseStatus.Cause.CLOSED_BY_PEER, true));
        room.pass(Duration.ofSeconds(119));
        assertEquals(List.of("want 1", "online 1", "offline 1"), room.said);
        room.tell(Events.deleted(1), 1);
        ClientConnection back = room.join(1, new ResumeRequest.From(Optional.of("e1"), 100));
        assertFrames(room.open(back), "hello@101", "101<100", "resumed 100-101 (1)");

        room.pass(Duration.ofMinutes(5)); // no pong: the socket is closed, but it is the ending that counts
        assertEquals(List.of("want 1", "online 1", "offline 1", "online 1"), room.said);
        back.onEnd(socket, new CloseStatus(1006, "", CloseStatus.Cause.VANISHED, false));
        room.pass(Duration.ofSeconds(121));
        assertEquals(List.of("want 1", "online 1", "offline 1", "online 1", "offline 1", "drop 1"), room.said);
        assertEquals(0, room.registry.sessions());
    }

    @Test
    void aTabWhoseSocketNeverOpenedWasNeverOnline() {
        ClientConnection tab = room.join(1, new ResumeRequest.None());
        tab.onEnd(new RecordingSocket(), new CloseStatus(1006, "", CloseStatus.Cause.VANISHED, false));

        assertEquals(List.of("want 1"), room.said);
    }

    @Test
    void theShareOfSocketsIsBounded() {
        for (int i = 0; i < 20; i++) room.connect(1);
        UserSession session = room.registry.hold(1);
        ClientConnection tab = new ClientConnection(
                session,
                room.services,
                room.format,
                new ResumeRequest.None(),
                new ClientConnection.Admittance(100, 100, 100));

        assertEquals(UserSession.Joining.TOO_MANY, session.join(tab));
    }

    @Test
    void aLostPastClosesEverybodySpreadOverTimeAndTellsNothingMore() {
        RecordingSocket socket = room.connect(1);
        socket.read();
        room.registry.pastLost();
        room.tell(Events.deleted(1), 1);
        room.pass(Duration.ofMillis(200));
        assertEquals(OptionalInt.empty(), socket.closed());
        room.pass(Duration.ofMillis(200)); // the room's random says 1,234 ms, the window of one tab is a second

        assertClosed(CloseCode.GAP, socket);
        assertFrames(socket);
        assertEquals(0, room.registry.sessions());
    }

    @Test
    void anExpiredLeaseClosesEverybody() {
        RecordingSocket socket = room.connect(1);
        room.registry.leaseExpired();

        assertClosed(CloseCode.UNAVAILABLE, socket);
    }

    @Test
    void drainingSaysWhenToComeBack() {
        RecordingSocket socket = room.connect(1);
        socket.read();
        List<Duration> longest = new ArrayList<>();
        room.registry.drain(longest::add, Duration.ofSeconds(5));

        JsonNode draining = socket.read().getFirst();
        assertEquals("{\"type\":\"draining\",\"retry_after_ms\":234}", draining.toString());
        assertClosed(CloseCode.DRAINING, socket);
        assertEquals(List.of(Duration.ofSeconds(1)), longest);
    }

    /** Version 1 has no word for it: whoever is closed comes back at once. */
    @Test
    void thoseWhoCanNotBeToldWhenToComeBackAreClosedThen() {
        room.format = new FlatJsonFrames(EventShapes.ALL);
        RecordingSocket socket = room.connect(1);
        room.registry.drain(_ -> {}, Duration.ofSeconds(5));

        room.pass(Duration.ofMillis(200));
        assertEquals(OptionalInt.empty(), socket.closed());
        room.pass(Duration.ofMillis(200));
        assertEquals(OptionalInt.of(Rfc6455.GOING_AWAY), socket.closed());
    }

    @Test
    void theWindowOfReturnGrowsWithTheNumberOfThoseWhoReturn() {
        SessionConfig config = SessionConfig.DEFAULT;
        assertEquals(Duration.ofSeconds(1), config.returnWindow(0));
        assertEquals(Duration.ofSeconds(1), config.returnWindow(1_000));
        assertEquals(Duration.ofSeconds(15), config.returnWindow(15_000));
        assertEquals(Duration.ofSeconds(30), config.returnWindow(1_000_000));
    }

    @Test
    void aNewWantIsNotAnsweredByAnOldAnswer() {
        UserSession first = room.registry.hold(1);
        room.registry.release(first);
        room.pass(Duration.ofSeconds(121));
        UserSession second = room.registry.hold(1);
        room.registry.liveFrom(room.liveFrom(first.number(), 1));
        ClientConnection tab = new ClientConnection(
                second,
                room.services,
                room.format,
                new ResumeRequest.None(),
                new ClientConnection.Admittance(100, 100, 100));
        assertEquals(UserSession.Joining.ENDED, second.join(tab));
        room.registry.liveFrom(room.liveFrom(second.number(), 1));

        assertEquals(UserSession.Joining.JOINED, second.join(tab));
    }
}
