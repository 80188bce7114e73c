package collab.cli;

import collab.api.MessageListParams;
import collab.api.MessageListResult;
import collab.api.MessageSendParams;
import collab.api.MessageSendResult;
import collab.api.MessageView;
import collab.cli.stream.ArgumentInput;
import collab.client.CollabClient;
import java.io.IOException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hero-collab message …}. */
@Command(
        name = "message",
        description = "Send and read messages.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {MessageCommand.Send.class, MessageCommand.Listing.class})
public final class MessageCommand {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

    /** {@code hero-collab message send}. */
    @Command(
            name = "send",
            description = "Send a message and print its id.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  hero-collab message send --channel-id 1 \"Good morning\"",
                "  uptime | hero-collab message send --channel-id 1 -"
            })
    static final class Send implements Callable<Integer> {
        @Mixin
        ServerConnection connection;

        @Mixin
        Output output;

        @Option(names = "--channel-id", required = true, paramLabel = "ID", description = "Channel.")
        long channelId;

        @Option(names = "--parent-id", paramLabel = "ID", description = "Message to reply to.")
        Optional<Long> parentId = Optional.empty();

        @Parameters(paramLabel = "TEXT", description = "Text of the message, or - for stdin.")
        String text;

        @Override
        public Integer call() throws IOException {
            MessageSendParams params = MessageSendParams.of(channelId, ArgumentInput.text(text));
            if (parentId.isPresent()) params = params.withParentId(parentId.get());
            try (CollabClient client = connection.signedIn()) {
                MessageSendResult sent = client.messageSend(params);
                if (output.json) output.line(sent);
                else output.out().println(sent.message().id());
                return ExitCode.OK;
            }
        }
    }

    /** {@code hero-collab message list}. */
    @Command(
            name = "list",
            description = {
                "List messages of a channel, oldest first. Without options, the newest page.",
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  hero-collab message list --channel-id 1 --limit 50",
                "  hero-collab message list --channel-id 1 --since-id 0 --limit 200 --json"
            })
    static final class Listing implements Callable<Integer> {
        @Mixin
        ServerConnection connection;

        @Mixin
        Output output;

        @Option(names = "--channel-id", required = true, paramLabel = "ID", description = "Channel.")
        long channelId;

        @Option(
                names = "--limit",
                paramLabel = "N",
                description = "Number of messages at most, 1 to 200; ${DEFAULT-VALUE} by default.",
                defaultValue = "50")
        int limit;

        @Option(names = "--since-id", paramLabel = "ID", description = "Only messages after this one.")
        Optional<Long> sinceId = Optional.empty();

        @Option(names = "--before-id", paramLabel = "ID", description = "Only messages before this one.")
        Optional<Long> beforeId = Optional.empty();

        @Override
        public Integer call() {
            MessageListParams params = MessageListParams.of(channelId).withLimit(limit);
            if (sinceId.isPresent()) params = params.withSinceId(sinceId.get());
            if (beforeId.isPresent()) params = params.withBeforeId(beforeId.get());
            try (CollabClient client = connection.signedIn()) {
                MessageListResult page = client.messageList(params);
                DisplayNames names = new DisplayNames(client);
                for (MessageView message : page.messages()) {
                    if (output.json) output.line(message);
                    else output.out().println(line(message, names));
                }
                if (!output.json && page.messages().size() == limit)
                    output.err().println("more: " + next(page));
                return ExitCode.OK;
            }
        }

        /** The option for the next page; a full page is probably not the last one. */
        private String next(MessageListResult page) {
            return sinceId.isPresent()
                    ? "--since-id " + page.messages().getLast().id()
                    : "--before-id " + page.messages().getFirst().id();
        }

        private static String line(MessageView message, DisplayNames names) {
            String edited = message.editedAt().isPresent() ? " (edited)" : "";
            return MINUTE.format(message.createdAt()) + "  " + names.of(message.userId()) + ": "
                    + Output.plain(message.text()) + edited;
        }
    }
}
