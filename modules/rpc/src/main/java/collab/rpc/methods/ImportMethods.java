package collab.rpc.methods;

import collab.api.ChannelImportParams;
import collab.api.ChannelImportResult;
import collab.api.ChannelNameInUseView;
import collab.api.ErrorCode;
import collab.api.ImportTargetView;
import collab.api.UserImportParams;
import collab.api.UserImportResult;
import collab.api.UsernameInUseView;
import collab.api.WorkspaceImportLookupParams;
import collab.api.WorkspaceImportLookupResult;
import collab.api.WorkspaceImportParams;
import collab.api.WorkspaceImportResult;
import collab.domain.Command;
import collab.domain.access.ImportIdentities;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Channel;
import collab.domain.model.Right;
import collab.domain.model.SourceIdentity;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.persistence.Snapshot;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcFailure;
import collab.rpc.view.EntityViews;
import collab.rpc.view.VisibleSnapshot;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code workspace.import}, {@code user.import}, {@code channel.import} and {@code workspace.import_lookup}: what an
 * archive contains besides messages. Results contain only ids, of things that the caller may not be able to see.
 */
final class ImportMethods {
    private final CommandExecutor commands;
    private final QueryExecutor queries;

    ImportMethods(CommandExecutor commands, QueryExecutor queries) {
        this.commands = commands;
        this.queries = queries;
    }

    WorkspaceImportResult workspace(CallContext call, WorkspaceImportParams params) {
        var done = commands.execute(
                call,
                params,
                new Command.ImportWorkspace(
                        params.source(),
                        params.key(),
                        params.name(),
                        params.workspaceId().map(WorkspaceId::new),
                        params.complete().orElse(false)));
        long id = queries.read(
                call,
                visible -> identities(visible)
                        .workspace(params.source(), params.key())
                        .map(workspace -> workspace.id().value())
                        .orElseThrow(() -> new RpcFailure(ErrorCode.WORKSPACE_NOT_FOUND))); // deleted after the commit
        return new WorkspaceImportResult(id, done.seq(), done.await());
    }

    UserImportResult people(CallContext call, UserImportParams params) {
        var done = commands.execute(
                call,
                params,
                new Command.ImportPeople(
                        params.source(),
                        params.people().stream()
                                .map(person -> new Command.ImportPeople.ArchivedPerson(
                                        person.key(),
                                        person.username(),
                                        person.displayName(),
                                        person.userId().map(UserId::new)))
                                .toList()));
        List<Long> ids = queries.read(
                call,
                visible -> params.people().stream()
                        .map(person -> identities(visible)
                                .person(params.source(), person.key())
                                .orElseThrow()
                                .id()
                                .value())
                        .toList());
        return new UserImportResult(ids, done.seq(), done.await());
    }

    ChannelImportResult channel(CallContext call, ChannelImportParams params) {
        WorkspaceId workspace = new WorkspaceId(params.workspaceId());
        var done = commands.execute(
                call,
                params,
                new Command.ImportChannel(
                        new Command.ImportChannel.Location(workspace, params.source(), params.key()),
                        new Command.ImportChannel.ArchivedChannel(
                                EntityViews.kind(params.kind()),
                                params.name(),
                                params.topic().orElse(""),
                                params.archived().orElse(false)),
                        params.userIds().orElse(List.of()).stream()
                                .map(UserId::new)
                                .toList(),
                        params.ownerIds().orElse(List.of()).stream()
                                .map(UserId::new)
                                .toList(),
                        params.complete().orElse(false)));
        long id = queries.read(
                call,
                visible -> identities(visible)
                        .channel(workspace, params.source(), params.key())
                        .map(channel -> channel.id().value())
                        .orElseThrow(() -> new RpcFailure(ErrorCode.WORKSPACE_NOT_FOUND))); // deleted after the commit
        return new ChannelImportResult(id, done.seq(), done.await());
    }

    private static ImportIdentities identities(VisibleSnapshot visible) {
        return new ImportIdentities(visible.snapshot());
    }

    // ---- What earlier imports created ----

