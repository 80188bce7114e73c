package collab.rpc.auth;

import collab.domain.model.Session;
import java.time.Duration;

/** The result of checking the credential of a request. */
public sealed interface AuthenticationResult {
    AuthenticationResult ANONYMOUS = new Anonymous();
    AuthenticationResult INVALID = new Invalid();

    /** The credential belongs to a session. */
    record Authenticated(Session session) implements AuthenticationResult {}

    /**
     * The proxy names the user, and the browser has no cookie of the user's session.
     *
     * @param token sent as a cookie, which authenticates the browser's WebSocket connections
     */
    record AuthenticatedByProxy(Session session, String token) implements AuthenticationResult {}

    /** No credential, or a cookie that is no longer valid: browsers keep sending those. */
    record Anonymous() implements AuthenticationResult {}

    /** An invalid or expired bearer token, or a rejected proxy header; the response has status 401. */
    record Invalid() implements AuthenticationResult {}

    /** Too many invalid credentials from this IP address. */
    record RateLimited(Duration retryAfter) implements AuthenticationResult {}
}
