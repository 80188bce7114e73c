package collab.server;

import collab.fanout.config.FanoutConfig;
import collab.runtime.ConfigKey;
import collab.wire.EventShapes;
import java.util.List;

/** The configuration keys of the server process. */
public final class ServerConfigKeys {
    private static final int PER_MINUTE_MAX = 10_000_000;

    // ---- Data and accounts ----

    public static final ConfigKey DATA = ConfigKey.path(
            "data.directory",
            "data",
            "Folder of the database, the link secret and the first administrator's password. It is created when missing. One process at a"
                    + " time can use it.");
    public static final ConfigKey AUTH_MODE = ConfigKey.choice(
            "auth.mode",
            "token",
            List.of("dev", "token", "proxy"),
            "How people sign in. dev: a username without a password, only for clients on this"
                    + " machine. token: accounts with passwords. proxy: a reverse proxy signs people in and sends X-Hero-User and"
                    + " X-Hero-Proxy-Secret. setup.mode decides who becomes the first administrator.");
    public static final ConfigKey SETUP_MODE = ConfigKey.choice(
            "setup.mode",
            "page",
            List.of("page", "file", "first-proxied"),
            "How the first administrator comes to be. page: the server prints a link to its setup page at start, once more after 24 hours,"
                    + " and keeps it in setup.url in data.directory. file, with auth.mode token: the server creates the account admin and"
                    + " writes its password to admin.password in data.directory, for installations without a person. first-proxied, with"
                    + " auth.mode proxy: the first person whom the proxy names becomes administrator.");
    public static final ConfigKey PUBLIC_URL = ConfigKey.text(
            "http.public-url",
            "",
            "URL at which people open the page, without a path, for example https://chat.example.com. The setup link and the links that the page makes begin with it. When"
                    + " unset: the address of hero-collab start, and in the page the address of the page.");
    public static final ConfigKey SESSION_LIFETIME =
            ConfigKey.duration("auth.session-lifetime", "30d", "1m", "How long a login session lasts after sign-in.");
    public static final ConfigKey PASSWORD_HASHES_PARALLEL = ConfigKey.number(
            "auth.password-hashes-parallel",
            2,
            1,
            64,
            "",
            "Number of passwords that the server hashes at the same time, at most all processors but one; each takes 19 MiB. A sign-in that waits"
                    + " longer than 5 s, or after 100 others, is rejected and can be repeated.");
    public static final ConfigKey PROXY_SECRET_FILE = ConfigKey.path(
            "auth.proxy-secret-file",
            "",
            "File with the secret that the proxy sends as X-Hero-Proxy-Secret, at least 16 characters. Required with auth.mode proxy.");
    public static final ConfigKey PROXY_ADDRESSES = ConfigKey.list(
            "auth.proxy-addresses",
            "Addresses from which the proxy calls this server when no gateway is between them. A gateway uses its own http.proxies.");
    public static final ConfigKey SEED_DEV_USERS = ConfigKey.flag(
            "seed.dev-users",
            false,
            "Create Alice (1, administrator), Bob (2), Carol (3), Dave (4), the workspace General and its channel #general when they are"
                    + " missing. Only with auth.mode dev.");
    public static final ConfigKey STOP_TIMEOUT = ConfigKey.duration(
            "server.stop-timeout", "10s", "0s", "How long running calls may take when the server stops.");

    // ---- The link to gateways ----

