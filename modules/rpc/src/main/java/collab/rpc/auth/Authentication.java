package collab.rpc.auth;

import collab.api.AuthInfoResult;
import collab.api.AuthLoginParams;
import collab.api.AuthLoginResult;
import collab.api.AuthModeView;
import collab.api.AuthTicketResult;
import collab.api.AuthTokenCreateParams;
import collab.api.AuthTokenCreateResult;
import collab.api.AuthTokenListParams;
import collab.api.AuthTokenListResult;
import collab.api.ErrorCode;
import collab.api.RateClass;
import collab.api.SessionView;
import collab.api.SignInNameView;
import collab.domain.Command;
import collab.domain.id.LogPosition;
import collab.domain.id.SessionId;
import collab.domain.model.Caller;
import collab.domain.model.Right;
import collab.domain.model.Session;
import collab.domain.model.User;
import collab.persistence.Ledger;
import collab.persistence.Persistence;
import collab.rpc.config.AuthConfig;
import collab.rpc.config.AuthMode;
import collab.rpc.config.RateLimiter;
import collab.rpc.config.RpcConfig;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcError;
import collab.rpc.jsonrpc.RpcExchange;
import collab.rpc.jsonrpc.RpcFailure;
import collab.rpc.view.EntityViews;
import collab.rpc.view.VisibleSnapshot;
import collab.wire.LinkHeaders;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides who somebody is: the one place that knows the auth mode. Sessions are opened here and ended through the log, so
 * that every gateway hears of it.
 */
public final class Authentication {
    private static final System.Logger SECURITY = System.getLogger("collab.security");

    /** People whom a sign-in page offers in dev mode. */
    private static final int SIGN_IN_NAMES_MAX = 100;

    private static final Duration PASSWORD_PATIENCE = Duration.ofSeconds(5);
    private static final int TOKEN_DAYS = 365;
    private static final int SESSIONS_LISTED_MAX = 200;

    /** What a credential turned out to be. */
    public sealed interface Recognition {
        record Known(Session session) implements Recognition {}

        /** The proxy vouches for somebody: their browser is given the token for its sockets. */
        record Introduced(Session session, String token) implements Recognition {}

        /** No credential, or a cookie that says nothing any more: browsers keep sending those. */
        record Anonymous() implements Recognition {}

        /** A program presented a token that is nobody's: it should know. */
        record Refused() implements Recognition {}

        /** Too many worthless credentials came from this address. */
        record Throttled(Duration retryAfter) implements Recognition {}
    }

    private static final Recognition ANONYMOUS = new Recognition.Anonymous();

    /**
     * A socket may be opened for this session's user.
     *
     * @param at every revocation that matters stands above this position in the log
     */
    public record Admission(Session session, LogPosition at) {}

    private final AuthMode mode;
    private final AuthConfig config;
    private final Duration sessionLifetime;
    private final RateLimiter limits;
    private final Persistence persistence;
    private final SessionCache sessions;
    private final TicketStore tickets;
    private final PasswordHasher passwords;
    private final ProxyAccounts proxied;

    private Authentication(
            AuthMode mode, RpcConfig config, RateLimiter limits, Persistence persistence, InstantSource clock) {
        this.mode = mode;
        this.config = config.auth();
        this.sessionLifetime = config.sessionLifetime();
        this.limits = limits;
        this.persistence = persistence;
        this.sessions = new SessionCache(persistence.snapshots(), persistence.log(), clock);
        this.tickets = new TicketStore(clock);
        this.passwords = new PasswordHasher(config.auth().passwordHashesParallel(), PASSWORD_PATIENCE);
        this.proxied = new ProxyAccounts(persistence, this::introduce);
    }

    public static Authentication open(
            AuthMode mode, RpcConfig config, RateLimiter limits, Persistence persistence, InstantSource clock) {
        if (mode == AuthMode.PROXY && config.auth().proxySecret().isEmpty()) {
            throw new IllegalArgumentException("auth.proxy-secret-file must be set with auth.mode proxy");
        }
        return new Authentication(mode, config, limits, persistence, clock);
    }

