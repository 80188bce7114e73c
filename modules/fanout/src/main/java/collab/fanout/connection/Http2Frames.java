package collab.fanout.connection;

import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts the bytes of a peer into whole HTTP/2 frames: a preface of 24 bytes, then frames with a head of nine bytes and the
 * payload whose length is in the head. Bytes arrive in pieces of any size. At most one incomplete frame is kept.
 */
final class Http2Frames {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    /** The flag of an answer to PING or SETTINGS. */
    static final int ACK = 1;

    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    static final int PADDED = 8;
    static final int PRIORITY = 0x20;

    static final int HEAD_BYTES = 9;

    /** The largest payload: the default of HTTP/2, which is what the server announces. */
    static final int PAYLOAD_BYTES_MAX = 16_384;

    private static final int PREFACE_BYTES = 24;

    private byte[] bytes = new byte[0];
    private int at;
    private boolean prefacePassed;

    /** One frame with its head, or the preface. */
    record Frame(byte[] bytes, boolean isPreface) {
        int payloadBytes() {
            return Http2Frames.payloadBytes(bytes, 0);
        }

        int type() {
            return bytes[3];
        }

        int flags() {
            return bytes[4];
        }

        boolean has(int flag) {
            return (bytes[4] & flag) != 0;
        }

        int stream() {
            return int31(bytes, 5);
        }
    }

    /** The frame is larger than the server accepts. */
    static final class OversizeException extends RuntimeException {
        private static final long serialVersionUID = 1;

        OversizeException(int length) {
            super("a frame of " + length + " bytes; the largest accepted frame has " + PAYLOAD_BYTES_MAX);
        }
    }

    void add(byte[] piece) {
        int rest = bytes.length - at;
        byte[] joined = Arrays.copyOf(Arrays.copyOfRange(bytes, at, bytes.length), rest + piece.length);
        System.arraycopy(piece, 0, joined, rest, piece.length);
        bytes = joined;
        at = 0;
    }

    /**
     * The next whole frame; empty when more bytes are needed.
     *
     * @throws OversizeException when the next frame is too large
     */
    Optional<Frame> poll() {
        int available = bytes.length - at;
        if (!prefacePassed) {
            if (available < PREFACE_BYTES) return Optional.empty();
            prefacePassed = true;
            return Optional.of(new Frame(take(PREFACE_BYTES), true));
        }
        if (available < HEAD_BYTES) return Optional.empty();
        int payload = payloadBytes(bytes, at);
        if (payload > PAYLOAD_BYTES_MAX) throw new OversizeException(payload);
        if (available < HEAD_BYTES + payload) return Optional.empty();
        return Optional.of(new Frame(take(HEAD_BYTES + payload), false));
    }

    private byte[] take(int length) {
        byte[] taken = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return taken;
    }

    private static int payloadBytes(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | bytes[at + 2] & 0xff;
    }

    static int int31(byte[] bytes, int at) {
        return (bytes[at] & 0x7f) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | bytes[at + 3] & 0xff;
    }

    // ---- Frames of the server ----

    /** A frame whose payload is one number of four bytes. */
    static byte[] frame(int type, int stream, int number) {
        byte[] frame = new byte[HEAD_BYTES + 4];
        frame[2] = 4;
        frame[3] = (byte) type;
        putInt(frame, 5, stream);
        putInt(frame, HEAD_BYTES, number);
        return frame;
    }

    /** @param debug ASCII text for people */
    static byte[] goaway(int lastStream, int errorCode, String debug) {
        byte[] frame = new byte[HEAD_BYTES + 8 + debug.length()];
        frame[1] = (byte) (8 + debug.length() >> 8);
        frame[2] = (byte) (8 + debug.length());
        frame[3] = GOAWAY;
        putInt(frame, HEAD_BYTES, lastStream);
        putInt(frame, HEAD_BYTES + 4, errorCode);
        for (int i = 0; i < debug.length(); i++) frame[HEAD_BYTES + 8 + i] = (byte) debug.charAt(i);
        return frame;
    }

    static void putInt(byte[] bytes, int at, int number) {
        bytes[at] = (byte) (number >> 24);
        bytes[at + 1] = (byte) (number >> 16);
        bytes[at + 2] = (byte) (number >> 8);
        bytes[at + 3] = (byte) number;
    }
}
