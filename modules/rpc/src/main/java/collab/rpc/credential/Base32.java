package collab.rpc.credential;

import java.util.Optional;

/** RFC 4648 base32 without padding, in which authenticator apps take secrets. */
final class Base32 {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private Base32() {}

    static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder((bytes.length * 8 + 4) / 5);
        int buffer = 0;
        int bits = 0;
        for (byte next : bytes) {
            buffer = buffer << 8 | next & 0xff;
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(ALPHABET.charAt(buffer >> bits & 31));
            }
        }
        if (bits > 0) text.append(ALPHABET.charAt(buffer << (5 - bits) & 31));
        return text.toString();
    }

    /** Empty when the text has another character. */
    static Optional<byte[]> decode(String text) {
        byte[] bytes = new byte[text.length() * 5 / 8];
        int buffer = 0;
        int bits = 0;
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            int value = ALPHABET.indexOf(text.charAt(i));
            if (value < 0) return Optional.empty();
            buffer = buffer << 5 | value;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes[length++] = (byte) (buffer >> bits);
            }
        }
        return Optional.of(bytes);
    }
}