    /** Before anybody can call: sees to it that an empty server can be entered. */
    public void begin(Path directory) {
        switch (mode) {
            case TOKEN -> new InitialAdminSetup(persistence, passwords, directory).makeIfNobodyIsThere();
            case DEV, PROXY -> {}
        }
    }

    /** Whether nobody may be served but this machine. */
    public boolean loopbackOnly() {
        return switch (mode) {
            case DEV -> true;
            case TOKEN, PROXY -> false;
        };
    }

    /** @throws IllegalArgumentException when the mode does not allow to listen there */
    public void requireListenable(String key, InetAddress address) {
        if (loopbackOnly() && !address.isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    key + " must be a loopback address with auth.mode dev, is " + address.getHostAddress());
        }
    }

    // ---- from credentials to sessions ----

    public Recognition recognise(RpcExchange.Request request) {
        Optional<String> bearer = request.header("authorization").flatMap(Authentication::bearer);
        if (bearer.isPresent()) return recognise(bearer.get(), request, new Recognition.Refused());
        return switch (mode) {
            case DEV, TOKEN -> byCookie(request);
            case PROXY ->
                request.header(LinkHeaders.PROXY_USER)
                        .map(username -> vouchedFor(username, request))
                        .orElse(ANONYMOUS);
        };
    }

    private Recognition byCookie(RpcExchange.Request request) {
        return cookie(request)
                .map(token -> recognise(token, request, ANONYMOUS))
                .orElse(ANONYMOUS);
    }

    private static Optional<String> cookie(RpcExchange.Request request) {
        return request.header("cookie")
                .flatMap(cookies -> SessionCookie.token(cookies, request.peer().secure()));
    }

    // ---- from a proxy's word to sessions ----

    /** Whether a proxy may speak to this server from there, with no gateway between. */
    public boolean believesProxyAt(String address) {
        return config.proxyAddresses().contains(address);
    }

    private Recognition vouchedFor(String said, RpcExchange.Request request) {
        String username = said.strip().toLowerCase(Locale.ROOT);
        if (!isProxy(request)) {
            SECURITY.log(
                    System.Logger.Level.WARNING,
                    "somebody at {0} claims to be the proxy",
                    request.peer().address());
            return new Recognition.Refused();
        }
        Optional<ProxyAccounts.Guest> guest = proxied.welcome(username, this::goesOn);
        if (guest.isEmpty()) {
            SECURITY.log(System.Logger.Level.WARNING, "the proxy vouches for somebody who can have no account here");
            return new Recognition.Refused();
        }
        Session session = guest.get().session();
        boolean hasCookie = cookie(request).filter(guest.get().token()::equals).isPresent();
        return hasCookie
                ? new Recognition.Known(session)
                : new Recognition.Introduced(session, guest.get().token());
    }

    private boolean isProxy(RpcExchange.Request request) {
        byte[] expected = config.proxySecret().orElseThrow().getBytes(StandardCharsets.UTF_8);
        byte[] said = request.header(LinkHeaders.PROXY_SECRET).orElse("").getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(expected, said);
    }

    private boolean goesOn(ProxyAccounts.Guest guest) {
        String hash = TokenGenerator.hash(guest.token());
        return sessions.cached(hash).or(() -> sessions.byTokenHash(hash)).isPresent();
    }

    private ProxyAccounts.Guest introduce(User user) {
        String token = TokenGenerator.newToken();
        return new ProxyAccounts.Guest(open(user, token, sessionLifetime, Optional.empty()), token);
    }

    /** What a browser is given so that its sockets are known by it. */
    public String cookieOf(Recognition.Introduced introduced, boolean secure) {
        return SessionCookie.given(introduced.token(), sessionLifetime, secure);
    }

    private Recognition recognise(String token, RpcExchange.Request request, Recognition otherwise) {
        if (!TokenGenerator.isToken(token)) return otherwise;
        String hash = TokenGenerator.hash(token);
        Optional<SessionCache.Good> cached = sessions.cached(hash);
        if (cached.isPresent()) return new Recognition.Known(cached.get().session());
        String address = request.peer().address();
        Optional<Duration> wait = limits.spendForAddress(address);
        if (wait.isPresent()) return new Recognition.Throttled(wait.get());
        Optional<SessionCache.Good> found = sessions.byTokenHash(hash);
        if (found.isEmpty()) {
            SECURITY.log(System.Logger.Level.INFO, "a token of nobody from {0}", address);
            return otherwise;
        }
        limits.giveBackForAddress(address);
        return new Recognition.Known(found.get().session());
    }

    private static Optional<String> bearer(String authorization) {
        String[] parts = authorization.strip().split(" ", 2);
        if (!parts[0].equalsIgnoreCase("Bearer")) return Optional.empty();
        return Optional.of(parts.length == 2 ? parts[1].strip() : "");
    }

    /** For sockets: the session of a token, if it is good. */
    public Optional<Admission> admitToken(String token) {
        if (!TokenGenerator.isToken(token)) return Optional.empty();
        String hash = TokenGenerator.hash(token);
        return sessions.cached(hash).or(() -> sessions.byTokenHash(hash)).map(Authentication::admission);
    }

    /** For sockets: the session that asked for the ticket, if it is still good. Spends the ticket. */
    public Optional<Admission> admitTicket(String ticket) {
        return tickets.redeem(ticket).flatMap(this::admitSession);
    }

    /** For sockets: a session that was admitted before, if it is still good. */
    public Optional<Admission> admitSession(SessionId id) {
        return sessions.byId(id).map(Authentication::admission);
    }

    private static Admission admission(SessionCache.Good good) {
        return new Admission(good.session(), good.at());
    }

    // ---- methods ----

    /** What a sign-in page may know: whom to choose from where a name is enough, and never elsewhere. */
    public AuthInfoResult info() {
        return switch (mode) {
            case DEV -> new AuthInfoResult(AuthModeView.DEV, Optional.of(signInNames()));
            case TOKEN -> new AuthInfoResult(AuthModeView.TOKEN, Optional.empty());
            case PROXY -> new AuthInfoResult(AuthModeView.PROXY, Optional.empty());
        };
    }

    private List<SignInNameView> signInNames() {
        return persistence.snapshots().read(snapshot -> snapshot.activeUsers(SIGN_IN_NAMES_MAX)).stream()
                .map(user -> new SignInNameView(user.username(), user.displayName()))
                .toList();
    }

    public AuthLoginResult login(CallContext visitor, AuthLoginParams params) {
        User user = switch (mode) {
            case DEV -> byNameAlone(params);
            case TOKEN -> byPassword(visitor, params);
            case PROXY ->
                throw new RpcFailure(ErrorCode.PERMISSION_DENIED, "the proxy in front of this server signs people in");
        };
        String token = TokenGenerator.newToken();
        Session session = open(user, token, sessionLifetime, Optional.empty());
        boolean secure = visitor.peer().secure();
        visitor.giveCookie(SessionCookie.given(token, sessionLifetime, secure));
        SECURITY.log(
                System.Logger.Level.INFO,
                "session {0} of user {1} from {2}",
                session.id(),
                user.id(),
                visitor.peer().address());
        return new AuthLoginResult(token, session.expiresAt(), EntityViews.of(user));
    }

    /** Spends before looking: a name that does not exist costs the same. */
    public Optional<Duration> spendForLogin(AuthLoginParams params, RpcExchange.Peer peer) {
        return limits.spendForAddress(peer.address())
                .or(() -> limits.spend(RateClass.AUTH, "login " + params.username() + " " + peer.address()));
    }

    private User byNameAlone(AuthLoginParams params) {
        return persistence
                .snapshots()
                .read(snapshot -> snapshot.userByName(params.username()))
                .filter(User::active)
                .orElseThrow(() -> new RpcFailure(ErrorCode.INVALID_CREDENTIALS));
    }

    /** An unknown name, one without a password and a wrong password cost the same and are answered alike. */
    private User byPassword(CallContext visitor, AuthLoginParams params) {
        Optional<User> user = persistence
                .snapshots()
                .read(snapshot -> snapshot.userByName(params.username()))
                .filter(User::active);
        Optional<String> kept =
                user.flatMap(known -> persistence.snapshots().read(snapshot -> snapshot.passwordHash(known.id())));
        if (!passwords.isRight(params.password().orElse(""), kept)) {
            SECURITY.log(
                    System.Logger.Level.INFO,
                    "a login was refused from {0}",
                    visitor.peer().address());
            throw new RpcFailure(ErrorCode.INVALID_CREDENTIALS);
        }
        return user.orElseThrow();
    }

    /** How a password that somebody chose is kept. */
    public String passwordHash(String password) {
        return passwords.hash(password);
    }

    /** Whoever sits at somebody's open browser must not take the account over. */
    public void requirePresentPassword(CallContext visitor, Optional<String> said) {
        Optional<String> kept = persistence.snapshots().read(snapshot -> snapshot.passwordHash(visitor.userId()));
        if (kept.isPresent() && !passwords.isRight(said.orElse(""), kept)) {
            throw new RpcFailure(ErrorCode.INVALID_CREDENTIALS, "current_password is not the present one");
        }
    }

    // ---- tokens of programs ----

    public AuthTokenCreateResult createToken(CallContext visitor, AuthTokenCreateParams params) {
        User owner = ownerOfSessions(visitor, params.userId());
        String token = TokenGenerator.newToken();
        Duration lifetime = Duration.ofDays(params.days().orElse(TOKEN_DAYS));
        Session session = open(owner, token, lifetime, Optional.of(params.name()));
        SECURITY.log(
                System.Logger.Level.INFO,
                "token {0} of user {1} made by user {2}",
                session.id(),
                owner.id(),
                visitor.userId());
        return new AuthTokenCreateResult(token, EntityViews.of(session, Optional.of(params.name()), false));
    }

    public AuthTokenListResult listTokens(CallContext visitor, AuthTokenListParams params) {
        User owner = ownerOfSessions(visitor, params.userId());
        return persistence.snapshots().read(snapshot -> {
            List<SessionView> sessions = snapshot.namedSessions(owner.id(), SESSIONS_LISTED_MAX).stream()
                    .map(named -> EntityViews.of(
                            named.session(),
                            named.name(),
                            named.session().id().equals(visitor.session().id())))
                    .toList();
            return new AuthTokenListResult(sessions, snapshot.position().value());
        });
    }

    private User ownerOfSessions(CallContext visitor, Optional<Long> asked) {
        return persistence.snapshots().read(snapshot -> {
            VisibleSnapshot seen = VisibleSnapshot.by(visitor, snapshot);
            User owner = seen.user(asked.orElse(visitor.userId().value()));
            if (!seen.sight().is(owner.id()) && !seen.sight().holds(Right.ADMIN)) {
                throw new RpcFailure(
                        ErrorCode.PERMISSION_DENIED, "another person's sessions are shown to administrators");
            }
            return owner;
        });
    }

    private Session open(User user, String token, Duration lifetime, Optional<String> name) {
        var command = new Command.OpenSession(user.id(), TokenGenerator.hash(token), lifetime, name);
        var submission = new Ledger.Submission(Caller.SYSTEM, command, Optional.empty());
        return switch (persistence.ledger().submit(submission)) {
            case Ledger.Verdict.Committed committed
            when committed.commit().result() instanceof Session session -> session;
            case Ledger.Verdict.Committed committed ->
                throw new IllegalStateException("opening a session gave a "
                        + committed.commit().result().getClass().getSimpleName());
            case Ledger.Verdict.Rejected rejected -> throw new RpcFailure(RpcError.of(rejected.rejection()));
        };
    }

    public AuthTicketResult ticket(CallContext visitor) {
        TicketStore.Ticket ticket = tickets.issue(visitor.session().id());
        return new AuthTicketResult(ticket.secret(), ticket.expiresAt());
    }
}
