package collab.gateway.admission;

import collab.gateway.admission.CredentialVerifier.Verdict;
import collab.gateway.http.ForwardedHeaders;
import collab.gateway.protocol.FrameFormat;
import collab.gateway.session.ClientConnection;
import collab.gateway.session.ConnectionServices;
import collab.gateway.session.ResumeRequest;
import collab.gateway.session.ServerUnavailable;
import collab.gateway.session.SocketLimitHandler;
import collab.gateway.session.UserSession;
import collab.websocket.SocketHandler;
import collab.websocket.handshake.UpgradeDecision;
import collab.websocket.handshake.UpgradePolicy;
import collab.websocket.handshake.UpgradeRequest;
import collab.wire.ProtocolVersion;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Authorizes upgrades to {@code /ws/user/{user_id}}: first the checks that need no server, then the credential, and only then the
 * subscription to the user's events. So a client without a valid credential costs one call to the server and no memory.
 *
 * <p>A login session can be revoked between the server's answer (valid at position A) and the moment when the connection joins the
 * user session. Therefore joining scans the user's events after A in the replay ring; when the ring does not contain all of them,
 * the credential is verified again.
 */
public final class UpgradeAuthorizer implements UpgradePolicy {
    private static final System.Logger LOG = System.getLogger(UpgradeAuthorizer.class.getName());
    private static final System.Logger SECURITY = System.getLogger("collab.security");
    private static final HeaderName FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");
    private static final Pattern PATH = Pattern.compile("/ws/user/([1-9]\\d{0,15})");
    private static final String COOKIE = "collab_session";
    private static final String BEARER = "Bearer ";

    /** Attempts to join; a client that loses so many races with revocations and lost streams is rejected with 503. */
    private static final int ATTEMPTS_MAX = 3;

    private static final Duration SUBSCRIBE_TIMEOUT = Duration.ofSeconds(5);
    private static final UpgradeDecision UNAVAILABLE =
            new UpgradeDecision.Rejected(503, "no link to the server, try again later");
    private static final UpgradeDecision UNAUTHENTICATED = new UpgradeDecision.Rejected(401, "not authenticated");
    private static final UpgradeDecision OTHER_USER =
            new UpgradeDecision.Rejected(403, "the credential belongs to another user");

    private final CredentialVerifier verifier;
    private final ConnectionServices services;
    private final Map<ProtocolVersion, FrameFormat> formats;
    private final OriginPolicy origins;
    private final ForwardedHeaders forwarded;
    private final BooleanSupplier closed;

    /** @param closed whether every upgrade is rejected with 503 */
    public UpgradeAuthorizer(
            CredentialVerifier verifier,
            ConnectionServices services,
            Map<ProtocolVersion, FrameFormat> formats,
            OriginPolicy origins,
            ForwardedHeaders forwarded,
            BooleanSupplier closed) {
        this.verifier = verifier;
        this.services = services;
        this.formats = formats;
        this.origins = origins;
        this.forwarded = forwarded;
        this.closed = closed;
    }

    @Override
    public UpgradeDecision decide(UpgradeRequest request) {
        UpgradeDecision decision = authorize(request);
        if (decision instanceof UpgradeDecision.Rejected rejected) {
            services.metrics().upgradeRejected(rejected.status());
            LOG.log(System.Logger.Level.DEBUG, () -> "rejected " + rejected.status() + ": " + rejected.reason());
        }
        return decision;
    }

    private UpgradeDecision authorize(UpgradeRequest request) {
        OptionalLong userId = userId(request.path());
        if (userId.isEmpty()) return new UpgradeDecision.Rejected(404, "not found");
        if (!originAllowed(request)) {
            SECURITY.log(
                    System.Logger.Level.INFO,
                    "rejected the socket of a page from {0}: its origin is {1}",
                    forwarded.address(request.peerAddress(), request.headers()),
                    request.headers().first(HeaderNames.ORIGIN).orElse("another site"));
            return new UpgradeDecision.Rejected(403, "pages of this origin may not connect");
        }
        Set<ProtocolVersion> offered = offeredVersions();
        Optional<ProtocolVersion> protocol = ProtocolVersion.negotiate(request.protocols(), offered);
        if (protocol.isEmpty()) {
            return new UpgradeDecision.Rejected(400, "the client must offer one of: " + ProtocolVersion.names(offered));
        }
        List<Credential> credentials = credentials(request);
        if (credentials.isEmpty()) return UNAUTHENTICATED;
        if (closed.getAsBoolean() || !services.uplink().attached()) return UNAVAILABLE;
        try {
            return verify(request, userId.getAsLong(), protocol.get(), credentials);
        } catch (ServerUnavailable e) {
            LOG.log(System.Logger.Level.DEBUG, "cannot verify the credential", e);
            return UNAVAILABLE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return UNAVAILABLE;
        }
    }

    // ---- The request ----

