package collab.rpc.auth;

import collab.domain.AccountCommand;
import collab.domain.Command;
import collab.domain.audit.Origin;
import collab.domain.model.Caller;
import collab.domain.model.Session;
import collab.domain.model.User;
import collab.persistence.Ledger;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcError;
import collab.rpc.jsonrpc.RpcFailure;
import java.time.Duration;
import java.util.Optional;

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
        return open(user, lifetime, Optional.empty(), Optional.empty(), origin);
    }

    /** For a login: names the device of the call. */
    IssuedToken open(User user, CallContext call) {
        return open(user, lifetime, Optional.empty(), call.device(), call.origin());
    }

    /**
     * @param name the name of an access token
     * @param call the call that asks for it
     */
    IssuedToken open(User user, Duration lifetime, String name, CallContext call) {
        return open(user, lifetime, Optional.of(name), Optional.empty(), call.origin());
    }

    /**
     * @param name the name of an access token, absent for a login
     * @param device names the browser or program of a login
     * @throws RpcFailure when the domain rejects the session
     */
    private IssuedToken open(
            User user, Duration lifetime, Optional<String> name, Optional<String> device, Origin origin) {
        String token = TokenGenerator.newToken();
        var command = new Command.OpenSession(user.id(), TokenGenerator.hash(token), lifetime, name, device);
        return switch (ledger.submit(new Ledger.Submission(Caller.SYSTEM, command, Optional.empty(), origin))) {
            case Ledger.Verdict.Committed committed
            when committed.commit().result() instanceof Session session -> new IssuedToken(session, token);
            case Ledger.Verdict.Committed committed ->
                throw new IllegalStateException("the commit of OpenSession must contain a Session, it contains a "
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