    public static final ConfigKey LINK_HOST = ConfigKey.text(
            "link.host",
            "127.0.0.1",
            "Address on which gateways attach (gRPC). Use a private network, not a public address.");
    public static final ConfigKey LINK_PORT =
            ConfigKey.port("link.port", 8082, "Port on which gateways attach; 0 takes a free port.");
    public static final ConfigKey LINK_SECRET_FILE = ConfigKey.path(
            "link.secret-file",
            "",
            "File with the secret that gateways send, at least 16 characters. When unset, the server creates one in"
                    + " link.secret in data.directory.");
    public static final ConfigKey LINK_CERTIFICATE_FILE = ConfigKey.path(
            "link.certificate-file",
            "",
            "PEM file with the certificate of this server for the link. Set all of link.certificate-file, link.key-file and"
                    + " link.trusted-file for mutual TLS, or none. The certificate must name the host to which gateways connect.");
    public static final ConfigKey LINK_KEY_FILE = ConfigKey.path(
            "link.key-file", "", "PEM file with the private key of link.certificate-file (PKCS #8, no password).");
    public static final ConfigKey LINK_TRUSTED_FILE = ConfigKey.path(
            "link.trusted-file",
            "",
            "PEM file with the certificate authorities that gateways' certificates must come from.");
    public static final ConfigKey LINK_CONNECTIONS_MAX = ConfigKey.derivedCount(
            "link.connections-max",
            "connections",
            "TCP connections to the link at the same time; further ones wait. When unset: 1,000, or an eighth of what the limit of open"
                    + " files (ulimit -n) permits if that is less. A value that this limit does not permit is an error at start.");

    /** The bound when {@link #LINK_CONNECTIONS_MAX} is unset and the process may open enough files. */
    public static final int LINK_CONNECTIONS_MOST = 1_000;

    public static final ConfigKey LINK_HEAD_TIMEOUT = ConfigKey.duration(
            "link.head-timeout",
            "10s",
            "1ms",
            "Time from accepting a connection to its first call. A slower connection is closed.");
    public static final ConfigKey LINK_HEARTBEAT = ConfigKey.duration(
            "link.heartbeat", "5s", "10ms", "Interval of heartbeats on the link, in both directions.");
    public static final ConfigKey LINK_SILENCE_MAX = ConfigKey.duration(
            "link.silence-max",
            "15s",
            "20ms",
            "Time without a heartbeat after which a gateway counts as lost; at least twice link.heartbeat.");
    public static final ConfigKey LINK_VERSION_MAX = ConfigKey.number(
            "link.version-max",
            FanoutConfig.Link.standard().versionMax(),
            1,
            EventShapes.NATIVE_VERSION,
            "",
            "Newest version of events that is sent to gateways. A lower value makes the server behave like an older release.");
    public static final ConfigKey LINK_CANARY = ConfigKey.duration(
            "link.canary",
            "5s",
            "10ms",
            "Interval of the delivery probe: a commit without content that must reach every gateway's socket writer. When it does not"
                    + " arrive, readiness fails.");
    public static final ConfigKey LINK_REFLECTION = ConfigKey.flag(
            "link.reflection",
            false,
            "Whether gRPC reflection is served. Callers need the link secret as for every other call.");

    // ---- Presence, log and ledger ----

    public static final ConfigKey PRESENCE_BATCH =
            ConfigKey.duration("presence.batch", "1s", "10ms", "Interval at which presence changes are sent.");
    public static final ConfigKey PRESENCE_GRACE = ConfigKey.duration(
            "presence.grace",
            "15s",
            "10ms",
            "Time after a person's last socket closed until that person counts as offline; at least presence.batch. A reload of the page"
                    + " causes no change.");
    public static final ConfigKey PRESENCE_LEASE = ConfigKey.duration(
            "presence.lease",
            "30s",
            "10ms",
            "Time for which the people of a lost gateway stay online; at least presence.grace.");
    public static final ConfigKey LOG_RETENTION =
            ConfigKey.duration("log.retention", "7d", "1m", "How long events stay in the log and can be replayed.");
    public static final ConfigKey LOG_EVENTS_MAX = ConfigKey.number(
            "log.events-max",
            10_000_000,
            1_000,
            Long.MAX_VALUE,
            "events",
            "Largest number of events in the log; the server prunes the oldest ones.");
    public static final ConfigKey OPERATION_RETENTION = ConfigKey.duration(
            "log.operation-retention",
            "7d",
            "1m",
            "How long the server remembers an op_id, so that a repeated call has no second effect.");
    public static final ConfigKey PENDING_MAX = ConfigKey.count(
            "ledger.pending-max",
            4_096,
            "commands",
            "Largest number of commands that wait for the writer; the server rejects further ones with -32007.");
    public static final ConfigKey READERS =
            ConfigKey.count("ledger.readers", 4, "connections", "Database connections for queries.");
    public static final ConfigKey QUERY_TIMEOUT = ConfigKey.duration(
            "ledger.query-timeout",
            "30s",
            "10ms",
            "Time after which a query is interrupted and its call is answered with -32007, the wait for a connection included.");
    public static final ConfigKey SEARCH_TIMEOUT = ConfigKey.duration(
            "ledger.search-timeout",
            "2s",
            "10ms",
            "The same for message.search and session.digest. They run on connections of their own: half as many as the processors or"
                    + " ledger.readers, whichever is less, and at least one.");

