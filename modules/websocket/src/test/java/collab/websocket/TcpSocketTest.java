package collab.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.testkit.ClientFrames;
import collab.websocket.CloseStatus.Cause;
import collab.websocket.frame.EncodedFrame;
import collab.websocket.frame.OutboundFrame;
import collab.websocket.frame.Rfc6455;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpSocketTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final ConnectionDeadlines deadlines = ConnectionDeadlines.start(Duration.ofMillis(10));
    private final WriterPool crew = WriterPool.start(deadlines);
    private final FakeConnection connection = new FakeConnection();
    private final RecordingHandler handler = new RecordingHandler();
    private final SocketCounters counters = new SocketCounters();

    @AfterEach
    void stop() {
        connection.close();
        deadlines.close();
    }

    // ---- writing -------------------------------------------------------------------------------------------------

    @Test
    void whatGathersBehindABlockedWriteLeavesInOneWrite() throws Exception {
        Socket socket = open(patient());
        connection.blockWrites();
        socket.offer(text("first"));
        connection.awaitBlockedWrite();
        for (int i = 0; i < 100; i++) assertEquals(EnqueueResult.QUEUED, socket.offer(text("m" + i)));
        connection.openWrites();
        assertArrayEquals(wire("first"), connection.awaitWrite());
        byte[][] expected = new byte[100][];
        for (int i = 0; i < 100; i++) expected[i] = wire("m" + i);
        assertArrayEquals(ClientFrames.join(expected), connection.awaitWrite());
        assertEquals(2, connection.writesBegun.get());
    }

    @Test
    void severalEnqueuedFramesLeaveInOneWriteWithOneFlush() throws Exception {
        Socket socket = open(patient());
        socket.enqueue(new OutboundFrame(text("a")));
        socket.enqueue(new OutboundFrame(text("shared}"), "{own,".getBytes(StandardCharsets.UTF_8)));
        assertEquals(0, connection.writesBegun.get());
        socket.flush();
        assertArrayEquals(ClientFrames.join(wire("a"), wire("{own,shared}")), connection.awaitWrite());
        assertEquals(1, connection.writesBegun.get());
    }

    @Test
    void offersFromManyThreadsAllLeaveEachInItsOrder() throws Exception {
        SocketConfig config = config(new QueueConfig(100_000, 1 << 24, 100_000, 1 << 24, 1 << 16), LONG, LONG, 1_000);
        Socket socket = open(config);
        int offerers = 4;
        int each = 5_000;
        CyclicBarrier start = new CyclicBarrier(offerers);
        for (int offerer = 0; offerer < offerers; offerer++) {
            String name = Character.toString('a' + offerer);
            Thread.ofPlatform().start(() -> {
                await(start);
                for (int i = 0; i < each; i++) socket.offer(text(String.format("%s%05d ", name, i)));
            });
        }
        int[] next = new int[offerers];
        for (int frames = 0; frames < offerers * each; ) {
            byte[] write = connection.awaitWrite();
            assertTrue(write.length <= 1 << 16);
            for (int at = 0; at < write.length; at += 9, frames++) {
                int offerer = write[at + 2] - 'a';
                int number = Integer.parseInt(new String(write, at + 3, 5, StandardCharsets.US_ASCII));
                assertEquals(next[offerer]++, number);
            }
        }
        while (socket.framesQueued() > 0) Thread.onSpinWait(); // the last write is counted when it has returned
        assertEquals(20_000, counters.framesWritten.sum());
    }

    @Test
    void theHardBoundAnswersFullWhileTheWriterIsBlockedAndShedSignalsAreCounted() throws Exception {
        Socket socket = open(config(new QueueConfig(4, 4_096, 2, 2_048, 1_024), LONG, LONG, 120));
        connection.blockWrites();
        for (int i = 0; i < 4; i++) assertEquals(EnqueueResult.QUEUED, socket.offer(text("m")));
        assertEquals(EnqueueResult.SHED, socket.offerSignal(text("typing")));
        assertEquals(EnqueueResult.FULL, socket.offer(text("m")));
        assertEquals(4, socket.framesQueued());
        assertEquals(1, counters.signalsShed.sum());
    }

    @Test
    void aPingIsAnsweredAndOfManyOnlyTheLastWhileTheWriterIsBlocked() throws Exception {
        Socket socket = open(config(QueueConfig.DEFAULT, LONG, LONG, 2_000));
        connection.blockWrites();
        socket.offer(text("stuck"));
        connection.awaitBlockedWrite();
        for (int i = 0; i < 1_000; i++) connection.receive(control(Rfc6455.PING, "p" + i));
        connection.receive(ClientFrames.text("seen"));
        assertEquals("text seen", handler.awaitEvent());
        connection.openWrites();
        connection.awaitWrite();
        assertEquals("p999", payload(connection.awaitWrite()));
        assertEquals(2, connection.writesBegun.get());
    }

    // ---- reading -------------------------------------------------------------------------------------------------

    @Test
    void messagesAndPongsReachTheHandlerInOrder() throws Exception {
        open(patient());
        connection.receive(
                ClientFrames.join(ClientFrames.text("one"), control(Rfc6455.PONG, "two"), ClientFrames.text("three")));
        assertEquals("text one", handler.awaitEvent());
        assertEquals("pong two", handler.awaitEvent());
        assertEquals("text three", handler.awaitEvent());
    }

    @Test
    void framesBeyondTheRateReachTheHandlerAsAFlood() throws Exception {
        open(config(QueueConfig.DEFAULT, LONG, LONG, 3));
        for (int i = 0; i < 2; i++) connection.receive(control(Rfc6455.PING, "counts too"));
        connection.receive(ClientFrames.text("third"));
        connection.receive(ClientFrames.text("fourth"));
        connection.receive(ClientFrames.text("fifth"));
        assertEquals("text third", handler.awaitEvent());
        assertEquals("flood", handler.awaitEvent());
        connection.receive(ClientFrames.close(4113, ""));
        assertEquals(4113, handler.awaitEnding().code());
        assertTrue(handler.events.isEmpty(), "nothing is delivered after the close");
    }

    @Test
    void fragmentsCountForTheRateSoThatEmptyOnesCanNotGoOnForEver() throws Exception {
        open(config(QueueConfig.DEFAULT, LONG, LONG, 3));
        connection.receive(ClientFrames.frame(Rfc6455.TEXT, new byte[0]));
        for (int i = 0; i < 3; i++) connection.receive(ClientFrames.frame(Rfc6455.CONTINUATION, new byte[0]));
        assertEquals("flood", handler.awaitEvent());
    }

    @Test
    void aHandlerThatFailsClosesItsSocketWith1011() throws Exception {
        RecordingHandler failing = new RecordingHandler() {
            @Override
            public void onText(Socket socket, byte[] utf8) {
                throw new IllegalStateException("a mistake of ours");
            }
        };
        TcpSocket socket = socket(patient(), failing);
        Thread.ofVirtual().start(socket::run);
        connection.receive(ClientFrames.text("x"));
        assertEquals(1011, closeCode(connection.awaitWrite()));
        connection.receive(ClientFrames.close(1011, ""));
        assertEquals(Cause.CLOSED_HERE, failing.awaitEnding().cause());
    }

    @Test
    void aHandlerThatKnowsNoBinaryRefusesItWith1003() throws Exception {
        TcpSocket socket = socket(patient(), new RecordingHandler() {
            @Override
            public void onBinary(Socket on, byte[] bytes) {
                new TextOnly().onBinary(on, bytes);
            }
        });
        Thread.ofVirtual().start(socket::run);
        connection.receive(ClientFrames.frame(ClientFrames.FINAL | Rfc6455.BINARY, new byte[3]));
        assertEquals(1003, closeCode(connection.awaitWrite()));
    }

    // ---- endings -------------------------------------------------------------------------------------------------

    @Test
    void ourCloseFollowsWhatWasOfferedAndWaitsForThePeers() throws Exception {
        Socket socket = open(patient());
        connection.blockWrites();
        socket.offer(text("a"));
        connection.awaitBlockedWrite();
        socket.offer(text("b"));
        socket.close(4201, "draining");
        socket.close(4108, "later, so it does not count");
        assertEquals(EnqueueResult.CLOSED, socket.offer(text("late")));
        connection.openWrites();
        connection.awaitWrite();
        byte[] rest = connection.awaitWrite();
        assertArrayEquals(ClientFrames.join(wire("b"), closeOnWire(4201, "draining")), rest);
        assertFalse(connection.isClosed());
        connection.receive(ClientFrames.close(4201, ""));
        assertEnding(new CloseStatus(4201, "draining", Cause.CLOSED_HERE, true));
    }

    @Test
    void aPeerThatNeverAnswersOurCloseIsCutOff() throws Exception {
        Socket socket = open(config(QueueConfig.DEFAULT, LONG, SHORT, 120));
        socket.close(4201, "draining");
        assertEnding(new CloseStatus(4201, "draining", Cause.CLOSED_HERE, false));
    }

    @Test
    void aPeerThatReadsNothingIsCutOffThoughOurCloseFrameNeverLeft() throws Exception {
        Socket socket = open(config(QueueConfig.DEFAULT, LONG, SHORT, 120));
        connection.blockWrites();
        socket.offer(text("stuck"));
        connection.awaitBlockedWrite();
        socket.close(4108, "too slow");
        assertEnding(new CloseStatus(4108, "too slow", Cause.CLOSED_HERE, false));
    }

    @Test
    void thePeersCloseIsEchoedAndWhatWaitedIsDropped() throws Exception {
        Socket socket = open(patient());
        connection.blockWrites();
        socket.offer(text("in flight"));
        connection.awaitBlockedWrite();
        socket.offer(text("waits"));
        connection.receive(ClientFrames.close(1000, "bye"));
        while (socket.framesQueued() != 1) Thread.onSpinWait();
        connection.openWrites();
        connection.awaitWrite();
        assertArrayEquals(closeOnWire(1000, ""), connection.awaitWrite());
        assertEnding(new CloseStatus(1000, "bye", Cause.CLOSED_BY_PEER, true));
    }

    @Test
    void anEmptyCloseIsEchoedEmpty() throws Exception {
        open(patient());
        connection.receive(ClientFrames.frame(ClientFrames.FINAL | Rfc6455.CLOSE, new byte[0]));
        assertArrayEquals(new byte[] {(byte) 0x88, 0}, connection.awaitWrite());
        assertEnding(new CloseStatus(1005, "", Cause.CLOSED_BY_PEER, true));
    }

    @Test
    void closesThatCrossEndOnce() throws Exception {
        Socket socket = open(patient());
        connection.blockWrites();
        socket.close(4201, "ours");
        connection.awaitBlockedWrite();
        connection.receive(ClientFrames.close(1001, "theirs"));
        connection.openWrites();
        assertEnding(new CloseStatus(4201, "ours", Cause.CLOSED_HERE, true));
    }

    @Test
    void theEndOfTheStreamIsAVanishedPeer() throws Exception {
        open(patient());
        connection.receiveEnd();
        assertEnding(1006, Cause.VANISHED);
    }

    @Test
    void aResetIsAVanishedPeer() throws Exception {
        open(patient());
        connection.receiveReset();
        assertEnding(1006, Cause.VANISHED);
    }

    @Test
    void aWriteThatFailsIsAVanishedPeer() throws Exception {
        Socket socket = open(patient());
        connection.breakWrites();
        socket.offer(text("into the void"));
        assertEnding(1006, Cause.VANISHED);
        assertEquals(0, socket.bytesQueued());
        assertEquals(EnqueueResult.CLOSED, socket.offer(text("late")));
    }

    @Test
    void aWriteThatIsStuckForTooLongEndsTheSocket() throws Exception {
        Socket socket = open(config(QueueConfig.DEFAULT, SHORT, LONG, 120));
        connection.blockWrites();
        socket.offer(text("stuck"));
        assertEnding(1006, Cause.STALLED);
    }

    @Test
    void aViolationIsToldThePeerAndWhatItSendsOnIsReadIntoTheVoid() throws Exception {
        open(patient());
        connection.receive(ClientFrames.frame(ClientFrames.FINAL | 3, new byte[0]));
        assertEquals(1002, closeCode(connection.awaitWrite()));
        assertFalse(connection.isClosed());
        connection.receive(new byte[100_000]);
        connection.receiveEnd();
        assertEnding(1002, Cause.VIOLATION);
    }

    @Test
    void aViolatorThatDoesNotHangUpIsCutOff() throws Exception {
        open(new SocketConfig(QueueConfig.DEFAULT, 4096, 120, LONG, LONG, LONG, SHORT));
        connection.receive(ClientFrames.header(ClientFrames.FINAL | Rfc6455.TEXT, 1 << 20, 1 << 20)
                .toByteArray());
        assertEquals(1009, closeCode(connection.awaitWrite()));
        assertEnding(1009, Cause.VIOLATION);
    }

    @Test
    void anAbortSendsNothing() throws Exception {
        Socket socket = open(patient());
        socket.abort();
        assertEnding(1006, Cause.CLOSED_HERE);
        assertEquals(0, connection.writesBegun.get());
    }

    @Test
    void aSocketStoppedBeforeItBeganAnnouncesItsEndAndNeverOpens() throws Exception {
        TcpSocket socket = socket(patient(), handler);
        socket.stop(false);
        socket.run();
        assertEnding(1001, Cause.STOPPED);
        assertFalse(handler.opened.isDone());
        assertEquals(1, handler.endings.get());
    }

    @Test
    void aSocketStoppedWithTheServerSaysThatItGoesAway() throws Exception {
        TcpSocket socket = socket(patient(), handler);
        Thread.ofVirtual().start(socket::run);
        handler.awaitOpen();
        socket.stop(false);
        assertEquals(1001, closeCode(connection.awaitWrite()));
    }

    @Test
    void everyEndingAtOnceIsStillOneEnding() throws Exception {
        for (int round = 0; round < 200; round++) {
            FakeConnection crowded = new FakeConnection();
            RecordingHandler told = new RecordingHandler();
            TcpSocket socket =
                    new TcpSocket(round, patient(), told, crowded.reader(), crowded, crew, deadlines, counters);
            Thread reader = Thread.ofVirtual().start(socket::run);
            told.awaitOpen();
            CyclicBarrier start = new CyclicBarrier(5);
            Thread[] enders = {
                ender(start, () -> socket.close(4201, "ours")),
                ender(start, () -> crowded.receive(ClientFrames.close(1000, "theirs"))),
                ender(start, crowded::receiveReset),
                ender(start, socket::abort),
                ender(start, () -> {
                    crowded.breakWrites();
                    socket.offer(text("x"));
                })
            };
            for (Thread ender : enders) ender.join();
            reader.join();
            assertEquals(1, told.endings.get());
            assertTrue(crowded.isClosed());
        }
        assertEquals(0, deadlines.watched());
    }

    // ---- help ----------------------------------------------------------------------------------------------------

    private static final class TextOnly implements SocketHandler {
        @Override
        public void onOpen(Socket socket) {}

        @Override
        public void onText(Socket socket, byte[] utf8) {}

        @Override
        public void onFlood(Socket socket) {}

        @Override
        public void onEnd(Socket socket, CloseStatus ending) {}
    }

    private Socket open(SocketConfig config) throws Exception {
        TcpSocket socket = socket(config, handler);
        Thread.ofVirtual().start(socket::run);
        return handler.awaitOpen();
    }

    private TcpSocket socket(SocketConfig config, SocketHandler to) {
        return new TcpSocket(42, config, to, connection.reader(), connection, crew, deadlines, counters);
    }

    private static SocketConfig patient() {
        return config(QueueConfig.DEFAULT, LONG, LONG, 120);
    }

    private static SocketConfig config(QueueConfig queue, Duration write, Duration close, int framesPerMinute) {
        return new SocketConfig(queue, 4096, framesPerMinute, LONG, write, close, LONG);
    }

    private void assertEnding(CloseStatus expected) throws Exception {
        assertEquals(expected, handler.awaitEnding());
        assertTrue(connection.isClosed());
        assertEquals(1, handler.endings.get());
    }

    private void assertEnding(int code, Cause cause) throws Exception {
        CloseStatus ending = handler.awaitEnding();
        assertEquals(code, ending.code());
        assertEquals(cause, ending.cause());
        assertTrue(connection.isClosed());
    }

    private static Thread ender(CyclicBarrier start, Runnable end) {
        return Thread.ofVirtual().start(() -> {
            await(start);
            end.run();
        });
    }

    private static void await(CyclicBarrier start) {
        try {
            start.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static EncodedFrame text(String text) {
        return EncodedFrame.text(text);
    }

    private static byte[] wire(String text) {
        return wire(EncodedFrame.text(text));
    }

    private static byte[] closeOnWire(int code, String reason) {
        return wire(EncodedFrame.close(code, reason));
    }

    private static byte[] wire(EncodedFrame frame) {
        byte[] target = new byte[frame.wireBytes(0)];
        frame.writeTo(target, 0, EncodedFrame.NOTHING);
        return target;
    }

    private static byte[] control(int opcode, String payload) {
        return ClientFrames.frame(ClientFrames.FINAL | opcode, payload.getBytes(StandardCharsets.UTF_8));
    }

    private static String payload(byte[] shortFrame) {
        return new String(shortFrame, 2, shortFrame.length - 2, StandardCharsets.UTF_8);
    }

    private static int closeCode(byte[] write) {
        assertEquals(0x88, write[0] & 0xFF);
        return ((write[2] & 0xFF) << 8) | (write[3] & 0xFF);
    }
}
