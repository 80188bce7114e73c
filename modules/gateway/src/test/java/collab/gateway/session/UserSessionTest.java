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

/** The connections of a user, their positions, and the frames that they receive. */
final class UserSessionTest {
    private final SessionFixture fixture = new SessionFixture();

    /** Frames in short form: {@code hello@100}, {@code 101<100} for an event and its previous position, otherwise the type. */
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

    // ---- Live ----

    @Test
    void eachConnectionHasItsOwnPreviousPositions() {
        RecordingSocket first = fixture.connect(1);
        fixture.publish(Events.deleted(1), 1);
        fixture.publish(Events.deleted(2), 2);
        RecordingSocket second = fixture.connect(1);
        fixture.publish(Events.deleted(3), 1);

        assertFrames(first, "hello@100", "101<100", "103<101");
        assertFrames(second, "hello@102", "103<102");
    }

    /** Events between join and open are part of the state that a client without state loads. */
    @Test
    void clientWithoutStateStartsAtPositionOfHello() {
        ClientConnection connection = fixture.join(1, new ResumeRequest.None());
        fixture.publish(Events.deleted(1), 1);
        RecordingSocket socket = fixture.open(connection);
        fixture.publish(Events.deleted(2), 1);

        assertFrames(socket, "hello@101", "102<101");
    }

    /** The client loads its state when its handshake is answered, which is before its socket opens here. */
    @Test
    void versionOneClientMissesNoEventBetweenJoinAndOpen() {
        fixture.format = new FlatJsonFrames(EventShapes.ALL);
        fixture.connect(1);
        fixture.publish(Events.deleted(1), 1);
        ClientConnection connection = fixture.join(1, new ResumeRequest.None());
        fixture.publish(Events.deleted(2), 1);
        fixture.publish(Events.deleted(3), 1);
        RecordingSocket socket = fixture.open(connection);
        fixture.publish(Events.deleted(4), 1);

        assertFrames(socket, "102<null", "103<null", "104<null");
        assertTrue(fixture.registered.page().contains("collab_resumes_total{result=\"resumed\"} 0\n"));
    }

    @Test
    void versionOneClientIsServedFromTheLogBelowTheRing() {
        fixture.format = new FlatJsonFrames(EventShapes.ALL);
        ClientConnection connection = fixture.join(1, new ResumeRequest.None());
        for (int i = 0; i < 20; i++) fixture.publish(Events.deleted(i), 1);
        RecordingSocket socket = fixture.open(connection);
        fixture.catchUp();

        List<String> frames = brief(socket.read());
        assertEquals(20, frames.size());
        assertEquals("101<null", frames.getFirst());
        assertEquals("120<null", frames.getLast());
    }

    @Test
    void unknownEventIsSkippedAndNotAPreviousPosition() {
        RecordingSocket socket = fixture.connect(1);
        fixture.publish(Events.deleted(1), 1);
        fixture.publish(Events.unknown(), 1);
        fixture.publish(Events.deleted(2), 1);

        assertFrames(socket, "hello@100", "101<100", "103<101");
        assertEquals(1, fixture.metrics.unknownEvents.value());
    }

    @Test
    void timeFromCommitToQueuesIsMeasured() {
        fixture.connect(1);
        Instant committed = fixture.clock.instant().minusMillis(40);
        Event event = Events.deleted(1).toBuilder()
                .setAt(Timestamp.newBuilder()
                        .setSeconds(committed.getEpochSecond())
                        .setNanos(committed.getNano()))
                .build();
        fixture.publish(event, 1);
        fixture.signal(event, 1);

        String page = fixture.registered.page();
        assertTrue(page.contains("collab_commit_to_socket_seconds_count 1\n"), page);
        assertTrue(page.contains("collab_commit_to_socket_seconds_sum 0.04\n"), page);
    }

    @Test
    void recipientsWithEqualPreviousPositionShareOneFrame() {
        SharedEvent event = new SharedEvent(9, EventShapes.ALL.shape(2), Events.deleted(1));
        OutboundFrame first = event.after(7, fixture.format).orElseThrow();
        assertSame(first, event.after(7, fixture.format).orElseThrow());
        OutboundFrame other = event.after(8, fixture.format).orElseThrow();
        assertSame(first.frame(), other.frame());
        assertArrayEquals(fixture.format.recipientBytes(8), other.recipientBytes());
    }

