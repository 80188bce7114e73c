package collab.wire;

/**
 * The headers with which a gateway authenticates to the server over gRPC and HTTP and forwards facts about the client. A
 * gateway removes every {@code x-hero-} header that a client sends. The server trusts these headers only together with the
 * secret.
 */
public final class LinkHeaders {
    /** The prefix of all headers that only a gateway may set. */
    public static final String PREFIX = "x-hero-";

    /** The secret that both processes are configured with. */
    public static final String SECRET = "x-hero-link-secret";

    /** The address of the client. */
    public static final String PEER_ADDRESS = "x-hero-peer-address";

    /** The scheme that the client used, {@code https} or {@code http}. */
    public static final String SCHEME = "x-hero-scheme";

    /** The authority of the client's request. */
    public static final String HOST = "x-hero-host";

    /** The user that a reverse proxy authenticated. Trusted only with {@link #PROXY_SECRET} and from a configured proxy. */
    public static final String PROXY_USER = "x-hero-user";

    /** The secret with which the reverse proxy authenticates. */
    public static final String PROXY_SECRET = "x-hero-proxy-secret";

    private LinkHeaders() {}
}
