package collab.gateway.config;

import collab.runtime.ConfigKey;
import collab.websocket.QueueConfig;
import collab.wire.EventShapes;
import collab.wire.WireLimits;
import java.util.List;

/** The configuration keys of the gateway process. */
public final class GatewayConfigKeys {
    public static final ConfigKey HOST = ConfigKey.text(
            "http.host",
            "127.0.0.1",
            "Address of the HTTP listener for browsers. It serves WebSockets, JSON-RPC and the browser client.");
    public static final ConfigKey PORT =
            ConfigKey.port("http.port", 8080, "Port of the HTTP listener; 0 takes a free port.");
    public static final ConfigKey ORIGINS = ConfigKey.list(
            "http.origins",
            "Other origins whose pages may connect, for example https://chat.example.org. The origin of the request itself is always"
                    + " accepted.");
    public static final ConfigKey PROXIES = ConfigKey.list(
            "http.proxies",
            "Addresses of the reverse proxies whose X-Forwarded-For and X-Forwarded-Proto headers the gateway trusts, for example"
                    + " 127.0.0.1.");
    public static final ConfigKey CONNECTIONS_MAX = ConfigKey.derivedCount(
            "http.connections-max",
            "connections",
            "TCP connections at the same time, WebSockets included; further ones wait. When unset: 100,000, or what the limit of open"
                    + " files (ulimit -n) permits if that is less. A value that this limit does not permit is an error at start. One"
                    + " client address can hold at most twice as many connections as are still free.");

    /** The bound when {@link #CONNECTIONS_MAX} is unset and the process may open enough files. */
    public static final int CONNECTIONS_MOST = 100_000;

    public static final ConfigKey REQUESTS_MAX = ConfigKey.count(
            "http.requests-max",
            1_000,
            "requests",
            "HTTP requests at the same time; the gateway answers further ones with 503.");
    public static final ConfigKey HEAD_TIMEOUT = ConfigKey.duration(
            "http.head-timeout",
            "10s",
            "1ms",
            "Time from accepting a connection to a complete request head. A slower connection is closed.");
    public static final ConfigKey BODY_TIMEOUT =
            ConfigKey.duration("http.body-timeout", "30s", "1ms", "Time for the body of a request to arrive.");
    public static final ConfigKey DRAIN_TIMEOUT = ConfigKey.duration(
            "gateway.drain-timeout",
            "15s",
            "1ms",
            "How long a stop may take. The gateway tells each client after which time to reconnect, so that clients do not reconnect all"
                    + " at once.");
    public static final ConfigKey ID = ConfigKey.text(
            "gateway.id",
            "",
            "Name of this gateway. A newer process with the same name takes the stream of the older one, so each gateway needs its own."
                    + " Empty: the name of the host and a random part, new at each start.");
    public static final ConfigKey VERSION_MAX = ConfigKey.number(
            "gateway.version-max",
            EventShapes.NATIVE_VERSION,
            1,
            EventShapes.NATIVE_VERSION,
            "",
            "Newest version of events that is offered to the server. A lower value makes the gateway behave like an older release.");
    public static final ConfigKey LINK_CERTIFICATE_FILE = ConfigKey.path(
            "link.certificate-file",
            "",
            "PEM file with the certificate of this gateway for the link. Set all of link.certificate-file, link.key-file and"
                    + " link.trusted-file for mutual TLS, or none.");
    public static final ConfigKey LINK_KEY_FILE = ConfigKey.path(
            "link.key-file", "", "PEM file with the private key of link.certificate-file (PKCS #8, no password).");
    public static final ConfigKey LINK_TRUSTED_FILE = ConfigKey.path(
            "link.trusted-file",
            "",
            "PEM file with the certificate authorities that the server's certificate must come from, on the link and for an https://"
                    + " gateway.server.");
    public static final ConfigKey LINK_NAME = ConfigKey.text(
            "gateway.link-name",
            "",
            "Name in the certificate of the server's link, when it is not the host of gateway.link.");
    public static final ConfigKey RING_EVENTS_MAX = ConfigKey.count(
            "session.ring-events-max",
            WireLimits.RING_EVENTS_MAX,
            "events",
            "Events kept in memory per user, so that a socket can resume without the server. The gateway keeps them for 120 s after the"
                    + " user's last socket has closed.");
    public static final ConfigKey REPLAYS_MAX = ConfigKey.count(
            "session.replays-max",
            64,
            "sockets",
            "Sockets that are served from the server's log at the same time; further ones wait.");
    /**
     * More than the largest event: a message of 16,000 control characters with 1,000 reactions takes 117 KB as JSON. With a smaller
     * queue, its receivers would be closed with 4108 at each attempt to receive it.
     */
    static final int QUEUE_BYTES_MIN = 256 * 1_024;

    public static final ConfigKey QUEUE_FRAMES_MAX = ConfigKey.count(
            "queue.frames-max",
            QueueConfig.DEFAULT.framesMax(),
            "frames",
            "Largest number of frames that wait for one socket. Above half of this number the gateway drops signals (typing, presence)."
                    + " Above this number it closes the socket with 4108, and the client resumes.");
    public static final ConfigKey QUEUE_BYTES_MAX = ConfigKey.number(
            "queue.bytes-max",
            QueueConfig.DEFAULT.bytesMax(),
            QUEUE_BYTES_MIN,
            Integer.MAX_VALUE,
            "bytes",
            "Largest number of bytes that wait for one socket. The effects are those of queue.frames-max.");

    /** The keys that the commands {@code start} and {@code gateway} share. The connection to a separate server has further keys. */
    public static final List<ConfigKey> ALL = List.of(
            HOST,
            PORT,
            ORIGINS,
            PROXIES,
            CONNECTIONS_MAX,
            REQUESTS_MAX,
            HEAD_TIMEOUT,
            BODY_TIMEOUT,
            DRAIN_TIMEOUT,
            ID,
            VERSION_MAX,
            LINK_CERTIFICATE_FILE,
            LINK_KEY_FILE,
            LINK_TRUSTED_FILE,
            LINK_NAME,
            RING_EVENTS_MAX,
            REPLAYS_MAX,
            QUEUE_FRAMES_MAX,
            QUEUE_BYTES_MAX);

    private GatewayConfigKeys() {}
}