    @Test
    void eventIsEncodedOnceForAllRecipients() {
        RecordingSocket one = fixture.connect(1);
        RecordingSocket two = fixture.connect(2);
        SharedEvent event = new SharedEvent(0, EventShapes.ALL.shape(2), Events.typing(3));

        assertEquals(event.frame(fixture.format), event.frame(fixture.format));
        assertTrue(event.frame(fixture.format).orElseThrow()
                == event.frame(fixture.format).orElseThrow());
        fixture.publish(Events.deleted(1), 1, 2);
        assertFrames(one, "hello@100", "101<100");
        assertFrames(two, "hello@100", "101<100");
    }

    @Test
    void signalsHaveNoPositionAndAreNotReplayed() {
        RecordingSocket socket = fixture.connect(1);
        for (int i = 0; i < 20; i++) fixture.signal(Events.typing(2), 1);
        fixture.publish(Events.deleted(1), 1);
        socket.read();

        RecordingSocket returning = fixture.resume(1, 100);
        assertFrames(returning, "hello@101", "101<100", "resumed 100-101 (1)");
    }

    @Test
    void oneStreamMessageFlushesEachSocketOnce() {
        RecordingSocket socket = fixture.connect(1);
        int before = socket.flushes;
        for (int i = 0; i < 5; i++) fixture.commit(Events.deleted(i), 1);
        fixture.apply(fixture.head);

        assertEquals(before + 1, socket.flushes);
    }

    // ---- Resume ----

    @Test
    void resumeIsServedFromTheRing() {
        fixture.connect(1);
        for (int i = 0; i < 3; i++) fixture.publish(Events.deleted(i), 1);

        assertFrames(fixture.resume(1, 101), "hello@103", "102<101", "103<102", "resumed 101-103 (2)");
        assertEquals(0, fixture.replays);
    }

    @Test
    void longReplayFromTheRingIsQueuedInSteps() {
        SessionFixture wide = new SessionFixture(80);
        wide.connect(1);
        for (int i = 0; i < 70; i++) wide.publish(Events.deleted(i), 1);
        RecordingSocket socket = wide.resume(1, 100);
        assertEquals(33, socket.read().size()); // hello and the first step
        wide.catchUp();

        List<String> frames = brief(socket.read());
        assertEquals("133<132", frames.getFirst());
        assertEquals("resumed 100-170 (70)", frames.getLast());
        assertEquals(0, wide.replays);
    }

    @Test
    void resumeWithoutNewEventsSucceeds() {
        fixture.connect(1);
        fixture.publish(Events.deleted(1), 1);
        fixture.publish(Events.deleted(2), 2);

        assertFrames(fixture.resume(1, 101), "hello@102", "resumed 101-102 (0)");
    }

    @Test
    void resumeBelowTheFloorIsServedFromTheLog() {
        fixture.connect(1);
        for (int i = 0; i < 20; i++) fixture.publish(Events.deleted(i), 1);
        RecordingSocket socket = fixture.resume(1, 105);
        fixture.catchUp();

        List<String> frames = brief(socket.read());
        assertEquals("106<105", frames.get(1));
        assertEquals("resumed 105-120 (15)", frames.getLast());
        assertEquals(1, fixture.replays);
    }

    @Test
    void firstConnectionOfUserIsServedFromTheLog() {
        for (int i = 0; i < 3; i++) fixture.publish(Events.deleted(i), 1);
        RecordingSocket socket = fixture.resume(1, 100);
        fixture.catchUp();

        assertFrames(socket, "hello@103", "101<100", "102<101", "103<102", "resumed 100-103 (3)");
    }

