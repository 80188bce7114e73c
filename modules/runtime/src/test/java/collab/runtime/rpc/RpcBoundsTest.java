package collab.runtime.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.runtime.Metrics;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingDeque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A client without an account held as many bodies of nearly 1 MiB as there may be requests, or requested answers of 7 MiB and did not
 * read them: the heap was exhausted, threads died, and the process served no one any more. The test decides when a deadline expires.
 */
@Tag("security")
class RpcBoundsTest {
    private static final int MEBIBYTE = 1 << 20;
    private static final int REQUESTS_MAX = 9;

    /** The least heap: 8 MiB for bodies, 24 MiB for answers. */
    private static final long HEAP = 16 * MEBIBYTE;

    private record Deadline(Duration delay, FutureTask<Void> task) {}

    private final Metrics metrics = new Metrics();
    private final LinkedBlockingDeque<Deadline> deadlines = new LinkedBlockingDeque<>();
    private final List<Socket> sockets = new ArrayList<>();
    private final RpcBounds bounds = RpcBounds.of(HEAP, REQUESTS_MAX, Duration.ofSeconds(30), this::schedule, metrics);

    /** The answer to every request. */
    private volatile byte[] answer = "yes".getBytes(StandardCharsets.US_ASCII);

    private WebServer server;

