package collab.rpc.auth;

import collab.rpc.limit.RateLimiter;
import java.time.Duration;
import java.util.Optional;

/** Finds the session of a token. Invalid tokens are limited per IP address, before they cause a query. */
final class TokenAuthenticator {
    private static final System.Logger SECURITY = System.getLogger("collab.security");

    private final SessionCache sessions;
    private final RateLimiter limits;

    TokenAuthenticator(SessionCache sessions, RateLimiter limits) {
        this.sessions = sessions;
        this.limits = limits;
    }

    /** @param invalid the result for an invalid or expired token */
    AuthenticationResult authenticate(String token, String address, AuthenticationResult invalid) {
        if (!TokenGenerator.isToken(token)) return invalid;
        String hash = TokenGenerator.hash(token);
        Optional<SessionCache.ValidSession> cached = sessions.cached(hash);
        if (cached.isPresent()) return authenticated(cached.get());
        Optional<Duration> wait = limits.spendForAddress(address);
        if (wait.isPresent()) return new AuthenticationResult.RateLimited(wait.get());
        Optional<SessionCache.ValidSession> found = sessions.byTokenHash(hash);
        if (found.isEmpty()) {
            SECURITY.log(System.Logger.Level.INFO, "invalid or expired token from {0}", address);
            return invalid;
        }
        limits.refundForAddress(address);
        return authenticated(found.get());
    }

    private static AuthenticationResult authenticated(SessionCache.ValidSession valid) {
        return new AuthenticationResult.Authenticated(valid.session());
    }

    /** Not rate limited; empty for an invalid or expired token. */
    Optional<SessionCache.ValidSession> session(String token) {
        if (!TokenGenerator.isToken(token)) return Optional.empty();
        String hash = TokenGenerator.hash(token);
        return sessions.cached(hash).or(() -> sessions.byTokenHash(hash));
    }
}
