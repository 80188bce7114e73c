package collab.rpc.methods;

import collab.api.ChannelArchiveParams;
import collab.api.ChannelArchiveResult;
import collab.api.ChannelCreateParams;
import collab.api.ChannelCreateResult;
import collab.api.ChannelGetParams;
import collab.api.ChannelGetResult;
import collab.api.ChannelImportParams;
import collab.api.ChannelImportResult;
import collab.api.ChannelJoinParams;
import collab.api.ChannelJoinResult;
import collab.api.ChannelLeaveParams;
import collab.api.ChannelLeaveResult;
import collab.api.ChannelListParams;
import collab.api.ChannelListResult;
import collab.api.ChannelMembersAddParams;
import collab.api.ChannelMembersAddResult;
import collab.api.ChannelMembersListParams;
import collab.api.ChannelMembersListResult;
import collab.api.ChannelMembersRemoveParams;
import collab.api.ChannelMembersRemoveResult;
import collab.api.ChannelMembersSetRoleParams;
import collab.api.ChannelMembersSetRoleResult;
import collab.api.ChannelNamespace;
import collab.api.ChannelUnarchiveParams;
import collab.api.ChannelUnarchiveResult;
import collab.api.ChannelUpdateParams;
import collab.api.ChannelUpdateResult;
import collab.api.ChannelView;
import collab.api.ErrorCode;
import collab.domain.Command;
import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Channel;
import collab.domain.model.ChannelMember;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcFailure;
import collab.rpc.view.Cursors;
import collab.rpc.view.EntityViews;
import collab.rpc.view.Page;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code channel.*}: channels, direct messages and their members. */
final class ChannelMethods implements ChannelNamespace<CallContext> {
    private final CommandExecutor commands;
    private final ImportMethods imports;
    private final QueryExecutor queries;

    ChannelMethods(CommandExecutor commands, QueryExecutor queries) {
        this.commands = commands;
        this.imports = new ImportMethods(commands, queries);
        this.queries = queries;
    }

    // ---- Commands ----

    @Override
    public ChannelCreateResult channelCreate(CallContext call, ChannelCreateParams params) {
        var done = commands.execute(
                call,
                params,
                new Command.CreateChannel(
                        new WorkspaceId(params.workspaceId()),
                        EntityViews.kind(params.kind()),
                        params.name(),
                        params.topic().orElse(""),
                        params.peerIds().orElse(List.of()).stream()
                                .map(UserId::new)
                                .toList()));
        return new ChannelCreateResult(done.channel(), done.seq(), done.await());
    }

    @Override
    public ChannelUpdateResult channelUpdate(CallContext call, ChannelUpdateParams params) {
        var done = commands.execute(
                call,
                params,
                new Command.UpdateChannel(new ChannelId(params.channelId()), params.name(), params.topic()));
        return new ChannelUpdateResult(done.channel(), done.seq(), done.await());
    }

    @Override
    public ChannelArchiveResult channelArchive(CallContext call, ChannelArchiveParams params) {
        var done = commands.execute(call, params, new Command.ArchiveChannel(new ChannelId(params.channelId())));
        return new ChannelArchiveResult(done.channel(), done.seq(), done.await());
    }

    @Override
    public ChannelUnarchiveResult channelUnarchive(CallContext call, ChannelUnarchiveParams params) {
        var done = commands.execute(call, params, new Command.UnarchiveChannel(new ChannelId(params.channelId())));
        return new ChannelUnarchiveResult(done.channel(), done.seq(), done.await());
    }

    @Override
    public ChannelJoinResult channelJoin(CallContext call, ChannelJoinParams params) {
        var done = commands.execute(call, params, new Command.JoinChannel(new ChannelId(params.channelId())));
        return new ChannelJoinResult(done.channel(), done.seq(), done.await());
    }

    @Override
    public ChannelLeaveResult channelLeave(CallContext call, ChannelLeaveParams params) {
        var done = commands.execute(call, params, new Command.LeaveChannel(new ChannelId(params.channelId())));
        return new ChannelLeaveResult(done.seq(), done.await());
    }

    @Override
    public ChannelMembersAddResult channelMembersAdd(CallContext call, ChannelMembersAddParams params) {
        var done = commands.execute(
                call,
                params,
                new Command.AddChannelMember(new ChannelId(params.channelId()), new UserId(params.userId())));
        return new ChannelMembersAddResult(done.seq(), done.await());
    }

    @Override
    public ChannelMembersRemoveResult channelMembersRemove(CallContext call, ChannelMembersRemoveParams params) {
        var done = commands.execute(
                call,
                params,
                new Command.RemoveChannelMember(new ChannelId(params.channelId()), new UserId(params.userId())));
        return new ChannelMembersRemoveResult(done.seq(), done.await());
    }

    /** The commit does not contain the member; the result shows the member as it is after the commit. */
    @Override
    public ChannelMembersSetRoleResult channelMembersSetRole(CallContext call, ChannelMembersSetRoleParams params) {
        ChannelId channel = new ChannelId(params.channelId());
        UserId user = new UserId(params.userId());
        var done = commands.execute(
                call, params, new Command.SetChannelRole(channel, user, EntityViews.role(params.role())));
        return queries.read(call, visible -> {
            visible.channel(channel);
            return visible.snapshot().channelMembers(channel).stream()
                    .filter(member -> member.userId().equals(user))
                    .findFirst()
                    .map(member -> new ChannelMembersSetRoleResult(EntityViews.of(member), done.seq(), done.await()))
                    .orElseThrow(() -> new RpcFailure(ErrorCode.USER_NOT_FOUND));
        });
    }

    @Override
    public ChannelImportResult channelImport(CallContext call, ChannelImportParams params) {
        return imports.channel(call, params);
    }

    // ---- Queries ----

    @Override
    public ChannelGetResult channelGet(CallContext call, ChannelGetParams params) {
        return queries.read(call, visible -> {
            Channel channel = visible.channel(new ChannelId(params.channelId()));
            boolean joined = visible.access().roleIn(channel.id()).isPresent();
            return new ChannelGetResult(EntityViews.of(channel, joined), visible.seq());
        });
    }

    /** The caller's channels and the public channels that the caller may browse, each once. */
    @Override
    public ChannelListResult channelList(CallContext call, ChannelListParams params) {
        return queries.read(call, visible -> {
            WorkspaceId workspace = visible.workspace(params.workspaceId()).id();
            SortedMap<ChannelId, ChannelView> channels = new TreeMap<>();
            if (visible.access().browses(workspace)) {
                visible.snapshot()
                        .publicChannels(workspace)
                        .forEach(channel -> channels.put(channel.id(), EntityViews.of(channel, false)));
            }
            visible.snapshot()
                    .channelsOf(workspace, call.userId())
                    .forEach(channel -> channels.put(channel.id(), EntityViews.of(channel, true)));
            return new ChannelListResult(List.copyOf(channels.values()), visible.seq());
        });
    }

    @Override
    public ChannelMembersListResult channelMembersList(CallContext call, ChannelMembersListParams params) {
        return queries.read(call, visible -> {
            ChannelId channel =
                    visible.channel(new ChannelId(params.channelId())).id();
            Page<ChannelMember> page = Page.of(
                    visible.snapshot().channelMembers(channel, Cursors.afterUser(params.afterId()), params.limit() + 1),
                    params.limit());
            return new ChannelMembersListResult(
                    page.rows().stream().map(EntityViews::of).toList(),
                    page.next(member -> member.userId().value()),
                    visible.seq());
        });
    }
}
