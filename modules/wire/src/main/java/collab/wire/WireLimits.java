package collab.wire;

import java.time.Duration;

/** Every bound of the link and of the browser's socket that more than one side counts on. */
public final class WireLimits {

    // -- the link ----------------------------------------------------------------------------------------------------

    /** How often each side says that it lives. */
    public static final Duration LINK_HEARTBEAT = Duration.ofSeconds(5);

    /** Silence after which the other side is taken for dead. */
    public static final Duration LINK_DEADLINE = Duration.ofSeconds(15);

    /** How long a gateway keeps its sockets, and the server its people online, without a link. */
    public static final Duration LINK_LEASE = Duration.ofSeconds(30);

    /** How long somebody without a socket still counts as online. */
    public static final Duration PRESENCE_GRACE = Duration.ofSeconds(15);

    /** Envelopes in one message; the bytes bound may make it fewer. */
    public static final int PACK_ENVELOPES_MAX = 256;

    /** Bytes of envelopes in one message, unless a single one is larger. */
    public static final int PACK_BYTES_MAX = 64 * 1024;

    /** The largest message on the link, and so the largest envelope. */
    public static final int LINK_MESSAGE_BYTES_MAX = 4 * 1024 * 1024;

    /** Envelopes sent on one stream and not yet acknowledged. */
    public static final int UNACKNOWLEDGED_MAX = 4096;

    /** Events one {@code Replay} may carry; more make the client begin afresh. */
    public static final int REPLAY_EVENTS_MAX = 5000;

    /** Deadline of a unary call. */
    public static final Duration CALL_DEADLINE = Duration.ofSeconds(5);

    // -- a user's session on a gateway -------------------------------------------------------------------------------

    /** Events a gateway remembers per user. */
    public static final int RING_EVENTS_MAX = 500;

    /** How long interest and ring outlive a user's last socket. */
    public static final Duration INTEREST_KEPT = Duration.ofMinutes(2);

    public static final int SOCKETS_PER_USER_MAX = 20;

    // -- the browser's socket ----------------------------------------------------------------------------------------

    public static final Duration PING_INTERVAL = Duration.ofSeconds(25);

    public static final Duration PONG_DEADLINE = Duration.ofSeconds(10);

    /** What a client may send in one message. */
    public static final int CLIENT_MESSAGE_BYTES_MAX = 4096;

    public static final int CLIENT_FRAMES_PER_MINUTE = 120;

    /** The return of many clients is spread over a window: so many in a second, and never over less or more than that. */
    public static final int RETURNS_PER_SECOND = 1_000;

    public static final Duration RETURN_SPREAD_MIN = Duration.ofSeconds(1);

    public static final Duration RETURN_SPREAD_MAX = Duration.ofSeconds(30);

    /** How a client returns: the first and the longest delay, and what proves a connection stable. */
    public static final Duration BACKOFF_MIN = Duration.ofMillis(500);

    public static final Duration BACKOFF_MAX = Duration.ofSeconds(30);
    public static final Duration BACKOFF_STABLE = Duration.ofSeconds(5);

    // -- /rpc --------------------------------------------------------------------------------------------------------

    public static final int RPC_BODY_BYTES_MAX = 1024 * 1024;

    private WireLimits() {}
}
