package collab.rpc.methods;

import collab.api.WorkspaceCreateParams;
import collab.api.WorkspaceCreateResult;
import collab.api.WorkspaceDeleteParams;
import collab.api.WorkspaceDeleteResult;
import collab.api.WorkspaceGetParams;
import collab.api.WorkspaceGetResult;
import collab.api.WorkspaceImportLookupParams;
import collab.api.WorkspaceImportLookupResult;
import collab.api.WorkspaceImportParams;
import collab.api.WorkspaceImportResult;
import collab.api.WorkspaceListParams;
import collab.api.WorkspaceListResult;
import collab.api.WorkspaceMemberView;
import collab.api.WorkspaceMembersAddParams;
import collab.api.WorkspaceMembersAddResult;
import collab.api.WorkspaceMembersListParams;
import collab.api.WorkspaceMembersListResult;
import collab.api.WorkspaceMembersRemoveParams;
import collab.api.WorkspaceMembersRemoveResult;
import collab.api.WorkspaceNamespace;
import collab.api.WorkspaceUpdateParams;
import collab.api.WorkspaceUpdateResult;
import collab.api.WorkspaceView;
import collab.domain.Command;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceMember;
import collab.domain.model.WorkspaceRole;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.view.Cursors;
import collab.rpc.view.EntityViews;
import collab.rpc.view.Page;
import collab.rpc.view.VisibleSnapshot;
import java.util.List;

/** {@code workspace.*}: workspaces and their members. */
final class WorkspaceMethods implements WorkspaceNamespace<CallContext> {
    private final CommandExecutor commands;
    private final ImportMethods imports;
    private final QueryExecutor queries;

    WorkspaceMethods(CommandExecutor commands, QueryExecutor queries) {
        this.commands = commands;
        this.imports = new ImportMethods(commands, queries);
        this.queries = queries;
    }

    // ---- Commands ----

    @Override
    public WorkspaceCreateResult workspaceCreate(CallContext call, WorkspaceCreateParams params) {
        var done = commands.execute(call, params, new Command.CreateWorkspace(params.name()));
        return new WorkspaceCreateResult(done.workspace(), done.seq(), done.await());
    }

    @Override
    public WorkspaceUpdateResult workspaceUpdate(CallContext call, WorkspaceUpdateParams params) {
        var done = commands.execute(
                call,
                params,
                new Command.UpdateWorkspace(
                        new WorkspaceId(params.workspaceId()),
                        params.name(),
                        params.invites().map(EntityViews::invites)));
        return new WorkspaceUpdateResult(done.workspace(), done.seq(), done.await());
    }

    @Override
    public WorkspaceDeleteResult workspaceDelete(CallContext call, WorkspaceDeleteParams params) {
        var done = commands.execute(call, params, new Command.DeleteWorkspace(new WorkspaceId(params.workspaceId())));
        return new WorkspaceDeleteResult(done.seq(), done.await());
    }

    @Override
    public WorkspaceMembersAddResult workspaceMembersAdd(CallContext call, WorkspaceMembersAddParams params) {
        var done = commands.execute(
                call,
                params,
                new Command.AddWorkspaceMember(
                        new WorkspaceId(params.workspaceId()),
                        new UserId(params.userId()),
                        params.role().map(EntityViews::role).orElse(WorkspaceRole.MEMBER)));
        return new WorkspaceMembersAddResult(done.seq(), done.await());
    }

    @Override
    public WorkspaceMembersRemoveResult workspaceMembersRemove(CallContext call, WorkspaceMembersRemoveParams params) {
        var done = commands.execute(
                call,
                params,
                new Command.RemoveWorkspaceMember(new WorkspaceId(params.workspaceId()), new UserId(params.userId())));
        return new WorkspaceMembersRemoveResult(done.seq(), done.await());
    }

    @Override
    public WorkspaceImportResult workspaceImport(CallContext call, WorkspaceImportParams params) {
        return imports.workspace(call, params);
    }

    // ---- Queries ----

    @Override
    public WorkspaceImportLookupResult workspaceImportLookup(CallContext call, WorkspaceImportLookupParams params) {
        return imports.lookup(call, params);
    }

    @Override
    public WorkspaceGetResult workspaceGet(CallContext call, WorkspaceGetParams params) {
        return queries.read(
                call,
                visible ->
                        new WorkspaceGetResult(view(visible, visible.workspace(params.workspaceId())), visible.seq()));
    }

    @Override
    public WorkspaceListResult workspaceList(CallContext call, WorkspaceListParams params) {
        return queries.read(
                call, visible -> new WorkspaceListResult(workspacesOf(call.userId(), visible), visible.seq()));
    }

    /** The workspaces of the caller, with the caller's role in each. */
    static List<WorkspaceView> workspacesOf(UserId caller, VisibleSnapshot visible) {
        return visible.snapshot().workspacesOf(caller).stream()
                .map(workspace -> view(visible, workspace))
                .toList();
    }

    static WorkspaceView view(VisibleSnapshot visible, Workspace workspace) {
        return visible.access()
                .roleIn(workspace.id())
                .map(role -> EntityViews.of(workspace, role))
                .orElseGet(() -> EntityViews.of(workspace));
    }

    @Override
    public WorkspaceMembersListResult workspaceMembersList(CallContext call, WorkspaceMembersListParams params) {
        return queries.read(call, visible -> {
            WorkspaceId workspace = visible.workspace(params.workspaceId()).id();
            Page<WorkspaceMember> page = Page.of(
                    visible.snapshot()
                            .workspaceMembers(workspace, Cursors.afterUser(params.afterId()), params.limit() + 1),
                    params.limit());
            return new WorkspaceMembersListResult(
                    members(visible, workspace, page.rows()),
                    page.next(member -> member.userId().value()),
                    visible.seq());
        });
    }

    private static List<WorkspaceMemberView> members(
            VisibleSnapshot visible, WorkspaceId workspace, List<WorkspaceMember> members) {
        return members.stream()
                .flatMap(member -> visible.snapshot().user(member.userId()).stream()
                        .map(user -> EntityViews.of(workspace, user, member.role())))
                .toList();
    }
}
