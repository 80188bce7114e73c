package collab.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.testkit.ClientFrames;
import collab.testkit.RawClient;
import collab.websocket.CloseStatus.Cause;
import collab.websocket.frame.EncodedFrame;
import collab.websocket.frame.OutboundFrame;
import collab.websocket.frame.Rfc6455;
import collab.websocket.handshake.RunningListener;
import collab.websocket.handshake.UpgradeDecision;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The ways in which a connection to a real server can end. */
@Timeout(120)
class SocketEndingsTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final BlockingQueue<RecordingHandler> handlers = new LinkedBlockingQueue<>();
    private RunningListener listener = RunningListener.start(_ -> accept(), SocketConfig.DEFAULT);

    private UpgradeDecision accept() {
        RecordingHandler handler = new RecordingHandler();
        handlers.add(handler);
        return new UpgradeDecision.Accepted(Optional.empty(), handler);
    }

    @AfterEach
    void stop() {
        listener.close();
    }

    @Test
    void resetEndsAsVanished() throws Exception {
        try (RawClient client = RawClient.open(listener.port())) {
            client.reset();
            assertEquals(Cause.VANISHED, handlers.take().awaitEnd().cause());
        }
    }

    @Test
    void endOfStreamWithoutCloseFrameEndsAsVanished() throws Exception {
        try (RawClient client = RawClient.open(listener.port())) {
            client.socket.shutdownOutput();
            assertEquals(Cause.VANISHED, handlers.take().awaitEnd().cause());
        }
    }

    @Test
    void endOfStreamInsideFrameEndsAsVanished() throws Exception {
        try (RawClient client = RawClient.open(listener.port())) {
            client.send(new byte[] {(byte) 0x81});
            client.socket.shutdownOutput();
            assertEquals(Cause.VANISHED, handlers.take().awaitEnd().cause());
        }
    }

    @Test
    void peerCloseIsEchoedAndServerClosesConnection() throws Exception {
        try (RawClient client = RawClient.open(listener.port())) {
            client.send(ClientFrames.close(3000, "done"));
            assertEquals(3000, client.readFrame().closeCode());
            assertEquals(0, client.readToEnd().length);
            assertEquals(
                    new CloseStatus(3000, "done", Cause.CLOSED_BY_PEER, true),
                    handlers.take().awaitEnd());
        }
    }

    @Test
    void peerThatIgnoresCloseFrameIsDisconnected() throws Exception {
        restart(QueueConfig.DEFAULT, LONG, Duration.ofSeconds(2)); // long enough for the close frame to arrive
        try (RawClient client = RawClient.open(listener.port())) {
            RecordingHandler handler = handlers.take();
            handler.awaitOpen().close(4210, "gap");
            assertEquals(4210, client.readFrame().closeCode());
            assertEquals(0, client.readToEnd().length);
            assertEquals(new CloseStatus(4210, "gap", Cause.CLOSED_HERE, false), handler.awaitEnd());
        }
    }

    @Test
    void violatingPeerReceivesCloseFrameWhileItKeepsSending() throws Exception {
        try (RawClient client = RawClient.open(listener.port())) {
            byte[] tooBig = ClientFrames.frame(ClientFrames.FINAL | Rfc6455.TEXT, new byte[200_000]);
            client.send(tooBig);
            assertEquals(1009, client.readFrame().closeCode());
            client.socket.shutdownOutput();
            assertEquals(Cause.VIOLATION, handlers.take().awaitEnd().cause());
        }
    }

    /** The receive buffer of the peer is full, so the write blocks in the kernel until the connection is closed. */
    @Test
    void peerThatDoesNotReadIsDisconnectedAfterWriteTimeout() throws Exception {
        restart(new QueueConfig(256, 64 << 20, 128, 1 << 20, 1 << 16), SHORT, LONG);
        try (RawClient client = RawClient.open(listener.port())) {
            RecordingHandler handler = handlers.take();
            Socket socket = handler.awaitOpen();
            fill(socket);
            assertEquals(Cause.STALLED, handler.awaitEnd().cause());
            assertEquals(0, socket.bytesQueued());
            assertTrue(client.socket.isConnected());
        }
    }

    @Test
    void peerThatDoesNotReadDelaysNoOtherSocket() throws Exception {
        restart(new QueueConfig(256, 64 << 20, 128, 1 << 20, 1 << 16), LONG, LONG);
        try (RawClient stalled = RawClient.open(listener.port());
                RawClient reading = RawClient.open(listener.port())) {
            Socket stuck = handlers.take().awaitOpen();
            fill(stuck);
            Socket other = handlers.take().awaitOpen();
            for (int i = 0; i < 1_000; i++) {
                other.offer(EncodedFrame.text("m" + i));
                assertEquals("m" + i, reading.readFrame().text());
            }
            stuck.abort();
            assertTrue(stalled.socket.isConnected());
        }
    }

    @Test
    void framesQueuedBeforeCloseArriveInOrder() throws Exception {
        try (RawClient client = RawClient.open(listener.port())) {
            Socket socket = handlers.take().awaitOpen();
            for (int i = 0; i < 200; i++) assertEquals(EnqueueResult.QUEUED, socket.offer(EncodedFrame.text("m" + i)));
            socket.close(4201, "draining");
            for (int i = 0; i < 200; i++)
                assertEquals("m" + i, client.readFrame().text());
            assertEquals(4201, client.readFrame().closeCode());
        }
    }

    @Test
    void stoppingServerEndsItsSockets() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) clients.add(RawClient.open(listener.port()));
            listener.close();
            for (int i = 0; i < 20; i++) {
                RecordingHandler handler = handlers.take();
                handler.awaitEnd();
                assertEquals(1, handler.endCalls.get());
            }
        } finally {
            for (RawClient client : clients) client.close();
        }
    }

    /** With Helidon's own WebSocket implementation, 100 of 100 handlers were not notified of the end. */
    @Test
    void thousandAbruptDisconnectsLeaveNoSocketAndNoFile() throws Exception {
        try (RawClient warm = RawClient.open(listener.port())) {
            warm.reset();
            handlers.take().awaitEnd();
        }
        int filesBefore = openFiles();
        for (int round = 0; round < 10; round++) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 100; i++) clients.add(RawClient.open(listener.port()));
            for (int i = 0; i < 100; i++) {
                if (i % 2 == 0) clients.get(i).reset();
                else clients.get(i).close();
            }
            for (int i = 0; i < 100; i++) {
                RecordingHandler handler = handlers.take();
                handler.awaitEnd();
                assertEquals(1, handler.endCalls.get());
            }
        }
        assertEquals(listener.counters.opened.sum(), listener.counters.ended.sum());
        assertEquals(0, listener.deadlines.watched());
        awaitOpenFiles(filesBefore + 20);
    }

    private void restart(QueueConfig queue, Duration write, Duration close) {
        listener.close();
        listener = RunningListener.start(
                _ -> accept(),
                SocketConfig.DEFAULT
                        .withQueue(queue)
                        .withTimeouts(new SocketTimeouts(Duration.ofSeconds(10), write, close, SHORT)));
    }

    /** Queues more than the kernel's buffers of both sides hold; the first write begins after all of it is queued. */
    private static void fill(Socket socket) {
        OutboundFrame megabyte = new OutboundFrame(EncodedFrame.binary(new byte[1 << 20]));
        for (int i = 0; i < 32; i++) assertEquals(EnqueueResult.QUEUED, socket.enqueue(megabyte));
        socket.flush();
    }

    private static int openFiles() {
        String[] files = new File("/proc/self/fd").list();
        return files == null ? 0 : files.length;
    }

    /** Waits because the handler is notified before the web server has closed its side. */
    private static void awaitOpenFiles(int atMost) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (openFiles() > atMost && System.nanoTime() < deadline) Thread.onSpinWait();
        assertTrue(openFiles() <= atMost, () -> openFiles() + " files are open, at most " + atMost + " were expected");
    }
}
