package collab.rpc.methods;

import collab.api.MessageView;
import collab.api.ThreadListParams;
import collab.api.ThreadListResult;
import collab.api.ThreadNamespace;
import collab.api.ThreadReplyParams;
import collab.api.ThreadReplyResult;
import collab.domain.Command;
import collab.domain.id.MessageId;
import collab.domain.model.Message;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.view.Cursors;
import collab.rpc.view.EntityViews;
import collab.rpc.view.VisibleSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code thread.*}: replies to a message. */
final class ThreadMethods implements ThreadNamespace<CallContext> {
    private final CommandExecutor commands;
    private final QueryExecutor queries;

    ThreadMethods(CommandExecutor commands, QueryExecutor queries) {
        this.commands = commands;
        this.queries = queries;
    }

    /** A parent that the caller may not see is reported like one that does not exist. */
    @Override
    public ThreadReplyResult threadReply(CallContext call, ThreadReplyParams params) {
        var done = commands.executeChecked(call, params, () -> {
            Message parent = queries.read(call, visible -> visible.parent(params.parentId()));
            return new Command.SendMessage(parent.channelId(), params.text(), Optional.of(parent.id()));
        });
        return new ThreadReplyResult(done.message(), done.seq(), done.await());
    }

    @Override
    public ThreadListResult threadList(CallContext call, ThreadListParams params) {
        return queries.read(call, visible -> {
            MessageView parent = parent(visible, new MessageId(params.parentId()));
            List<Message> replies = visible.snapshot()
                    .replies(
                            new MessageId(parent.id()),
                            Cursors.since(params.sinceId()),
                            Cursors.before(params.beforeId()),
                            params.limit());
            return new ThreadListResult(EntityViews.messages(replies), visible.seq(), Optional.of(parent));
        });
    }

    /** A deleted parent is found as long as replies to it remain: they would be lost with it. */
    private static MessageView parent(VisibleSnapshot visible, MessageId id) {
        return visible.access()
                .deletedMessage(id)
                .filter(_ -> !visible.snapshot()
                        .replies(id, OptionalLong.empty(), Optional.empty(), 1)
                        .isEmpty())
                .map(EntityViews::of)
                .orElseGet(() -> EntityViews.of(visible.message(id.value())));
    }
}
