package collab.rpc.auth;

import collab.api.AuthModeView;
import collab.api.ErrorCode;
import collab.api.SetupCompleteParams;
import collab.api.SetupCompleteResult;
import collab.api.SetupGetParams;
import collab.api.SetupGetResult;
import collab.api.UserView;
import collab.domain.AccountCommand;
import collab.domain.AccountCommand.CompleteSetup;
import collab.domain.Rejection;
import collab.domain.Rejection.Reason;
import collab.domain.access.Rejections;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.Channel;
import collab.domain.model.Invitation;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceRole;
import collab.persistence.Ledger;
import collab.persistence.Persistence;
import collab.persistence.Snapshot;
import collab.rpc.config.AuthMode;
import collab.rpc.config.SetupMode;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcError;
import collab.rpc.jsonrpc.RpcFailure;
import collab.rpc.view.EntityViews;
import java.util.List;
import java.util.Optional;

/** Makes the first administrator: by the setup link, in mode dev without one. */
public final class SetupService {
    private static final System.Logger SECURITY = System.getLogger("collab.security");

    private final AuthMode mode;
    private final SetupMode setup;
    private final Persistence persistence;
    private final SetupLink link;
    private final UserPasswords passwords;
    private final LoginSessions sessions;

    SetupService(
            AuthMode mode,
            SetupMode setup,
            Persistence persistence,
            SetupLink link,
            UserPasswords passwords,
            LoginSessions sessions) {
        this.mode = mode;
        this.setup = setup;
        this.persistence = persistence;
        this.link = link;
        this.passwords = passwords;
        this.sessions = sessions;
    }

    /** Whether a page must ask for the setup before people can sign in. */
    boolean isNeeded() {
        return setup == SetupMode.PAGE && !link.isClaimed();
    }

    /** @throws RpcFailure {@code setup_done} or {@code link_invalid} */
    public SetupGetResult get(CallContext call, SetupGetParams params) {
        require(params.token());
        return new SetupGetResult(view(), user(call));
    }

    private AuthModeView view() {
        return switch (mode) {
            case DEV -> AuthModeView.DEV;
            case TOKEN -> AuthModeView.TOKEN;
            case PROXY -> AuthModeView.PROXY;
        };
    }

    /** The person whom the proxy names. */
    private Optional<UserView> user(CallContext call) {
        if (mode != AuthMode.PROXY) return Optional.empty();
        return persistence
                .snapshots()
                .read(snapshot -> snapshot.user(call.userId()))
                .map(EntityViews::of);
    }

    /** The link is checked before a password is hashed; the writer checks it again. */
    private void require(Optional<String> token) {
        if (!isNeeded()) throw failure(new Rejection(Reason.SETUP_DONE, "this server has an administrator; sign in"));
        boolean valid = mode == AuthMode.DEV || token.filter(link::isValid).isPresent();
        if (!valid) throw failure(Rejections.linkInvalid());
    }

    private static RpcFailure failure(Rejection why) {
        return new RpcFailure(RpcError.of(why));
    }

    /** @throws RpcFailure when the link is not valid, a value is rejected, or there is an administrator */
    public SetupCompleteResult complete(CallContext call, SetupCompleteParams params) {
        require(params.token());
        Optional<LoginSessions.Opening> opening =
                mode == AuthMode.PROXY ? Optional.empty() : Optional.of(sessions.opening(call));
        String invitation = TokenGenerator.newLink(TokenGenerator.Link.INVITATION);
        var command = new CompleteSetup(
                params.token().filter(_ -> mode != AuthMode.DEV).map(TokenGenerator::hash),
                opening.map(opened -> new CompleteSetup.Founder(account(params), opened.session())),
                params.workspaceName(),
                params.channelNames().orElse(List.of()),
                TokenGenerator.hash(invitation));
        Caller caller = mode == AuthMode.PROXY ? call.caller() : Caller.SYSTEM;
        Workspace workspace = switch (persistence
                .ledger()
                .submit(new Ledger.Submission(caller, command, Optional.empty(), call.origin()))) {
            case Ledger.Verdict.Committed committed ->
                (Workspace) committed.commit().result();
            case Ledger.Verdict.Rejected rejected -> throw failure(rejected.rejection());
        };
        link.remove();
        SECURITY.log(
                System.Logger.Level.INFO,
                "the setup was completed from {0}",
                call.peer().address());
        opening.ifPresent(opened ->
                call.setCookie(sessions.cookie(opened.token(), call.peer().secure())));
        return persistence.snapshots().read(snapshot -> result(snapshot, workspace.id(), opening, invitation));
    }

    private AccountCommand.NewAccount account(SetupCompleteParams params) {
        String username = params.username().orElseThrow(() -> missing("username"));
        Optional<String> password = mode == AuthMode.TOKEN
                ? Optional.of(params.password().orElseThrow(() -> missing("password")))
                : Optional.empty();
        return new AccountCommand.NewAccount(
                username, params.displayName().orElse(username), password.map(word -> passwords.hash(word, username)));
    }

    private static RpcFailure missing(String parameter) {
        return new RpcFailure(ErrorCode.INVALID_VALUE, parameter + " is absent; the setup of this server needs it");
    }

    private static SetupCompleteResult result(
            Snapshot snapshot,
            WorkspaceId workspaceId,
            Optional<LoginSessions.Opening> opening,
            String invitationSecret) {
        Workspace workspace = snapshot.workspace(workspaceId).orElseThrow();
        Invitation invitation = snapshot.invitationByToken(TokenGenerator.hash(invitationSecret))
                .orElseThrow();
        User user = snapshot.user(invitation.maker()).orElseThrow();
        List<Channel> channels = snapshot.publicChannels(workspaceId);
        return new SetupCompleteResult(
                opening.map(LoginSessions.Opening::token),
                opening.flatMap(opened ->
                                snapshot.sessionByTokenHash(opened.session().tokenHash()))
                        .map(session -> session.expiresAt()),
                EntityViews.of(user),
                EntityViews.of(workspace, WorkspaceRole.OWNER),
                channels.stream().map(channel -> EntityViews.of(channel, true)).toList(),
                EntityViews.of(
                        invitation,
                        invitation.offer().channels(),
                        invitation.period().createdAt()),
                invitationSecret,
                snapshot.position().value());
    }
}
