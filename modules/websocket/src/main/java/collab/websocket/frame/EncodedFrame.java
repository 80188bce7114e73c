package collab.websocket.frame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The payload of one frame, encoded once and shared by every socket that sends it.
 *
 * <p>Each recipient may add a few bytes: before the shared payload of a text frame (the first members of a JSON object), after
 * the shared payload of a binary frame (protobuf accepts fields in any order). The frame header contains the length of both, so
 * the header is made when the frame is written. Immutable, provided that callers do not change an array after they passed it.
 */
public final class EncodedFrame {
    /** A frame without recipient bytes. */
    public static final byte[] NO_RECIPIENT_BYTES = new byte[0];

    private static final int FINAL = 0x80;
    private static final int REASON_BYTES_MAX = Rfc6455.CONTROL_PAYLOAD_MAX - 2;

    /** How the outbound queue treats the frame. */
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
            throw new IllegalArgumentException(
                    "the payload of a pong must have at most 125 bytes, has " + payload.length);
        }
        return new EncodedFrame(Rfc6455.PONG, payload);
    }

    /** A close frame; {@link Rfc6455#NO_STATUS} makes one without a payload. A reason that exceeds 123 bytes is truncated. */
    public static EncodedFrame close(int code, String reason) {
        if (code == Rfc6455.NO_STATUS) return new EncodedFrame(Rfc6455.CLOSE, NO_RECIPIENT_BYTES);
        if (!Rfc6455.mayBeSent(code)) {
            throw new IllegalArgumentException("close code must be 1000-1003, 1007-1014 or 3000-4999, is " + code);
        }
        byte[] text = truncate(reason.getBytes(StandardCharsets.UTF_8), REASON_BYTES_MAX);
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

    /** The size of this frame on the wire in bytes, header included, with that many recipient bytes. */
    public int wireBytes(int recipientBytes) {
        int payload = shared.length + recipientBytes;
        return headerBytes(payload) + payload;
    }

    /** Writes the whole frame into {@code target} from {@code start} on; returns the position after it. */
    public int writeTo(byte[] target, int start, byte[] recipientBytes) {
        int at = writeHeader(target, start, shared.length + recipientBytes.length);
        byte[] first = opcode == Rfc6455.TEXT ? recipientBytes : shared;
        byte[] second = opcode == Rfc6455.TEXT ? shared : recipientBytes;
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

    /** Truncates UTF-8 at a character boundary. */
    private static byte[] truncate(byte[] utf8, int bytesMax) {
        if (utf8.length <= bytesMax) return utf8;
        int end = bytesMax;
        while (end > 0 && (utf8[end] & 0xC0) == 0x80) end--;
        return Arrays.copyOf(utf8, end);
    }
}
