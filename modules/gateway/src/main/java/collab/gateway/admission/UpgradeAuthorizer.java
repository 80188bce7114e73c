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
 * Decides who may open {@code /ws/user/{user_id}}: what can be said without the server first, then whose credential it is, and
 * only then interest in the user's events. So a stranger costs one question and nothing that is kept.
 *
 * <p>Between the server's answer (good at A) and the tab's joining a revocation can pass by. The ring remembers it: the user's
 * events above A are looked through on joining, and when they are not all there the server is asked again.
 */
public final class UpgradeAuthorizer implements UpgradePolicy {
    private static final System.Logger LOG = System.getLogger(UpgradeAuthorizer.class.getName());
    private static final System.Logger SECURITY = System.getLogger("collab.security");
    private static final HeaderName FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");
    private static final Pattern PATH = Pattern.compile("/ws/user/([1-9]\\d{0,15})");
    private static final String COOKIE = "collab_session";
    private static final String BEARER = "Bearer ";

    /** Races with revocations and lost streams are rare; one that is lost so often is told to come back. */
    private static final int TRIES_MAX = 3;

    private static final Duration LIVE_TIMEOUT = Duration.ofSeconds(5);
    private static final UpgradeDecision UNAVAILABLE =
            new UpgradeDecision.Refused(503, "no link to the server, come back later");
    private static final UpgradeDecision UNKNOWN = new UpgradeDecision.Refused(401, "not authenticated");
    private static final UpgradeDecision FOREIGN = new UpgradeDecision.Refused(403, "this is another user's");

    private final CredentialVerifier registrar;
    private final ConnectionServices services;
    private final Map<ProtocolVersion, FrameFormat> formats;
    private final OriginPolicy origins;
    private final ForwardedHeaders peers;
    private final BooleanSupplier closed;

    /** @param closed whether nobody is taken, whatever they show */
    public UpgradeAuthorizer(
            CredentialVerifier registrar,
            ConnectionServices services,
            Map<ProtocolVersion, FrameFormat> formats,
            OriginPolicy origins,
            ForwardedHeaders peers,
            BooleanSupplier closed) {
        this.registrar = registrar;
        this.services = services;
        this.formats = formats;
        this.origins = origins;
        this.peers = peers;
        this.closed = closed;
    }

    @Override
    public UpgradeDecision accept(UpgradeRequest handshake) {
        UpgradeDecision admission = decide(handshake);
        if (admission instanceof UpgradeDecision.Refused refused) {
            services.metrics().refused(refused.status());
            LOG.log(System.Logger.Level.DEBUG, () -> "refused " + refused.status() + ": " + refused.reason());
        }
        return admission;
    }

    private UpgradeDecision decide(UpgradeRequest handshake) {
        OptionalLong userId = userId(handshake.path());
        if (userId.isEmpty()) return new UpgradeDecision.Refused(404, "there is nothing here");
        if (!originAllowed(handshake)) {
            SECURITY.log(
                    System.Logger.Level.INFO,
                    "a page of {0} may not open a socket, from {1}",
                    handshake.headers().first(HeaderNames.ORIGIN).orElse("another site"),
                    peers.address(handshake.peerAddress(), handshake.headers()));
            return new UpgradeDecision.Refused(403, "pages of this origin may not connect");
        }
        Set<ProtocolVersion> spoken = spoken();
        Optional<ProtocolVersion> protocol = ProtocolVersion.negotiate(handshake.protocols(), spoken);
        if (protocol.isEmpty()) {
            return new UpgradeDecision.Refused(400, "offer one of: " + ProtocolVersion.names(spoken));
        }
        List<Credential> credentials = credentials(handshake);
        if (credentials.isEmpty()) return UNKNOWN;
        if (closed.getAsBoolean() || !services.uplink().attached()) return UNAVAILABLE;
        try {
            return admit(handshake, userId.getAsLong(), protocol.get(), credentials);
        } catch (ServerUnavailable e) {
            LOG.log(System.Logger.Level.DEBUG, "admission", e);
            return UNAVAILABLE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return UNAVAILABLE;
        }
    }

    // -- what the request says
    // -------------------------------------------------------------------------------------------

