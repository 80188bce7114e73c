package collab.rpc.methods;

import collab.api.ReadGetParams;
import collab.api.ReadGetResult;
import collab.api.ReadMarkParams;
import collab.api.ReadMarkResult;
import collab.api.ReadNamespace;
import collab.api.ReadUnreadCountsParams;
import collab.api.ReadUnreadCountsResult;
import collab.domain.Command;
import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Channel;
import collab.domain.model.ReadState;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.view.EntityViews;
import collab.rpc.view.ReadStates;
import collab.rpc.view.UnreadCount;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code read.*}: read positions and unread counts. */
final class ReadMethods implements ReadNamespace<CallContext> {
    private final CommandExecutor commands;
    private final QueryExecutor queries;

    ReadMethods(CommandExecutor commands, QueryExecutor queries) {
        this.commands = commands;
        this.queries = queries;
    }

    /** The commit does not contain the channel's numbers; the result has those that are current after the commit. */
    @Override
    public ReadMarkResult readMark(CallContext call, ReadMarkParams params) {
        var done = commands.execute(
                call,
                params,
                new Command.MarkRead(new ChannelId(params.channelId()), new MessageId(params.messageId())));
        ReadState state = done.readState();
        UnreadCount unread = queries.read(
                call, visible -> UnreadCount.of(state, visible.channel(state.channelId()), visible.snapshot()));
        return new ReadMarkResult(
                state.readNo(),
                unread.channel().lastNo(),
                unread.messages(),
                state.mentions(),
                state.readBroadcastNo(),
                unread.channel().broadcastNo(),
                unread.mentions(),
                state.ver().value(),
                done.seq(),
                done.await());
    }

    @Override
    public ReadGetResult readGet(CallContext call, ReadGetParams params) {
        return queries.read(call, visible -> {
            Channel channel = visible.joinedChannel(new ChannelId(params.channelId()));
            ReadState state = visible.snapshot().readState(call.userId(), channel.id());
            return new ReadGetResult(EntityViews.of(UnreadCount.of(state, channel, visible.snapshot())), visible.seq());
        });
    }

    @Override
    public ReadUnreadCountsResult readUnreadCounts(CallContext call, ReadUnreadCountsParams params) {
        return queries.read(call, visible -> {
            WorkspaceId workspace = visible.workspace(params.workspaceId()).id();
            ReadStates states = ReadStates.of(call.userId(), visible.snapshot());
            SortedMap<Long, Long> counts = new TreeMap<>();
            for (Channel channel : visible.snapshot().channelsOf(workspace, call.userId())) {
                counts.put(channel.id().value(), states.in(channel).messages());
            }
            return new ReadUnreadCountsResult(counts, visible.seq());
        });
    }
}
