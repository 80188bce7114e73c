package collab.rpc.auth;

import collab.api.AuthTicketResult;
import collab.domain.credential.Scope;
import collab.domain.id.LogPosition;
import collab.domain.id.SessionId;
import collab.domain.model.Session;
import collab.persistence.Persistence;
import collab.rpc.config.AuthConfig;
import collab.rpc.config.AuthMode;
import collab.rpc.config.RpcConfig;
import collab.rpc.config.SetupMode;
import collab.rpc.credential.PasswordHasher;
import collab.rpc.credential.Sealer;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.limit.RateLimiter;
import collab.runtime.SecretFile;
import collab.runtime.rpc.RpcExchange;
import collab.wire.LinkHeaders;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Authenticates requests and WebSocket connections, according to the auth mode. The end of a session is an event of
 * the log, so every gateway receives it.
 */
public final class Authentication {
    private static final System.Logger LOG = System.getLogger(Authentication.class.getName());

    /** The file of the key with which secrets in the store are encrypted. It is in no backup. */
    static final String SEAL_KEY = "seal.key";

    /** How long a call waits for its turn to compute a password hash. */
    private static final Duration PASSWORD_TIMEOUT = Duration.ofSeconds(5);

    /**
     * The session of a WebSocket connection.
     *
     * @param at a revocation of the session that this result does not include is after this position in the log
     */
    public record Admission(Session session, LogPosition at) {}

    private final AuthMode mode;
    private final AuthConfig config;
    private final Persistence persistence;
    private final SessionCache sessionCache;
    private final TicketStore tickets;
    private final PasswordHasher hasher;
    private final UserPasswords passwords;
    private final LoginSessions loginSessions;
    private final LoginService logins;
    private final AccessTokens accessTokens;
    private final SetupService setup;
    private final JoinService joins;
    private final PasswordResets passwordResets;
    private final SetupLink setupLink;
    private final SecondFactors factors;
    private final Confirmations confirmations;
    private final SeenSessions seen;
    private final InstantSource clock;
    private final TokenAuthenticator tokens;
    private final FailedAttempts failures;

    /** Present in mode proxy. */
    private final Optional<ProxyAuthenticator> proxy;

    private Authentication(
            AuthMode mode,
            RpcConfig config,
            RateLimiter limits,
            Persistence persistence,
            InstantSource clock,
            Optional<Path> directory) {
        this.mode = mode;
        this.clock = clock;
        this.config = config.auth();
        this.persistence = persistence;
        this.sessionCache = new SessionCache(persistence.snapshots(), persistence.log(), clock);
        this.tickets = new TicketStore(clock);
        this.hasher = new PasswordHasher(
                PasswordHasher.parallel(
                        config.auth().passwordHashesParallel(),
                        Runtime.getRuntime().availableProcessors()),
                PASSWORD_TIMEOUT);
        this.passwords = new UserPasswords(persistence.snapshots(), hasher);
        this.failures = new FailedAttempts(persistence.ledger(), clock);
        this.loginSessions = new LoginSessions(persistence.ledger(), config.sessionLifetime());
        boolean linked = mode != AuthMode.DEV && config.auth().setup() == SetupMode.PAGE;
        this.setupLink = new SetupLink(persistence, directory.filter(_ -> linked), clock);
        this.setup = new SetupService(mode, config.auth().setup(), persistence, setupLink, passwords, loginSessions);
        this.joins = new JoinService(mode, persistence, passwords, loginSessions, clock);
        this.passwordResets = new PasswordResets(mode, persistence, passwords, clock);
        this.seen = new SeenSessions(clock);
        Sealer sealer = Sealer.ofText(directory
                .filter(_ -> mode == AuthMode.TOKEN)
                .map(folder -> SecretFile.readOrCreate(folder.resolve(SEAL_KEY), Sealer::newKey))
                .orElseGet(Sealer::newKey));
        this.factors = new SecondFactors(mode, persistence, sealer, clock);
        this.confirmations = new Confirmations(mode, persistence, passwords, factors, clock);
        this.logins = new LoginService(
                mode,
                persistence.snapshots(),
                passwords,
                loginSessions,
                limits,
                setup,
                factors,
                sealer,
                clock,
                failures,
                config.auth().publicUrl());
        this.accessTokens = new AccessTokens(persistence.snapshots(), loginSessions, seen);
        this.tokens = new TokenAuthenticator(sessionCache, limits, failures);
        ProxyAccounts accounts = new ProxyAccounts(
                persistence, loginSessions::open, config.auth().setup() == SetupMode.FIRST_PROXIED);
        this.proxy = config.auth().proxySecret().map(secret -> new ProxyAuthenticator(secret, accounts, tokens));
    }

