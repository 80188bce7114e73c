package collab.wire;

import java.time.Duration;

/** The limits of the gateway link and of client sockets that more than one process depends on. */
public final class WireLimits {

    // ---- Gateway link
    // ----------------------------------------------------------------------------------------------------

    /** The interval between heartbeats, in both directions. */
    public static final Duration LINK_HEARTBEAT = Duration.ofSeconds(5);

    /** The time without a message after which a side considers the other side lost. */
    public static final Duration LINK_DEADLINE = Duration.ofSeconds(15);

    /** The time for which a gateway keeps its sockets, and the server keeps its users online, without a link. */
    public static final Duration LINK_LEASE = Duration.ofSeconds(30);

    /** The time for which a user stays online after their last socket closed. */
    public static final Duration PRESENCE_GRACE = Duration.ofSeconds(15);

    /** The maximum number of envelopes in one message. The byte limit can reduce it. */
    public static final int PACK_ENVELOPES_MAX = 256;

    /** The maximum size of the envelopes in one message in bytes, unless a single envelope is larger. */
    public static final int PACK_BYTES_MAX = 64 * 1024;

    /** The maximum size of a message on the link, and therefore of an envelope, in bytes. */
    public static final int LINK_MESSAGE_BYTES_MAX = 4 * 1024 * 1024;

    /** The maximum number of unacknowledged envelopes on one stream. */
    public static final int UNACKNOWLEDGED_MAX = 4096;

    /** The maximum number of events of one {@code Replay}. With more, the client loads its state again. */
    public static final int REPLAY_EVENTS_MAX = 5000;

    /** The deadline of a unary call. */
    public static final Duration CALL_DEADLINE = Duration.ofSeconds(5);

    // ---- User session on a gateway -------------------------------------------------------------------------------

    /** The maximum number of events per user that a gateway keeps in memory. */
    public static final int RING_EVENTS_MAX = 500;

    /** The time for which subscription and replay ring are kept after the user's last socket closed. */
    public static final Duration INTEREST_KEPT = Duration.ofMinutes(2);

    public static final int SOCKETS_PER_USER_MAX = 20;

    // ---- Client socket ----------------------------------------------------------------------------------------

    public static final Duration PING_INTERVAL = Duration.ofSeconds(25);

    public static final Duration PONG_DEADLINE = Duration.ofSeconds(10);

    /** The maximum size of a client message in bytes. */
    public static final int CLIENT_MESSAGE_BYTES_MAX = 4096;

    public static final int CLIENT_FRAMES_PER_MINUTE = 120;

    /** When a gateway drains, clients reconnect over a window of this many per second, within the two limits below. */
    public static final int RETURNS_PER_SECOND = 1_000;

    public static final Duration RETURN_SPREAD_MIN = Duration.ofSeconds(1);

    public static final Duration RETURN_SPREAD_MAX = Duration.ofSeconds(30);

    /** The reconnect backoff of clients: the first delay, the longest delay, and the duration of a stable connection. */
    public static final Duration BACKOFF_MIN = Duration.ofMillis(500);

    public static final Duration BACKOFF_MAX = Duration.ofSeconds(30);
    public static final Duration BACKOFF_STABLE = Duration.ofSeconds(5);

    // ---- /rpc
    // --------------------------------------------------------------------------------------------------------

    public static final int RPC_BODY_BYTES_MAX = 1024 * 1024;

    /** The body of a request without a credential. */
    public static final int RPC_ANONYMOUS_BODY_BYTES_MAX = 64 * 1024;

    private WireLimits() {}
}