    /** The versions that clients can use: an event is sent in the version in which it was received or in an older one. */
    private Set<ProtocolVersion> offeredVersions() {
        int received = services.uplink().version();
        if (received == 0) return formats.keySet();
        return formats.keySet().stream()
                .filter(protocol -> protocol.events() <= received)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static OptionalLong userId(String path) {
        Matcher matcher = PATH.matcher(path);
        return matcher.matches() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }

    private boolean originAllowed(UpgradeRequest request) {
        Headers headers = request.headers();
        if (!headers.contains(HeaderNames.ORIGIN)) {
            return headers.first(FETCH_SITE).filter("cross-site"::equals).isEmpty();
        }
        Optional<String> host = headers.first(HeaderNames.HOST);
        boolean secure = forwarded.secure(request.peerAddress(), request.secure(), headers);
        return headers.first(HeaderNames.ORIGIN)
                .filter(origin -> origins.allows(origin, host, secure))
                .isPresent();
    }

    /**
     * The credentials of the request, in the order in which they are verified. As at {@code /rpc}, a bearer token takes precedence: the
     * client has chosen it, and a browser sends a cookie with every request.
     */
    private static List<Credential> credentials(UpgradeRequest request) {
        Optional<Credential> bearer = bearer(request.headers()).map(Credential.Token::new);
        if (bearer.isPresent()) return List.of(bearer.get());
        List<Credential> credentials = new ArrayList<>(2);
        cookie(request.headers()).map(Credential.Token::new).ifPresent(credentials::add);
        ProtocolVersion.ticket(request.protocols()).map(Credential.Ticket::new).ifPresent(credentials::add);
        return credentials;
    }

    private static Optional<String> bearer(Headers headers) {
        return headers.first(HeaderNames.AUTHORIZATION)
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()).strip());
    }

    /**
     * The session cookie. The name with the {@code __Host-} prefix takes precedence; of equal names the first is used, because browsers
     * send the most specific cookie first.
     */
    private static Optional<String> cookie(Headers headers) {
        Optional<String> plain = Optional.empty();
        for (String line : headers.values(HeaderNames.COOKIE)) {
            for (String pair : line.split(";", -1)) {
                String stripped = pair.strip();
                if (stripped.startsWith("__Host-" + COOKIE + "="))
                    return Optional.of(stripped.substring(COOKIE.length() + 8));
                if (plain.isEmpty() && stripped.startsWith(COOKIE + "="))
                    plain = Optional.of(stripped.substring(COOKIE.length() + 1));
            }
        }
        return plain;
    }

    // ---- The credential and the user session ----

    private UpgradeDecision verify(
            UpgradeRequest request, long userId, ProtocolVersion protocol, List<Credential> credentials)
            throws InterruptedException {
        String address = forwarded.address(request.peerAddress(), request.headers());
        for (Credential credential : credentials) {
            switch (verifier.verify(credential, userId, address)) {
                case Verdict.Invalid _ -> {}
                case Verdict.OtherUser _ -> {
                    return OTHER_USER;
                }
                case Verdict.Valid valid -> {
                    return join(request, userId, protocol, address, valid);
                }
            }
        }
        return UNAUTHENTICATED;
    }

    /** Adds a connection to the user session, for a client whose login session was valid. */
    private UpgradeDecision join(
            UpgradeRequest request, long userId, ProtocolVersion protocol, String address, Verdict.Valid first)
            throws InterruptedException {
        Verdict.Valid login = first;
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            UserSession session = services.registry().acquire(userId);
            boolean joined = false;
            try {
                Optional<Long> liveFrom = session.awaitLive(SUBSCRIBE_TIMEOUT);
                if (liveFrom.isEmpty()
                        || !login.epoch().equals(services.uplink().epoch())) return UNAVAILABLE;
                ClientConnection connection = connection(request, session, protocol, login);
                switch (session.join(connection)) {
                    case JOINED -> {
                        joined = true;
                        return accepted(request, protocol, connection);
                    }
                    case TOO_MANY -> {
                        return accepted(request, protocol, new SocketLimitHandler(protocol, services.metrics()));
                    }
                    case REVOKED -> {
                        return UNAUTHENTICATED;
                    }
                    case VERIFY_AGAIN -> {
                        Credential known = new Credential.VerifiedSession(login.session());
                        if (!(verifier.verify(known, userId, address) instanceof Verdict.Valid valid))
                            return UNAUTHENTICATED;
                        login = valid;
                    }
                    case ENDED ->
                        LOG.log(System.Logger.Level.DEBUG, "the user session ended before the connection joined");
                }
            } finally {
                if (!joined) services.registry().release(session);
            }
        }
        return UNAVAILABLE;
    }

    private ClientConnection connection(
            UpgradeRequest request, UserSession session, ProtocolVersion protocol, Verdict.Valid valid) {
        ClientConnection.Login login = new ClientConnection.Login(valid.session(), valid.position(), valid.head());
        FrameFormat format = Optional.ofNullable(formats.get(protocol)).orElseThrow();
        return new ClientConnection(session, services, format, ResumeRequest.of(request.query(), protocol), login);
    }

    private static UpgradeDecision accepted(UpgradeRequest request, ProtocolVersion protocol, SocketHandler handler) {
        Optional<String> confirmed = Optional.of(protocol.subprotocol()).filter(request.protocols()::contains);
        return new UpgradeDecision.Accepted(confirmed, handler);
    }
}
