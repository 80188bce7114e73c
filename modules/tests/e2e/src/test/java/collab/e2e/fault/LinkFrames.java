package collab.e2e.fault;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** What a peer without the secret sends to the port of the link: HTTP/2, or no protocol at all. */
public enum LinkFrames {
    NO_PROTOCOL {
        @Override
        void write(ByteArrayOutputStream out) {
            out.writeBytes(new byte[64 * 1024]);
        }
    },
    PREFACE_ONLY {
        @Override
        void write(ByteArrayOutputStream out) {
            preface(out);
        }
    },
    PINGS {
        @Override
        void write(ByteArrayOutputStream out) {
            preface(out);
            for (int i = 0; i < 10_000; i++) frame(out, 6, 0, 0, new byte[8]);
        }
    },
    SETTINGS {
        @Override
        void write(ByteArrayOutputStream out) {
            preface(out);
            for (int i = 0; i < 10_000; i++) frame(out, 4, 0, 0, new byte[0]);
        }
    },
    /** A head without an end. */
    CONTINUATIONS {
        @Override
        void write(ByteArrayOutputStream out) {
            preface(out);
            frame(out, 1, 0, 1, CALL);
            for (int i = 0; i < 1_000; i++) frame(out, 9, 0, 1, new byte[0]);
        }
    },
    /** Calls that are cancelled at once. */
    RESETS {
        @Override
        void write(ByteArrayOutputStream out) {
            preface(out);
            for (int i = 0; i < 5_000; i++) {
                frame(out, 1, END_HEADERS, 2 * i + 1, CALL);
                frame(out, 3, 0, 2 * i + 1, new byte[] {0, 0, 0, 8});
            }
        }
    },
    /** Many calls without the secret that never end. */
    CALLS {
        @Override
        void write(ByteArrayOutputStream out) {
            preface(out);
            for (int i = 0; i < 200; i++) frame(out, 1, END_HEADERS, 2 * i + 1, CALL);
        }
    },
    WRONG_STREAMS {
        @Override
        void write(ByteArrayOutputStream out) {
            preface(out);
            frame(out, 0, 0, 7, new byte[100]);
            frame(out, 8, 0, 9, new byte[] {0, 0, 0, 0});
        }
    };

    private static final int END_HEADERS = 4;

    /** POST, http, "/", with the static table of HPACK, and an authority. */
    private static final byte[] CALL = {
        (byte) 0x83, (byte) 0x86, (byte) 0x84, 0x41, 4, 'l', 'i', 'n', 'k',
    };

    abstract void write(ByteArrayOutputStream out);

    public byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(out);
        return out.toByteArray();
    }

    private static void preface(ByteArrayOutputStream out) {
        out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(out, 4, 0, 0, new byte[0]);
    }

    private static void frame(ByteArrayOutputStream out, int type, int flags, int stream, byte[] payload) {
        out.write(payload.length >> 16);
        out.write(payload.length >> 8);
        out.write(payload.length);
        out.write(type);
        out.write(flags);
        for (int shift = 24; shift >= 0; shift -= 8) out.write(stream >> shift);
        out.writeBytes(payload);
    }
}
