package collab.wire;

/**
 * The headers by which a gateway proves itself to the server, on gRPC and HTTP alike, and tells it what it saw of the
 * client. A gateway removes every {@code x-hero-} header that a client sends; the server believes them only beside the
 * secret.
 */
public final class LinkHeaders {
    /** In front of every header that only a gateway may set. */
    public static final String PREFIX = "x-hero-";

    /** The secret both processes were given. */
    public static final String SECRET = "x-hero-link-secret";

    /** The address of the client's end of the connection. */
    public static final String PEER_ADDRESS = "x-hero-peer-address";

    /** {@code https} or {@code http}: what the client used. */
    public static final String SCHEME = "x-hero-scheme";

    /** The authority the client asked for. */
    public static final String HOST = "x-hero-host";

    /** Whom a proxy in front has signed in; believed beside {@link #PROXY_SECRET} and only from the configured proxies. */
    public static final String PROXY_USER = "x-hero-user";

    /** What such a proxy proves itself with. */
    public static final String PROXY_SECRET = "x-hero-proxy-secret";

    private LinkHeaders() {}
}
