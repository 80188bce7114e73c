package collab.websocket.frame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The payload of one frame, encoded once and shared by every socket it goes to.
 *
 * <p>Each recipient may add a few bytes of its own: before the shared payload of a text frame (the first members of a
 * JSON object), behind that of a binary one (protobuf takes a field in any place). The frame header counts both, so it
 * is made when the frame is written. Immutable by agreement: whoever passes an array in does not touch it again.
 */
public final class EncodedFrame {
    /** No bytes of the recipient's own. */
    public static final byte[] NOTHING = new byte[0];

    private static final int FINAL = 0x80;
    private static final int REASON_BYTES_MAX = Rfc6455.CONTROL_PAYLOAD_MAX - 2;

    /** What the queue has to know about a frame. */
    public enum Kind {
        MESSAGE,
        PONG,
        CLOSE
    }

    private final int opcode;
    private final byte[] shared;

    private EncodedFrame(int opcode, byte[] shared) {
        this.opcode = opcode;
        this.shared = shared;
    }

    public static EncodedFrame text(String text) {
        return text(text.getBytes(StandardCharsets.UTF_8));
    }

    public static EncodedFrame text(byte[] utf8) {
        return new EncodedFrame(Rfc6455.TEXT, utf8);
    }

    public static EncodedFrame binary(byte[] bytes) {
        return new EncodedFrame(Rfc6455.BINARY, bytes);
    }

    public static EncodedFrame pong(byte[] payload) {
        if (payload.length > Rfc6455.CONTROL_PAYLOAD_MAX) {
            throw new IllegalArgumentException("a pong carries at most 125 bytes, not " + payload.length);
        }
        return new EncodedFrame(Rfc6455.PONG, payload);
    }

    /** A close frame; {@link Rfc6455#NO_STATUS} makes an empty one. A reason too long for the frame is cut. */
    public static EncodedFrame close(int code, String reason) {
        if (code == Rfc6455.NO_STATUS) return new EncodedFrame(Rfc6455.CLOSE, NOTHING);
        if (!Rfc6455.mayBeSent(code)) throw new IllegalArgumentException("close code " + code + " may not be sent");
        byte[] text = cut(reason.getBytes(StandardCharsets.UTF_8), REASON_BYTES_MAX);
        byte[] payload = new byte[2 + text.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        return new EncodedFrame(Rfc6455.CLOSE, payload);
    }

    public Kind kind() {
        return switch (opcode) {
            case Rfc6455.PONG -> Kind.PONG;
            case Rfc6455.CLOSE -> Kind.CLOSE;
            default -> Kind.MESSAGE;
        };
    }

    /** How long this frame is on the wire, header included, with {@code ownBytes} of the recipient's own. */
    public int wireBytes(int ownBytes) {
        int payload = shared.length + ownBytes;
        return headerBytes(payload) + payload;
    }

    /** Writes the whole frame into {@code target} and answers the position behind it. */
    public int writeTo(byte[] target, int start, byte[] own) {
        int at = writeHeader(target, start, shared.length + own.length);
        byte[] first = opcode == Rfc6455.TEXT ? own : shared;
        byte[] second = opcode == Rfc6455.TEXT ? shared : own;
        System.arraycopy(first, 0, target, at, first.length);
        System.arraycopy(second, 0, target, at + first.length, second.length);
        return at + first.length + second.length;
    }

    private int writeHeader(byte[] target, int start, int payload) {
        int at = start;
        target[at++] = (byte) (FINAL | opcode);
        if (payload < 126) {
            target[at++] = (byte) payload;
        } else if (payload < 1 << 16) {
            target[at++] = 126;
            target[at++] = (byte) (payload >> 8);
            target[at++] = (byte) payload;
        } else {
            target[at++] = 127;
            for (int shift = 56; shift >= 0; shift -= 8) target[at++] = (byte) ((long) payload >> shift);
        }
        return at;
    }

    private static int headerBytes(int payload) {
        if (payload < 126) return 2;
        return payload < 1 << 16 ? 4 : 10;
    }

    /** Cuts UTF-8 without splitting a character. */
    private static byte[] cut(byte[] utf8, int bytesMax) {
        if (utf8.length <= bytesMax) return utf8;
        int end = bytesMax;
        while (end > 0 && (utf8[end] & 0xC0) == 0x80) end--;
        return Arrays.copyOf(utf8, end);
    }
}