    /**
     * @param directory where the setup link is kept; absent where there is none
     * @throws IllegalArgumentException when the mode is proxy and there is no proxy secret
     */
    public static Authentication open(
            AuthMode mode,
            RpcConfig config,
            RateLimiter limits,
            Persistence persistence,
            InstantSource clock,
            Optional<Path> directory) {
        if (mode == AuthMode.PROXY && config.auth().proxySecret().isEmpty()) {
            throw new IllegalArgumentException("auth.proxy-secret-file must be set with auth.mode proxy");
        }
        return new Authentication(mode, config, limits, persistence, clock, directory);
    }

    /** Creates the first account of an empty server where the configuration says so. Called before calls are accepted. */
    public void prepare(Path directory) {
        if (mode == AuthMode.TOKEN && !factors.hasKeyOfStore()) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "{0} is not the key with which the second factors in the store were encrypted: put the earlier file back, or remove"
                            + " the second factor of each user with account.reset_factors",
                    directory.resolve(SEAL_KEY));
        }
        switch (config.setup()) {
            case FILE -> new InitialAdminSetup(persistence, hasher, directory).createIfEmpty();
            case PAGE, FIRST_PROXIED -> {}
        }
    }

    /** Starts to end expired sessions and to store when sessions were used. */
    public SessionUpkeep upkeep() {
        SessionUpkeep upkeep = upkeep(System::nanoTime);
        upkeep.start();
        return upkeep;
    }

    /** Not started: a test takes its turns itself. */
    SessionUpkeep upkeep(LongSupplier nanoTime) {
        Runnable everyTurn = () -> {
            setupLink.renew();
            failures.recordDue();
        };
        return new SessionUpkeep(persistence, seen, everyTurn, failures::record, clock, nanoTime);
    }

    /** Whether the server may serve clients of this machine only. */
    public boolean loopbackOnly() {
        return switch (mode) {
            case DEV -> true;
            case TOKEN, PROXY -> false;
        };
    }

    /** @throws IllegalArgumentException when the mode does not allow to listen on the address */
    public void requireListenable(String key, InetAddress address) {
        if (loopbackOnly() && !address.isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    key + " must be a loopback address with auth.mode dev, is " + address.getHostAddress());
        }
    }

    // ---- Requests ----

    /** A bearer token takes precedence; otherwise the cookie counts, or in mode proxy the header of the proxy. */
    public AuthenticationResult authenticate(RpcExchange.Request request) {
        AuthenticationResult result = checked(request);
        switch (result) {
            case AuthenticationResult.Authenticated(Session session) -> seen.note(session);
            case AuthenticationResult.AuthenticatedByProxy(Session session, String _) -> seen.note(session);
            case AuthenticationResult.Anonymous _,
                    AuthenticationResult.Invalid _,
                    AuthenticationResult.RateLimited _ -> {}
        }
        return result;
    }

    private AuthenticationResult checked(RpcExchange.Request request) {
        String address = request.peer().address();
        Optional<String> bearer = request.header("authorization").flatMap(Authentication::bearer);
        if (bearer.isPresent()) return byBearer(bearer.get(), address);
        return switch (mode) {
            case DEV, TOKEN ->
                cookie(request)
                        .map(token -> tokens.authenticate(token, address, AuthenticationResult.ANONYMOUS))
                        .orElse(AuthenticationResult.ANONYMOUS);
            case PROXY ->
                request.header(LinkHeaders.PROXY_USER)
                        .map(username -> proxy.orElseThrow().authenticate(username, cookie(request), request))
                        .orElse(AuthenticationResult.ANONYMOUS);
        };
    }

    /**
     * In mode proxy only access tokens are bearer tokens: the cookie of a browser is for sockets, and a client that presents its token
     * here would go past the proxy.
     */
    private AuthenticationResult byBearer(String token, String address) {
        AuthenticationResult result = tokens.authenticate(token, address, AuthenticationResult.INVALID);
        boolean pastProxy = mode == AuthMode.PROXY
                && result instanceof AuthenticationResult.Authenticated(Session session)
                && session.isLogin();
        return pastProxy ? AuthenticationResult.INVALID : result;
    }

    private static Optional<String> bearer(String authorization) {
        String[] parts = authorization.strip().split(" ", 2);
        if (!parts[0].equalsIgnoreCase("Bearer")) return Optional.empty();
        return Optional.of(parts.length == 2 ? parts[1].strip() : "");
    }

    private static Optional<String> cookie(RpcExchange.Request request) {
        return request.header("cookie")
                .flatMap(cookies -> SessionCookie.token(cookies, request.peer().secure()));
    }

    /** Whether the proxy may call this server from the address without a gateway in between. */
    public boolean acceptsProxyFrom(String address) {
        return config.proxyAddresses().contains(address);
    }

    /** The {@code Set-Cookie} header that gives a browser the token for its WebSocket connections. */
    public String cookieOf(AuthenticationResult.AuthenticatedByProxy proxied, boolean secure) {
        return loginSessions.cookie(proxied.token(), secure);
    }

    // ---- WebSocket connections ----

    /**
     * The session of the token; empty when the token is invalid or expired. Invalid tokens count against the limits of the client's
     * network, as those of calls do.
     */
    public Optional<Admission> admitToken(String token, String address) {
        return tokens.session(token, address).flatMap(Authentication::admission);
    }

    /** The session that issued the ticket; empty when the ticket is invalid or the session ended. Spends the ticket. */
    public Optional<Admission> admitTicket(String ticket) {
        return tickets.redeem(ticket).flatMap(this::admitSession);
    }

    /** A session that was admitted before; empty when it ended. */
    public Optional<Admission> admitSession(SessionId id) {
        return sessionCache.byId(id).flatMap(Authentication::admission);
    }

    /** An access token that may not read receives no event. */
    private static Optional<Admission> admission(SessionCache.ValidSession valid) {
        return Optional.of(new Admission(valid.session(), valid.at()))
                .filter(admission -> admission.session().scopes().contains(Scope.READ));
    }

    /** A ticket that opens one WebSocket connection for the caller's session. */
    public AuthTicketResult issueTicket(CallContext call) {
        TicketStore.Ticket ticket = tickets.issue(call.session().id());
        return new AuthTicketResult(ticket.secret(), ticket.expiresAt());
    }

    // ---- Subjects ----

    public LoginService logins() {
        return logins;
    }

    public SetupService setup() {
        return setup;
    }

    public SetupLink setupLink() {
        return setupLink;
    }

    public JoinService joins() {
        return joins;
    }

    public PasswordResets passwordResets() {
        return passwordResets;
    }

    public SecondFactors secondFactors() {
        return factors;
    }

    public Confirmations confirmations() {
        return confirmations;
    }

    public FailedAttempts failures() {
        return failures;
    }

    public AccessTokens accessTokens() {
        return accessTokens;
    }

    public UserPasswords passwords() {
        return passwords;
    }
}
