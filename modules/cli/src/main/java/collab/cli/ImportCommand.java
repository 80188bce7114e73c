package collab.cli;

import collab.api.Json;
import collab.archive.Archive;
import collab.archive.ArchiveEntry;
import collab.archive.CollabArchive;
import collab.archive.ImportReport;
import collab.archive.Importer;
import collab.archive.MattermostBulk;
import collab.archive.SlackExport;
import collab.client.CollabClient;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hero-collab import [FORMAT] FILE}. */
@Command(
        name = "import",
        description = {
            "Import a workspace from a file; without a format, from a file that 'hero-collab export' wrote.",
            "Messages keep authors and times. An import can be repeated at any time: nothing is imported twice."
        },
        synopsisSubcommandLabel = "[slack-export | mattermost-bulk]",
        subcommands = {ImportCommand.Slack.class, ImportCommand.Mattermost.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  hero-collab import acme.jsonl",
            "  hero-collab import slack-export 'Acme Slack export.zip' --workspace Acme",
            "  hero-collab import mattermost-bulk bulk.jsonl"
        })
public final class ImportCommand implements Callable<Integer> {
    @Mixin
    ServerConnection connection;

    @Mixin
    Output output;

    @Mixin
    ImportOptions options;

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "JSON lines that 'hero-collab export' wrote.")
    Optional<Path> file = Optional.empty();

    @Option(
            names = "--workspace",
            paramLabel = "NAME",
            description =
                    "Import into this workspace, which is created when it is missing. Default: the name in the archive.")
    Optional<String> workspace = Optional.empty();

    @Spec
    CommandSpec command;

    @Override
    public Integer call() throws IOException {
        Path archive = file.orElseThrow(
                () -> new ParameterException(command.commandLine(), "Missing required parameter: 'FILE'"));
        return options.run(connection, output, archive, CollabArchive.open(required(archive)), workspace);
    }

    /** {@code hero-collab import slack-export FILE.zip}. */
    @Command(
            name = "slack-export",
            description = {
                "Import a Slack export (the zip file).",
                "People are matched by username, channels by name; files become links. Direct messages stay between their members,"
                        + " whether or not you are one of them."
            })
    static final class Slack implements Callable<Integer> {
        @Mixin
        ServerConnection connection;

        @Mixin
        Output output;

        @Mixin
        ImportOptions options;

        @Parameters(paramLabel = "FILE", description = "Zip file that Slack exported.")
        Path file;

        @Option(
                names = "--workspace",
                required = true,
                paramLabel = "NAME",
                description = "Workspace to import into; created when it is missing.")
        String workspace;

        @Override
        public Integer call() throws IOException {
            return options.run(
                    connection, output, file, SlackExport.open(required(file), workspace), Optional.of(workspace));
        }
    }

    /** {@code hero-collab import mattermost-bulk FILE.jsonl}. */
    @Command(
            name = "mattermost-bulk",
            description = {
                "Import a Mattermost bulk file (JSON lines).",
                "Teams become workspaces; people are matched by username, channels by name."
            })
    static final class Mattermost implements Callable<Integer> {
        @Mixin
        ServerConnection connection;

        @Mixin
        Output output;

        @Mixin
        ImportOptions options;

        @Parameters(paramLabel = "FILE", description = "File with JSON lines; attachments beside it are not imported.")
        Path file;

        @Override
        public Integer call() throws IOException {
            return options.run(connection, output, file, MattermostBulk.open(required(file)), Optional.empty());
        }
    }

    private static Path required(Path file) {
        if (!Files.isRegularFile(file)) throw new IllegalArgumentException("file not found: " + file);
        return file;
    }

    /** The options of all formats. */
    static final class ImportOptions {
        @Option(
                names = "--skipped",
                paramLabel = "FILE",
                description = "Write every skipped item and the reason to this file, as JSON lines.")
        Optional<Path> skippedFile = Optional.empty();

        int run(ServerConnection connection, Output output, Path file, Archive archive, Optional<String> workspace)
                throws IOException {
            try (CollabClient client = connection.forLongWork()) {
                String source = file.toRealPath() + " " + Files.size(file) + " "
                        + Files.getLastModifiedTime(file).toMillis() + " " + workspace.orElse("");
                Path state = UserFolders.state()
                        .resolve("import-" + Integer.toHexString((connection.server() + source).hashCode()));
                print(output, run(client, archive, workspace, state, connection.server() + " " + source, output));
                return ExitCode.OK;
            }
        }

        private ImportReport run(
                CollabClient client,
                Archive archive,
                Optional<String> workspace,
                Path state,
                String source,
                Output output)
                throws IOException {
            try (SkippedFile skipped = new SkippedFile(skippedFile);
                    ProgressLine progress = new ProgressLine(output, "messages", archive.total(), archive::done)) {
                return Importer.run(
                        client, archive, new Importer.Options(workspace, state, source, skipped::add, progress::count));
            }
        }

        private static void print(Output output, ImportReport report) {
            if (output.json) {
                output.line(report.toJson());
                return;
            }
            report.counts().forEach((what, count) -> output.out().println(count + " " + what));
            report.reasons()
                    .forEach((why, count) -> output.out()
                            .println("skipped " + count + ": " + Output.plain(why) + " (for example "
                                    + Output.plain(String.join("; ", report.examples(why))) + ")"));
        }
    }

    /** The file of skipped items. */
    private static final class SkippedFile implements AutoCloseable {
        private final Optional<BufferedWriter> writer;

        SkippedFile(Optional<Path> file) throws IOException {
            this.writer = file.isPresent() ? Optional.of(Files.newBufferedWriter(file.get())) : Optional.empty();
        }

        void add(ArchiveEntry.Skipped skipped) {
            if (writer.isEmpty()) return;
            try {
                writer.get()
                        .write(Json.object()
                                .put("what", skipped.what())
                                .put("why", skipped.why())
                                .toString());
                writer.get().newLine();
            } catch (IOException full) {
                throw new UncheckedIOException("cannot write the skipped items", full);
            }
        }

        @Override
        public void close() throws IOException {
            if (writer.isPresent()) writer.get().close();
        }
    }
}
