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
    private final WriterPool pool = WriterPool.start(deadlines);
    private final FakeConnection connection = new FakeConnection();
    private final RecordingHandler handler = new RecordingHandler();
    private final SocketCounters counters = new SocketCounters();

    @AfterEach
    void stop() {
        connection.close();
        deadlines.close();
    }

    // ---- Writing ----

    @Test
    void framesQueuedDuringBlockedWriteGoOutInOneWrite() throws Exception {
        Socket socket = open(longTimeouts());
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
    void enqueuedFramesGoOutInOneWriteAfterFlush() throws Exception {
        Socket socket = open(longTimeouts());
        socket.enqueue(new OutboundFrame(text("a")));
        socket.enqueue(new OutboundFrame(text("shared}"), "{recipient,".getBytes(StandardCharsets.UTF_8)));
        assertEquals(0, connection.writesBegun.get());
        socket.flush();
        assertArrayEquals(ClientFrames.join(wire("a"), wire("{recipient,shared}")), connection.awaitWrite());
        assertEquals(1, connection.writesBegun.get());
    }

    @Test
    void concurrentOffersAreWrittenInOrderPerThread() throws Exception {
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
        while (socket.framesQueued() > 0) Thread.onSpinWait(); // the last write is counted after it has returned
        assertEquals(20_000, counters.framesWritten.sum());
    }

    @Test
    void hardLimitGetsFullWhileWriterIsBlockedAndShedFramesAreCounted() throws Exception {
        Socket socket = open(config(new QueueConfig(4, 4_096, 2, 2_048, 1_024), LONG, LONG, 120));
        connection.blockWrites();
        for (int i = 0; i < 4; i++) assertEquals(EnqueueResult.QUEUED, socket.offer(text("m")));
        assertEquals(EnqueueResult.SHED, socket.offerDroppable(text("droppable")));
        assertEquals(EnqueueResult.FULL, socket.offer(text("m")));
        assertEquals(4, socket.framesQueued());
        assertEquals(1, counters.framesShed.sum());
    }

    @Test
    void onlyLastPingIsAnsweredWhileWriterIsBlocked() throws Exception {
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

    // ---- Reading ----

    @Test
    void handlerReceivesMessagesAndPongsInOrder() throws Exception {
        open(longTimeouts());
        connection.receive(
                ClientFrames.join(ClientFrames.text("one"), control(Rfc6455.PONG, "two"), ClientFrames.text("three")));
        assertEquals("text one", handler.awaitEvent());
        assertEquals("pong two", handler.awaitEvent());
        assertEquals("text three", handler.awaitEvent());
    }

    @Test
    void handlerReceivesOnFloodForFramesBeyondRateLimit() throws Exception {
        open(config(QueueConfig.DEFAULT, LONG, LONG, 3));
        for (int i = 0; i < 2; i++) connection.receive(control(Rfc6455.PING, "counts too"));
        connection.receive(ClientFrames.text("third"));
        connection.receive(ClientFrames.text("fourth"));
        connection.receive(ClientFrames.text("fifth"));
        assertEquals("text third", handler.awaitEvent());
        assertEquals("flood", handler.awaitEvent());
        connection.receive(ClientFrames.close(4113, ""));
        assertEquals(4113, handler.awaitEnd().code());
        assertTrue(handler.events.isEmpty(), "nothing is delivered after the close");
    }

    @Test
    void rateLimitCountsFragments() throws Exception {
        open(config(QueueConfig.DEFAULT, LONG, LONG, 3));
        connection.receive(ClientFrames.frame(Rfc6455.TEXT, new byte[0]));
        for (int i = 0; i < 3; i++) connection.receive(ClientFrames.frame(Rfc6455.CONTINUATION, new byte[0]));
        assertEquals("flood", handler.awaitEvent());
    }

    @Test
    void failingHandlerClosesSocketWith1011() throws Exception {
        RecordingHandler failing = new RecordingHandler() {
            @Override
            public void onText(Socket socket, byte[] utf8) {
                throw new IllegalStateException("error of the test");
            }
        };
        TcpSocket socket = socket(longTimeouts(), failing);
        Thread.ofVirtual().start(socket::run);
        connection.receive(ClientFrames.text("x"));
        assertEquals(1011, closeCode(connection.awaitWrite()));
        connection.receive(ClientFrames.close(1011, ""));
        assertEquals(Cause.CLOSED_HERE, failing.awaitEnd().cause());
    }

    @Test
    void textOnlyHandlerClosesSocketWith1003OnBinaryMessage() throws Exception {
        TcpSocket socket = socket(longTimeouts(), new RecordingHandler() {
            @Override
            public void onBinary(Socket on, byte[] bytes) {
                new TextOnly().onBinary(on, bytes);
            }
        });
        Thread.ofVirtual().start(socket::run);
        connection.receive(ClientFrames.frame(ClientFrames.FINAL | Rfc6455.BINARY, new byte[3]));
        assertEquals(1003, closeCode(connection.awaitWrite()));
    }

    // ---- Closing ----

    @Test
    void closeFrameFollowsQueuedMessagesAndSocketWaitsForPeer() throws Exception {
        Socket socket = open(longTimeouts());
        connection.blockWrites();
        socket.offer(text("a"));
        connection.awaitBlockedWrite();
        socket.offer(text("b"));
        socket.close(4201, "draining");
        socket.close(4108, "second close");
        assertEquals(EnqueueResult.CLOSED, socket.offer(text("late")));
        connection.openWrites();
        connection.awaitWrite();
        byte[] rest = connection.awaitWrite();
        assertArrayEquals(ClientFrames.join(wire("b"), closeOnWire(4201, "draining")), rest);
        assertFalse(connection.isClosed());
        connection.receive(ClientFrames.close(4201, ""));
        assertEnd(new CloseStatus(4201, "draining", Cause.CLOSED_HERE, true));
    }

    @Test
    void peerThatDoesNotAnswerCloseIsDisconnectedAfterCloseTimeout() throws Exception {
        Socket socket = open(config(QueueConfig.DEFAULT, LONG, SHORT, 120));
        socket.close(4201, "draining");
        assertEnd(new CloseStatus(4201, "draining", Cause.CLOSED_HERE, false));
    }

    @Test
    void peerThatDoesNotReadIsDisconnectedBeforeCloseFrameIsWritten() throws Exception {
        Socket socket = open(config(QueueConfig.DEFAULT, LONG, SHORT, 120));
        connection.blockWrites();
        socket.offer(text("stuck"));
        connection.awaitBlockedWrite();
        socket.close(4108, "too slow");
        assertEnd(new CloseStatus(4108, "too slow", Cause.CLOSED_HERE, false));
    }

    @Test
    void peerCloseIsEchoedAndQueuedFramesAreDiscarded() throws Exception {
        Socket socket = open(longTimeouts());
        connection.blockWrites();
        socket.offer(text("in flight"));
        connection.awaitBlockedWrite();
        socket.offer(text("waits"));
        connection.receive(ClientFrames.close(1000, "bye"));
        while (socket.framesQueued() != 1) Thread.onSpinWait();
        connection.openWrites();
        connection.awaitWrite();
        assertArrayEquals(closeOnWire(1000, ""), connection.awaitWrite());
        assertEnd(new CloseStatus(1000, "bye", Cause.CLOSED_BY_PEER, true));
    }

    @Test
    void closeFrameWithoutCodeIsEchoedWithoutCode() throws Exception {
        open(longTimeouts());
        connection.receive(ClientFrames.frame(ClientFrames.FINAL | Rfc6455.CLOSE, new byte[0]));
        assertArrayEquals(new byte[] {(byte) 0x88, 0}, connection.awaitWrite());
        assertEnd(new CloseStatus(1005, "", Cause.CLOSED_BY_PEER, true));
    }

    @Test
    void simultaneousClosesEndOnce() throws Exception {
        Socket socket = open(longTimeouts());
        connection.blockWrites();
        socket.close(4201, "ours");
        connection.awaitBlockedWrite();
        connection.receive(ClientFrames.close(1001, "theirs"));
        connection.openWrites();
        assertEnd(new CloseStatus(4201, "ours", Cause.CLOSED_HERE, true));
    }

    @Test
    void endOfStreamEndsAsVanished() throws Exception {
        open(longTimeouts());
        connection.receiveEnd();
        assertEnd(1006, Cause.VANISHED);
    }

    @Test
    void readErrorEndsAsVanished() throws Exception {
        open(longTimeouts());
        connection.receiveReset();
        assertEnd(1006, Cause.VANISHED);
    }

    @Test
    void failedWriteEndsAsVanished() throws Exception {
        Socket socket = open(longTimeouts());
        connection.breakWrites();
        socket.offer(text("into the void"));
        assertEnd(1006, Cause.VANISHED);
        assertEquals(0, socket.bytesQueued());
        assertEquals(EnqueueResult.CLOSED, socket.offer(text("late")));
    }

    @Test
    void writeBeyondTimeoutEndsAsStalled() throws Exception {
        Socket socket = open(config(QueueConfig.DEFAULT, SHORT, LONG, 120));
        connection.blockWrites();
        socket.offer(text("stuck"));
        assertEnd(1006, Cause.STALLED);
    }

    @Test
    void violationSendsCloseFrameAndDiscardsFurtherInput() throws Exception {
        open(longTimeouts());
        connection.receive(ClientFrames.frame(ClientFrames.FINAL | 3, new byte[0]));
        assertEquals(1002, closeCode(connection.awaitWrite()));
        assertFalse(connection.isClosed());
        connection.receive(new byte[100_000]);
        connection.receiveEnd();
        assertEnd(1002, Cause.VIOLATION);
    }

    @Test
    void violatingPeerIsDisconnectedAfterLingerTimeout() throws Exception {
        open(longTimeouts().withTimeouts(new SocketTimeouts(LONG, LONG, LONG, SHORT)));
        connection.receive(ClientFrames.header(ClientFrames.FINAL | Rfc6455.TEXT, 1 << 20, 1 << 20)
                .toByteArray());
        assertEquals(1009, closeCode(connection.awaitWrite()));
        assertEnd(1009, Cause.VIOLATION);
    }

    @Test
    void abortSendsNoFrame() throws Exception {
        Socket socket = open(longTimeouts());
        socket.abort();
        assertEnd(1006, Cause.CLOSED_HERE);
        assertEquals(0, connection.writesBegun.get());
    }

    @Test
    void socketStoppedBeforeRunCallsOnEndAndNotOnOpen() throws Exception {
        TcpSocket socket = socket(longTimeouts(), handler);
        socket.stop(false);
        socket.run();
        assertEnd(1001, Cause.STOPPED);
        assertFalse(handler.opened.isDone());
        assertEquals(1, handler.endCalls.get());
    }

    @Test
    void stoppingServerClosesSocketWith1001() throws Exception {
        TcpSocket socket = socket(longTimeouts(), handler);
        Thread.ofVirtual().start(socket::run);
        handler.awaitOpen();
        socket.stop(false);
        assertEquals(1001, closeCode(connection.awaitWrite()));
    }

    @Test
    void simultaneousEndingsCallOnEndOnce() throws Exception {
        for (int round = 0; round < 200; round++) {
            FakeConnection shared = new FakeConnection();
            RecordingHandler recorder = new RecordingHandler();
            TcpSocket socket = new TcpSocket(round, recorder, shared.reader(), shared, services(longTimeouts()));
            Thread reader = Thread.ofVirtual().start(socket::run);
            recorder.awaitOpen();
            CyclicBarrier start = new CyclicBarrier(5);
            Thread[] enders = {
                ender(start, () -> socket.close(4201, "ours")),
                ender(start, () -> shared.receive(ClientFrames.close(1000, "theirs"))),
                ender(start, shared::receiveReset),
                ender(start, socket::abort),
                ender(start, () -> {
                    shared.breakWrites();
                    socket.offer(text("x"));
                })
            };
            for (Thread ender : enders) ender.join();
            reader.join();
            assertEquals(1, recorder.endCalls.get());
            assertTrue(shared.isClosed());
        }
        assertEquals(0, deadlines.watched());
    }

    // ---- Fixture ----

    private static final class TextOnly implements SocketHandler {
        @Override
        public void onOpen(Socket socket) {}

        @Override
        public void onText(Socket socket, byte[] utf8) {}

        @Override
        public void onFlood(Socket socket) {}

        @Override
        public void onEnd(Socket socket, CloseStatus status) {}
    }

    private Socket open(SocketConfig config) throws Exception {
        TcpSocket socket = socket(config, handler);
        Thread.ofVirtual().start(socket::run);
        return handler.awaitOpen();
    }

    private TcpSocket socket(SocketConfig config, SocketHandler to) {
        return new TcpSocket(42, to, connection.reader(), connection, services(config));
    }

    private SocketServices services(SocketConfig config) {
        return new SocketServices(config, pool, deadlines, counters);
    }

    private static SocketConfig longTimeouts() {
        return config(QueueConfig.DEFAULT, LONG, LONG, 120);
    }

    private static SocketConfig config(QueueConfig queue, Duration write, Duration close, int framesPerMinute) {
        return new SocketConfig(queue, 4096, framesPerMinute, new SocketTimeouts(LONG, write, close, LONG));
    }

    private void assertEnd(CloseStatus expected) throws Exception {
        assertEquals(expected, handler.awaitEnd());
        assertTrue(connection.isClosed());
        assertEquals(1, handler.endCalls.get());
    }

    private void assertEnd(int code, Cause cause) throws Exception {
        CloseStatus ending = handler.awaitEnd();
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
        frame.writeTo(target, 0, EncodedFrame.NO_RECIPIENT_BYTES);
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
