package collab.rpc.auth;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An authenticator app, written from RFC 6238 and not from the server's code. */
public record TestAuthenticator(String secret) {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public String code(Instant now) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key(), "HmacSHA1"));
            byte[] hash = mac.doFinal(
                    ByteBuffer.allocate(8).putLong(now.getEpochSecond() / 30).array());
            int offset = hash[19] & 15;
            int bits = (hash[offset] & 127) << 24
                    | (hash[offset + 1] & 255) << 16
                    | (hash[offset + 2] & 255) << 8
                    | hash[offset + 3] & 255;
            return String.format("%06d", bits % 1_000_000);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** 160 bits are 32 characters. */
    private byte[] key() {
        BigInteger number = BigInteger.ZERO;
        for (char sign : secret.toCharArray()) {
            number = number.shiftLeft(5).or(BigInteger.valueOf(ALPHABET.indexOf(sign)));
        }
        byte[] bytes = new byte[20];
        byte[] all = number.toByteArray();
        int length = Math.min(20, all.length);
        System.arraycopy(all, all.length - length, bytes, 20 - length, length);
        return bytes;
    }
}