    @Test
    void liveEventsAreQueuedAfterCatchingUpAndNoneIsMissed() {
        for (int i = 0; i < 3; i++) fixture.publish(Events.deleted(i), 1);
        RecordingSocket socket = fixture.resume(1, 100);
        fixture.publish(Events.deleted(4), 1);
        assertFrames(socket, "hello@103");
        fixture.catchUp();
        fixture.publish(Events.deleted(5), 1);

        assertFrames(socket, "101<100", "102<101", "103<102", "104<103", "resumed 100-104 (4)", "105<104");
    }

    @Test
    void catchUpReadsTheLogAgainWhenTheRingMovedOn() {
        for (int i = 0; i < 3; i++) fixture.publish(Events.deleted(i), 1);
        RecordingSocket socket = fixture.resume(1, 100);
        // The log is read up to 103; before the next pull the ring evicts all events up to 112.
        boolean[] once = {true};
        socket.whileWaiting = () -> {
            if (!once[0]) return;
            once[0] = false;
            for (int i = 0; i < 17; i++) fixture.publish(Events.deleted(i), 1);
        };
        fixture.catchUp();

        List<String> frames = brief(socket.read());
        assertEquals("resumed 100-120 (20)", frames.getLast());
        assertEquals(22, frames.size());
        assertEquals(2, fixture.replays);
    }

    @Test
    void clientAheadOfGatewayReceivesNoEventTwice() {
        fixture.connect(1).read();
        fixture.commit(Events.deleted(1), 1);
        fixture.commit(Events.deleted(2), 1);
        fixture.commit(Events.deleted(3), 1);
        RecordingSocket socket = fixture.resume(1, 102);
        fixture.apply(103);

        assertFrames(socket, "hello@100", "resumed 102-102 (0)", "103<102");
    }

    @Test
    void failedResumeNamesItsReason() {
        fixture.connect(1);
        fixture.publish(Events.deleted(1), 1);
        fixture.floor = 50;

        assertFrames(
                fixture.open(fixture.join(1, new ResumeRequest.From(Optional.of("e0"), 100))),
                "hello@101",
                "failed epoch");
        assertFrames(
                fixture.open(fixture.join(1, new ResumeRequest.From(Optional.of("e1"), 102))),
                "hello@101",
                "failed future");
        assertFrames(fixture.open(fixture.join(1, new ResumeRequest.Malformed())), "hello@101", "failed malformed");
        RecordingSocket old = fixture.resume(1, 49);
        fixture.catchUp();
        assertFrames(old, "hello@101", "failed too_old");
    }

    @Test
    void tooManyEventsFailTheResumeAndConnectionIsLive() {
        for (int i = 0; i < 101; i++) fixture.publish(Events.deleted(i), 1);
        RecordingSocket socket = fixture.resume(1, 100);
        fixture.catchUp();
        fixture.publish(Events.deleted(1), 1);

        assertFrames(socket, "hello@201", "failed too_far", "202<201");
    }

    @Test
    void unavailableLogClosesWithUnavailable() {
        fixture.publish(Events.deleted(1), 1);
        fixture.logDown = true;
        RecordingSocket socket = fixture.resume(1, 100);
        fixture.catchUp();

        assertClosed(CloseCode.UNAVAILABLE, socket);
    }

    // ---- Slow readers ----

    @Test
    void slowSocketIsClosedAndOthersAreNotAffected() {
        RecordingSocket slow = fixture.connect(1);
        RecordingSocket quick = fixture.connect(1);
        int published = 0;
        while (slow.closed().isEmpty()) {
            fixture.publish(Events.deleted(published++), 1);
            quick.read();
        }

        assertClosed(CloseCode.SLOW_CONSUMER, slow);
        assertEquals(QueueConfig.DEFAULT.framesMax(), published); // the hello is one of the frames
        fixture.publish(Events.deleted(1), 1);
        assertEquals(1, quick.read().size());
        assertEquals(OptionalInt.empty(), quick.closed());
        assertEquals(QueueConfig.DEFAULT.framesMax(), slow.read().size()); // all queued frames are complete
    }

