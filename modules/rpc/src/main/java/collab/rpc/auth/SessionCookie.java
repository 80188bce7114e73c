package collab.rpc.auth;

import java.time.Duration;
import java.util.Optional;

/**
 * The cookie that carries a browser's session. Over TLS its name has the prefix {@code __Host-}, which neither
 * another host nor a connection without TLS can set.
 */
public final class SessionCookie {
    private static final String NAME = "collab_session";

    private SessionCookie() {}

    static String name(boolean secure) {
        return secure ? "__Host-" + NAME : NAME;
    }

    /** The {@code Set-Cookie} header that sets the cookie. */
    static String of(String token, Duration lifetime, boolean secure) {
        return name(secure) + "=" + token + "; Path=/; Max-Age=" + lifetime.toSeconds() + attributes(secure);
    }

    /** The {@code Set-Cookie} header that deletes the cookie. */
    public static String deletion(boolean secure) {
        return name(secure) + "=; Path=/; Max-Age=0" + attributes(secure);
    }

    private static String attributes(boolean secure) {
        return "; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "");
    }

    /**
     * The token in a {@code Cookie} header; the first of several with the same name, as browsers send the most specific
     * one first.
     */
    static Optional<String> token(String header, boolean secure) {
        String start = name(secure) + "=";
        for (String pair : header.split(";", -1)) {
            String stripped = pair.strip();
            if (stripped.startsWith(start)) return Optional.of(stripped.substring(start.length()));
        }
        return Optional.empty();
    }
}
