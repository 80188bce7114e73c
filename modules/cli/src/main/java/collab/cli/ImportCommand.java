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
            "Bring a workspace in from a file; without FORMAT one that 'hero-collab export' wrote.",
            "Messages keep authors and times. An import may be begun again at any time: nothing comes twice."
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
    How how;

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "JSON lines as 'hero-collab export' writes them.")
    Optional<Path> file = Optional.empty();

    @Option(
            names = "--workspace",
            paramLabel = "NAME",
            description =
                    "Bring it into this workspace, which is made if it is missing; by default the archive's own name.")
    Optional<String> workspace = Optional.empty();

    @Spec
    CommandSpec command;

    @Override
    public Integer call() throws IOException {
        Path archive = file.orElseThrow(
                () -> new ParameterException(command.commandLine(), "Missing required parameter: 'FILE'"));
        return how.run(connection, output, archive, CollabArchive.open(required(archive)), workspace);
    }

    /** {@code hero-collab import slack-export FILE.zip}. */
    @Command(
            name = "slack-export",
            description = {
                "Bring in a Slack export (the zip file).",
                "People are matched by username, channels by name; files become links. Conversations stay between their people,"
                        + " whether or not you are one of them."
            })
    static final class Slack implements Callable<Integer> {
        @Mixin
        ServerConnection connection;

        @Mixin
        Output output;

        @Mixin
        How how;

        @Parameters(paramLabel = "FILE", description = "The zip file that Slack made.")
        Path file;

        @Option(
                names = "--workspace",
                required = true,
                paramLabel = "NAME",
                description = "The workspace to bring it into; made if it is missing.")
        String workspace;

        @Override
        public Integer call() throws IOException {
            return how.run(
                    connection, output, file, SlackExport.open(required(file), workspace), Optional.of(workspace));
        }
    }

    /** {@code hero-collab import mattermost-bulk FILE.jsonl}. */
    @Command(
            name = "mattermost-bulk",
            description = {
                "Bring in a Mattermost bulk file (JSON lines).",
                "Teams become workspaces; people are matched by username, channels by name."
            })
    static final class Mattermost implements Callable<Integer> {
        @Mixin
        ServerConnection connection;

        @Mixin
        Output output;

        @Mixin
        How how;

        @Parameters(paramLabel = "FILE", description = "The JSON lines; files beside it stay there.")
        Path file;

        @Override
        public Integer call() throws IOException {
            return how.run(connection, output, file, MattermostBulk.open(required(file)), Optional.empty());
        }
    }

    private static Path required(Path file) {
        if (!Files.isRegularFile(file)) throw new IllegalArgumentException("there is no file " + file);
        return file;
    }

    /** What all formats share. */
    static final class How {
        @Option(
                names = "--skipped",
                paramLabel = "FILE",
                description = "Write everything that was left out, and why, as JSON lines to this file.")
        Optional<Path> skippedFile = Optional.empty();

        int run(ServerConnection connection, Output output, Path file, Archive archive, Optional<String> workspace)
                throws IOException {
            try (CollabClient client = connection.patient()) {
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
            try (Skips skips = new Skips(skippedFile);
                    ProgressLine progress = new ProgressLine(output, "messages", archive.total(), archive::done)) {
                return Importer.run(
                        client, archive, new Importer.Options(workspace, state, source, skips::add, progress::count));
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

    /** The file of everything that was left out. */
    private static final class Skips implements AutoCloseable {
        private final Optional<BufferedWriter> writer;

        Skips(Optional<Path> file) throws IOException {
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
                throw new UncheckedIOException("what was skipped can not be written", full);
            }
        }

        @Override
        public void close() throws IOException {
            if (writer.isPresent()) writer.get().close();
        }
    }
}
