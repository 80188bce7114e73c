package collab.rpc.auth;

import collab.api.AccountResetFactorsResult;
import collab.api.AuthRecoveryRenewResult;
import collab.api.AuthTotpBeginResult;
import collab.api.AuthTotpConfirmResult;
import collab.api.AuthTotpDisableResult;
import collab.api.ErrorCode;
import collab.domain.Command;
import collab.domain.FactorCommand;
import collab.domain.FactorCommand.Proof;
import collab.domain.Rejection;
import collab.domain.credential.SecondFactor;
import collab.domain.id.UserId;
import collab.domain.model.Caller;
import collab.domain.model.User;
import collab.persistence.Ledger;
import collab.persistence.Persistence;
import collab.rpc.config.AuthMode;
import collab.rpc.credential.RecoveryCode;
import collab.rpc.credential.Sealer;
import collab.rpc.credential.Totp;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcError;
import collab.rpc.jsonrpc.RpcFailure;
import collab.rpc.view.EntityViews;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Authenticator apps and recovery codes of users, in mode token. */
public final class SecondFactors {
    private static final System.Logger SECURITY = System.getLogger("collab.security");

    /** The name under which an app lists the account. */
    private static final String ISSUER = "Hero Collab";

    private static final String RECOVERY = "recovery code";

    private final AuthMode mode;
    private final Persistence persistence;
    private final Sealer sealer;
    private final InstantSource clock;

    SecondFactors(AuthMode mode, Persistence persistence, Sealer sealer, InstantSource clock) {
        this.mode = mode;
        this.persistence = persistence;
        this.sealer = sealer;
        this.clock = clock;
    }

    /** Whether the secrets in the store, if there are any, were sealed with the key of this server. */
    boolean hasKeyOfStore() {
        return persistence
                .snapshots()
                .read(snapshot -> snapshot.anySecondFactor())
                .map(factor -> sealer.knows(factor.sealed()))
                .orElse(true);
    }

    // ---- The own factor ----

    /** @throws RpcFailure when there is one already, or people sign in without a password */
    public AuthTotpBeginResult begin(CallContext call) {
        if (mode != AuthMode.TOKEN) {
            throw new RpcFailure(
                    ErrorCode.PERMISSION_DENIED,
                    "people sign in without a password on this server: their sign-in has its own second factor");
        }
        byte[] secret = Totp.newSecret();
        submit(call, new FactorCommand.BeginFactor(sealer.seal(purpose(call.userId()), secret)));
        String username = persistence
                .snapshots()
                .read(snapshot -> snapshot.user(call.userId()))
                .map(User::username)
                .orElse("");
        return new AuthTotpBeginResult(Totp.text(secret), Totp.uri(secret, ISSUER, username));
    }

    /**
     * Every session may try the codes of a factor that it has just begun: there is nothing to guess.
     *
     * @throws RpcFailure {@code code_invalid}, or when no factor waits for its code
     */
    public AuthTotpConfirmResult confirm(CallContext call, String code) {
        SecondFactor factor = factor(call.userId())
                .filter(begun -> !begun.confirmed())
                .orElseThrow(() -> new RpcFailure(
                        ErrorCode.SECOND_FACTOR_OFF, "no authenticator app waits for its code; begin again"));
        OptionalLong step = step(factor, RecoveryCode.normalized(code));
        if (step.isEmpty()) throw wrong();
        List<String> codes = RecoveryCode.newCodes();
        submit(call, new FactorCommand.ConfirmFactor(step.getAsLong(), macs(call.userId(), codes)));
        SECURITY.log(System.Logger.Level.INFO, "user {0} switched the second factor on", call.userId());
        return new AuthTotpConfirmResult(codes);
    }

    public AuthTotpDisableResult disable(CallContext call) {
        submit(call, new FactorCommand.RemoveFactor());
        SECURITY.log(System.Logger.Level.INFO, "user {0} switched the second factor off", call.userId());
        return new AuthTotpDisableResult();
    }

