package collab.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.websocket.frame.EncodedFrame;
import collab.websocket.frame.OutboundFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WriterPoolTest {
    private final SocketCounters counters = new SocketCounters();

    /** A socket's writing half on a connection in memory. */
    private final class Line {
        final FakeConnection connection = new FakeConnection();
        final OutboundQueue queue = new OutboundQueue(QueueConfig.DEFAULT);
        final SocketWriter writer;

        Line(WriterPool crew) {
            this.writer = new SocketWriter(1, queue, connection, crew, counters, connection::close);
        }

        void say(String text) {
            assertEquals(EnqueueResult.QUEUED, queue.offer(new OutboundFrame(EncodedFrame.text(text))));
            writer.wake();
        }

        /** Waits until that many frames were heard, in however many writes. */
        List<String> hear(int frames) throws InterruptedException {
            List<String> heard = new ArrayList<>();
            while (heard.size() < frames) heard.addAll(texts(connection.awaitWrite()));
            return heard;
        }
    }

    /** Short text frames, as they stand in one write. */
    private static List<String> texts(byte[] write) {
        List<String> texts = new ArrayList<>();
        for (int at = 0; at < write.length; at += 2 + write[at + 1]) {
            texts.add(new String(write, at + 2, write[at + 1], UTF_8));
        }
        return texts;
    }

    private static void relieveUntil(WriterPool crew, CountDownLatch done) {
        while (done.getCount() > 0) {
            crew.relieve();
            Thread.onSpinWait();
        }
    }

    @Test
    void everySocketHearsItsFramesInTheirOrder() throws InterruptedException {
        WriterPool crew = new WriterPool(3);
        List<Line> lines = IntStream.range(0, 200).mapToObj(_ -> new Line(crew)).toList();
        List<Thread> speakers = IntStream.range(0, 4)
                .mapToObj(speaker -> Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < 50; i++) {
                        String text = Integer.toString(i);
                        for (int line = speaker; line < lines.size(); line += 4)
                            lines.get(line).say(text);
                    }
                }))
                .toList();
        List<String> said = IntStream.range(0, 50).mapToObj(Integer::toString).toList();
        for (Line line : lines) assertEquals(said, line.hear(50));
        for (Thread speaker : speakers) speaker.join();
        awaitHands(crew, 0); // what was written is counted behind the write
        assertEquals(200 * 50, counters.framesWritten.sum());
    }

    @Test
    void whatComesWhileOthersAreWrittenToGathersIntoOneWrite() throws InterruptedException {
        WriterPool crew = new WriterPool(1);
        Line blocked = new Line(crew);
        Line other = new Line(crew);
        blocked.connection.blockWrites();
        blocked.say("first");
        blocked.connection.awaitBlockedWrite();
        for (int i = 0; i < 10; i++) other.say("frame " + i);
        assertEquals(0, other.connection.writesBegun.get(), "the one hand is busy");
        blocked.connection.openWrites();
        assertEquals(10, texts(other.connection.awaitWrite()).size());
        assertEquals(1, other.connection.writesBegun.get());
    }

    @Test
    void aPeerThatDoesNotReadIsNobodyElsesTrouble() throws InterruptedException {
        WriterPool crew = new WriterPool(2);
        List<Line> stalled = IntStream.range(0, 5).mapToObj(_ -> new Line(crew)).toList();
        Line reading = new Line(crew);
        CountDownLatch done = new CountDownLatch(1);
        Thread deadlines = Thread.ofPlatform().start(() -> relieveUntil(crew, done));
        for (Line line : stalled) {
            line.connection.blockWrites();
            line.say("x");
        }
        for (Line line : stalled) line.connection.awaitBlockedWrite();
        reading.say("y");
        assertEquals(List.of("y"), reading.hear(1));
        assertTrue(crew.hands() <= 2 + stalled.size(), crew.hands() + " hands");
        for (Line line : stalled) line.connection.openWrites();
        for (Line line : stalled) assertEquals(List.of("x"), line.hear(1));
        reading.say("z");
        assertEquals(List.of("z"), reading.hear(1));
        done.countDown();
        deadlines.join();
        awaitHands(crew, 0);
    }

    /** Who looks for stuck hands is needed once for each of them, not for every write until the peer reads again. */
    @Test
    void aStuckHandThatWasReplacedStaysReplaced() throws InterruptedException {
        AtomicLong nanos = new AtomicLong();
        WriterPool crew = new WriterPool(1, nanos::get);
        Line stalled = new Line(crew);
        Line reading = new Line(crew);
        stalled.connection.blockWrites();
        stalled.say("x");
        stalled.connection.awaitBlockedWrite();
        reading.say("waits");
        nanos.set(6_000_000);
        crew.relieve();
        assertEquals(List.of("waits"), reading.hear(1));
        for (int i = 0; i < 3; i++) {
            awaitHands(crew, 1); // none is left but the one that is stuck
            reading.say("goes out");
            assertEquals(List.of("goes out"), reading.hear(1));
        }
        stalled.connection.openWrites();
        assertEquals(List.of("x"), stalled.hear(1));
        awaitHands(crew, 0);
    }

    @Test
    void nobodyIsHiredWhileHandsAreFree() throws InterruptedException {
        WriterPool crew =
                new WriterPool(2, () -> 0); // no time passes: a hand that the machine keeps waiting is not stuck
        AtomicInteger most = new AtomicInteger();
        List<Line> lines = IntStream.range(0, 300).mapToObj(_ -> new Line(crew)).toList();
        for (Line line : lines) {
            line.say("x");
            crew.relieve();
            most.accumulateAndGet(crew.hands(), Math::max);
        }
        for (Line line : lines) assertEquals(List.of("x"), line.hear(1));
        assertTrue(most.get() <= 2, most + " hands");
        awaitHands(crew, 0);
    }

    @Test
    void aBrokenConnectionIsWrittenToOnceAndLeavesTheLine() throws InterruptedException {
        WriterPool crew = new WriterPool(1);
        Line broken = new Line(crew);
        Line sound = new Line(crew);
        broken.connection.breakWrites();
        broken.say("lost");
        sound.say("a");
        assertEquals(List.of("a"), sound.hear(1));
        broken.say("lost too");
        sound.say("b");
        assertEquals(List.of("b"), sound.hear(1));
        assertEquals(1, broken.connection.writesBegun.get());
        assertTrue(broken.connection.isClosed());
        assertFalse(sound.connection.isClosed());
    }

    private static void awaitHands(WriterPool crew, int left) {
        while (crew.hands() > left)
            Thread.onSpinWait(); // they leave when the line is empty; the test's own timeout is the bound
    }
}
