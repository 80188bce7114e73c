package collab.gateway.session;

import static collab.gateway.session.SessionAssertions.assertClosed;
import static collab.gateway.session.SessionAssertions.assertFrames;
import static collab.gateway.session.SessionAssertions.brief;
import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.wire.CloseCode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Resuming from the replay ring and from the event log. */
final class ResumeTest {
    private final SessionFixture fixture = new SessionFixture();

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
}
