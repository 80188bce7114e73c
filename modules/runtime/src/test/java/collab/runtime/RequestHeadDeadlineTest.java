package collab.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("security")
class RequestHeadDeadlineTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Every deadline in the order in which it was set; it expires when the test runs it. */
    private final BlockingQueue<FutureTask<Void>> deadlines = new LinkedBlockingQueue<>();

    private final RequestHeadDeadline deadline = new RequestHeadDeadline(Duration.ofSeconds(10), this::set);
    private final WebServer server = start();

    private Future<?> set(Duration delay, Runnable end) {
        assertEquals(Duration.ofSeconds(10), delay);
        FutureTask<Void> task = new FutureTask<>(end, null);
        deadlines.add(task);
        return task;
    }

    private WebServer start() {
        var builder = WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .protocolsDiscoverServices(false)
                .addConnectionSelector(Http1ConnectionSelector.builder()
                        .config(Http1Config.builder()
                                .addReceiveListener(deadline)
                                .build())
                        .build())
                .routing(routes -> routes.get("/", (_, response) -> response.send("here")));
        deadline.configure(builder, SocketOptions.create());
        return builder.build().start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private FutureTask<Void> next() throws InterruptedException {
        FutureTask<Void> task = deadlines.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (task == null) throw new AssertionError("no deadline was set within " + PATIENCE);
        return task;
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void readResponse(Socket socket) throws IOException {
        StringBuilder received = new StringBuilder();
        while (!received.toString().endsWith("\r\n\r\nhere")) {
            int read = socket.getInputStream().read();
            assertTrue(read >= 0, () -> "the end after: " + received);
            received.append((char) read);
        }
    }

    /** A connection that is closed with unread bytes is reset. */
    private static void assertEnded(Socket socket) throws IOException {
        try {
            assertEquals(-1, socket.getInputStream().read());
        } catch (SocketException reset) {
            assertEquals("Connection reset", reset.getMessage());
        }
    }

    @Test
    void silentConnectionIsClosed() throws Exception {
        try (Socket silent = connect()) {
            next().run();
            assertEnded(silent);
        }
        assertEquals(0, deadline.pendingCount());
    }

    @Test
    void incompleteHeadIsClosed() throws Exception {
        try (Socket slow = connect()) {
            send(slow, "GET / HTTP/1.1\r\nHost: here\r\n");
            next().run();
            assertEnded(slow);
        }
    }

    @Test
    void completeHeadCancelsTheDeadlineAndTheNextRequestStartsOne() throws Exception {
        try (Socket client = connect()) {
            send(client, "GET / HTTP/1.1\r\nHost: here\r\n\r\n");
            readResponse(client);
            FutureTask<Void> first = next();
            assertTrue(first.isCancelled());
            assertEquals(0, deadline.pendingCount());

            send(client, "GET / HTTP/1.1\r\nHost: here\r\n\r\n");
            readResponse(client);
            assertTrue(next().isCancelled());

            send(client, "GET / HTTP/1.1\r\nHost:");
            next().run();
            assertEnded(client);
        }
    }

    @Test
    void deadlineOfAnEndedConnectionExpires() throws Exception {
        connect().close();
        next().run();
        assertEquals(0, deadline.pendingCount());
    }
}
