package collab.rpc;

import collab.api.AuthInfoResult;
import collab.api.AuthLoginParams;
import collab.api.AuthLoginResult;
import collab.api.AuthModeView;
import collab.api.AuthTicketResult;
import collab.api.ErrorCode;
import collab.api.RateClass;
import collab.api.SignInNameView;
import collab.domain.Caller;
import collab.domain.Command;
import collab.domain.LogPosition;
import collab.domain.Session;
import collab.domain.SessionId;
import collab.domain.User;
import collab.persistence.Ledger;
import collab.persistence.Persistence;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Decides who somebody is: the one place that knows the auth mode. Sessions are opened here and ended through the log, so
 * that every gateway hears of it.
 */
public final class Identity {
    private static final System.Logger SECURITY = System.getLogger("collab.security");

    /** People whom a sign-in page offers in dev mode. */
    private static final int SIGN_IN_NAMES_MAX = 100;

    /** What a credential turned out to be. */
    sealed interface Recognition {
        record Known(Session session) implements Recognition {}

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
    private final Duration sessionLifetime;
    private final RateLimits limits;
    private final Persistence persistence;
    private final Sessions sessions;
    private final Tickets tickets;

    private Identity(
            AuthMode mode, Duration sessionLifetime, RateLimits limits, Persistence persistence, InstantSource clock) {
        this.mode = mode;
        this.sessionLifetime = sessionLifetime;
        this.limits = limits;
        this.persistence = persistence;
        this.sessions = new Sessions(persistence.snapshots(), persistence.log(), clock);
        this.tickets = new Tickets(clock);
    }

    static Identity open(
            AuthMode mode, RpcConfig config, RateLimits limits, Persistence persistence, InstantSource clock) {
        return new Identity(mode, config.sessionLifetime(), limits, persistence, clock);
    }

    /** Whether nobody may be served but this machine. */
    public boolean loopbackOnly() {
        return switch (mode) {
            case DEV -> true;
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

    Recognition recognise(RpcExchange.Request request) {
        Optional<String> bearer = request.header("authorization").flatMap(Identity::bearer);
        if (bearer.isPresent()) return recognise(bearer.get(), request, new Recognition.Refused());
        return request.header("cookie")
                .flatMap(cookies -> SessionCookie.token(cookies, request.peer().secure()))
                .map(token -> recognise(token, request, ANONYMOUS))
                .orElse(ANONYMOUS);
    }

    private Recognition recognise(String token, RpcExchange.Request request, Recognition otherwise) {
        if (!Secrets.isToken(token)) return otherwise;
        String hash = Secrets.hash(token);
        Optional<Sessions.Good> cached = sessions.cached(hash);
        if (cached.isPresent()) return new Recognition.Known(cached.get().session());
        String address = request.peer().address();
        Optional<Duration> wait = limits.spendForAddress(address);
        if (wait.isPresent()) return new Recognition.Throttled(wait.get());
        Optional<Sessions.Good> found = sessions.byTokenHash(hash);
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
        if (!Secrets.isToken(token)) return Optional.empty();
        String hash = Secrets.hash(token);
        return sessions.cached(hash).or(() -> sessions.byTokenHash(hash)).map(Identity::admission);
    }

    /** For sockets: the session that asked for the ticket, if it is still good. Spends the ticket. */
    public Optional<Admission> admitTicket(String ticket) {
        return tickets.redeem(ticket).flatMap(this::admitSession);
    }

    /** For sockets: a session that was admitted before, if it is still good. */
    public Optional<Admission> admitSession(SessionId id) {
        return sessions.byId(id).map(Identity::admission);
    }

    private static Admission admission(Sessions.Good good) {
        return new Admission(good.session(), good.at());
    }

    // ---- methods ----

    /** What a sign-in page may know: whom to choose from where a name is enough, and never elsewhere. */
    AuthInfoResult info() {
        return switch (mode) {
            case DEV -> new AuthInfoResult(AuthModeView.DEV, Optional.of(signInNames()));
        };
    }

    private List<SignInNameView> signInNames() {
        return persistence.snapshots().read(snapshot -> snapshot.activeUsers(SIGN_IN_NAMES_MAX)).stream()
                .map(user -> new SignInNameView(user.username(), user.displayName()))
                .toList();
    }

    AuthLoginResult login(Visitor visitor, AuthLoginParams params) {
        User user = switch (mode) {
            case DEV -> byNameAlone(params);
        };
        String token = Secrets.newToken();
        Session session = open(user, token);
        boolean secure = visitor.peer().secure();
        visitor.giveCookie(SessionCookie.given(token, sessionLifetime, secure));
        SECURITY.log(
                System.Logger.Level.INFO,
                "session {0} of user {1} from {2}",
                session.id(),
                user.id(),
                visitor.peer().address());
        return new AuthLoginResult(token, session.expiresAt(), Views.of(user));
    }

    /** Spends before looking: a name that does not exist costs the same. */
    Optional<Duration> spendForLogin(AuthLoginParams params, RpcExchange.Peer peer) {
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

    private Session open(User user, String token) {
        var command = new Command.OpenSession(user.id(), Secrets.hash(token), sessionLifetime);
        var submission = new Ledger.Submission(Caller.SYSTEM, command, Optional.empty());
        return switch (persistence.ledger().submit(submission)) {
            case Ledger.Verdict.Committed committed
            when committed.commit().result() instanceof Session session -> session;
            case Ledger.Verdict.Committed committed ->
                throw new IllegalStateException("opening a session gave a "
                        + committed.commit().result().getClass().getSimpleName());
            case Ledger.Verdict.Refused refused -> throw new RpcFailure(RpcError.of(refused.why()));
        };
    }

    AuthTicketResult ticket(Visitor visitor) {
        Tickets.Ticket ticket = tickets.issue(visitor.session().id());
        return new AuthTicketResult(ticket.secret(), ticket.expiresAt());
    }
}
