package collab.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class InboxTest {
    private final Inbox inbox = new Inbox();

    private static JsonNode event(long prev, long seq) {
        return Json.parse(
                "{\"prev\":%d,\"seq\":%d,\"v\":2,\"type\":\"message.created\",\"at\":\"2026-11-23T05:38:00.123Z\",\"event\":{}}"
                        .formatted(prev, seq));
    }

    private static JsonNode ping(long prev, long head) {
        return Json.parse("{\"type\":\"ping\",\"ts\":7,\"prev\":%d,\"head\":%d,\"lag_ms\":0}".formatted(prev, head));
    }

    private static JsonNode frame(String json) {
        return Json.parse(json);
    }

    private void live(long last) {
        inbox.booted("e1", last);
        inbox.connecting();
        inbox.take(frame("{\"type\":\"resumed\",\"from\":%d,\"to\":%d,\"count\":0}".formatted(last, last)));
    }

    private static List<Long> delivered(List<Inbox.Step> steps) {
        return steps.stream()
                .filter(Inbox.Step.Deliver.class::isInstance)
                .map(step -> ((Inbox.Step.Deliver) step).event().seq())
                .toList();
    }

    @Test
    void eventsAreDeliveredInOrderAndRepeatsIgnored() {
        live(10);
        assertEquals(List.of(12L), delivered(inbox.take(event(10, 12))));
        assertEquals(List.of(), inbox.take(event(10, 12)));
        assertEquals(List.of(15L), delivered(inbox.take(event(12, 15))));
        assertEquals(15, inbox.last());
    }

    @Test
    void eventWithAMissingPredecessorIsAGap() {
        live(10);
        assertEquals(List.of(new Inbox.Step.Gap(11, 10)), inbox.take(event(11, 12)));
        assertEquals(10, inbox.last());
    }

    @Test
    void pingReportsALostLastEvent() {
        live(10);
        assertEquals(List.of(new Inbox.Step.Gap(12, 10)), inbox.take(ping(12, 12)));
    }

    @Test
    void pingMovesThePositionOfAQuietUser() {
        live(10);
        assertEquals(List.of(new Inbox.Step.Pong(7, 500, 0)), inbox.take(ping(10, 500)));
        assertEquals(500, inbox.last());
        assertEquals(List.of(501L), delivered(inbox.take(event(10, 501))));
    }

    @Test
    void pingWhileCatchingUpKeepsThePosition() {
        inbox.booted("e1", 10);
        inbox.connecting();
        assertEquals(List.of(new Inbox.Step.Pong(7, 10, 0)), inbox.take(ping(10, 500)));
        assertEquals(List.of(11L), delivered(inbox.take(event(10, 11))));
    }

    @Test
    void resumedMovesThePosition() {
        inbox.booted("e1", 10);
        inbox.connecting();
        inbox.take(event(10, 11));
        assertEquals(
                List.of(new Inbox.Step.CaughtUp(40)),
                inbox.take(frame("{\"type\":\"resumed\",\"from\":10,\"to\":40,\"count\":1}")));
        assertEquals(40, inbox.last());
    }

    @Test
    void framesWaitForTheFreshStateAfterAFailedResume() {
        live(10);
        assertInstanceOf(
                Inbox.Step.Boot.class,
                inbox.take(frame("{\"type\":\"resume.failed\",\"reason\":\"too_old\",\"head\":90}"))
                        .getFirst());
        assertEquals(List.of(), inbox.take(event(80, 91)));
        assertEquals(List.of(), inbox.take(event(91, 92)));
        assertEquals(List.of(new Inbox.Step.Pong(7, 10, 0)), inbox.take(ping(92, 95)));
        assertEquals(List.of(92L), delivered(inbox.booted("e1", 91)));
        assertEquals(92, inbox.last());
    }

    @Test
    void newEpochBeginsAtItsOwnPosition() {
        live(1_000);
        inbox.take(frame("{\"type\":\"resume.failed\",\"reason\":\"epoch\",\"head\":3}"));
        inbox.booted("e2", 3);
        assertEquals(3, inbox.last());
        assertEquals("e2", inbox.epoch());
        assertEquals(List.of(4L), delivered(inbox.take(event(3, 4))));
    }

    @Test
    void positionNeverMovesBackWithinAnEpoch() {
        live(10);
        inbox.booted("e1", 5);
        assertEquals(10, inbox.last());
    }

    @Test
    void numberOfHeldFramesIsBounded() {
        live(10);
        inbox.take(frame("{\"type\":\"resume.failed\",\"reason\":\"too_far\",\"head\":90}"));
        for (int i = 0; i < Inbox.HELD_MAX; i++) assertEquals(List.of(), inbox.take(event(90 + i, 91 + i)));
        assertInstanceOf(Inbox.Step.ProtocolError.class, inbox.take(event(1, 2)).getFirst());
    }

    @Test
    void signalKeepsThePosition() {
        live(10);
        List<Inbox.Step> steps =
                inbox.take(frame("{\"v\":2,\"type\":\"typing.started\",\"event\":{\"channel_id\":1}}"));
        assertTrue(((Inbox.Step.Deliver) steps.getFirst()).event().signal());
        assertEquals(10, inbox.last());
    }

    @Test
    void frameOfAnUnknownTypeIsIgnoredAndFrameWithoutATypeIsNot() {
        live(10);
        assertEquals(List.of(), inbox.take(frame("{\"type\":\"weather\"}")));
        assertInstanceOf(Inbox.Step.ProtocolError.class, inbox.take(frame("{}")).getFirst());
    }

    /** With any loss and repetition, a client that resumes at every gap receives every event once and in order. */
    @Test
    void clientIsCompleteAfterRandomLossAndRepetition() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Long> log = LongStream.rangeClosed(1, 400)
                .filter(_ -> random.nextInt(3) > 0)
                .boxed()
                .toList();
        List<Long> got = new ArrayList<>();
        inbox.booted("e1", 0);
        int connections = 0;
        while (inbox.last() < log.getLast()) {
            connections++;
            assertTrue(connections < 5_000, "seed " + seed);
            inbox.connecting();
            inbox.take(frame("{\"type\":\"resumed\",\"from\":0,\"to\":0,\"count\":0}"));
            long prev = inbox.last();
            connection:
            for (long seq : log) {
                if (seq <= inbox.last() && random.nextInt(4) > 0) continue;
                JsonNode frame = event(Math.min(prev, seq - 1), seq);
                prev = Math.max(prev, seq);
                if (random.nextInt(10) == 0) continue;
                for (Inbox.Step step : inbox.take(frame)) {
                    if (step instanceof Inbox.Step.Gap) break connection;
                    if (step instanceof Inbox.Step.Deliver(LiveEvent event)) got.add(event.seq());
                }
            }
        }
        assertEquals(log, got, "seed " + seed);
    }

    @Test
    void eventWithAnUnreadableTimeIsDelivered() {
        live(10);
        assertEquals(
                List.of(11L),
                delivered(inbox.take(
                        frame("{\"prev\":10,\"seq\":11,\"type\":\"message.created\",\"at\":\"\",\"event\":{}}"))));
    }
}
