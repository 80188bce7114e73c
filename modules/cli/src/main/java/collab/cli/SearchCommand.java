package collab.cli;

import collab.api.MessageSearchParams;
import collab.api.MessageSearchResult;
import collab.api.MessageView;
import collab.api.SearchHitView;
import collab.api.TextFragmentView;
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

/** {@code hero-collab search QUERY}. */
@Command(
        name = "search",
        description = {
            "Search messages that the caller can read, newest first.",
            "A query has words, \"phrases\", prefixes*, -exclusions, and from: in: before: after: on: has: is:.",
            "A day is one of the time zone of this system (environment variable TZ)."
        },
        footerHeading = "%nExample:%n",
        footer = "  hero-collab search 'from:alice morning in:general'")
public final class SearchCommand implements Callable<Integer> {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

    @Mixin
    ServerConnection connection;

    @Mixin
    Output output;

    @Parameters(paramLabel = "QUERY", description = "Search query, or - for stdin.")
    String query;

    @Option(names = "--workspace-id", paramLabel = "ID", description = "Only in this workspace.")
    Optional<Long> workspaceId = Optional.empty();

    @Option(names = "--channel-id", paramLabel = "ID", description = "Only in this channel.")
    Optional<Long> channelId = Optional.empty();

    @Option(names = "--before-id", paramLabel = "ID", description = "Only messages before this one; for the next page.")
    Optional<Long> beforeId = Optional.empty();

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Number of messages at most, 1 to 200; ${DEFAULT-VALUE} by default.",
            defaultValue = "50")
    int limit;

    @Override
    public Integer call() throws IOException {
        MessageSearchParams params =
                MessageSearchParams.of(ArgumentInput.text(query)).withLimit(limit);
        if (workspaceId.isPresent()) params = params.withWorkspaceId(workspaceId.get());
        if (channelId.isPresent()) params = params.withChannelId(channelId.get());
        if (beforeId.isPresent()) params = params.withBeforeId(beforeId.get());
        try (CollabClient client = connection.signedIn()) {
            MessageSearchResult found = client.messageSearch(params);
            DisplayNames names = new DisplayNames(client);
            for (SearchHitView hit : found.hits()) {
                if (output.json) output.line(hit);
                else output.out().println(line(hit, names));
            }
            if (!output.json) found.nextBeforeId().ifPresent(id -> output.err().println("more: --before-id " + id));
            return ExitCode.OK;
        }
    }

    private String line(SearchHitView hit, DisplayNames names) {
        MessageView message = hit.message();
        StringBuilder line = new StringBuilder(MINUTE.format(message.createdAt()))
                .append("  channel ")
                .append(message.channelId())
                .append("  ")
                .append(names.of(message.userId()))
                .append(": ");
        for (TextFragmentView piece : hit.excerpt()) {
            String text = Output.plain(piece.text());
            line.append(piece.hit() ? output.styled("bold", text) : text);
        }
        return line.toString();
    }
}
