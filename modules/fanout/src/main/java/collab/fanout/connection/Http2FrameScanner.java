package collab.fanout.connection;

/**
 * Reports the type of each HTTP/2 frame that passes, without parsing payloads: a preface of 24 bytes, then frames with
 * a head of nine bytes and the payload whose length is in the head. Bytes arrive in pieces of any size.
 */
final class Http2FrameScanner {
    static final int HEADERS = 1;
    static final int PING = 6;
    static final int ACK = 1;

    /** The offset of the type in a frame head. */
    static final int TYPE = 3;

    private static final int FLAGS = 4;
    private static final int HEAD_BYTES = 9;
    private static final int PREFACE_BYTES = 24;

    /** Receives the head of each frame. */
    interface Listener {
        void onFrame(int type, int flags);
    }

    private final Listener listener;
    private final byte[] head = new byte[HEAD_BYTES];
    private int headBytes;
    private int toSkip = PREFACE_BYTES;

    Http2FrameScanner(Listener listener) {
        this.listener = listener;
    }

    void scan(byte[] bytes) {
        for (int at = 0; at < bytes.length; ) {
            int skipped = Math.min(toSkip, bytes.length - at);
            toSkip -= skipped;
            at += skipped;
            if (at < bytes.length) {
                head[headBytes++] = bytes[at++];
                if (headBytes == HEAD_BYTES) complete();
            }
        }
    }

    private void complete() {
        headBytes = 0;
        toSkip = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | head[2] & 0xff;
        listener.onFrame(head[TYPE], head[FLAGS]);
    }
}
