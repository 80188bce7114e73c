package collab.rpc.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Generates tokens, tickets and the secrets of links, of 256 random bits, and the hashes under which they are stored. */
public final class TokenGenerator {
    /** Lets scanners for leaked secrets recognize a token of this product. */
    private static final String TOKEN_PREFIX = "hct_";

    private static final Pattern TOKEN = Pattern.compile(TOKEN_PREFIX + "[A-Za-z0-9_-]{43}");
    private static final Pattern TICKET = Pattern.compile("[A-Za-z0-9_-]{43}");

    private static final SecureRandom RANDOM = new SecureRandom();

    private TokenGenerator() {}

    static String newToken() {
        return TOKEN_PREFIX + random();
    }

    /** The links that the server makes; the prefix of its secret tells what a link is for. */
    public enum Link {
        INVITATION("hci_"),
        SETUP("hcs_"),
        RESET("hcr_");

        private final String prefix;

        Link(String prefix) {
            this.prefix = prefix;
        }
    }

    /** The secret of a new link. */
    public static String newLink(Link link) {
        return link.prefix + random();
    }

    /** Has no prefix, and only characters that are allowed in a WebSocket subprotocol. */
    static String newTicket() {
        return random();
    }

    /** Whether the text has the form of a token; any other text is rejected without a query. */
    static boolean isToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    static boolean isTicket(String text) {
        return TICKET.matcher(text).matches();
    }

    /** SHA-256 in hex. A fast hash is sufficient, as 256 random bits cannot be guessed. */
    public static String hash(String secret) {
        return hash(secret.getBytes(StandardCharsets.UTF_8));
    }

    public static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static String random() {
        byte[] bits = new byte[32];
        RANDOM.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }
}