    // ---- Audit log ----

    public static final ConfigKey AUDIT_RETENTION =
            ConfigKey.duration("audit.retention", "365d", "1d", "How long records stay in the audit log.");
    public static final ConfigKey AUDIT_ADDRESS_RETENTION = ConfigKey.duration(
            "audit.address-retention",
            "90d",
            "1h",
            "How long the addresses of clients stay in the records of the audit log.");
    public static final ConfigKey AUDIT_RECORDS_MAX = ConfigKey.number(
            "audit.records-max",
            10_000_000,
            1_000,
            Long.MAX_VALUE,
            "records",
            "Largest number of records in the audit log; the server deletes the oldest ones.");

    // ---- Rate limits ----

    public static final ConfigKey READ_PER_MINUTE = perMinute("limits.read-per-minute", 600, "Queries");
    public static final ConfigKey SEARCH_PER_MINUTE = perMinute(
            "limits.search-per-minute",
            60,
            "Calls of message.search, which count only here, and of which one that runs longer than 100 ms counts again for"
                    + " each 100 ms,");
    public static final ConfigKey SEARCHES_PARALLEL = ConfigKey.number(
            "limits.searches-parallel",
            2,
            1,
            PER_MINUTE_MAX,
            "calls",
            "Calls of message.search and session.digest that one caller may run or queue at the same time; further ones are rejected"
                    + " with -32005.");
    public static final ConfigKey WRITE_PER_MINUTE = perMinute("limits.write-per-minute", 60, "Changes");
    public static final ConfigKey SEND_PER_MINUTE =
            perMinute("limits.send-per-minute", 60, "Calls of message.send and thread.reply, which count only here,");
    public static final ConfigKey TYPING_PER_MINUTE = perMinute("limits.typing-per-minute", 60, "Typing signals");
    public static final ConfigKey AUTH_PER_MINUTE = ConfigKey.number(
            "limits.auth-per-minute",
            10,
            1,
            PER_MINUTE_MAX,
            "",
            "Sign-ins per minute to one account from one address; an IPv6 address counts as its /64 network. One address may sign in ten"
                    + " times as often over all accounts. An account can be signed in to three times as often over all addresses, not"
                    + " counting addresses from which a sign-in to it succeeded before.");
    public static final ConfigKey CALLERS_MAX = ConfigKey.number(
            "limits.callers-max",
            100_000,
            1,
            PER_MINUTE_MAX,
            "callers",
            "Largest number of callers whose rate limits the server keeps in memory.");

