package collab.rpc.auth;

import collab.api.AuthModeView;
import collab.api.ErrorCode;
import collab.api.InviteGetParams;
import collab.api.InviteGetResult;
import collab.api.InviteJoinParams;
import collab.api.InviteJoinResult;
import collab.domain.AccountCommand;
import collab.domain.InvitationCommand;
import collab.domain.Rejection;
import collab.domain.access.InvitationAccess;
import collab.domain.access.Validated;
import collab.domain.id.UserId;
import collab.domain.model.Caller;
import collab.domain.model.Invitation;
import collab.domain.model.Session;
import collab.domain.model.User;
import collab.persistence.Ledger;
import collab.persistence.Persistence;
import collab.persistence.Snapshot;
import collab.rpc.config.AuthMode;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcError;
import collab.rpc.jsonrpc.RpcFailure;
import collab.rpc.view.EntityViews;
import java.time.InstantSource;
import java.util.Optional;

/** What people without an account do with an invitation link. */
public final class JoinService {
    private static final System.Logger SECURITY = System.getLogger("collab.security");

    private final AuthMode mode;
    private final Persistence persistence;
    private final UserPasswords passwords;
    private final LoginSessions sessions;
    private final InstantSource clock;

    JoinService(
            AuthMode mode,
            Persistence persistence,
            UserPasswords passwords,
            LoginSessions sessions,
            InstantSource clock) {
        this.mode = mode;
        this.persistence = persistence;
        this.passwords = passwords;
        this.sessions = sessions;
        this.clock = clock;
    }

    /** @throws RpcFailure when the link is unknown or has ended */
    public InviteGetResult get(CallContext call, InviteGetParams params) {
        return persistence.snapshots().read(snapshot -> {
            Invitation invitation = admitted(snapshot, params.token());
            boolean member = !call.isAnonymous()
                    && snapshot.workspaceRole(invitation.workspaceId(), call.userId())
                            .isPresent();
            return new InviteGetResult(
                    snapshot.workspace(invitation.workspaceId()).orElseThrow().name(),
                    snapshot.user(invitation.maker()).map(User::displayName).orElseThrow(),
                    EntityViews.invitationRole(invitation.offer().role()),
                    invitation.offer().channels().size(),
                    invitation.period().expiresAt(),
                    modeView(),
                    member);
        });
    }

    private AuthModeView modeView() {
        return switch (mode) {
            case DEV -> AuthModeView.DEV;
            case TOKEN -> AuthModeView.TOKEN;
            case PROXY -> AuthModeView.PROXY;
        };
    }

    private Invitation admitted(Snapshot snapshot, String token) {
        return switch (InvitationAccess.admitted(snapshot, TokenGenerator.hash(token), clock.instant())) {
            case Validated.Passed<Invitation>(Invitation invitation) -> invitation;
            case Validated.Failed<Invitation>(Rejection why) -> throw new RpcFailure(RpcError.of(why));
        };
    }

    /** @throws RpcFailure when the link has ended, or a value is rejected */
    public InviteJoinResult join(CallContext call, InviteJoinParams params) {
        if (mode == AuthMode.PROXY) {
            throw new RpcFailure(
                    ErrorCode.PERMISSION_DENIED,
                    "invite.join is not available with auth.mode proxy: sign in at the proxy and call invite.accept");
        }
        // before a password is hashed; the writer decides again
        persistence.snapshots().read(snapshot -> admitted(snapshot, params.token()));
        LoginSessions.Opening opening = sessions.opening(call);
        var command = new InvitationCommand.JoinByInvitation(
                TokenGenerator.hash(params.token()),
                new AccountCommand.NewAccount(params.username(), params.displayName(), hash(params)),
                opening.session());
        Session session = switch (persistence
                .ledger()
                .submit(new Ledger.Submission(Caller.SYSTEM, command, Optional.empty(), call.origin()))) {
            case Ledger.Verdict.Committed committed ->
                (Session) committed.commit().result();
            case Ledger.Verdict.Rejected rejected -> throw new RpcFailure(RpcError.of(rejected.rejection()));
        };
        call.setCookie(sessions.cookie(opening.token(), call.peer().secure()));
        SECURITY.log(
                System.Logger.Level.INFO,
                "user {0} joined by an invitation from {1}, session {2}",
                session.userId(),
                call.peer().address(),
                session.id());
        return persistence.snapshots().read(snapshot -> result(snapshot, params.token(), session, opening.token()));
    }

    private Optional<String> hash(InviteJoinParams params) {
        if (mode == AuthMode.DEV) return Optional.empty();
        String password = params.password()
                .orElseThrow(() ->
                        new RpcFailure(ErrorCode.INVALID_VALUE, "password is absent; expected 8 to 1,024 characters"));
        return Optional.of(passwords.hash(password, params.username()));
    }

    private static InviteJoinResult result(Snapshot snapshot, String token, Session session, String sessionToken) {
        Invitation invitation =
                snapshot.invitationByToken(TokenGenerator.hash(token)).orElseThrow();
        return new InviteJoinResult(
                sessionToken,
                session.expiresAt(),
                EntityViews.of(snapshot.user(session.userId()).orElseThrow()),
                invitation.workspaceId().value(),
                leftOut(snapshot, invitation, session.userId()));
    }

    /** The channels of the link in which the user is not a member. */
    public static int leftOut(Snapshot snapshot, Invitation invitation, UserId user) {
        return (int) invitation.offer().channels().stream()
                .filter(channel -> snapshot.channelRole(channel, user).isEmpty())
                .count();
    }
}
