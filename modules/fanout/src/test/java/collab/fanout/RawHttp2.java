package collab.fanout;

import collab.wire.LinkHeaders;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A client of the link that writes single HTTP/2 frames and sends nothing by itself: it neither answers pings nor sends
 * its own.
 */
public final class RawHttp2 implements AutoCloseable {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int ACK = 1;

    public static final int END_STREAM = 1;
    public static final int END_HEADERS = 4;
    private static final byte[] EMPTY_MESSAGE = new byte[5];

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    private RawHttp2(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    public record Frame(int type, int flags, int stream, byte[] payload) {}

    /** Connects and sends nothing. */
    public static RawHttp2 connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(60_000);
        socket.setTcpNoDelay(true);
        return new RawHttp2(socket);
    }

    public void sendPreface() throws IOException {
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        send(SETTINGS, 0, 0);
    }

    /** Watches the health service; the stream stays open until one side ends it. */
    public void watchHealth() throws IOException {
        call("grpc.health.v1.Health/Watch", LinkFixture.SECRET);
        send(DATA, END_STREAM, 1, EMPTY_MESSAGE);
    }

    /** Opens stream 1 without sending a message. */
    public void call(String method, String secret) throws IOException {
        call(1, method, secret);
    }

    /** Opens a stream without sending a message. */
    public void call(int stream, String method, String secret) throws IOException {
        send(HEADERS, END_HEADERS, stream, headers(method, secret).toByteArray());
    }

    /** Makes a call with an empty request and sends the end of the stream. */
    public void callToEnd(int stream, String method, String secret) throws IOException {
        call(stream, method, secret);
        send(DATA, END_STREAM, stream, EMPTY_MESSAGE);
    }

    /** The header block of a call. */
    public static ByteArrayOutputStream headers(String method, String secret) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(0x83); // :method POST
        block.write(0x86); // :scheme http
        literal(block, 4, "/" + method); // :path
        literal(block, 1, "link"); // :authority
        literal(block, 0, "content-type", "application/grpc");
        literal(block, 0, "te", "trailers");
        literal(block, 0, LinkHeaders.SECRET, secret);
        return block;
    }

    /** Sends bytes that need not be a frame. */
    public void sendRaw(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /** Lets the server send that many bytes per stream. */
    public void sendInitialWindow(int bytes) throws IOException {
        byte[] setting = {0, 4, (byte) (bytes >> 24), (byte) (bytes >> 16), (byte) (bytes >> 8), (byte) bytes};
        send(SETTINGS, 0, 0, setting);
    }

    public void reset(int stream) throws IOException {
        send(RST_STREAM, 0, stream, (byte) 0, (byte) 0, (byte) 0, (byte) 8);
    }

    public void sendMessage() throws IOException {
        send(DATA, 0, 1, EMPTY_MESSAGE);
    }

    /**
     * A literal header without Huffman coding that is not indexed. The name is a number of the static table, or 0 and
     * the first text.
     */
    private static void literal(ByteArrayOutputStream block, int name, String... texts) {
        block.write(name);
        for (String text : texts) {
            block.write(text.length());
            block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    public void send(int type, int flags, int stream, byte... payload) throws IOException {
        byte[] head = {
            (byte) (payload.length >> 16),
            (byte) (payload.length >> 8),
            (byte) payload.length,
            (byte) type,
            (byte) flags,
            (byte) (stream >> 24),
            (byte) (stream >> 16),
            (byte) (stream >> 8),
            (byte) stream
        };
        byte[] frame = Arrays.copyOf(head, head.length + payload.length);
        System.arraycopy(payload, 0, frame, head.length, payload.length);
        out.write(frame);
    }

    public void ping(int number) throws IOException {
        send(PING, 0, 0, (byte) number, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
    }

    /** The next frame of that type and with these flags; frames before it are skipped. Empty at the end. */
    public Optional<Frame> next(int type, int flags) throws IOException {
        while (true) {
            Optional<Frame> frame = next();
            if (frame.filter(other -> other.type() != type || other.flags() != flags)
                    .isEmpty()) return frame;
        }
    }

    /** The next frame; empty at the end. */
    public Optional<Frame> next() throws IOException {
        try {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            return Optional.of(new Frame(type, flags, stream, in.readNBytes(length)));
        } catch (EOFException | SocketException ended) {
            return Optional.empty();
        }
    }

    /** Returns when the server has read everything that was sent before. */
    public void awaitProcessed() throws IOException {
        ping(99);
        next(PING, ACK).orElseThrow();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
