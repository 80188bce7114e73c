package collab.rpc.methods;

import collab.api.ThreadListParams;
import collab.api.ThreadListResult;
import collab.api.ThreadNamespace;
import collab.api.ThreadReplyParams;
import collab.api.ThreadReplyResult;
import collab.domain.Command;
import collab.domain.model.Message;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.view.Cursors;
import collab.rpc.view.EntityViews;
import java.util.List;
import java.util.Optional;

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
            Message parent = queries.read(call, visible -> visible.message(params.parentId()));
            return new Command.SendMessage(parent.channelId(), params.text(), Optional.of(parent.id()));
        });
        return new ThreadReplyResult(done.message(), done.seq(), done.await());
    }

    @Override
    public ThreadListResult threadList(CallContext call, ThreadListParams params) {
        return queries.read(call, visible -> {
            Message parent = visible.message(params.parentId());
            List<Message> replies = visible.snapshot()
                    .replies(
                            parent.id(),
                            Cursors.since(params.sinceId()),
                            Cursors.before(params.beforeId()),
                            params.limit());
            return new ThreadListResult(EntityViews.messages(replies), visible.seq());
        });
    }
}
