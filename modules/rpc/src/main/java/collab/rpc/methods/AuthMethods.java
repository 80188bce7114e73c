package collab.rpc.methods;

import collab.api.AuthInfoParams;
import collab.api.AuthInfoResult;
import collab.api.AuthLoginParams;
import collab.api.AuthLoginResult;
import collab.api.AuthLogoutParams;
import collab.api.AuthLogoutResult;
import collab.api.AuthNamespace;
import collab.api.AuthTicketParams;
import collab.api.AuthTicketResult;
import collab.api.AuthTokenCreateParams;
import collab.api.AuthTokenCreateResult;
import collab.api.AuthTokenListParams;
import collab.api.AuthTokenListResult;
import collab.api.AuthTokenRevokeParams;
import collab.api.AuthTokenRevokeResult;
import collab.domain.Command;
import collab.domain.id.SessionId;
import collab.rpc.auth.Authentication;
import collab.rpc.auth.SessionCookie;
import collab.rpc.jsonrpc.CallContext;

/** {@code auth.*}: login, logout, tickets and access tokens. */
final class AuthMethods implements AuthNamespace<CallContext> {
    private final CommandExecutor commands;
    private final Authentication authentication;

    AuthMethods(CommandExecutor commands, Authentication authentication) {
        this.commands = commands;
        this.authentication = authentication;
    }

    @Override
    public AuthInfoResult authInfo(CallContext call, AuthInfoParams params) {
        return authentication.logins().info();
    }

    @Override
    public AuthLoginResult authLogin(CallContext call, AuthLoginParams params) {
        return authentication.logins().login(call, params);
    }

    @Override
    public AuthLogoutResult authLogout(CallContext call, AuthLogoutParams params) {
        var done = commands.execute(
                call, params, new Command.RevokeSession(call.session().id()));
        call.setCookie(SessionCookie.deletion(call.peer().secure()));
        return new AuthLogoutResult(done.seq(), done.await());
    }

    @Override
    public AuthTicketResult authTicket(CallContext call, AuthTicketParams params) {
        return authentication.issueTicket(call);
    }

    @Override
    public AuthTokenCreateResult authTokenCreate(CallContext call, AuthTokenCreateParams params) {
        return authentication.accessTokens().create(call, params);
    }

    @Override
    public AuthTokenListResult authTokenList(CallContext call, AuthTokenListParams params) {
        return authentication.accessTokens().list(call, params);
    }

    @Override
    public AuthTokenRevokeResult authTokenRevoke(CallContext call, AuthTokenRevokeParams params) {
        var done = commands.execute(call, params, new Command.RevokeSession(new SessionId(params.sessionId())));
        return new AuthTokenRevokeResult(done.seq(), done.await());
    }
}