    /** The keys of every server, whether a gateway runs in the same process or elsewhere. */
    public static final List<ConfigKey> ALL = List.of(
            DATA,
            AUTH_MODE,
            SESSION_LIFETIME,
            PASSWORD_HASHES_PARALLEL,
            PROXY_SECRET_FILE,
            PROXY_ADDRESSES,
            SETUP_MODE,
            SEED_DEV_USERS,
            STOP_TIMEOUT,
            LINK_HOST,
            LINK_PORT,
            LINK_SECRET_FILE,
            LINK_CERTIFICATE_FILE,
            LINK_KEY_FILE,
            LINK_TRUSTED_FILE,
            LINK_CONNECTIONS_MAX,
            LINK_HEAD_TIMEOUT,
            LINK_HEARTBEAT,
            LINK_SILENCE_MAX,
            LINK_VERSION_MAX,
            LINK_CANARY,
            LINK_REFLECTION,
            PRESENCE_BATCH,
            PRESENCE_GRACE,
            PRESENCE_LEASE,
            LOG_RETENTION,
            LOG_EVENTS_MAX,
            OPERATION_RETENTION,
            PENDING_MAX,
            READERS,
            QUERY_TIMEOUT,
            SEARCH_TIMEOUT,
            READ_PER_MINUTE,
            SEARCH_PER_MINUTE,
            SEARCHES_PARALLEL,
            WRITE_PER_MINUTE,
            SEND_PER_MINUTE,
            TYPING_PER_MINUTE,
            AUTH_PER_MINUTE,
            CALLERS_MAX,
            PUBLIC_URL,
            AUDIT_RETENTION,
            AUDIT_ADDRESS_RETENTION,
            AUDIT_RECORDS_MAX);

    // ---- The HTTP listener of a server that runs alone ----

    public static final ConfigKey HTTP_HOST = ConfigKey.text(
            "http.host",
            "127.0.0.1",
            "Address of the HTTP listener for JSON-RPC calls of people, programs and gateways.");
    public static final ConfigKey HTTP_PORT =
            ConfigKey.port("http.port", 8081, "Port of the HTTP listener; 0 takes a free port.");
    public static final ConfigKey HTTP_ORIGINS = ConfigKey.list(
            "http.origins",
            "Other origins whose pages may call, for example https://chat.example.org. The origin of the request itself is always"
                    + " accepted.");
    public static final ConfigKey HTTP_CERTIFICATE_FILE = ConfigKey.path(
            "http.certificate-file",
            "",
            "PEM file with the certificate of the HTTP listener. With http.certificate-file and http.key-file the listener speaks TLS,"
                    + " and gateways need an https:// address of the server.");
    public static final ConfigKey HTTP_KEY_FILE = ConfigKey.path(
            "http.key-file", "", "PEM file with the private key of http.certificate-file (PKCS #8, no password).");
    public static final ConfigKey HTTP_CONNECTIONS_MAX = ConfigKey.derivedCount(
            "http.connections-max",
            "connections",
            "TCP connections at the same time; further ones wait. When unset: 10,000, or what the limit of open files (ulimit -n)"
                    + " permits if that is less. A value that this limit does not permit is an error at start. One client address can"
                    + " hold at most twice as many connections as are still free.");

    /** The bound when {@link #HTTP_CONNECTIONS_MAX} is unset and the process may open enough files. */
    public static final int HTTP_CONNECTIONS_MOST = 10_000;

    public static final ConfigKey HTTP_REQUESTS_MAX = ConfigKey.count(
            "http.requests-max",
            1_000,
            "requests",
            "Requests at the same time; the server answers further ones with 503.");
    public static final ConfigKey HTTP_HEAD_TIMEOUT = ConfigKey.duration(
            "http.head-timeout",
            "10s",
            "1ms",
            "Time from accepting a connection to a complete request head. A slower connection is closed.");
    public static final ConfigKey HTTP_BODY_TIMEOUT =
            ConfigKey.duration("http.body-timeout", "30s", "1ms", "Time for the body of a request to arrive.");

    /** The keys of the HTTP listener of a server that runs alone; the gateway has keys of the same names for its listener. */
    public static final List<ConfigKey> HTTP = List.of(
            HTTP_HOST,
            HTTP_PORT,
            HTTP_ORIGINS,
            HTTP_CERTIFICATE_FILE,
            HTTP_KEY_FILE,
            HTTP_CONNECTIONS_MAX,
            HTTP_REQUESTS_MAX,
            HTTP_HEAD_TIMEOUT,
            HTTP_BODY_TIMEOUT);

    private ServerConfigKeys() {}

    private static ConfigKey perMinute(String name, int fallback, String what) {
        return ConfigKey.number(
                name,
                fallback,
                1,
                PER_MINUTE_MAX,
                "",
                what
                        + " per minute and caller, refilled continuously. Further calls are rejected with -32005 and the time to wait.");
    }
}
