package collab.rpc.auth;

import collab.api.AuthInfoResult;
import collab.api.AuthLoginParams;
import collab.api.AuthLoginResult;
import collab.api.AuthModeView;
import collab.api.AuthVerifyParams;
import collab.api.AuthVerifyResult;
import collab.api.ErrorCode;
import collab.api.SignInNameView;
import collab.domain.FactorCommand;
import collab.domain.audit.AuditAction;
import collab.domain.model.User;
import collab.persistence.Snapshots;
import collab.rpc.config.AuthMode;
import collab.rpc.credential.LoginChallenge;
import collab.rpc.credential.Sealer;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcError;
import collab.rpc.jsonrpc.RpcFailure;
import collab.rpc.limit.RateLimiter;
import collab.rpc.view.EntityViews;
import collab.runtime.rpc.RpcExchange;
import java.time.Duration;
import java.time.InstantSource;
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
    private final SecondFactors factors;
    private final Sealer sealer;
    private final InstantSource clock;
    private final FailedAttempts failures;
    private final Optional<String> publicUrl;

    LoginService(
            AuthMode mode,
            Snapshots snapshots,
            UserPasswords passwords,
            LoginSessions sessions,
            RateLimiter limits,
            SetupService setup,
            SecondFactors factors,
            Sealer sealer,
            InstantSource clock,
            FailedAttempts failures,
            Optional<String> publicUrl) {
        this.mode = mode;
        this.snapshots = snapshots;
        this.passwords = passwords;
        this.sessions = sessions;
        this.limits = limits;
        this.setup = setup;
        this.factors = factors;
        this.sealer = sealer;
        this.clock = clock;
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

    /**
     * @throws RpcFailure {@code invalid_credentials} for an unknown user, a deactivated user and a wrong password, {@code
     *     second_factor_needed} after the right password of a user with a second factor
     */
    public AuthLoginResult login(CallContext call, AuthLoginParams params) {
        User user = switch (mode) {
            case DEV -> activeUser(params).orElseThrow(() -> new RpcFailure(ErrorCode.INVALID_CREDENTIALS));
            case TOKEN -> byPassword(call, params);
            case PROXY ->
                throw new RpcFailure(
                        ErrorCode.PERMISSION_DENIED,
                        "auth.login is not available with auth.mode proxy: sign in at the proxy");
        };
        if (mode == AuthMode.TOKEN && factors.required(user.id()).isPresent()) throw secondFactorNeeded(user);
        return opened(call, user, Optional.empty());
    }

    private RpcFailure secondFactorNeeded(User user) {
        RpcError error = RpcError.of(ErrorCode.SECOND_FACTOR_NEEDED);
        String passwordHash = passwords.stored(user.id()).orElseThrow();
        error.data()
                .put(
                        "challenge",
                        LoginChallenge.of(user.id(), passwordHash, clock.instant())
                                .sealed(sealer))
                .putArray("ways")
                .add("totp")
                .add("recovery");
        return new RpcFailure(error);
    }

    /**
     * Completes a sign-in whose password was right.
     *
     * @throws RpcFailure {@code code_invalid}, {@code rate_limited} after too many codes, {@code invalid_credentials} when the
     *     challenge is not valid any more
     */
    public AuthVerifyResult verify(CallContext call, AuthVerifyParams params) {
        User user = LoginChallenge.open(sealer, params.challenge())
                .filter(challenge -> mode == AuthMode.TOKEN && isValid(challenge))
                .flatMap(challenge -> snapshots.read(snapshot -> snapshot.user(challenge.userId())))
                .filter(User::active)
                .orElseThrow(() -> new RpcFailure(
                        ErrorCode.INVALID_CREDENTIALS,
                        "the sign-in took too long or the password has changed; begin again"));
        AuthLoginResult result = byCode(call, user, params.code());
        return new AuthVerifyResult(result.token(), result.expiresAt(), result.user());
    }

    /** A wrong code counts as a sign-in that failed, also one that was used before. */
    private AuthLoginResult byCode(CallContext call, User user, String code) {
        try {
            return opened(call, user, Optional.of(factors.proof(call, user.id(), code)));
        } catch (RpcFailure failure) {
            if (failure.error().code() == ErrorCode.CODE_INVALID) {
                failures.note(
                        AuditAction.SIGN_IN_FAILED,
                        Optional.of(user.id()),
                        call.peer().address());
            }
            throw failure;
        }
    }

    private boolean isValid(LoginChallenge challenge) {
        return passwords
                .stored(challenge.userId())
                .filter(hash -> challenge.isValid(clock.instant(), hash))
                .isPresent();
    }

    private AuthLoginResult opened(CallContext call, User user, Optional<FactorCommand.Proof> proof) {
        IssuedToken issued = sessions.open(user, call, proof);
        limits.loginSucceeded(user.username(), call.peer().address());
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
