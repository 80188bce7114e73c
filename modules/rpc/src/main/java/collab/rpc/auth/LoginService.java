package collab.rpc.auth;

import collab.api.AuthInfoResult;
import collab.api.AuthLoginParams;
import collab.api.AuthLoginResult;
import collab.api.AuthModeView;
import collab.api.ErrorCode;
import collab.api.SignInNameView;
import collab.domain.audit.AuditAction;
import collab.domain.model.User;
import collab.persistence.Snapshots;
import collab.rpc.config.AuthMode;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcFailure;
import collab.rpc.limit.RateLimiter;
import collab.rpc.view.EntityViews;
import collab.runtime.rpc.RpcExchange;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Logs users in, by username in mode dev and by username and password in mode token. */
public final class LoginService {
    private static final System.Logger SECURITY = System.getLogger("collab.security");

    /** Users that the sign-in page offers in mode dev. */
    private static final int SIGN_IN_NAMES_MAX = 100;

    private final AuthMode mode;
    private final Snapshots snapshots;
    private final UserPasswords passwords;
    private final LoginSessions sessions;
    private final RateLimiter limits;
    private final SetupService setup;
    private final FailedAttempts failures;
    private final Optional<String> publicUrl;

    LoginService(
            AuthMode mode,
            Snapshots snapshots,
            UserPasswords passwords,
            LoginSessions sessions,
            RateLimiter limits,
            SetupService setup,
            FailedAttempts failures,
            Optional<String> publicUrl) {
        this.mode = mode;
        this.snapshots = snapshots;
        this.passwords = passwords;
        this.sessions = sessions;
        this.limits = limits;
        this.setup = setup;
        this.failures = failures;
        this.publicUrl = publicUrl;
    }

    /** What a sign-in page needs. The usernames are public only in mode dev. */
    public AuthInfoResult info() {
        return switch (mode) {
            case DEV -> new AuthInfoResult(AuthModeView.DEV, Optional.of(signInNames()), setupNeeded(), publicUrl);
            case TOKEN -> new AuthInfoResult(AuthModeView.TOKEN, Optional.empty(), setupNeeded(), publicUrl);
            case PROXY -> new AuthInfoResult(AuthModeView.PROXY, Optional.empty(), setupNeeded(), publicUrl);
        };
    }

    private Optional<Boolean> setupNeeded() {
        return setup.isNeeded() ? Optional.of(true) : Optional.empty();
    }

    private List<SignInNameView> signInNames() {
        return snapshots.read(snapshot -> snapshot.activeUsers(SIGN_IN_NAMES_MAX)).stream()
                .map(user -> new SignInNameView(user.username(), user.displayName()))
                .toList();
    }

    /**
     * Counts a login attempt, before anything is looked up: an unknown username costs the same as a known one.
     *
     * @return how long to wait when there were too many attempts
     */
    public Optional<Duration> countAttempt(AuthLoginParams params, RpcExchange.Peer peer) {
        return limits.spendForLogin(username(params), peer.address());
    }

    /** @throws RpcFailure {@code invalid_credentials} for an unknown user, a deactivated user and a wrong password */
    public AuthLoginResult login(CallContext call, AuthLoginParams params) {
        User user = switch (mode) {
            case DEV -> activeUser(params).orElseThrow(() -> new RpcFailure(ErrorCode.INVALID_CREDENTIALS));
            case TOKEN -> byPassword(call, params);
            case PROXY ->
                throw new RpcFailure(
                        ErrorCode.PERMISSION_DENIED,
                        "auth.login is not available with auth.mode proxy: sign in at the proxy");
        };
        limits.loginSucceeded(username(params), call.peer().address());
        IssuedToken issued = sessions.open(user, call);
        call.setCookie(sessions.cookie(issued.token(), call.peer().secure()));
        SECURITY.log(
                System.Logger.Level.INFO,
                "session {0} of user {1} opened from {2}",
                issued.session().id(),
                user.id(),
                call.peer().address());
        return new AuthLoginResult(issued.token(), issued.session().expiresAt(), EntityViews.of(user));
    }

    private User byPassword(CallContext call, AuthLoginParams params) {
        Optional<User> user = activeUser(params);
        if (!passwords.matches(params.password().orElse(""), user)) {
            SECURITY.log(
                    System.Logger.Level.INFO,
                    "rejected a login from {0}: wrong username or password",
                    call.peer().address());
            failures.note(
                    AuditAction.SIGN_IN_FAILED, user.map(User::id), call.peer().address());
            throw new RpcFailure(ErrorCode.INVALID_CREDENTIALS);
        }
        return user.orElseThrow();
    }

    private Optional<User> activeUser(AuthLoginParams params) {
        return snapshots.read(snapshot -> snapshot.userByName(username(params))).filter(User::active);
    }

    /** Usernames are lower case; what a person types to sign in need not be. */
    private static String username(AuthLoginParams params) {
        return params.username().toLowerCase(Locale.ROOT);
    }
}
