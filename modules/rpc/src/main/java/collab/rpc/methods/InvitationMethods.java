package collab.rpc.methods;

import collab.api.ErrorCode;
import collab.api.InvitationCreateParams;
import collab.api.InvitationCreateResult;
import collab.api.InvitationListParams;
import collab.api.InvitationListResult;
import collab.api.InvitationNamespace;
import collab.api.InvitationRevokeParams;
import collab.api.InvitationRevokeResult;
import collab.api.InvitationView;
import collab.api.InviteAcceptParams;
import collab.api.InviteAcceptResult;
import collab.api.InviteGetParams;
import collab.api.InviteGetResult;
import collab.api.InviteJoinParams;
import collab.api.InviteJoinResult;
import collab.api.InviteNamespace;
import collab.domain.InvitationCommand;
import collab.domain.InvitationCommand.CreateInvitation;
import collab.domain.id.ChannelId;
import collab.domain.id.InvitationId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Invitation;
import collab.domain.model.WorkspaceRole;
import collab.rpc.auth.JoinService;
import collab.rpc.auth.TokenGenerator;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcFailure;
import collab.rpc.view.EntityViews;
import collab.rpc.view.Page;
import collab.rpc.view.VisibleSnapshot;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** {@code invitation.*} and {@code invite.*}: making invitation links, and joining by them. */
final class InvitationMethods implements InvitationNamespace<CallContext>, InviteNamespace<CallContext> {
    private static final Duration LIFETIME = Duration.ofDays(7);
    private static final int USES_MAX = 50;

    private final CommandExecutor commands;
    private final QueryExecutor queries;
    private final JoinService joins;
    private final InstantSource clock;

    InvitationMethods(CommandExecutor commands, QueryExecutor queries, JoinService joins, InstantSource clock) {
        this.commands = commands;
        this.queries = queries;
        this.joins = joins;
        this.clock = clock;
    }

    // ---- Making and revoking ----

    @Override
    public InvitationCreateResult invitationCreate(CallContext call, InvitationCreateParams params) {
        String secret = TokenGenerator.newLink(TokenGenerator.Link.INVITATION);
        String hash = TokenGenerator.hash(secret);
        var done = commands.execute(
                call,
                params,
                new CreateInvitation(
                        new WorkspaceId(params.workspaceId()),
                        params.role().map(EntityViews::role).orElse(WorkspaceRole.MEMBER),
                        params.channelIds().orElse(List.of()).stream()
                                .map(ChannelId::new)
                                .toList(),
                        new CreateInvitation.Bounds(
                                params.lifetimeS().map(Duration::ofSeconds).orElse(LIFETIME),
                                params.usesMax().orElse(USES_MAX)),
                        hash));
        Invitation made = done.invitation();
        return queries.read(call, visible -> {
            // a repeat of an earlier call returns the invitation of that call, whose secret is not known any more
            boolean first = visible.snapshot()
                    .invitationByToken(hash)
                    .filter(stored -> stored.id().equals(made.id()))
                    .isPresent();
            return new InvitationCreateResult(
                    view(visible, made), first ? Optional.of(secret) : Optional.empty(), done.seq(), done.await());
        });
    }

    @Override
    public InvitationRevokeResult invitationRevoke(CallContext call, InvitationRevokeParams params) {
        var done = commands.execute(
                call, params, new InvitationCommand.RevokeInvitation(new InvitationId(params.invitationId())));
        return queries.read(
                call,
                visible -> new InvitationRevokeResult(view(visible, done.invitation()), done.seq(), done.await()));
    }

    @Override
    public InvitationListResult invitationList(CallContext call, InvitationListParams params) {
        return queries.read(call, visible -> {
            WorkspaceId workspace = visible.workspace(params.workspaceId()).id();
            boolean all = visible.access().administers(workspace);
            if (!all && !visible.access().mayInvite(workspace, WorkspaceRole.MEMBER)) {
                throw new RpcFailure(
                        ErrorCode.PERMISSION_DENIED, "you may not invite people into this workspace; ask an owner");
            }
            Optional<UserId> maker = all ? Optional.empty() : Optional.of(call.userId());
            Page<Invitation> page = Page.of(
                    visible.snapshot()
                            .invitations(
                                    workspace, maker, params.beforeId().map(InvitationId::new), params.limit() + 1),
                    params.limit());
            return new InvitationListResult(
                    page.rows().stream()
                            .map(invitation -> view(visible, invitation))
                            .toList(),
                    page.next(invitation -> invitation.id().value()),
                    visible.seq());
        });
    }

    /** Names only channels that the caller may find: an owner need not know of a private channel that another member's link names. */
    private InvitationView view(VisibleSnapshot visible, Invitation invitation) {
        List<ChannelId> known = invitation.offer().channels().stream()
                .filter(channel -> visible.access().channel(channel).isPresent())
                .toList();
        return EntityViews.of(invitation, known, clock.instant());
    }

    // ---- Joining ----

    @Override
    public InviteGetResult inviteGet(CallContext call, InviteGetParams params) {
        return joins.get(call, params);
    }

    @Override
    public InviteJoinResult inviteJoin(CallContext call, InviteJoinParams params) {
        return joins.join(call, params);
    }

    @Override
    public InviteAcceptResult inviteAccept(CallContext call, InviteAcceptParams params) {
        String hash = TokenGenerator.hash(params.token());
        var done = commands.execute(call, params, new InvitationCommand.AcceptInvitation(hash));
        return queries.read(
                call,
                visible -> new InviteAcceptResult(
                        WorkspaceMethods.view(visible, done.joined()),
                        visible.snapshot()
                                .invitationByToken(hash)
                                .map(invitation -> JoinService.leftOut(visible.snapshot(), invitation, call.userId()))
                                .orElse(0),
                        done.seq(),
                        done.await()));
    }
}