    WorkspaceImportLookupResult lookup(CallContext call, WorkspaceImportLookupParams params) {
        return queries.read(call, visible -> {
            Optional<WorkspaceId> workspace =
                    params.workspaceId().map(id -> visible.workspace(id).id());
            requireImporter(visible, workspace);
            return new WorkspaceImportLookupResult(
                    workspaces(visible, params),
                    people(visible, params),
                    workspace.map(id -> channels(visible, id, params)).orElse(List.of()),
                    params.usernames().orElse(List.of()).stream()
                            .flatMap(name -> usernameInUse(visible.snapshot(), name))
                            .toList(),
                    workspace.stream()
                            .flatMap(id -> params.channelNames().orElse(List.of()).stream()
                                    .flatMap(name -> nameInUse(visible.snapshot(), id, name)))
                            .toList(),
                    visible.seq());
        });
    }

    private static void requireImporter(VisibleSnapshot visible, Optional<WorkspaceId> workspace) {
        boolean importer = workspace
                .map(id -> visible.access().holds(Right.WORKSPACE_MANAGE, id))
                .orElseGet(() -> visible.access().holds(Right.WORKSPACE_MANAGE));
        if (!importer) {
            throw new RpcFailure(ErrorCode.PERMISSION_DENIED, "only holders of the right workspace_manage may import");
        }
    }

    private static List<ImportTargetView> workspaces(VisibleSnapshot visible, WorkspaceImportLookupParams params) {
        return params.workspaceKeys().orElse(List.of()).stream()
                .flatMap(key -> identities(visible).workspace(params.source(), key).stream()
                        .map((Workspace workspace) -> new ImportTargetView(
                                key,
                                workspace.id().value(),
                                workspace.name(),
                                Optional.of(visible.snapshot()
                                        .importTarget(SourceIdentity.ofWorkspace(params.source(), key))
                                        .map(SourceIdentity.Target::complete)
                                        .orElse(true)),
                                Optional.empty())))
                .toList();
    }

    private static List<ImportTargetView> people(VisibleSnapshot visible, WorkspaceImportLookupParams params) {
        return params.personKeys().orElse(List.of()).stream()
                .flatMap(key -> identities(visible).person(params.source(), key).stream()
                        .map((User user) -> new ImportTargetView(
                                key,
                                user.id().value(),
                                user.username(),
                                Optional.of(visible.snapshot()
                                        .importTarget(SourceIdentity.ofPerson(params.source(), key))
                                        .map(SourceIdentity.Target::complete)
                                        .orElse(true)),
                                Optional.of(user.active()))))
                .toList();
    }

    private static List<ImportTargetView> channels(
            VisibleSnapshot visible, WorkspaceId workspace, WorkspaceImportLookupParams params) {
        return params.channelKeys().orElse(List.of()).stream()
                .flatMap(key -> identities(visible).channel(workspace, params.source(), key).stream()
                        .map((Channel channel) -> new ImportTargetView(
                                key,
                                channel.id().value(),
                                channel.name().orElse(""),
                                Optional.of(visible.snapshot()
                                        .importTarget(SourceIdentity.ofChannel(workspace, params.source(), key))
                                        .map(SourceIdentity.Target::complete)
                                        .orElse(true)),
                                Optional.empty())))
                .toList();
    }

    private static Stream<UsernameInUseView> usernameInUse(Snapshot snapshot, String username) {
        Optional<UsernameInUseView> user = snapshot.userByName(username)
                .map(found ->
                        new UsernameInUseView(username, Optional.of(found.id().value()), found.active()));
        return user
                .or(() -> snapshot.groupByName(username)
                        .map(_ -> new UsernameInUseView(username, Optional.empty(), false)))
                .stream();
    }

    private static Stream<ChannelNameInUseView> nameInUse(Snapshot snapshot, WorkspaceId workspace, String name) {
        return snapshot.channelByName(workspace, name.toLowerCase(Locale.ROOT)).stream()
                .map(channel -> new ChannelNameInUseView(
                        name,
                        EntityViews.of(channel.kind()),
                        new ImportIdentities(snapshot).joinable(channel),
                        snapshot.isEmpty(channel.id())));
    }
}
