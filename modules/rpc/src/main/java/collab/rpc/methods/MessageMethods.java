package collab.rpc.methods;

import collab.api.MessageDeleteParams;
import collab.api.MessageDeleteResult;
import collab.api.MessageGetParams;
import collab.api.MessageGetResult;
import collab.api.MessageHistoryParams;
import collab.api.MessageHistoryResult;
import collab.api.MessageImportParams;
import collab.api.MessageImportResult;
import collab.api.MessageListParams;
import collab.api.MessageListResult;
import collab.api.MessageNamespace;
import collab.api.MessagePinParams;
import collab.api.MessagePinResult;
import collab.api.MessagePinsParams;
import collab.api.MessagePinsResult;
import collab.api.MessageReactParams;
import collab.api.MessageReactResult;
import collab.api.MessageSearchParams;
import collab.api.MessageSearchResult;
import collab.api.MessageSendParams;
import collab.api.MessageSendResult;
import collab.api.MessageToggleReactParams;
import collab.api.MessageToggleReactResult;
import collab.api.MessageUnpinParams;
import collab.api.MessageUnpinResult;
import collab.api.MessageUnreactParams;
import collab.api.MessageUnreactResult;
import collab.api.MessageUpdateParams;
import collab.api.MessageUpdateResult;
import collab.api.MessageVersionView;
import collab.api.MessageView;
import collab.domain.Command;
import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.model.Channel;
import collab.domain.model.Message;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.view.Cursors;
import collab.rpc.view.EntityViews;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code message.*}: messages, reactions and pins. Search and import have classes of their own. */
final class MessageMethods implements MessageNamespace<CallContext> {
    private final CommandExecutor commands;
    private final QueryExecutor queries;
    private final MessageImportMethod imports;

    MessageMethods(CommandExecutor commands, QueryExecutor queries) {
        this.commands = commands;
        this.queries = queries;
        this.imports = new MessageImportMethod(commands, queries);
    }

    // ---- Commands ----

    @Override
    public MessageSendResult messageSend(CallContext call, MessageSendParams params) {
        var done = commands.execute(
                call,
                params,
                new Command.SendMessage(
                        new ChannelId(params.channelId()),
                        params.text(),
                        params.parentId().map(MessageId::new)));
        return new MessageSendResult(done.message(), done.seq(), done.await());
    }

    @Override
    public MessageUpdateResult messageUpdate(CallContext call, MessageUpdateParams params) {
        var done = commands.execute(
                call, params, new Command.UpdateMessage(new MessageId(params.messageId()), params.text()));
        return new MessageUpdateResult(done.message(), done.seq(), done.await());
    }

    @Override
    public MessageDeleteResult messageDelete(CallContext call, MessageDeleteParams params) {
        var done = commands.execute(call, params, new Command.DeleteMessage(new MessageId(params.messageId())));
        return new MessageDeleteResult(done.seq(), done.await());
    }

    @Override
    public MessageReactResult messageReact(CallContext call, MessageReactParams params) {
        var done = commands.execute(call, params, new Command.React(new MessageId(params.messageId()), params.emoji()));
        return new MessageReactResult(done.reactions(), done.seq(), done.await());
    }

    @Override
    public MessageUnreactResult messageUnreact(CallContext call, MessageUnreactParams params) {
        var done =
                commands.execute(call, params, new Command.Unreact(new MessageId(params.messageId()), params.emoji()));
        return new MessageUnreactResult(done.reactions(), done.seq(), done.await());
    }

    @Override
    public MessageToggleReactResult messageToggleReact(CallContext call, MessageToggleReactParams params) {
        var done = commands.execute(
                call, params, new Command.ToggleReaction(new MessageId(params.messageId()), params.emoji()));
        return new MessageToggleReactResult(done.reactions(), done.seq(), done.await());
    }

    @Override
    public MessagePinResult messagePin(CallContext call, MessagePinParams params) {
        var done = commands.execute(call, params, new Command.PinMessage(new MessageId(params.messageId())));
        return new MessagePinResult(done.seq(), done.await());
    }

    @Override
    public MessageUnpinResult messageUnpin(CallContext call, MessageUnpinParams params) {
        var done = commands.execute(call, params, new Command.UnpinMessage(new MessageId(params.messageId())));
        return new MessageUnpinResult(done.seq(), done.await());
    }

    @Override
    public MessageImportResult messageImport(CallContext call, MessageImportParams params) {
        return imports.execute(call, params);
    }

    // ---- Queries ----

    @Override
    public MessageGetResult messageGet(CallContext call, MessageGetParams params) {
        return queries.read(
                call,
                visible -> new MessageGetResult(EntityViews.of(visible.message(params.messageId())), visible.seq()));
    }

    @Override
    public MessageListResult messageList(CallContext call, MessageListParams params) {
        return queries.read(call, visible -> {
            Channel channel = visible.readableChannel(new ChannelId(params.channelId()));
            OptionalLong since = Cursors.since(params.sinceId());
            Optional<MessageId> before = Cursors.before(params.beforeId());
            if (params.threads().orElse(false)) {
                List<MessageView> all = visible.snapshot().history(channel.id(), since, before, params.limit()).stream()
                        .map(entry -> entry.deletedAt()
                                .map(at -> EntityViews.of(new Message.Tombstone(entry.message(), at)))
                                .orElseGet(() -> EntityViews.of(entry.message())))
                        .toList();
                return new MessageListResult(all, visible.seq());
            }
            List<Message> messages = visible.snapshot().messages(channel.id(), since, before, params.limit());
            return new MessageListResult(EntityViews.messages(messages), visible.seq());
        });
    }

    @Override
    public MessageHistoryResult messageHistory(CallContext call, MessageHistoryParams params) {
        return queries.read(call, visible -> {
            Message message = visible.message(params.messageId());
            List<MessageVersionView> versions = MessageHistory.visible(visible, message).stream()
                    .map(version -> new MessageVersionView(version.text(), version.at()))
                    .toList();
            return new MessageHistoryResult(versions, visible.seq());
        });
    }

    @Override
    public MessagePinsResult messagePins(CallContext call, MessagePinsParams params) {
        return queries.read(call, visible -> {
            Channel channel = visible.readableChannel(new ChannelId(params.channelId()));
            return new MessagePinsResult(EntityViews.messages(visible.snapshot().pinned(channel.id())), visible.seq());
        });
    }

    @Override
    public MessageSearchResult messageSearch(CallContext call, MessageSearchParams params) {
        return queries.scan(call, visible -> new MessageSearchMethod(call.userId(), visible).search(params));
    }
}
