package collab.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.testkit.ClientFrames;
import collab.websocket.CloseStatus.Cause;
import collab.websocket.frame.OutboundFrame;
import collab.websocket.frame.Rfc6455;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reading and writing. */
@Timeout(60)
class TcpSocketTest extends TcpSocketTestBase {

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
}