    /** Events are told in the version they arrive in or an older one. */
    private Set<ProtocolVersion> spoken() {
        int arriving = services.uplink().version();
        if (arriving == 0) return formats.keySet();
        return formats.keySet().stream()
                .filter(protocol -> protocol.events() <= arriving)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static OptionalLong userId(String path) {
        Matcher matcher = PATH.matcher(path);
        return matcher.matches() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }

    private boolean originAllowed(UpgradeRequest handshake) {
        Headers headers = handshake.headers();
        if (!headers.contains(HeaderNames.ORIGIN)) {
            return headers.first(FETCH_SITE).filter("cross-site"::equals).isEmpty();
        }
        Optional<String> host = headers.first(HeaderNames.HOST);
        boolean secure = peers.secure(handshake.peerAddress(), handshake.secure(), headers);
        return headers.first(HeaderNames.ORIGIN)
                .filter(origin -> origins.allows(origin, host, secure))
                .isPresent();
    }

    /** In the order in which they are tried. */
    private static List<Credential> credentials(UpgradeRequest handshake) {
        List<Credential> credentials = new ArrayList<>(3);
        cookie(handshake.headers()).map(Credential.Token::new).ifPresent(credentials::add);
        handshake
                .headers()
                .first(HeaderNames.AUTHORIZATION)
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value ->
                        new Credential.Token(value.substring(BEARER.length()).strip()))
                .ifPresent(credentials::add);
        ProtocolVersion.ticket(handshake.protocols())
                .map(Credential.Ticket::new)
                .ifPresent(credentials::add);
        return credentials;
    }

    /** The first of equal names, as browsers send the most specific one first; the host's own name wins. */
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

    // -- what the server says
    // --------------------------------------------------------------------------------------------

    private UpgradeDecision admit(
            UpgradeRequest handshake, long userId, ProtocolVersion protocol, List<Credential> credentials)
            throws InterruptedException {
        String address = peers.address(handshake.peerAddress(), handshake.headers());
        for (Credential credential : credentials) {
            switch (registrar.admit(credential, userId, address)) {
                case Verdict.Unknown _ -> {}
                case Verdict.Foreign _ -> {
                    return FOREIGN;
                }
                case Verdict.Admitted admitted -> {
                    return seat(handshake, userId, protocol, address, admitted);
                }
            }
        }
        return UNKNOWN;
    }

    /** Finds a place in the user's session for a client whose login session was good. */
    private UpgradeDecision seat(
            UpgradeRequest handshake, long userId, ProtocolVersion protocol, String address, Verdict.Admitted first)
            throws InterruptedException {
        Verdict.Admitted admitted = first;
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            UserSession session = services.registry().hold(userId);
            boolean seated = false;
            try {
                Optional<Long> liveFrom = session.awaitLive(LIVE_TIMEOUT);
                if (liveFrom.isEmpty()
                        || !admitted.epoch().equals(services.uplink().epoch())) return UNAVAILABLE;
                ClientConnection tab = tab(handshake, session, protocol, admitted);
                switch (session.join(tab)) {
                    case JOINED -> {
                        seated = true;
                        return accepted(handshake, protocol, tab);
                    }
                    case TOO_MANY -> {
                        return accepted(handshake, protocol, new SocketLimitHandler(protocol, services.metrics()));
                    }
                    case REVOKED -> {
                        return UNKNOWN;
                    }
                    case ASK_AGAIN -> {
                        Verdict again = registrar.admit(new Credential.Known(admitted.session()), userId, address);
                        if (!(again instanceof Verdict.Admitted good)) return UNKNOWN;
                        admitted = good;
                    }
                    case ENDED -> LOG.log(System.Logger.Level.DEBUG, "the session ended while it was joined");
                }
            } finally {
                if (!seated) services.registry().release(session);
            }
        }
        return UNAVAILABLE;
    }

    private ClientConnection tab(
            UpgradeRequest handshake, UserSession session, ProtocolVersion protocol, Verdict.Admitted admitted) {
        ClientConnection.Admittance admittance =
                new ClientConnection.Admittance(admitted.session(), admitted.position(), admitted.head());
        FrameFormat format = Optional.ofNullable(formats.get(protocol)).orElseThrow();
        return new ClientConnection(
                session, services, format, ResumeRequest.of(handshake.query(), protocol), admittance);
    }

    private static UpgradeDecision accepted(UpgradeRequest handshake, ProtocolVersion protocol, SocketHandler handler) {
        Optional<String> confirmed = Optional.of(protocol.subprotocol()).filter(handshake.protocols()::contains);
        return new UpgradeDecision.Accepted(confirmed, handler);
    }
}