    @Test
    void catchingUpReaderWithoutCapacityIsClosedAsSlow() {
        for (int i = 0; i < 30; i++) fixture.publish(Events.deleted(i), 1);
        ClientConnection connection = fixture.join(1, new ResumeRequest.From(Optional.of("e1"), 100));
        RecordingSocket socket = new RecordingSocket(new QueueConfig(10, 1 << 20, 5, 1 << 19, 1 << 16));
        connection.onOpen(socket);
        fixture.catchUp();

        assertClosed(CloseCode.SLOW_CONSUMER, socket);
    }

    @Test
    void presenceSnapshotFollowsHelloAndDiscardedSignals() {
        RecordingSocket socket = fixture.connect(1);
        fixture.answerPresence();
        assertFrames(socket, "hello@100", "presence.snapshot");

        for (int i = 0; i < 200; i++) fixture.signal(Events.typing(2), 1);
        socket.read();
        fixture.advance(Duration.ofSeconds(2));
        fixture.answerPresence();
        assertFrames(socket, "presence.snapshot");
    }

    @Test
    void presenceSnapshotIsSentAgainAfterNewStream() {
        RecordingSocket socket = fixture.connect(1);
        fixture.answerPresence();
        socket.read();
        fixture.dispatcher.attached(fixture.dispatcher.subscriptions().users(), fixture.version, fixture.applied);
        fixture.answerPresence();

        assertFrames(socket, "presence.snapshot");
    }

    // ---- Heartbeat ----

    @Test
    void pingContainsOnlyQueuedPositions() {
        RecordingSocket socket = fixture.connect(1);
        fixture.publish(Events.deleted(1), 1);
        fixture.publish(Events.deleted(2), 2);
        fixture.commit(Events.deleted(3), 1);
        fixture.advance(Duration.ofSeconds(6));

        assertFrames(socket, "hello@100", "101<100", "ping 101/102");
    }

    @Test
    void catchingUpConnectionIsPingedWithItsPosition() {
        fixture.publish(Events.deleted(1), 1);
        RecordingSocket socket = fixture.resume(1, 100);
        fixture.advance(Duration.ofSeconds(6));

        assertFrames(socket, "hello@101", "ping 100/100");
    }

    @Test
    void missingPongClosesWithNoPong() {
        RecordingSocket socket = fixture.connect(1);
        fixture.advance(Duration.ofSeconds(15));
        assertEquals(OptionalInt.empty(), socket.closed());
        fixture.advance(Duration.ofSeconds(1));

        assertClosed(CloseCode.NO_PONG, socket);
    }

    @Test
    void answeringClientIsPingedEveryInterval() {
        ClientConnection connection = fixture.join(1, new ResumeRequest.None());
        RecordingSocket socket = fixture.open(connection);
        int pings = 0;
        for (int second = 0; second < 110; second++) {
            fixture.advance(Duration.ofSeconds(1));
            for (JsonNode frame : socket.read()) {
                if (!frame.path("type").asText().equals("ping")) continue;
                pings++;
                connection.onText(
                        socket, ("{\"type\":\"pong\",\"ts\":" + frame.get("ts") + ",\"last\":100}").getBytes());
            }
        }

        assertEquals(5, pings);
        assertEquals(OptionalInt.empty(), socket.closed());
    }

    // ---- Messages of clients ----

    @Test
    void anyMessageButPongClosesAsUnexpected() {
        for (String message : List.of(
                "{\"type\":\"hello\"}",
                "[]",
                "pong",
                "{\"type\":\"pong\"",
                "{\"type\":\"pong\",\"type\":\"pong\"}",
                "{} {}",
                "")) {
            ClientConnection connection = fixture.join(1, new ResumeRequest.None());
            RecordingSocket socket = fixture.open(connection);
            connection.onText(socket, message.getBytes());
            assertClosed(CloseCode.UNEXPECTED_MESSAGE, socket);
            connection.onEnd(socket, new CloseStatus(4002, "", CloseStatus.Cause.CLOSED_HERE, true));
        }
    }

    @Test
    void floodClosesWithRate() {
        ClientConnection connection = fixture.join(1, new ResumeRequest.None());
        RecordingSocket socket = fixture.open(connection);
        connection.onFlood(socket);

        assertClosed(CloseCode.RATE, socket);
    }

    // ---- Revocation ----

