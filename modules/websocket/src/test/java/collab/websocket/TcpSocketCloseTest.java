package collab.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.testkit.ClientFrames;
import collab.websocket.CloseStatus.Cause;
import collab.websocket.frame.Rfc6455;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The ends of a socket. */
@Timeout(60)
class TcpSocketCloseTest extends TcpSocketTestBase {

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
}