    /** @throws RpcFailure {@code second_factor_off} */
    public AuthRecoveryRenewResult renew(CallContext call) {
        List<String> codes = RecoveryCode.newCodes();
        submit(call, new FactorCommand.RenewRecoveryCodes(macs(call.userId(), codes)));
        SECURITY.log(System.Logger.Level.INFO, "user {0} made new recovery codes", call.userId());
        return new AuthRecoveryRenewResult(codes);
    }

    /** @throws RpcFailure when the caller is no administrator, or the user is unknown */
    public AccountResetFactorsResult reset(CallContext call, UserId user) {
        submit(call, new FactorCommand.ResetFactor(user));
        SECURITY.log(System.Logger.Level.INFO, "user {0} removed the second factor of user {1}", call.userId(), user);
        return new AccountResetFactorsResult(EntityViews.of(
                persistence.snapshots().read(snapshot -> snapshot.user(user)).orElseThrow()));
    }

    // ---- Codes ----

    /** The factor that a sign-in of the user needs. */
    Optional<SecondFactor> required(UserId user) {
        return factor(user).filter(SecondFactor::confirmed);
    }

    /**
     * Verifies a code of the app or a recovery code. The writer counts the attempt first, so that only a few can be under way; it then
     * accepts the proof once.
     *
     * @throws RpcFailure {@code code_invalid}, {@code second_factor_off}, or {@code rate_limited} after too many codes
     */
    Proof proof(CallContext call, UserId user, String typed) {
        count(call, user);
        SecondFactor factor = required(user).orElseThrow(() -> new RpcFailure(ErrorCode.SECOND_FACTOR_OFF));
        String code = RecoveryCode.normalized(typed);
        if (!Totp.isCode(code)) return new Proof.Recovery(mac(user, code));
        OptionalLong step = step(factor, code);
        if (step.isEmpty()) {
            SECURITY.log(System.Logger.Level.INFO, "rejected a code of user {0}", user);
            throw wrong();
        }
        return new Proof.Totp(step.getAsLong());
    }

    private void count(CallContext call, UserId user) {
        var counted = new Ledger.Submission(
                Caller.SYSTEM, new FactorCommand.CountCode(user), Optional.empty(), call.origin());
        var verdict = persistence.ledger().submit(counted);
        if (!(verdict instanceof Ledger.Verdict.Rejected rejected)) return;
        if (rejected.rejection().reason() != Rejection.Reason.TOO_MANY_CODES) {
            throw new RpcFailure(RpcError.of(rejected.rejection()));
        }
        Duration pause =
                factor(user).flatMap(factor -> factor.pause(clock.instant())).orElse(SecondFactor.WINDOW);
        SECURITY.log(System.Logger.Level.WARNING, "too many codes of user {0} were tried", user);
        throw new RpcFailure(RpcError.rateLimited(pause));
    }

    private OptionalLong step(SecondFactor factor, String code) {
        byte[] secret = sealer.open(purpose(factor.userId()), factor.sealed())
                .orElseThrow(() -> new IllegalStateException("the second factor of user " + factor.userId()
                        + " was sealed with another key than the one of this server"));
        return Totp.step(secret, code, clock.instant(), factor.lastStep());
    }

    private static RpcFailure wrong() {
        return new RpcFailure(ErrorCode.CODE_INVALID, "the code is wrong; the app shows a new one every 30 seconds");
    }

    private Optional<SecondFactor> factor(UserId user) {
        return persistence.snapshots().read(snapshot -> snapshot.secondFactor(user));
    }

    private static String purpose(UserId user) {
        return "authenticator app of user " + user;
    }

    private List<String> macs(UserId user, List<String> codes) {
        return codes.stream()
                .map(code -> mac(user, RecoveryCode.normalized(code)))
                .toList();
    }

    private String mac(UserId user, String normalized) {
        return sealer.mac(RECOVERY + " of user " + user, normalized);
    }

    private void submit(CallContext call, Command command) {
        var submission = new Ledger.Submission(call.caller(), command, Optional.empty(), call.origin());
        var verdict = persistence.ledger().submit(submission);
        if (verdict instanceof Ledger.Verdict.Rejected rejected) {
            throw new RpcFailure(RpcError.of(rejected.rejection()));
        }
    }
}
