package collab.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A minimal broadcast server: one thread sends the same frames to every socket in a loop, from a buffer that was
 * encoded once. It has no sessions, no ordering, no bounds and no second protocol version. Its cost per write is the
 * minimum for any server on this machine, so the product is compared with it in the same run.
 *
 * <p>{@code ReferenceServer SOCKETS FRAMES_PER_WRITE DELIVERIES_PER_SECOND} (0: as fast as possible). It listens on a
 * free port, waits for that many sockets and sends until it is killed. It reads only the handshakes.
 */
public final class ReferenceServer {
    private static final int HEAD_BYTES_MAX = 4096;
    private static final String SWITCHING = String.join(
            "\r\n",
            "HTTP/1.1 101 Switching Protocols",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
            "",
            "");

    private ReferenceServer() {}

    public static void main(String[] arguments) throws IOException {
        int sockets = Integer.parseInt(arguments[0]);
        int framesPerWrite = Integer.parseInt(arguments[1]);
        double rate = Double.parseDouble(arguments[2]);
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8192);
            System.out.println(
                    "listening http http://127.0.0.1:" + ((InetSocketAddress) listener.getLocalAddress()).getPort());
            List<SocketChannel> clients = new ArrayList<>();
            while (clients.size() < sockets) clients.add(accepted(listener));
            if (rate == 0) flood(clients, framesPerWrite);
            else pace(clients, rate);
        }
    }

    private static SocketChannel accepted(ServerSocketChannel listener) throws IOException {
        SocketChannel client = listener.accept();
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES_MAX);
        while (!new String(head.array(), 0, head.position(), ISO_8859_1).endsWith("\r\n\r\n")) client.read(head);
        client.write(ByteBuffer.wrap(SWITCHING.getBytes(ISO_8859_1)));
        client.write(frame("{\"type\":\"hello\",\"epoch\":\"reference\",\"head\":0}"));
        client.configureBlocking(false);
        return client;
    }

    /**
     * Skips a socket whose buffer is full in this round, so that the buffers of the sockets bound the frames in flight.
     */
    private static void flood(List<SocketChannel> clients, int framesPerWrite) throws IOException {
        for (long seq = 1; ; seq += framesPerWrite) {
            ByteBuffer frames = ByteBuffer.allocateDirect(framesPerWrite * 512);
            for (int i = 0; i < framesPerWrite; i++) frames.put(event(seq + i, System.nanoTime()));
            frames.flip();
            for (SocketChannel client : clients) {
                ByteBuffer remaining = frames.duplicate();
                boolean begun = client.write(remaining) > 0;
                while (begun && remaining.hasRemaining()) client.write(remaining);
            }
        }
    }

    private static void pace(List<SocketChannel> clients, double deliveriesPerSecond) throws IOException {
        double eventsPerSecond = deliveriesPerSecond / clients.size();
        ByteBuffer direct = ByteBuffer.allocateDirect(512);
        long begin = System.nanoTime();
        for (long seq = 1; ; seq++) {
            long due = begin + Math.round((seq - 1) * 1e9 / eventsPerSecond);
            Publisher.sleepUntil(due);
            direct.clear().put(event(seq, due)).flip();
            for (SocketChannel client : clients) {
                ByteBuffer remaining = direct.duplicate();
                while (remaining.hasRemaining()) client.write(remaining);
            }
        }
    }

    private static ByteBuffer event(long seq, long due) {
        return frame("{\"prev\":" + (seq - 1) + ",\"seq\":" + seq
                + ",\"v\":2,\"type\":\"message.created\",\"at\":\"2026-11-24T10:00:00.000Z\",\"event\":{\"message\":{\"id\":"
                + seq
                + ",\"no\":" + seq + ",\"channel_id\":7,\"user_id\":1,\"text\":\"" + DueTimestamp.text(due)
                + "\",\"created_at\":\"2026-11-24T10:00:00.000Z\",\"pinned\":false,\"reactions\":[]},\"last_no\":" + seq
                + "}}");
    }

    private static ByteBuffer frame(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(4 + utf8.length).put((byte) 0x81);
        if (utf8.length < 126) frame.put((byte) utf8.length);
        else frame.put((byte) 126).putShort((short) utf8.length);
        return frame.put(utf8).flip();
    }
}
