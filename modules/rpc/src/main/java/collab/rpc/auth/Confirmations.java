package collab.rpc.auth;

import collab.api.AccountGetResult;
import collab.api.AccountSecurityView;
import collab.api.AuthConfirmParams;
import collab.api.AuthConfirmResult;
import collab.api.ErrorCode;
import collab.api.SecondFactorView;
import collab.domain.FactorCommand;
import collab.domain.access.Rejections;
import collab.domain.credential.Scope;
import collab.domain.credential.SecondFactor;
import collab.domain.id.UserId;
import collab.domain.model.Caller;
import collab.domain.model.Session;
import collab.persistence.Ledger;
import collab.persistence.Persistence;
import collab.persistence.Snapshot;
import collab.rpc.config.AuthMode;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcError;
import collab.rpc.jsonrpc.RpcFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Sensitive methods need a person who has proved within the last 15 minutes who they are, so that an open browser or a stolen cookie is
 * not enough. A sign-in counts. Where people sign in without a password there is nothing to prove, and a login session counts as
 * confirmed. An access token never does.
 */
public final class Confirmations {
    static final Duration LIFETIME = Duration.ofMinutes(15);

    private final AuthMode mode;
    private final Persistence persistence;
    private final UserPasswords passwords;
    private final SecondFactors factors;
    private final InstantSource clock;

    Confirmations(
            AuthMode mode,
            Persistence persistence,
            UserPasswords passwords,
            SecondFactors factors,
            InstantSource clock) {
        this.mode = mode;
        this.persistence = persistence;
        this.passwords = passwords;
        this.factors = factors;
        this.clock = clock;
    }

    /** @throws RpcFailure {@code confirmation_needed} with the ways to confirm, {@code scope_missing} for an access token */
    public void require(CallContext call) {
        requireLogin(call);
        Optional<RpcError> missing = persistence
                .snapshots()
                .read(snapshot -> confirmedUntil(snapshot, call.session()).isPresent()
                        ? Optional.empty()
                        : Optional.of(needed(snapshot, call.userId())));
        missing.ifPresent(error -> {
            throw new RpcFailure(error);
        });
    }

    private static void requireLogin(CallContext call) {
        if (!call.session().isLogin()) {
            throw new RpcFailure(
                    ErrorCode.SCOPE_MISSING,
                    "this needs a login session with a recent confirmation, which an access token cannot have; sign in");
        }
    }

    /** Read from the store and never from a cache: a confirmation ends with the session. */
    private Optional<Instant> confirmedUntil(Snapshot snapshot, Session session) {
        if (!session.isLogin()) return Optional.empty();
        Instant now = clock.instant();
        if (mode != AuthMode.TOKEN) return Optional.of(now.plus(LIFETIME));
        return snapshot.sessionConfirmedAt(session.id())
                .map(at -> at.plus(LIFETIME))
                .filter(now::isBefore);
    }

    private static RpcError needed(Snapshot snapshot, UserId user) {
        RpcError error = RpcError.of(
                ErrorCode.CONFIRMATION_NEEDED,
                "the last proof of who you are is older than " + LIFETIME.toMinutes()
                        + " minutes; call auth.confirm and repeat the call");
        var ways = error.data().putArray("ways");
        if (snapshot.passwordHash(user).isPresent()) ways.add("password");
        if (snapshot.secondFactor(user).filter(SecondFactor::confirmed).isPresent()) {
            ways.add("totp").add("recovery");
        }
        return error;
    }

    /** @throws RpcFailure {@code invalid_credentials} or {@code code_invalid} */
    public AuthConfirmResult confirm(CallContext call, AuthConfirmParams params) {
        requireLogin(call);
        if (mode == AuthMode.TOKEN) {
            submit(call, new FactorCommand.ConfirmSession(call.session().id(), proof(call, params)));
        }
        return new AuthConfirmResult(clock.instant().plus(LIFETIME));
    }

    /** Empty for a right password. */
    private Optional<FactorCommand.Proof> proof(CallContext call, AuthConfirmParams params) {
        UserId user = call.userId();
        if (params.code().isPresent()) {
            return Optional.of(factors.proof(call, user, params.code().get()));
        }
        String password = params.password()
                .orElseThrow(() -> new RpcFailure(ErrorCode.INVALID_VALUE, "expected password or code"));
        if (!passwords.isPassword(user, password)) {
            throw new RpcFailure(ErrorCode.INVALID_CREDENTIALS, "the password is wrong");
        }
        return Optional.empty();
    }

    private void submit(CallContext call, FactorCommand command) {
        var submission = new Ledger.Submission(Caller.SYSTEM, command, Optional.empty(), call.origin());
        var verdict = persistence.ledger().submit(submission);
        if (verdict instanceof Ledger.Verdict.Rejected rejected) {
            throw new RpcFailure(RpcError.of(rejected.rejection()));
        }
    }

    /** What protects the account of the caller. */
    public AccountGetResult account(CallContext call) {
        UserId user = call.userId();
        return persistence.snapshots().read(snapshot -> {
            boolean factor =
                    snapshot.secondFactor(user).filter(SecondFactor::confirmed).isPresent();
            AccountSecurityView account = new AccountSecurityView(
                    user.value(),
                    snapshot.passwordHash(user).isPresent(),
                    factor ? List.of(SecondFactorView.TOTP) : List.of(),
                    snapshot.recoveryCodesLeft(user),
                    confirmedUntil(snapshot, call.session()));
            return new AccountGetResult(account, snapshot.position().value());
        });
    }

    /**
     * What changes the account of the caller needs a session that may.
     *
     * @throws RpcFailure {@code scope_missing}
     */
    public static void requireAccountScope(CallContext call) {
        if (!call.session().scopes().contains(Scope.ACCOUNT)) {
            throw new RpcFailure(RpcError.of(Rejections.scopeMissing(Scope.ACCOUNT)));
        }
    }
}
