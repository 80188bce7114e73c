package collab.websocket.frame;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The opcodes and close codes of RFC 6455, and the hash of its handshake. */
public final class Rfc6455 {
    public static final int CONTINUATION = 0x0;
    public static final int TEXT = 0x1;
    public static final int BINARY = 0x2;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xA;

    static final int CONTROL_PAYLOAD_MAX = 125;

    public static final int NORMAL = 1000;
    public static final int GOING_AWAY = 1001;
    public static final int PROTOCOL_ERROR = 1002;
    public static final int UNSUPPORTED_DATA = 1003;
    /** Never sent; represents a close frame without a code. */
    public static final int NO_STATUS = 1005;
    /** Never sent; represents the end of a connection without a close frame. */
    public static final int ABNORMAL = 1006;

    public static final int INVALID_TEXT = 1007;
    static final int TOO_BIG = 1009;
    public static final int INTERNAL_ERROR = 1011;

    private static final String ACCEPT_SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private Rfc6455() {}

    /** Whether a close frame may contain the code: registered codes (§7.4.1 and IANA), and those of libraries and applications. */
    static boolean mayBeSent(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }

    /** The value of {@code Sec-WebSocket-Accept} for a key. */
    public static String accept(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            byte[] digest = sha1.digest((key + ACCEPT_SALT).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
