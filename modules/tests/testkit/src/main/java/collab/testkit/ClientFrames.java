package collab.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Encodes the masked frames of a client, including malformed frames. */
public final class ClientFrames {
    public static final int FINAL = 0x80;
    public static final int TEXT = 0x1;
    public static final int CLOSE = 0x8;
    private static final byte[] MASK = {0x37, (byte) 0xFA, 0x21, 0x3D};

    private ClientFrames() {}

    public static byte[] text(String text) {
        return frame(FINAL | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    public static byte[] close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[2 + text.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        return frame(FINAL | CLOSE, payload);
    }

    /** A masked frame; the first byte is used as it is. */
    public static byte[] frame(int firstByte, byte[] payload) {
        ByteArrayOutputStream out = header(firstByte, payload.length, payload.length);
        for (int i = 0; i < payload.length; i++) out.write(payload[i] ^ MASK[i % 4]);
        return out.toByteArray();
    }

    /** A header with the length {@code length}, in the encoding for the length {@code formOf}, without a payload. */
    public static ByteArrayOutputStream header(int firstByte, long length, long formOf) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(firstByte);
        if (formOf < 126) {
            out.write(0x80 | (int) length);
        } else if (formOf < 1 << 16) {
            out.write(0x80 | 126);
            out.write((int) length >> 8);
            out.write((int) length);
        } else {
            out.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) out.write((int) (length >> shift));
        }
        out.writeBytes(MASK);
        return out;
    }

    public static byte[] join(byte[]... pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] piece : pieces) out.writeBytes(piece);
        return out.toByteArray();
    }
}
