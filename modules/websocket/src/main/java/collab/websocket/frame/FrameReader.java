package collab.websocket.frame;

import io.helidon.common.buffers.DataReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Parses the frames of a client as RFC 6455 requires and assembles messages from fragments. Used by the socket's reading thread
 * only.
 *
 * <p>For any input, {@link #next} returns a frame, throws a {@link ProtocolViolation}, or throws the exception of the connection
 * when the connection ends. A message that exceeds the limit is rejected when the header that makes it too large has been read;
 * memory grows with the bytes that have arrived, not with the length that the header claims.
 */
public final class FrameReader {
    private static final InboundFrame PARTIAL = new InboundFrame.Partial();
    private static final byte[] EMPTY = new byte[0];
    /** The first allocation for a payload in bytes; the claimed length is not trusted. */
    private static final int FIRST_ALLOCATION = 4096;

    /** No message has been started. */
    private static final int NONE = -1;

    private final DataReader in;
    private final int messageBytesMax;
    private final Utf8Validator utf8 = new Utf8Validator();
    private final byte[] mask = new byte[4];

    /** The unfinished message: its opcode, and its payload so far. */
    private int messageOpcode = NONE;

    private byte[] message = EMPTY;
    private int messageBytes;

    public FrameReader(DataReader in, int messageBytesMax) {
        this.in = in;
        this.messageBytesMax = messageBytesMax;
    }

    /** Reads one frame; blocks until it has arrived. */
    public InboundFrame next() {
        int first = readByte();
        boolean last = (first & 0x80) != 0;
        if ((first & 0x70) != 0) throw violation("reserved bits are set");
        int opcode = first & 0x0F;
        int second = readByte();
        if ((second & 0x80) == 0) throw violation("a client's frame must be masked");
        int lengthCode = second & 0x7F;
        return switch (opcode) {
            case Rfc6455.TEXT, Rfc6455.BINARY -> {
                if (messageOpcode != NONE) throw violation("a new message began before the previous one ended");
                messageOpcode = opcode;
                yield data(last, lengthCode);
            }
            case Rfc6455.CONTINUATION -> {
                if (messageOpcode == NONE) throw violation("a continuation frame without a message to continue");
                yield data(last, lengthCode);
            }
            case Rfc6455.CLOSE, Rfc6455.PING, Rfc6455.PONG -> control(opcode, last, lengthCode);
            default -> throw violation("unknown opcode " + opcode);
        };
    }

    // ---- Messages ----

    private InboundFrame data(boolean last, int lengthCode) {
        long length = readLength(lengthCode);
        if (length > messageBytesMax - messageBytes) {
            throw new ProtocolViolation(Rfc6455.TOO_BIG, "a message must have at most " + messageBytesMax + " bytes");
        }
        readMask();
        readPayload((int) length);
        return last ? endMessage() : PARTIAL;
    }

    private void readPayload(int length) {
        int end = messageBytes + length;
        for (int maskAt = 0; messageBytes < end; ) {
            in.ensureAvailable();
            int piece = Math.min(end - messageBytes, in.available());
            reserve(messageBytes + piece, end);
            in.readBuffer(piece).read(message, messageBytes, piece);
            unmask(message, messageBytes, piece, maskAt);
            if (messageOpcode == Rfc6455.TEXT && !utf8.feed(message, messageBytes, messageBytes + piece)) {
                throw notUtf8();
            }
            messageBytes += piece;
            maskAt += piece;
        }
    }

    private void reserve(int needed, int expected) {
        if (message.length >= needed) return;
        int capacity = Math.max(needed, Math.min(expected, Math.max(FIRST_ALLOCATION, message.length * 2)));
        message = Arrays.copyOf(message, capacity);
    }

    private InboundFrame endMessage() {
        boolean text = messageOpcode == Rfc6455.TEXT;
        if (text && !utf8.complete()) throw notUtf8();
        byte[] whole = message.length == messageBytes ? message : Arrays.copyOf(message, messageBytes);
        messageOpcode = NONE;
        message = EMPTY;
        messageBytes = 0;
        return text ? new InboundFrame.Text(whole) : new InboundFrame.Binary(whole);
    }

    // ---- Control frames ----

    private InboundFrame control(int opcode, boolean last, int lengthCode) {
        if (!last) throw violation("a control frame must not be fragmented");
        if (lengthCode > Rfc6455.CONTROL_PAYLOAD_MAX)
            throw violation("the payload of a control frame must have at most 125 bytes");
        readMask();
        byte[] payload = readBytes(lengthCode);
        unmask(payload, 0, payload.length, 0);
        return switch (opcode) {
            case Rfc6455.PING -> new InboundFrame.Ping(payload);
            case Rfc6455.PONG -> new InboundFrame.Pong(payload);
            default -> close(payload);
        };
    }

    private static InboundFrame close(byte[] payload) {
        if (payload.length == 0) return new InboundFrame.Close(Rfc6455.NO_STATUS, "");
        if (payload.length == 1) throw violation("a close frame with one byte of payload");
        int code = (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
        if (!Rfc6455.mayBeSent(code)) throw violation("close code " + code + " must not be sent");
        Utf8Validator reason = new Utf8Validator();
        if (!reason.feed(payload, 2, payload.length) || !reason.complete()) throw notUtf8();
        return new InboundFrame.Close(code, new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
    }

    // ---- Bytes ----

    private long readLength(int lengthCode) {
        if (lengthCode < 126) return lengthCode;
        int bytes = lengthCode == 126 ? 2 : 8;
        long length = 0;
        for (int i = 0; i < bytes; i++) {
            int next = readByte();
            if (i == 0 && bytes == 8 && next >= 0x80)
                throw violation("a 64-bit length with the most significant bit set");
            length = length << 8 | next;
        }
        if (length < (bytes == 2 ? 126 : 1 << 16)) throw violation("a length that is not in its shortest form");
        return length;
    }

    private void readMask() {
        for (int i = 0; i < mask.length; i++) mask[i] = in.read();
    }

    private byte[] readBytes(int count) {
        byte[] bytes = new byte[count];
        for (int at = 0; at < count; ) {
            in.ensureAvailable();
            int piece = Math.min(count - at, in.available());
            in.readBuffer(piece).read(bytes, at, piece);
            at += piece;
        }
        return bytes;
    }

    private int readByte() {
        return in.read() & 0xFF;
    }

    private void unmask(byte[] bytes, int from, int count, int maskAt) {
        for (int i = 0; i < count; i++) bytes[from + i] ^= mask[maskAt + i & 3];
    }

    private static ProtocolViolation violation(String what) {
        return new ProtocolViolation(Rfc6455.PROTOCOL_ERROR, what);
    }

    private static ProtocolViolation notUtf8() {
        return new ProtocolViolation(Rfc6455.INVALID_TEXT, "text must be UTF-8");
    }
}
