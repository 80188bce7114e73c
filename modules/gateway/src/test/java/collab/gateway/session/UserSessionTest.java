package collab.gateway.session;

import static collab.gateway.session.SessionAssertions.assertClosed;
import static collab.gateway.session.SessionAssertions.assertFrames;
import static collab.gateway.session.SessionAssertions.brief;
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

/** The delivery of events to live connections of a user, and the subscription of the user. */
final class UserSessionTest {
    private final SessionFixture fixture = new SessionFixture();

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
