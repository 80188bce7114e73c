package collab.rpc.methods;

import collab.api.MentionListParams;
import collab.api.MentionListResult;
import collab.api.MentionMarkReadParams;
import collab.api.MentionMarkReadResult;
import collab.api.MentionNamespace;
import collab.api.MentionedInView;
import collab.domain.Command;
import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.ReadState;
import collab.persistence.Snapshot;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.view.Cursors;
import collab.rpc.view.EntityViews;
import collab.rpc.view.Page;
import collab.rpc.view.UnreadCount;
import java.util.List;
import java.util.Optional;

/** {@code mention.*}: messages that mention the caller. */
final class MentionMethods implements MentionNamespace<CallContext> {
    private final CommandExecutor commands;
    private final QueryExecutor queries;

    MentionMethods(CommandExecutor commands, QueryExecutor queries) {
        this.commands = commands;
        this.queries = queries;
    }

    /** The commit does not contain the channel's numbers; the result has those that are current after the commit. */
    @Override
    public MentionMarkReadResult mentionMarkRead(CallContext call, MentionMarkReadParams params) {
        var done = commands.execute(
                call,
                params,
                new Command.MarkMentionsRead(
                        new ChannelId(params.channelId()), params.messageId().map(MessageId::new)));
        ReadState state = done.readState();
        UnreadCount unread = queries.read(
                call, visible -> UnreadCount.of(state, visible.channel(state.channelId()), visible.snapshot()));
        return new MentionMarkReadResult(
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
    public MentionListResult mentionList(CallContext call, MentionListParams params) {
        return queries.read(call, visible -> {
            Optional<WorkspaceId> workspace =
                    params.workspaceId().map(id -> visible.workspace(id).id());
            List<Snapshot.MentionedIn> found = visible.snapshot()
                    .mentions(
                            call.userId(),
                            workspace,
                            Cursors.before(params.beforeId()),
                            params.unread().orElse(false),
                            params.limit() + 1);
            Page<Snapshot.MentionedIn> page = Page.of(found, params.limit());
            return new MentionListResult(
                    page.rows().stream()
                            .map(mention -> new MentionedInView(EntityViews.of(mention.message()), mention.unread()))
                            .toList(),
                    page.next(mention -> mention.message().id().value()),
                    visible.seq());
        });
    }
}
