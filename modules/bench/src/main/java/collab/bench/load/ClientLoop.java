package collab.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import collab.api.Json;
import collab.bench.load.LoadClients.Detail;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * The thread that owns a part of the sockets of a {@link LoadClients}. Only this thread uses its clients; other threads
 * submit tasks and read counters.
 *
 * <p>Frames are scanned in the buffer into which they were read, which all sockets of the thread share. The part of an
 * incomplete frame is copied to its client.
 */
final class ClientLoop implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 21;
    private static final int CONTROL_BYTES_MAX = 4096;
    private static final int OPCODE_TEXT = 1;
    private static final int OPCODE_CLOSE = 8;

    /** At full load the timestamp of one in this many frames is read. */
    private static final int SAMPLE_EVERY = 61;

    private final InetSocketAddress gateway;
    private final List<LoadClient> clients;
    private final Detail detail;
    private final int connectingMax;
    private final Selector selector;
    private final Thread thread;

    // Written by any thread.
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    // Written by the loop's thread, read by any thread.
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();
    private final AtomicLong faults = new AtomicLong();
    private final AtomicLong caughtUp = new AtomicLong();
    private volatile String firstError = "";
    private final SingleWriterRecorder latencies =
            new SingleWriterRecorder(1_000, Latencies.MAX_NANOS, Latencies.DIGITS);
    private final SingleWriterRecorder catchUps =
            new SingleWriterRecorder(1_000, Latencies.MAX_NANOS, Latencies.DIGITS);

    // Used only by the loop's thread.
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final Queue<LoadClient> toConnect = new ArrayDeque<>();
    private int connecting;
    private long resumingSince;
    private int sinceSample;

    private ClientLoop(
            InetSocketAddress gateway, List<LoadClient> clients, Detail detail, int connectingMax, Selector selector) {
        this.gateway = gateway;
        this.clients = clients;
        this.detail = detail;
        this.connectingMax = connectingMax;
        this.selector = selector;
        this.thread = Thread.ofPlatform().daemon().name("load-clients").unstarted(this::run);
    }

    static ClientLoop start(InetSocketAddress gateway, List<LoadClient> clients, Detail detail, int connectingMax) {
        try {
            ClientLoop loop = new ClientLoop(gateway, clients, detail, connectingMax, Selector.open());
            loop.thread.start();
            return loop;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- Tasks, from any thread ----

    void connect() {
        submit(() -> toConnect.addAll(clients));
    }

    void cut() {
        submit(() -> clients.forEach(this::drop));
    }

    void resume(long since) {
        submit(() -> {
            resumingSince = since;
            caughtUp.set(0);
            for (LoadClient client : clients) client.resuming = true;
            toConnect.addAll(clients);
        });
    }

    /** Stalls the first client or lets it read again; returns after the change. */
    void stall(boolean now) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        submit(() -> {
            LoadClient client = clients.getFirst();
            client.stalled = now;
            client.channel.ifPresent(channel -> channel.keyFor(selector).interestOps(now ? 0 : SelectionKey.OP_READ));
            done.countDown();
        });
        if (!done.await(60, TimeUnit.SECONDS))
            throw new IllegalStateException("the client loop does not respond: " + firstError);
    }

    private void submit(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- Counters, from any thread ----

    long open() {
        return open.get();
    }

    long events() {
        return events.get();
    }

    long reads() {
        return reads.get();
    }

    long bytes() {
        return bytes.get();
    }

    long lost() {
        return lost.get();
    }

    long rejected() {
        return rejected.get();
    }

    long faults() {
        return faults.get();
    }

    long caughtUp() {
        return caughtUp.get();
    }

    /** The first error, as text; empty if there was none. */
    String firstError() {
        return firstError;
    }

    void resetLatencies() {
        var _ = latencies.getIntervalHistogram();
        var _ = catchUps.getIntervalHistogram();
    }

    Histogram latencies() {
        return latencies.getIntervalHistogram();
    }

    Histogram catchUps() {
        return catchUps.getIntervalHistogram();
    }

    private static void add(AtomicLong counter, long more) {
        counter.setRelease(counter.getPlain() + more); // there is one writer, so no atomic update is needed
    }

    // ---- The loop ----

    private void run() {
        try {
            while (!closed) {
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) task.run();
                while (connecting < connectingMax && !toConnect.isEmpty()) connect(toConnect.remove());
                selector.select(this::ready, 100);
            }
        } catch (IOException | RuntimeException e) {
            keepFirst("the client loop failed: " + e);
        } finally {
            clients.forEach(this::drop);
            closeQuietly(selector);
        }
    }

    private void ready(SelectionKey key) {
        LoadClient client = (LoadClient) key.attachment();
        try {
            if (key.isConnectable()) connected(client, key);
            else if (key.isReadable()) read(client, (SocketChannel) key.channel());
        } catch (IOException e) {
            ended(client, e.toString());
        }
    }

    private void connect(LoadClient client) {
        try {
            SocketChannel channel = SocketChannel.open();
            client.channel = Optional.of(channel);
            client.state = LoadClient.State.CONNECTING;
            connecting++;
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_LINGER, 0); // close with a reset, like a broken network
            channel.register(selector, SelectionKey.OP_CONNECT, client);
            channel.connect(gateway);
        } catch (IOException e) {
            ended(client, e.toString());
        }
    }

    private void connected(LoadClient client, SelectionKey key) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        if (!channel.finishConnect()) return;
        client.state = LoadClient.State.UPGRADING;
        key.interestOps(SelectionKey.OP_READ);
        write(channel, upgradeRequest(client).getBytes(ISO_8859_1));
    }

    private String upgradeRequest(LoadClient client) {
        String resume = client.resuming ? "?resume_from=" + client.last + "&epoch=" + client.epoch : "";
        return "GET /ws/user/" + client.identity.userId() + resume + " HTTP/1.1\r\n"
                + "Host: " + gateway.getHostString() + ":" + gateway.getPort() + "\r\n"
                + "Connection: Upgrade\r\n"
                + "Upgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Protocol: collab.v2.json\r\n"
                + "Authorization: Bearer " + client.identity.token() + "\r\n\r\n";
    }

    /** Writes a frame or request; these are small enough to fit into the socket's buffer. */
    private static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        while (out.hasRemaining()) channel.write(out);
    }

    // ---- Reading ----

    private void read(LoadClient client, SocketChannel channel) throws IOException {
        if (client.stalled) return;
        buffer.clear().put(client.partialFrame);
        int count = channel.read(buffer);
        if (count < 0) {
            ended(client, "the gateway closed the connection");
            return;
        }
        add(reads, 1);
        add(bytes, count);
        int end = buffer.position();
        int at = client.state == LoadClient.State.UPGRADING ? readUpgradeResponse(client, end) : 0;
        if (client.state == LoadClient.State.OPEN) at = frames(client, channel, at, end);
        keepPartialFrame(client, at, end);
    }

    private void keepPartialFrame(LoadClient client, int from, int end) {
        if (client.channel.isEmpty()) return;
        if (end - from == client.partialFrame.length && end == from) return;
        client.partialFrame = new byte[end - from];
        buffer.get(from, client.partialFrame);
    }

    /** Returns the index at which the frames begin, or 0 while the response head is incomplete. */
    private int readUpgradeResponse(LoadClient client, int end) {
        for (int at = 3; at < end; at++) {
            if (buffer.get(at) != '\n' || buffer.get(at - 2) != '\n') continue;
            String status = text(0, Math.min(end, 12));
            if (!status.endsWith(" 101")) {
                upgradeRejected(client, status);
                return end;
            }
            client.state = LoadClient.State.OPEN;
            connecting--;
            return at + 1;
        }
        return 0;
    }

    private int frames(LoadClient client, SocketChannel channel, int start, int end) throws IOException {
        long now = System.nanoTime();
        int before = client.events;
        int at = start;
        while (end - at >= 2) {
            int length = buffer.get(at + 1) & 0x7F;
            int head = length < 126 ? 2 : length == 126 ? 4 : 10;
            if (end - at < head) break;
            if (length == 126) length = buffer.getShort(at + 2) & 0xFFFF;
            else if (length == 127) length = Math.toIntExact(buffer.getLong(at + 2));
            if (head + length > BUFFER_BYTES) throw new IOException("frame too large: " + length + " bytes");
            if (end - at - head < length) break;
            frame(client, channel, buffer.get(at) & 0x0F, at + head, at + head + length, now);
            at += head + length;
            if (client.channel.isEmpty()) break;
        }
        add(events, client.events - before);
        return at;
    }

    private void frame(LoadClient client, SocketChannel channel, int opcode, int from, int end, long now)
            throws IOException {
        if (opcode == OPCODE_CLOSE) {
            int code = end - from < 2 ? 0 : buffer.getShort(from) & 0xFFFF;
            ended(
                    client,
                    "the gateway closed the socket with " + code + " " + (end - from > 2 ? text(from + 2, end) : ""));
        } else if (opcode == OPCODE_TEXT && end - from > 2) {
            switch (buffer.get(from + 2)) {
                case 'p' -> event(client, from, end, now); // {"prev":
                case 't' ->
                    control(
                            client,
                            channel,
                            Json.parse(text(from, Math.min(end, from + CONTROL_BYTES_MAX))
                                    .getBytes(UTF_8)));
                default -> {} // {"v": a signal
            }
        }
    }

    private void event(LoadClient client, int from, int end, long now) {
        client.events++;
        if (detail == Detail.EVERYTHING) {
            checkPosition(client, from);
        } else if (++sinceSample < SAMPLE_EVERY) {
            return;
        }
        sinceSample = 0;
        long due = DueTimestamp.find(buffer, from, end);
        if (due != DueTimestamp.NONE) latencies.recordValue(Latencies.bounded(now - due));
    }

    /** Checks the resume rule on the first members of a frame, {@code prev} and {@code seq}. */
    private void checkPosition(LoadClient client, int from) {
        int at = from + "{\"prev\":".length();
        long previous = 0;
        for (; buffer.get(at) != ','; at++) previous = previous * 10 + (buffer.get(at) - '0');
        at += ",\"seq\":".length();
        long seq = 0;
        for (; buffer.get(at) != ','; at++) seq = seq * 10 + (buffer.get(at) - '0');
        if (previous > client.last || seq <= client.last) {
            add(faults, 1);
            keepFirst(
                    "event " + seq + " with prev " + previous + " was received by a client at position " + client.last);
        }
        client.last = Math.max(client.last, seq);
    }

    private void control(LoadClient client, SocketChannel channel, JsonNode message) throws IOException {
        switch (message.path("type").asText()) {
            case "hello" -> {
                client.epoch = message.path("epoch").asText();
                if (!client.resuming) client.last = message.path("head").asLong();
                client.helloReceived = true;
                add(open, 1);
            }
            case "resumed" -> {
                client.last = Math.max(client.last, message.path("to").asLong());
                client.resuming = false;
                add(caughtUp, 1);
                catchUps.recordValue(Latencies.bounded(System.nanoTime() - resumingSince));
            }
            case "resume.failed" -> keepFirst("the gateway rejected a resume: " + message);
            case "ping" -> {
                if (!client.resuming)
                    client.last = Math.max(client.last, message.path("head").asLong());
                String pong = "{\"type\":\"pong\",\"ts\":" + message.path("ts") + ",\"last\":" + client.last + "}";
                write(channel, masked(pong.getBytes(UTF_8)));
            }
            default -> {}
        }
    }

    /** A text frame with a mask of zeros, which leaves the payload unchanged. */
    private static byte[] masked(byte[] text) {
        if (text.length >= 126)
            throw new IllegalArgumentException("a short frame has at most 125 bytes, got " + text.length);
        byte[] frame = new byte[6 + text.length];
        frame[0] = (byte) (0x80 | OPCODE_TEXT);
        frame[1] = (byte) (0x80 | text.length);
        System.arraycopy(text, 0, frame, 6, text.length);
        return frame;
    }

    private String text(int from, int end) {
        byte[] copy = new byte[end - from];
        buffer.get(from, copy);
        return new String(copy, UTF_8);
    }

    // ---- Closing ----

    private void upgradeRejected(LoadClient client, String status) {
        add(rejected, 1);
        keepFirst("upgrade rejected: " + status);
        drop(client);
        if (!closed) toConnect.add(client);
    }

    private void ended(LoadClient client, String why) {
        keepFirst(why);
        boolean wasOpen = client.state == LoadClient.State.OPEN;
        drop(client);
        if (wasOpen) add(lost, 1);
        else if (!closed) toConnect.add(client);
    }

    private void drop(LoadClient client) {
        if (client.channel.isEmpty()) return;
        if (client.helloReceived) add(open, -1);
        if (client.state != LoadClient.State.OPEN) connecting--;
        client.channel.ifPresent(ClientLoop::closeQuietly);
        client.forgetConnection();
    }

    private void keepFirst(String error) {
        if (firstError.isEmpty()) firstError = error;
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception gone) {
            // the resource is closed in any case
        }
    }
}
