package collab.persistence.spi;

import java.security.SecureRandom;
import java.util.Base64;

/** Generates the identity of a log. It is random, so that a position of one log is never taken for a position of another. */
public final class Epoch {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Epoch() {}

    /** Returns a new epoch: 72 random bits in twelve characters that need no escaping in a URL. */
    public static String next() {
        byte[] bytes = new byte[9];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
