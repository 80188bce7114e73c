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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * The sockets of one thread of a {@link LoadClients}. The thread owns its clients; others leave orders and read counters.
 *
 * <p>Frames are passed over in the buffer they were read into, which all sockets of the lane share: what stays behind of a
 * frame whose end is missing is copied to its client.
 */
final class ClientLoop implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 21;
    private static final int CONTROL_BYTES_MAX = 4096;
    private static final int OPCODE_TEXT = 1;
    private static final int OPCODE_CLOSE = 8;

    /** At full load one stamp in so many frames is read. */
    private static final int SAMPLE_EVERY = 61;

    private final InetSocketAddress gateway;
    private final List<LoadClient> clients;
    private final Detail detail;
    private final int connectingMax;
    private final Selector selector;
    private final Thread thread;

    // Left by others.
    private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    // Written by the thread alone, read by others.
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong faults = new AtomicLong();
    private final AtomicLong caughtUp = new AtomicLong();
    private volatile String trouble = "";
    private final SingleWriterRecorder latencies =
            new SingleWriterRecorder(1_000, Latencies.MAX_NANOS, Latencies.DIGITS);
    private final SingleWriterRecorder catchUps =
            new SingleWriterRecorder(1_000, Latencies.MAX_NANOS, Latencies.DIGITS);

    // Only the thread.
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final Queue<LoadClient> toConnect = new ArrayDeque<>();
    private int connecting;
    private long resumingSince;
    private int unsampled;

    private ClientLoop(
            InetSocketAddress gateway, List<LoadClient> clients, Detail detail, int connectingMax, Selector selector) {
        this.gateway = gateway;
        this.clients = clients;
        this.detail = detail;
        this.connectingMax = connectingMax;
        this.selector = selector;
        this.thread = Thread.ofPlatform().daemon().name("swarm").unstarted(this::run);
    }

    static ClientLoop start(InetSocketAddress gateway, List<LoadClient> clients, Detail detail, int connectingMax) {
        try {
            ClientLoop lane = new ClientLoop(gateway, clients, detail, connectingMax, Selector.open());
            lane.thread.start();
            return lane;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- orders, from any thread ----------------------------------------------------------------------------------

    void connect() {
        order(() -> toConnect.addAll(clients));
    }

    void cut() {
        order(() -> clients.forEach(this::drop));
    }

    void resume(long since) {
        order(() -> {
            resumingSince = since;
            caughtUp.set(0);
            for (LoadClient client : clients) client.resuming = true;
            toConnect.addAll(clients);
        });
    }

    /** Returns when it is so. */
    void stall(boolean now) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        order(() -> {
            LoadClient client = clients.getFirst();
            client.stalled = now;
            client.channel.ifPresent(channel -> channel.keyFor(selector).interestOps(now ? 0 : SelectionKey.OP_READ));
            done.countDown();
        });
        if (!done.await(60, TimeUnit.SECONDS)) throw new IllegalStateException("the lane does not move: " + trouble);
    }

    private void order(Runnable order) {
        orders.add(order);
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

    // ---- counters, from any thread --------------------------------------------------------------------------------

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

    long refused() {
        return refused.get();
    }

    long faults() {
        return faults.get();
    }

    long caughtUp() {
        return caughtUp.get();
    }

    /** The first thing that went wrong, in words. */
    String trouble() {
        return trouble;
    }

    void forgetTimes() {
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
        counter.setRelease(counter.getPlain() + more); // one writer: no need to lock the bus
    }

    // ---- the thread -----------------------------------------------------------------------------------------------

    private void run() {
        try {
            while (!closed) {
                for (Runnable order = orders.poll(); order != null; order = orders.poll()) order.run();
                while (connecting < connectingMax && !toConnect.isEmpty()) connect(toConnect.remove());
                selector.select(this::ready, 100);
            }
        } catch (IOException | RuntimeException e) {
            trouble("the lane broke: " + e);
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
            client.channel = java.util.Optional.of(channel);
            client.state = LoadClient.State.CONNECTING;
            connecting++;
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_LINGER, 0); // cut, as a broken network does
            channel.register(selector, SelectionKey.OP_CONNECT, client);
            channel.connect(gateway);
        } catch (IOException e) {
            ended(client, e.toString());
        }
    }

    private void connected(LoadClient client, SelectionKey key) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        if (!channel.finishConnect()) return;
        client.state = LoadClient.State.SHAKING;
        key.interestOps(SelectionKey.OP_READ);
        write(channel, handshake(client).getBytes(ISO_8859_1));
    }

    private String handshake(LoadClient client) {
        String resume = client.resuming ? "?resume_from=" + client.last + "&epoch=" + client.epoch : "";
        return "GET /ws/user/" + client.seat.userId() + resume + " HTTP/1.1\r\n"
                + "Host: " + gateway.getHostString() + ":" + gateway.getPort() + "\r\n"
                + "Connection: Upgrade\r\n"
                + "Upgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Protocol: collab.v2.json\r\n"
                + "Authorization: Bearer " + client.seat.token() + "\r\n\r\n";
    }

    /** What we send is so small that it always fits. */
    private static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        while (out.hasRemaining()) channel.write(out);
    }

    // ---- reading --------------------------------------------------------------------------------------------------

    private void read(LoadClient client, SocketChannel channel) throws IOException {
        if (client.stalled) return;
        buffer.clear().put(client.rest);
        int count = channel.read(buffer);
        if (count < 0) {
            ended(client, "the gateway closed the connection");
            return;
        }
        add(reads, 1);
        add(bytes, count);
        int end = buffer.position();
        int at = client.state == LoadClient.State.SHAKING ? shake(client, end) : 0;
        if (client.state == LoadClient.State.OPEN) at = frames(client, channel, at, end);
        keepRest(client, at, end);
    }

    private void keepRest(LoadClient client, int from, int end) {
        if (client.channel.isEmpty()) return;
        if (end - from == client.rest.length && end == from) return;
        client.rest = new byte[end - from];
        buffer.get(from, client.rest);
    }

    /** Answers where the frames begin, 0 when the head is not complete. */
    private int shake(LoadClient client, int end) {
        for (int at = 3; at < end; at++) {
            if (buffer.get(at) != '\n' || buffer.get(at - 2) != '\n') continue;
            String status = text(0, Math.min(end, 12));
            if (!status.endsWith(" 101")) {
                refuse(client, status);
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
            if (head + length > BUFFER_BYTES) throw new IOException("a frame of " + length + " bytes");
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
            ended(client, "the gateway closed with " + code + " " + (end - from > 2 ? text(from + 2, end) : ""));
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
            follow(client, from);
        } else if (++unsampled < SAMPLE_EVERY) {
            return;
        }
        unsampled = 0;
        long stamp = DueTimestamp.find(buffer, from, end);
        if (stamp != DueTimestamp.NONE) latencies.recordValue(Latencies.bounded(now - stamp));
    }

    /** The rule of resuming, read off the first members of a frame, {@code prev} and {@code seq}. */
    private void follow(LoadClient client, int from) {
        int at = from + "{\"prev\":".length();
        long previous = 0;
        for (; buffer.get(at) != ','; at++) previous = previous * 10 + (buffer.get(at) - '0');
        at += ",\"seq\":".length();
        long seq = 0;
        for (; buffer.get(at) != ','; at++) seq = seq * 10 + (buffer.get(at) - '0');
        if (previous > client.last || seq <= client.last) {
            add(faults, 1);
            trouble("event " + seq + " after " + previous + " came to a client at " + client.last);
        }
        client.last = Math.max(client.last, seq);
    }

    private void control(LoadClient client, SocketChannel channel, JsonNode message) throws IOException {
        switch (message.path("type").asText()) {
            case "hello" -> {
                client.epoch = message.path("epoch").asText();
                if (!client.resuming) client.last = message.path("head").asLong();
                client.greeted = true;
                add(open, 1);
            }
            case "resumed" -> {
                client.last = Math.max(client.last, message.path("to").asLong());
                client.resuming = false;
                add(caughtUp, 1);
                catchUps.recordValue(Latencies.bounded(System.nanoTime() - resumingSince));
            }
            case "resume.failed" -> trouble("a resume failed: " + message);
            case "ping" -> {
                if (!client.resuming)
                    client.last = Math.max(client.last, message.path("head").asLong());
                String pong = "{\"type\":\"pong\",\"ts\":" + message.path("ts") + ",\"last\":" + client.last + "}";
                write(channel, masked(pong.getBytes(UTF_8)));
            }
            default -> {}
        }
    }

    /** A text frame under a mask of zeros, which is a mask as good as any against ourselves. */
    private static byte[] masked(byte[] text) {
        if (text.length >= 126)
            throw new IllegalArgumentException("a short frame has at most 125 bytes, not " + text.length);
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

    // ---- endings --------------------------------------------------------------------------------------------------

    private void refuse(LoadClient client, String status) {
        add(refused, 1);
        trouble("refused: " + status);
        drop(client);
        if (!closed) toConnect.add(client);
    }

    private void ended(LoadClient client, String why) {
        trouble(why);
        boolean wasOpen = client.state == LoadClient.State.OPEN;
        drop(client);
        if (wasOpen) add(lost, 1);
        else if (!closed) toConnect.add(client);
    }

    private void drop(LoadClient client) {
        if (client.channel.isEmpty()) return;
        if (client.greeted) add(open, -1);
        if (client.state != LoadClient.State.OPEN) connecting--;
        client.channel.ifPresent(ClientLoop::closeQuietly);
        client.forgetConnection();
    }

    private void trouble(String what) {
        if (trouble.isEmpty()) trouble = what;
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception gone) {
            // it is gone, which is what we wanted
        }
    }
}
