package collab.rpc.methods;

import collab.api.ErrorCode;
import collab.api.ImportedMessageView;
import collab.api.MessageImportParams;
import collab.api.MessageImportResult;
import collab.domain.Command;
import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.persistence.Snapshot;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcFailure;
import collab.rpc.view.EntityViews;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code message.import}: messages of an archive, into a channel or into the direct channel of given users. */
final class MessageImportMethod {
    private final CommandExecutor commands;
    private final QueryExecutor queries;

    MessageImportMethod(CommandExecutor commands, QueryExecutor queries) {
        this.commands = commands;
        this.queries = queries;
    }

    /** The result has the ids of all given messages, including those that an earlier import created. */
    MessageImportResult execute(CallContext call, MessageImportParams params) {
        var done = commands.execute(call, params, command(params));
        return queries.read(call, visible -> {
            ChannelId channel =
                    params.channelId().map(ChannelId::new).orElseGet(() -> directChannel(params, visible.snapshot()));
            List<Long> ids = params.messages().stream()
                    .map(message ->
                            visible.snapshot().imported(channel, message.key()).orElseThrow())
                    .map(MessageId::value)
                    .toList();
            return new MessageImportResult(ids, done.seq(), done.await());
        });
    }

    private static Command command(MessageImportParams params) {
        List<Command.ImportMessages.Imported> messages =
                params.messages().stream().map(MessageImportMethod::imported).toList();
        boolean conversation =
                params.workspaceId().isPresent() && params.userIds().isPresent();
        if (params.channelId().isPresent()
                && params.workspaceId().isEmpty()
                && params.userIds().isEmpty()) {
            return new Command.ImportMessages(new ChannelId(params.channelId().get()), messages);
        }
        if (params.channelId().isPresent() || !conversation) {
            throw new RpcFailure(ErrorCode.INVALID_VALUE, "expected either channel_id, or workspace_id and user_ids");
        }
        return new Command.ImportConversation(
                new WorkspaceId(params.workspaceId().get()),
                params.userIds().get().stream().map(UserId::new).toList(),
                messages);
    }

    private static Command.ImportMessages.Imported imported(ImportedMessageView message) {
        boolean deleted = message.deleted().orElse(false);
        if (deleted) {
            return new Command.ImportMessages.Imported(
                    message.key(),
                    new UserId(message.userId()),
                    new Command.ImportMessages.Imported.Content("", message.createdAt(), Optional.empty()),
                    message.parentKey(),
                    false,
                    List.of());
        }
        return new Command.ImportMessages.Imported(
                message.key(),
                new UserId(message.userId()),
                new Command.ImportMessages.Imported.Content(message.text(), message.createdAt(), message.editedAt()),
                message.parentKey(),
                message.pinned().orElse(false),
                message.reactions().orElse(List.of()).stream()
                        .map(EntityViews::of)
                        .toList());
    }

    /**
     * Not limited to channels that the caller may see: the result contains only ids of messages that the caller
     * imported.
     */
    private static ChannelId directChannel(MessageImportParams params, Snapshot snapshot) {
        Set<UserId> users =
                params.userIds().orElseThrow().stream().map(UserId::new).collect(Collectors.toSet());
        return snapshot.directChannel(new WorkspaceId(params.workspaceId().orElseThrow()), users)
                .orElseThrow(() -> new RpcFailure(ErrorCode.WORKSPACE_NOT_FOUND)) // deleted after the commit
                .id();
    }
}