    @BeforeEach
    void start() {
        server = WebServer.builder()
                .host("127.0.0.1")
                .routing(HttpRouting.builder().any("/rpc", this::handle))
                .build()
                .start();
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) socket.close();
        server.stop();
    }

    private Future<?> schedule(Duration delay, Runnable action) {
        FutureTask<Void> task = new FutureTask<>(action, null);
        deadlines.add(new Deadline(delay, task));
        return task;
    }

    /** As the handlers of gateway and server do. */
    private void handle(ServerRequest request, ServerResponse response) {
        String address = ((InetSocketAddress) request.remotePeer().address())
                .getAddress()
                .getHostAddress();
        var begun = bounds.begin(address, request, response);
        if (begun.isEmpty()) {
            response.status(503).send("no place");
            return;
        }
        try (RpcBounds.Exchange exchange = begun.get()) {
            exchange.send(reply(exchange), _ -> true);
        }
    }

    private RpcExchange.Reply reply(RpcBounds.Exchange exchange) {
        try {
            exchange.body().read(MEBIBYTE);
            return RpcExchange.Reply.json(200, answer, Map.of());
        } catch (BodyRejection rejection) {
            exchange.requireAnswerable(rejection);
            int status = rejection.reason() == BodyRejection.Reason.TOO_LARGE ? 413 : 503;
            return RpcExchange.Reply.json(status, "no".getBytes(StandardCharsets.US_ASCII), Map.of());
        }
    }

    // ---- Bodies ----

    @Test
    void bodiesThatAreHeldTakeNoMoreThanTheirShare() throws IOException {
        send(connect("127.0.0.2"), MEBIBYTE, MEBIBYTE - 1);
        // otherwise the second body takes what the first one still needs
        while (memory("bodies") < RequestBody.MEMORY_PER_BYTE * (MEBIBYTE - 1 - RequestBody.FREE_BYTES)) {
            Thread.onSpinWait();
        }
        // 4 bytes of memory for each byte of a body: the second one does not fit into two thirds of 8 MiB
        assertEquals(503, exchange("127.0.0.2", MEBIBYTE));
        assertEquals(1, rejected("body_memory"));
        assertTrue(memory("bodies") <= 8 * MEBIBYTE, metrics.page());
        assertEquals(200, exchange("127.0.0.3", 1_000), "another client is served");
        assertEquals(200, exchange("127.0.0.2", 1_000), "a small body needs no memory of the budget");
    }

    @Test
    void memoryOfABodyIsFreedWhenTheClientGoes() throws IOException {
        Socket holder = connect("127.0.0.2");
        send(holder, MEBIBYTE, MEBIBYTE - 1);
        // otherwise the second body takes what the first one still needs
        while (memory("bodies") < RequestBody.MEMORY_PER_BYTE * (MEBIBYTE - 1 - RequestBody.FREE_BYTES)) {
            Thread.onSpinWait();
        }
        holder.close();
        while (memory("bodies") > 0) Thread.onSpinWait();
    }

    @Test
    void bodyWithoutProgressIsCut() throws Exception {
        Socket slow = connect("127.0.0.2");
        send(slow, 50, 1);
        expire(RequestBody.PROGRESS_WINDOW);
        assertEquals(-1, read(slow));
        while (rejected("body_slow") < 1) Thread.onSpinWait(); // the connection ends before the rejection is counted
        assertEquals(1, rejected("body_slow"));
    }

    @Test
    void bodyThatMakesProgressIsNotCut() throws Exception {
        Socket steady = connect("127.0.0.2");
        send(steady, 3 * RequestBody.PROGRESS_BYTES, RequestBody.PROGRESS_BYTES);
        Deadline first = deadlines.take();
        steady.getOutputStream().write(new byte[RequestBody.PROGRESS_BYTES]);
        steady.getOutputStream().write(new byte[RequestBody.PROGRESS_BYTES]);
        assertEquals("HTTP/1.1 200", status(steady));
        assertTrue(first.task.isCancelled());
    }

    @Test
    void oversizedBodyIsDiscardedAndAnswered() throws IOException {
        assertEquals(413, exchange("127.0.0.2", MEBIBYTE + 1));
        assertEquals(0, memory("bodies"));
    }

    // ---- Answers ----

    @Test
    void answerThatIsNotReadIsCut() throws Exception {
        answer = new byte[16 * MEBIBYTE];
        Socket deaf = connect("127.0.0.2");
        deaf.setReceiveBufferSize(16 * 1024);
        send(deaf, 0, 0);
        Deadline whole = deadlines.take();
        assertEquals(Duration.ofSeconds(10 + 1024), whole.delay);
        expire(Duration.ofSeconds(10));
        assertTrue(readAll(deaf) < 16 * MEBIBYTE);
        assertEquals(1, rejected("answer_slow"));
    }

    @Test
    void largeAnswerArrivesComplete() throws Exception {
        answer = new byte[5 * MEBIBYTE + 7];
        Socket reader = connect("127.0.0.2");
        send(reader, 0, 0);
        String head = head(reader);
        assertTrue(head.toLowerCase(java.util.Locale.ROOT).contains("content-length: " + answer.length), head);
        assertEquals(answer.length, reader.getInputStream().readNBytes(answer.length).length);
        assertEquals(200, exchange(reader, 10), "the connection is used again");
    }

    // ---- Requests ----

    @Test
    void oneAddressGetsTwoThirdsOfTheRequests() throws IOException {
        List<Socket> held = new ArrayList<>();
        for (int i = 0; i < REQUESTS_MAX * 2 / 3; i++) {
            Socket socket = connect("127.0.0.2");
            send(socket, 50, 1);
            held.add(socket);
        }
        while (deadlines.size() < held.size()) Thread.onSpinWait(); // each request has begun to read
        assertEquals(503, exchange("127.0.0.2", 10));
        assertEquals(200, exchange("127.0.0.3", 10));
        assertEquals(1, rejected("requests"));
        held.getFirst().getOutputStream().write(new byte[49]);
        assertEquals("HTTP/1.1 200", status(held.getFirst()));
        while (exchange("127.0.0.2", 10) != 200) Thread.onSpinWait();
    }

    // ---- Client ----

    private Socket connect(String from) throws IOException {
        Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), server.port(), InetAddress.getByName(from), 0);
        socket.setSoTimeout(20_000);
        sockets.add(socket);
        return socket;
    }

    /** Sends a request with only a part of its body. */
    private static void send(Socket socket, int length, int part) throws IOException {
        String head = "POST /rpc HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: " + length
                + "\r\n\r\n";
        try {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(new byte[part]);
        } catch (SocketException rejected) {
            assertTrue(part > MEBIBYTE / 2, "only a large body can be rejected while it is sent");
        }
    }

    private int exchange(String from, int length) throws IOException {
        try (Socket socket = connect(from)) {
            return exchange(socket, length);
        }
    }

    private static int exchange(Socket socket, int length) throws IOException {
        send(socket, length, length);
        return Integer.parseInt(status(socket).substring("HTTP/1.1 ".length()));
    }

    private static String status(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes("HTTP/1.1 200".length()), StandardCharsets.US_ASCII);
    }

    private static String head(Socket socket) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) head.write(in.read());
        return head.toString(StandardCharsets.US_ASCII);
    }

    private static int read(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read();
        } catch (SocketException reset) {
            return -1;
        }
    }

    private static long readAll(Socket socket) throws IOException {
        long count = 0;
        while (read(socket) >= 0) count++;
        return count;
    }

    /** Lets the next deadline of this length expire that is still needed. */
    private void expire(Duration delay) throws InterruptedException {
        while (true) {
            Deadline next = deadlines.take();
            if (!next.delay.equals(delay)) continue;
            if (deadlines.isEmpty() && awaitStuck(next)) {
                next.task.run();
                return;
            }
        }
    }

    /** Whether the thread still needs the deadline after it could have gone on. */
    private boolean awaitStuck(Deadline deadline) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMillis(200).toNanos();
        while (System.nanoTime() < end && deadlines.isEmpty()) Thread.onSpinWait();
        return deadlines.isEmpty() && !deadline.task.isCancelled();
    }

    private long memory(String use) {
        return value("collab_rpc_memory_bytes{use=\"" + use + "\"}");
    }

    private long rejected(String reason) {
        return value("collab_rpc_rejected_total{reason=\"" + reason + "\"}");
    }

    private long value(String series) {
        return metrics.page()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToLong(line -> Long.parseLong(line.substring(series.length() + 1)))
                .sum();
    }
}
