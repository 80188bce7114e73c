package collab.rpc.methods;

import collab.api.MessageView;
import collab.api.ThreadFollowParams;
import collab.api.ThreadFollowResult;
import collab.api.ThreadGetParams;
import collab.api.ThreadGetResult;
import collab.api.ThreadInboxParams;
import collab.api.ThreadInboxResult;
import collab.api.ThreadListParams;
import collab.api.ThreadListResult;
import collab.api.ThreadMarkParams;
import collab.api.ThreadMarkResult;
import collab.api.ThreadNamespace;
import collab.api.ThreadReplyParams;
import collab.api.ThreadReplyResult;
import collab.api.ThreadStateView;
import collab.api.ThreadUnreadParams;
import collab.api.ThreadUnreadResult;
import collab.domain.Command;
import collab.domain.OwnCommand;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Message;
import collab.domain.model.ThreadState;
import collab.persistence.FollowedThread;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.view.Cursors;
import collab.rpc.view.EntityViews;
import collab.rpc.view.Page;
import collab.rpc.view.ThreadViews;
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
            MessageView parent = view(visible, new MessageId(params.parentId()));
            List<Message> replies = visible.snapshot()
                    .replies(
                            new MessageId(parent.id()),
                            Cursors.since(params.sinceId()),
                            Cursors.before(params.beforeId()),
                            params.limit());
            return new ThreadListResult(EntityViews.messages(replies), visible.seq(), Optional.of(parent));
        });
    }

    @Override
    public ThreadGetResult threadGet(CallContext call, ThreadGetParams params) {
        return queries.read(call, visible -> {
            MessageId id = new MessageId(params.parentId());
            Message parent =
                    tombstone(visible, id).map(Message.Tombstone::message).orElseGet(() -> visible.message(id.value()));
            Optional<ThreadState> state = visible.snapshot().threadState(call.userId(), id);
            return new ThreadGetResult(
                    view(visible, id),
                    state.map(known -> ThreadViews.of(known, parent, visible.snapshot())),
                    state.filter(ThreadState::following)
                            .flatMap(known -> visible.snapshot().firstUnreadReply(call.userId(), id, known.readNo()))
                            .map(MessageId::value),
                    parent.lastReplyNo(),
                    visible.seq());
        });
    }

    @Override
    public ThreadInboxResult threadInbox(CallContext call, ThreadInboxParams params) {
        return queries.read(call, visible -> {
            WorkspaceId workspace = visible.workspace(params.workspaceId()).id();
            List<FollowedThread.Listed> found = visible.snapshot()
                    .threadInbox(
                            call.userId(),
                            workspace,
                            ThreadViews.before(params.before()),
                            params.unread().orElse(false),
                            params.limit() + 1);
            Page<FollowedThread.Listed> page = Page.of(found, params.limit());
            return new ThreadInboxResult(
                    page.rows().stream()
                            .map(listed -> ThreadViews.of(listed, visible.snapshot()))
                            .toList(),
                    page.more() ? Optional.of(ThreadViews.after(page.rows().getLast())) : Optional.empty(),
                    visible.seq());
        });
    }

    // ---- State ----

    @Override
    public ThreadFollowResult threadFollow(CallContext call, ThreadFollowParams params) {
        var done = commands.execute(
                call, params, new Command.FollowThread(new MessageId(params.parentId()), params.following()));
        return new ThreadFollowResult(present(call, done.threadState()), done.seq(), done.await());
    }

    @Override
    public ThreadMarkResult threadMark(CallContext call, ThreadMarkParams params) {
        var done = commands.execute(
                call,
                params,
                new Command.MarkThreadRead(
                        new MessageId(params.parentId()),
                        new MessageId(params.messageId()),
                        params.seenVer().map(LogPosition::new)));
        return new ThreadMarkResult(present(call, done.threadState()), done.seq(), done.await());
    }

    @Override
    public ThreadUnreadResult threadUnread(CallContext call, ThreadUnreadParams params) {
        var done = commands.execute(
                call,
                params,
                new OwnCommand.MarkThreadUnread(
                        new MessageId(params.parentId()), params.messageId().map(MessageId::new)));
        return new ThreadUnreadResult(present(call, done.threadState()), done.seq(), done.await());
    }

    /** The commit does not contain the numbers of the thread; the result has those that are current after the commit. */
    private ThreadStateView present(CallContext call, ThreadState state) {
        return queries.read(call, visible -> {
            Message parent = tombstone(visible, state.parentId())
                    .map(Message.Tombstone::message)
                    .orElseGet(() -> visible.message(state.parentId().value()));
            return ThreadViews.of(state, parent, visible.snapshot());
        });
    }

    private static MessageView view(VisibleSnapshot visible, MessageId id) {
        return tombstone(visible, id).map(EntityViews::of).orElseGet(() -> EntityViews.of(visible.message(id.value())));
    }

    /** A deleted parent is found as long as replies to it remain: they would be lost with it. */
    private static Optional<Message.Tombstone> tombstone(VisibleSnapshot visible, MessageId id) {
        return visible.access()
                .deletedMessage(id)
                .filter(_ -> !visible.snapshot()
                        .replies(id, OptionalLong.empty(), Optional.empty(), 1)
                        .isEmpty());
    }
}
