package collab.rpc.methods;

import collab.api.AccountGetParams;
import collab.api.AccountGetResult;
import collab.api.AccountNamespace;
import collab.api.AccountResetFactorsParams;
import collab.api.AccountResetFactorsResult;
import collab.api.AccountResetLinkParams;
import collab.api.AccountResetLinkResult;
import collab.api.AuthConfirmParams;
import collab.api.AuthConfirmResult;
import collab.api.AuthInfoParams;
import collab.api.AuthInfoResult;
import collab.api.AuthLoginParams;
import collab.api.AuthLoginResult;
import collab.api.AuthLogoutParams;
import collab.api.AuthLogoutResult;
import collab.api.AuthNamespace;
import collab.api.AuthRecoveryRenewParams;
import collab.api.AuthRecoveryRenewResult;
import collab.api.AuthResetCompleteParams;
import collab.api.AuthResetCompleteResult;
import collab.api.AuthSessionsRevokeOthersParams;
import collab.api.AuthSessionsRevokeOthersResult;
import collab.api.AuthTicketParams;
import collab.api.AuthTicketResult;
import collab.api.AuthTokenCreateParams;
import collab.api.AuthTokenCreateResult;
import collab.api.AuthTokenListParams;
import collab.api.AuthTokenListResult;
import collab.api.AuthTokenRevokeParams;
import collab.api.AuthTokenRevokeResult;
import collab.api.AuthTotpBeginParams;
import collab.api.AuthTotpBeginResult;
import collab.api.AuthTotpConfirmParams;
import collab.api.AuthTotpConfirmResult;
import collab.api.AuthTotpDisableParams;
import collab.api.AuthTotpDisableResult;
import collab.api.AuthVerifyParams;
import collab.api.AuthVerifyResult;
import collab.api.SetupCompleteParams;
import collab.api.SetupCompleteResult;
import collab.api.SetupGetParams;
import collab.api.SetupGetResult;
import collab.api.SetupNamespace;
import collab.domain.AccountCommand;
import collab.domain.Command;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.rpc.auth.Authentication;
import collab.rpc.auth.SessionCookie;
import collab.rpc.jsonrpc.CallContext;

/** {@code auth.*}, {@code setup.*} and {@code account.*}: login, logout, tickets, tokens, the first administrator and links for passwords. */
final class AuthMethods
        implements AuthNamespace<CallContext>, SetupNamespace<CallContext>, AccountNamespace<CallContext> {
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
    public AuthResetCompleteResult authResetComplete(CallContext call, AuthResetCompleteParams params) {
        return authentication.passwordResets().complete(call, params);
    }

    @Override
    public AuthSessionsRevokeOthersResult authSessionsRevokeOthers(
            CallContext call, AuthSessionsRevokeOthersParams params) {
        var done = commands.execute(call, params, new AccountCommand.RevokeOtherSessions());
        return new AuthSessionsRevokeOthersResult(done.seq(), done.await());
    }

    @Override
    public AuthVerifyResult authVerify(CallContext call, AuthVerifyParams params) {
        return authentication.logins().verify(call, params);
    }

    @Override
    public AuthConfirmResult authConfirm(CallContext call, AuthConfirmParams params) {
        return authentication.confirmations().confirm(call, params);
    }

    // ---- The second factor ----

    @Override
    public AuthTotpBeginResult authTotpBegin(CallContext call, AuthTotpBeginParams params) {
        return authentication.secondFactors().begin(call);
    }

    @Override
    public AuthTotpConfirmResult authTotpConfirm(CallContext call, AuthTotpConfirmParams params) {
        return authentication.secondFactors().confirm(call, params.code());
    }

    @Override
    public AuthTotpDisableResult authTotpDisable(CallContext call, AuthTotpDisableParams params) {
        return authentication.secondFactors().disable(call);
    }

    @Override
    public AuthRecoveryRenewResult authRecoveryRenew(CallContext call, AuthRecoveryRenewParams params) {
        return authentication.secondFactors().renew(call);
    }

    // ---- Tickets and access tokens ----

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

    // ---- The first administrator, accounts ----

    @Override
    public SetupGetResult setupGet(CallContext call, SetupGetParams params) {
        return authentication.setup().get(call, params);
    }

    @Override
    public SetupCompleteResult setupComplete(CallContext call, SetupCompleteParams params) {
        return authentication.setup().complete(call, params);
    }

    @Override
    public AccountGetResult accountGet(CallContext call, AccountGetParams params) {
        return authentication.confirmations().account(call);
    }

    @Override
    public AccountResetFactorsResult accountResetFactors(CallContext call, AccountResetFactorsParams params) {
        return authentication.secondFactors().reset(call, new UserId(params.userId()));
    }

    @Override
    public AccountResetLinkResult accountResetLink(CallContext call, AccountResetLinkParams params) {
        return authentication.passwordResets().issue(call, new UserId(params.userId()));
    }
}