    @Test
    void revocationClosesOnlyConnectionsOfTheSession() {
        RecordingSocket revoked = fixture.connect(1);
        UserSession session = fixture.registry.acquire(1);
        ClientConnection other = new ClientConnection(
                session,
                fixture.services,
                fixture.format,
                new ResumeRequest.None(),
                new ClientConnection.Login(777, 100, 100));
        assertEquals(UserSession.JoinResult.JOINED, session.join(other));
        RecordingSocket kept = fixture.open(other);
        fixture.publish(Events.revoked(100), 1);

        assertClosed(CloseCode.SESSION_REVOKED, revoked);
        assertFrames(revoked, "hello@100", "101<100");
        assertEquals(OptionalInt.empty(), kept.closed());
    }

    @Test
    void revocationBetweenVerificationAndJoinIsDetected() {
        UserSession session = fixture.registry.acquire(1);
        session.liveFrom(100);
        ClientConnection connection = new ClientConnection(
                session,
                fixture.services,
                fixture.format,
                new ResumeRequest.None(),
                new ClientConnection.Login(100, 100, 100));
        fixture.publish(Events.revoked(100), 1);

        assertEquals(UserSession.JoinResult.REVOKED, session.join(connection));
    }

    @Test
    void revocationBetweenJoinAndOpenClosesTheSocket() {
        ClientConnection connection = fixture.join(1, new ResumeRequest.None());
        fixture.publish(Events.revoked(100), 1);

        assertClosed(CloseCode.SESSION_REVOKED, fixture.open(connection));
    }

    @Test
    void ringWithoutAllEventsSinceVerificationRequiresVerifyAgain() {
        UserSession session = fixture.registry.acquire(1);
        session.liveFrom(100);
        for (int i = 0; i < 9; i++) fixture.publish(Events.deleted(i), 1);
        ClientConnection connection = new ClientConnection(
                session,
                fixture.services,
                fixture.format,
                new ResumeRequest.None(),
                new ClientConnection.Login(100, 100, 100));

        assertEquals(UserSession.JoinResult.VERIFY_AGAIN, session.join(connection));
    }

    @Test
    void revocationBeforeVerificationIsIgnored() {
        UserSession session = fixture.registry.acquire(1);
        session.liveFrom(100);
        fixture.publish(Events.revoked(100), 1);
        ClientConnection connection = new ClientConnection(
                session,
                fixture.services,
                fixture.format,
                new ResumeRequest.None(),
                new ClientConnection.Login(100, 101, 101));

        assertEquals(UserSession.JoinResult.JOINED, session.join(connection));
    }

    // ---- Subscription and online state ----

    @Test
    void subscriptionOutlivesTheLastSocketAndOnlineStateDoesNot() {
        ClientConnection connection = fixture.join(1, new ResumeRequest.None());
        RecordingSocket socket = fixture.open(connection);
        connection.onEnd(socket, new CloseStatus(1001, "", CloseStatus.Cause.CLOSED_BY_PEER, true));
        fixture.advance(Duration.ofSeconds(119));
        assertEquals(List.of("subscribe 1", "online 1", "offline 1"), fixture.requests);
        fixture.publish(Events.deleted(1), 1);
        ClientConnection back = fixture.join(1, new ResumeRequest.From(Optional.of("e1"), 100));
        assertFrames(fixture.open(back), "hello@101", "101<100", "resumed 100-101 (1)");

        fixture.advance(Duration.ofMinutes(5)); // no pong: the socket is closed, but the user is online until onEnd
        assertEquals(List.of("subscribe 1", "online 1", "offline 1", "online 1"), fixture.requests);
        back.onEnd(socket, new CloseStatus(1006, "", CloseStatus.Cause.VANISHED, false));
        fixture.advance(Duration.ofSeconds(121));
        assertEquals(
                List.of("subscribe 1", "online 1", "offline 1", "online 1", "offline 1", "unsubscribe 1"),
                fixture.requests);
        assertEquals(0, fixture.registry.sessionCount());
    }

