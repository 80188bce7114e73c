package collab.rpc.auth;

import collab.api.AccountResetLinkResult;
import collab.api.AuthResetCompleteParams;
import collab.api.AuthResetCompleteResult;
import collab.api.ErrorCode;
import collab.domain.AccountCommand;
import collab.domain.Command;
import collab.domain.access.Rejections;
import collab.domain.id.UserId;
import collab.domain.model.AccountLink;
import collab.domain.model.Caller;
import collab.domain.model.Entity;
import collab.domain.model.User;
import collab.persistence.Ledger;
import collab.persistence.Persistence;
import collab.rpc.config.AuthMode;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcError;
import collab.rpc.jsonrpc.RpcFailure;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** New passwords by a link that an administrator made. */
public final class PasswordResets {
    private static final System.Logger SECURITY = System.getLogger("collab.security");

    private static final Duration LIFETIME = Duration.ofHours(24);

    private final AuthMode mode;
    private final Persistence persistence;
    private final UserPasswords passwords;
    private final InstantSource clock;

    PasswordResets(AuthMode mode, Persistence persistence, UserPasswords passwords, InstantSource clock) {
        this.mode = mode;
        this.persistence = persistence;
        this.passwords = passwords;
        this.clock = clock;
    }

    /** @throws RpcFailure when the caller is no administrator, or the user is not active */
    public AccountResetLinkResult issue(CallContext call, UserId user) {
        requirePasswords();
        String secret = TokenGenerator.newLink(TokenGenerator.Link.RESET);
        String hash = TokenGenerator.hash(secret);
        submit(call, call.caller(), new AccountCommand.IssueResetLink(user, hash, LIFETIME));
        SECURITY.log(System.Logger.Level.INFO, "user {0} made a password link for user {1}", call.userId(), user);
        AccountLink link = persistence
                .snapshots()
                .read(snapshot -> snapshot.accountLink(hash))
                .orElseThrow(() -> new RpcFailure(RpcError.of(Rejections.linkInvalid()))); // replaced at once
        return new AccountResetLinkResult(secret, link.expiresAt());
    }

    /** @throws RpcFailure {@code link_invalid} */
    public AuthResetCompleteResult complete(CallContext call, AuthResetCompleteParams params) {
        requirePasswords();
        String hash = TokenGenerator.hash(params.token());
        // before a password is hashed; the writer decides again
        UserId owner = persistence
                .snapshots()
                .read(snapshot -> snapshot.accountLink(hash))
                .filter(link -> link.serves(AccountLink.Kind.RESET, clock.instant()))
                .flatMap(AccountLink::userId)
                .orElseThrow(() -> new RpcFailure(RpcError.of(Rejections.linkInvalid())));
        String passwordHash = passwords.hash(params.password(), owner);
        User user = (User) submit(call, Caller.SYSTEM, new AccountCommand.ResetPassword(hash, passwordHash));
        SECURITY.log(
                System.Logger.Level.INFO,
                "user {0} set a password by a link from {1}",
                user.id(),
                call.peer().address());
        return new AuthResetCompleteResult(user.username());
    }

    private void requirePasswords() {
        if (mode != AuthMode.TOKEN) {
            throw new RpcFailure(ErrorCode.PERMISSION_DENIED, "people sign in without a password on this server");
        }
    }

    private Entity submit(CallContext call, Caller caller, Command command) {
        return switch (persistence
                .ledger()
                .submit(new Ledger.Submission(caller, command, Optional.empty(), call.origin()))) {
            case Ledger.Verdict.Committed committed -> committed.commit().result();
            case Ledger.Verdict.Rejected rejected -> throw new RpcFailure(RpcError.of(rejected.rejection()));
        };
    }
}
