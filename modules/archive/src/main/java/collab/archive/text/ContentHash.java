package collab.archive.text;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hashes of texts, which are the same in every run. */
public final class ContentHash {
    private ContentHash() {}

    /** 32 hexadecimal digits. */
    public static String of(String... parts) {
        return HexFormat.of().formatHex(digest(parts), 0, 16);
    }

    /** Six hexadecimal digits, for names. */
    public static String shortOf(String value) {
        return of(value).substring(0, 6);
    }

    /** 64 bits. */
    public static long bitsOf(String... parts) {
        return ByteBuffer.wrap(digest(parts)).getLong();
    }

    private static byte[] digest(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                digest.update(bytes(part));
                digest.update((byte) 0);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** UTF-8. A text with half of a surrogate pair has no UTF-8: its UTF-16 units after a byte that UTF-8 never has. */
    private static byte[] bytes(String part) {
        boolean wellFormed = part.codePoints().noneMatch(point -> Character.getType(point) == Character.SURROGATE);
        if (wellFormed) return part.getBytes(StandardCharsets.UTF_8);
        ByteBuffer units = ByteBuffer.allocate(1 + 2 * part.length()).put((byte) 0xff);
        for (int i = 0; i < part.length(); i++) units.putChar(part.charAt(i));
        return units.array();
    }
}
