package collab.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.testkit.ClientFrames;
import collab.websocket.CloseStatus.Cause;
import collab.websocket.frame.EncodedFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;

/** A socket on a connection in memory. */
abstract class TcpSocketTestBase {
    static final Duration LONG = Duration.ofMinutes(10);
    static final Duration SHORT = Duration.ofMillis(50);

    final ConnectionDeadlines deadlines = ConnectionDeadlines.start(Duration.ofMillis(10));
    final WriterPool pool = WriterPool.start(deadlines);
    final FakeConnection connection = new FakeConnection();
    final RecordingHandler handler = new RecordingHandler();
    final SocketCounters counters = new SocketCounters();

    @AfterEach
    final void stop() {
        connection.close();
        deadlines.close();
    }

    // ---- Fixture ----

    final Socket open(SocketConfig config) throws Exception {
        TcpSocket socket = socket(config, handler);
        Thread.ofVirtual().start(socket::run);
        return handler.awaitOpen();
    }

    final TcpSocket socket(SocketConfig config, SocketHandler to) {
        return new TcpSocket(42, to, connection.reader(), connection, services(config));
    }

    final SocketServices services(SocketConfig config) {
        return new SocketServices(config, pool, deadlines, counters);
    }

    static SocketConfig longTimeouts() {
        return config(QueueConfig.DEFAULT, LONG, LONG, 120);
    }

    static SocketConfig config(QueueConfig queue, Duration write, Duration close, int framesPerMinute) {
        return new SocketConfig(queue, 4096, framesPerMinute, new SocketTimeouts(LONG, write, close, LONG));
    }

    final void assertEnd(CloseStatus expected) throws Exception {
        assertEquals(expected, handler.awaitEnd());
        assertTrue(connection.isClosed());
        assertEquals(1, handler.endCalls.get());
    }

    final void assertEnd(int code, Cause cause) throws Exception {
        CloseStatus ending = handler.awaitEnd();
        assertEquals(code, ending.code());
        assertEquals(cause, ending.cause());
        assertTrue(connection.isClosed());
    }

    static Thread ender(CyclicBarrier start, Runnable end) {
        return Thread.ofVirtual().start(() -> {
            await(start);
            end.run();
        });
    }

    static void await(CyclicBarrier start) {
        try {
            start.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static EncodedFrame text(String text) {
        return EncodedFrame.text(text);
    }

    static byte[] wire(String text) {
        return wire(EncodedFrame.text(text));
    }

    static byte[] closeOnWire(int code, String reason) {
        return wire(EncodedFrame.close(code, reason));
    }

    static byte[] wire(EncodedFrame frame) {
        byte[] target = new byte[frame.wireBytes(0)];
        frame.writeTo(target, 0, EncodedFrame.NO_RECIPIENT_BYTES);
        return target;
    }

    static byte[] control(int opcode, String payload) {
        return ClientFrames.frame(ClientFrames.FINAL | opcode, payload.getBytes(StandardCharsets.UTF_8));
    }

    static String payload(byte[] shortFrame) {
        return new String(shortFrame, 2, shortFrame.length - 2, StandardCharsets.UTF_8);
    }

    static int closeCode(byte[] write) {
        assertEquals(0x88, write[0] & 0xFF);
        return ((write[2] & 0xFF) << 8) | (write[3] & 0xFF);
    }
}