    @Test
    void connectionWithoutOpenSocketIsNotReportedOnline() {
        ClientConnection connection = fixture.join(1, new ResumeRequest.None());
        connection.onEnd(new RecordingSocket(), new CloseStatus(1006, "", CloseStatus.Cause.VANISHED, false));

        assertEquals(List.of("subscribe 1"), fixture.requests);
    }

    @Test
    void joinRejectsConnectionsBeyondSocketLimit() {
        for (int i = 0; i < 20; i++) fixture.connect(1);
        UserSession session = fixture.registry.acquire(1);
        ClientConnection connection = new ClientConnection(
                session,
                fixture.services,
                fixture.format,
                new ResumeRequest.None(),
                new ClientConnection.Login(100, 100, 100));

        assertEquals(UserSession.JoinResult.TOO_MANY, session.join(connection));
    }

    @Test
    void historyLossClosesAllConnectionsSpreadOverTime() {
        RecordingSocket socket = fixture.connect(1);
        socket.read();
        fixture.dispatcher.historyLost();
        fixture.publish(Events.deleted(1), 1);
        fixture.advance(Duration.ofMillis(200));
        assertEquals(OptionalInt.empty(), socket.closed());
        fixture.advance(Duration.ofMillis(
                200)); // the fixture's random number is 1,234 ms, the window of one connection is a second

        assertClosed(CloseCode.GAP, socket);
        assertFrames(socket);
        assertEquals(0, fixture.registry.sessionCount());
    }

    @Test
    void expiredLeaseClosesAllConnections() {
        RecordingSocket socket = fixture.connect(1);
        fixture.dispatcher.leaseExpired();

        assertClosed(CloseCode.UNAVAILABLE, socket);
    }

    @Test
    void drainSendsTheTimeToReconnect() {
        RecordingSocket socket = fixture.connect(1);
        socket.read();
        List<Duration> longest = new ArrayList<>();
        fixture.registry.drain(longest::add, Duration.ofSeconds(5));

        JsonNode draining = socket.read().getFirst();
        assertEquals("{\"type\":\"draining\",\"retry_after_ms\":234}", draining.toString());
        assertClosed(CloseCode.DRAINING, socket);
        assertEquals(List.of(Duration.ofSeconds(1)), longest);
    }

    /** Version 1 cannot express the time to reconnect, and its clients reconnect at once. */
    @Test
    void drainDelaysTheCloseInVersionOne() {
        fixture.format = new FlatJsonFrames(EventShapes.ALL);
        RecordingSocket socket = fixture.connect(1);
        fixture.registry.drain(_ -> {}, Duration.ofSeconds(5));

        fixture.advance(Duration.ofMillis(200));
        assertEquals(OptionalInt.empty(), socket.closed());
        fixture.advance(Duration.ofMillis(200));
        assertEquals(OptionalInt.of(Rfc6455.GOING_AWAY), socket.closed());
    }

    @Test
    void reconnectWindowGrowsWithTheNumberOfClients() {
        SessionConfig config = SessionConfig.DEFAULT;
        assertEquals(Duration.ofSeconds(1), config.reconnectWindow(0));
        assertEquals(Duration.ofSeconds(1), config.reconnectWindow(1_000));
        assertEquals(Duration.ofSeconds(15), config.reconnectWindow(15_000));
        assertEquals(Duration.ofSeconds(30), config.reconnectWindow(1_000_000));
    }

    @Test
    void answerToAnEarlierSubscriptionIsIgnored() {
        UserSession first = fixture.registry.acquire(1);
        fixture.registry.release(first);
        fixture.advance(Duration.ofSeconds(121));
        UserSession second = fixture.registry.acquire(1);
        fixture.dispatcher.liveFrom(fixture.liveFrom(first.number(), 1));
        ClientConnection connection = new ClientConnection(
                second,
                fixture.services,
                fixture.format,
                new ResumeRequest.None(),
                new ClientConnection.Login(100, 100, 100));
        assertEquals(UserSession.JoinResult.ENDED, second.join(connection));
        fixture.dispatcher.liveFrom(fixture.liveFrom(second.number(), 1));

        assertEquals(UserSession.JoinResult.JOINED, second.join(connection));
    }
}
