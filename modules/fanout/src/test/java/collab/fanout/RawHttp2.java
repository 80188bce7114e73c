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

/** A client of the link that speaks HTTP/2 by hand and does nothing by itself: no answer to a ping, no ping of its own. */
public final class RawHttp2 implements AutoCloseable {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
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

    public record Frame(int type, int flags, byte[] payload) {}

    /** Connected, and nothing said. */
    public static RawHttp2 connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(60_000);
        return new RawHttp2(socket);
    }

    public void begin() throws IOException {
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        send(SETTINGS, 0, 0);
    }

    /** The health service's answer goes on until one of the two ends it. */
    public void watchHealth() throws IOException {
        call("grpc.health.v1.Health/Watch", LinkFixture.SECRET);
        send(DATA, END_STREAM, 1, EMPTY_MESSAGE);
    }

    /** Opens stream 1, and says nothing on it yet. */
    public void call(String method, String secret) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(0x83); // :method POST
        block.write(0x86); // :scheme http
        literal(block, 4, "/" + method); // :path
        literal(block, 1, "link"); // :authority
        literal(block, 0, "content-type", "application/grpc");
        literal(block, 0, "te", "trailers");
        literal(block, 0, LinkHeaders.SECRET, secret);
        send(HEADERS, END_HEADERS, 1, block.toByteArray());
    }

    public void message() throws IOException {
        send(DATA, 0, 1, EMPTY_MESSAGE);
    }

    /** A literal without Huffman's code, kept in no table; its name by number, or in words. */
    private static void literal(ByteArrayOutputStream block, int name, String... words) {
        block.write(name);
        for (String word : words) {
            block.write(word.length());
            block.writeBytes(word.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    public void send(int type, int flags, int stream, byte... payload) throws IOException {
        byte[] head = {
            (byte) (payload.length >> 16),
            (byte) (payload.length >> 8),
            (byte) payload.length,
            (byte) type,
            (byte) flags,
            0,
            0,
            0,
            (byte) stream
        };
        byte[] frame = Arrays.copyOf(head, head.length + payload.length);
        System.arraycopy(payload, 0, frame, head.length, payload.length);
        out.write(frame);
    }

    public void ping(int number) throws IOException {
        send(PING, 0, 0, (byte) number, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
    }

    /** The next frame of that type, over others; empty at the end. */
    public Optional<Frame> next(int type, int flags) throws IOException {
        while (true) {
            Optional<Frame> came = next();
            if (came.filter(frame -> frame.type() != type || frame.flags() != flags)
                    .isEmpty()) return came;
        }
    }

    /** The next frame; empty at the end. */
    public Optional<Frame> next() throws IOException {
        try {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            in.readInt();
            return Optional.of(new Frame(type, flags, in.readNBytes(length)));
        } catch (EOFException | SocketException ended) {
            return Optional.empty();
        }
    }

    /** Returns when the server has read all that was sent before. */
    public void settle() throws IOException {
        ping(99);
        next(PING, ACK).orElseThrow();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
