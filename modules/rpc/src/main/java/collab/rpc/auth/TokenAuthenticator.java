package collab.rpc.auth;

import collab.domain.audit.AuditAction;
import collab.rpc.limit.RateLimiter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Finds the session of a token. Invalid tokens are limited per client network.
 *
 * <p>Above the limit tokens are still looked up, but one at a time over all such networks: people behind the same address keep
 * their valid tokens, and an attacker there takes at most one query at a time.
 */
final class TokenAuthenticator {
    private static final System.Logger SECURITY = System.getLogger("collab.security");

    /** How long a token above the limit waits for its lookup. */
    private static final Duration TURN_TIMEOUT = Duration.ofSeconds(1);

    private final SessionCache sessions;
    private final RateLimiter limits;
    private final FailedAttempts failures;

    /** Held during the lookup of a token above the limit; first come, first served. */
    private final Semaphore turn = new Semaphore(1, true);

    TokenAuthenticator(SessionCache sessions, RateLimiter limits, FailedAttempts failures) {
        this.sessions = sessions;
        this.limits = limits;
        this.failures = failures;
    }

    /** @param invalid the result for an invalid or expired token */
    AuthenticationResult authenticate(String token, String address, AuthenticationResult invalid) {
        return switch (find(token, address)) {
            case Lookup.Found(var valid) -> new AuthenticationResult.Authenticated(valid.session());
            case Lookup.None() -> invalid;
            case Lookup.RateLimited(Duration retryAfter) -> new AuthenticationResult.RateLimited(retryAfter);
        };
    }

    /** Empty for an invalid or expired token. */
    Optional<SessionCache.ValidSession> session(String token, String address) {
        return find(token, address) instanceof Lookup.Found(var valid) ? Optional.of(valid) : Optional.empty();
    }

    /** Whether a token that this server issued is still valid. Not counted. */
    boolean isValid(IssuedToken issued) {
        String hash = TokenGenerator.hash(issued.token());
        return sessions.cached(hash).or(() -> sessions.byTokenHash(hash)).isPresent();
    }

    private sealed interface Lookup {
        record Found(SessionCache.ValidSession valid) implements Lookup {}

        record None() implements Lookup {}

        record RateLimited(Duration retryAfter) implements Lookup {}
    }

    private Lookup find(String token, String address) {
        if (!TokenGenerator.isToken(token)) return new Lookup.None();
        String hash = TokenGenerator.hash(token);
        Optional<SessionCache.ValidSession> cached = sessions.cached(hash);
        if (cached.isPresent()) return new Lookup.Found(cached.get());
        Optional<Duration> wait = limits.spendForAddress(address);
        return wait.isPresent() ? findInTurn(hash, wait.get()) : findAndCount(hash, address);
    }

    private Lookup findAndCount(String hash, String address) {
        Optional<SessionCache.ValidSession> found = sessions.byTokenHash(hash);
        if (found.isEmpty()) {
            SECURITY.log(System.Logger.Level.INFO, "invalid or expired token from {0}", address);
            failures.note(AuditAction.TOKEN_REJECTED, Optional.empty(), address);
            return new Lookup.None();
        }
        limits.refundForAddress(address);
        return new Lookup.Found(found.get());
    }

    private Lookup findInTurn(String hash, Duration wait) {
        try {
            if (!turn.tryAcquire(TURN_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) return new Lookup.RateLimited(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Lookup.RateLimited(wait);
        }
        try {
            return sessions.byTokenHash(hash).<Lookup>map(Lookup.Found::new).orElse(new Lookup.RateLimited(wait));
        } finally {
            turn.release();
        }
    }
}
