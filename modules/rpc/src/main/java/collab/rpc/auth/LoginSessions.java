package collab.rpc.auth;

import collab.domain.AccountCommand;
import collab.domain.Command;
import collab.domain.FactorCommand;
import collab.domain.audit.Origin;
import collab.domain.credential.Scope;
import collab.domain.model.Caller;
import collab.domain.model.Session;
import collab.domain.model.User;
import collab.persistence.Ledger;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcError;
import collab.rpc.jsonrpc.RpcFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Opens sessions: for logins, for users named by the proxy, and for access tokens. */
final class LoginSessions {
    private final Ledger ledger;
    private final Duration lifetime;

    /** @param lifetime of sessions without a lifetime of their own */
    LoginSessions(Ledger ledger, Duration lifetime) {
        this.ledger = ledger;
        this.lifetime = lifetime;
    }

    /** For a user whom the proxy names. */
    IssuedToken open(User user, Origin origin) {
        return open(user, Optional.empty(), Optional.empty(), origin);
    }

    /**
     * For a login: names the device of the call.
     *
     * @param proof of the second factor, when the user has one
     */
    IssuedToken open(User user, CallContext call, Optional<FactorCommand.Proof> proof) {
        return open(user, call.device(), proof, call.origin());
    }

    private IssuedToken open(User user, Optional<String> device, Optional<FactorCommand.Proof> proof, Origin origin) {
        String token = TokenGenerator.newToken();
        return submit(
                token, new Command.OpenSession(user.id(), TokenGenerator.hash(token), lifetime, device, proof), origin);
    }

    /**
     * @param name the name of an access token
     * @param call the call that asks for it
     */
    IssuedToken openToken(User user, Duration lifetime, String name, Set<Scope> scopes, CallContext call) {
        String token = TokenGenerator.newToken();
        return submit(
                token,
                new Command.OpenToken(user.id(), TokenGenerator.hash(token), lifetime, name, scopes),
                call.origin());
    }

    /** @throws RpcFailure when the domain rejects the session */
    private IssuedToken submit(String token, Command command, Origin origin) {
        return switch (ledger.submit(new Ledger.Submission(Caller.SYSTEM, command, Optional.empty(), origin))) {
            case Ledger.Verdict.Committed committed
            when committed.commit().result() instanceof Session session -> new IssuedToken(session, token);
            case Ledger.Verdict.Committed committed ->
                throw new IllegalStateException("the commit of a new session must contain a Session, it contains a "
                        + committed.commit().result().getClass().getSimpleName());
            case Ledger.Verdict.Rejected rejected -> throw new RpcFailure(RpcError.of(rejected.rejection()));
        };
    }

    /** A session that another command opens. */
    record Opening(String token, AccountCommand.NewSession session) {}

    Opening opening(CallContext call) {
        String token = TokenGenerator.newToken();
        return new Opening(token, new AccountCommand.NewSession(TokenGenerator.hash(token), lifetime, call.device()));
    }

    /** The {@code Set-Cookie} header for the token of a session with the default lifetime. */
    String cookie(String token, boolean secure) {
        return SessionCookie.of(token, lifetime, secure);
    }
}
