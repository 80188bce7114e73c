package collab.gateway.session;

import static collab.gateway.session.SessionAssertions.assertClosed;
import static collab.gateway.session.SessionAssertions.assertFrames;
import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.websocket.CloseStatus;
import collab.wire.CloseCode;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The heartbeat, the messages and the revocation of a connection. */
final class ClientConnectionTest {
    private final SessionFixture fixture = new SessionFixture();

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
}
