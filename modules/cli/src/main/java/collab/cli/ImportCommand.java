package collab.cli;

import collab.api.Json;
import collab.archive.Archive;
import collab.archive.ArchiveEntry;
import collab.archive.CollabArchive;
import collab.archive.ImportDecision;
import collab.archive.ImportReport;
import collab.archive.Importer;
import collab.archive.mattermost.MattermostBulk;
import collab.archive.slack.SlackExport;
import collab.client.CollabClient;
import collab.client.CollabException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.zip.ZipException;
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
                "A person joins an account with exactly the same username, a public channel a public one with exactly the same name."
                        + " Private channels and direct messages stay between their members; you become a member of none."
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
            return options.run(connection, output, file, open(), Optional.of(workspace));
        }

        private SlackExport open() throws IOException {
            try {
                return SlackExport.open(required(file), workspace, options.source);
            } catch (ZipException other) {
                throw new IllegalArgumentException(
                        file + " is not a zip file, or a part of it is missing (" + other.getMessage() + ")", other);
            }
        }
    }

    /** {@code hero-collab import mattermost-bulk FILE}. */
    @Command(
            name = "mattermost-bulk",
            description = {
                "Import a Mattermost bulk file (JSON lines, or the zip file that contains them).",
                "Teams become workspaces, identified by the name of the team in its address."
                        + " The file does not name its server: a later import needs --source, which is mattermost for the"
                        + " server of the first import, and another name for a second server."
            })
    static final class Mattermost implements Callable<Integer> {
        @Mixin
        ServerConnection connection;

        @Mixin
        Output output;

        @Mixin
        ImportOptions options;

        @Parameters(
                paramLabel = "FILE",
                description = "File with JSON lines, or a zip file that contains one; attachments are not imported.")
        Path file;

        @Override
        public Integer call() throws IOException {
            return options.run(connection, output, file, MattermostBulk.open(required(file)), Optional.empty());
        }
    }

    private static Path required(Path file) throws NoSuchFileException {
        if (Files.isRegularFile(file)) return file;
        if (Files.isDirectory(file)) throw new IllegalArgumentException(file + " is a folder; name the file");
        if (Files.exists(file)) {
            throw new IllegalArgumentException(
                    file + " is not a regular file; an import reads it more than once, so save it to a file first");
        }
        throw new NoSuchFileException(file.toString());
    }

    /** The options of all formats. */
    static final class ImportOptions {
        @Option(
                names = "--skipped",
                paramLabel = "FILE",
                description = "Write every skipped item and the reason to this file, as JSON lines.")
        Optional<Path> skippedFile = Optional.empty();

        @Option(
                names = "--dry-run",
                description = "Print what each workspace, person and channel would become, and why; write nothing.")
        boolean dryRun;

        @Option(
                names = "--source",
                paramLabel = "NAME",
                description = "Identifies the server of the file: files with the same source continue the same import."
                        + " Default: what the file states.")
        Optional<String> source = Optional.empty();

        int run(ServerConnection connection, Output output, Path file, Archive archive, Optional<String> workspace)
                throws IOException {
            try (CollabClient client = connection.forLongWork()) {
                String identity = file.toRealPath() + " " + Files.size(file) + " "
                        + Files.getLastModifiedTime(file).toMillis() + " " + workspace.orElse("") + " "
                        + source.orElse("");
                Path state = UserFolders.state()
                        .resolve("import-" + Integer.toHexString((connection.server() + identity).hashCode()));
                Importer.State checkpoint = new Importer.State(state, connection.server() + " " + identity);
                if (dryRun) {
                    Importer.Listeners none = new Importer.Listeners(_ -> {}, _ -> {});
                    print(
                            output,
                            Importer.plan(client, archive, new Importer.Options(workspace, source, checkpoint, none)));
                } else {
                    print(output, run(client, archive, workspace, checkpoint, output));
                }
                return ExitCode.OK;
            } catch (CollabException.InvalidCall rejected) {
                throw OlderServer.explained(rejected);
            }
        }

        private ImportReport run(
                CollabClient client,
                Archive archive,
                Optional<String> workspace,
                Importer.State checkpoint,
                Output output)
                throws IOException {
            try (SkippedFile skipped = new SkippedFile(skippedFile);
                    ProgressLine progress = new ProgressLine(output, "messages", archive.total(), archive::done)) {
                Importer.Listeners listeners = new Importer.Listeners(skipped::add, progress::count);
                return Importer.run(client, archive, new Importer.Options(workspace, source, checkpoint, listeners));
            }
        }

        private static void print(Output output, List<ImportDecision> decisions) {
            if (output.json) {
                ObjectNode json = Json.object();
                ArrayNode all = json.putArray("decisions");
                decisions.forEach(decision -> all.add(decision.toJson()));
                output.line(json);
                return;
            }
            decisions.forEach(decision -> output.out().println(Output.plain(decision.line())));
        }

        private static void print(Output output, ImportReport report) {
            if (output.json) {
                output.line(report.toJsonWithDecisions());
                return;
            }
            print(output, report.decisions());
            report.counts().forEach((what, count) -> output.out().println(count + " " + what));
            report.reasons()
                    .forEach((why, count) -> output.out()
                            .println("skipped " + count + ": " + Output.plain(why) + " (for example "
                                    + Output.plain(String.join("; ", report.examples(why))) + ")"));
        }
    }

    /** The file of skipped items. */
    private static final class SkippedFile implements AutoCloseable {
        private final Optional<Path> file;
        private final Optional<BufferedWriter> writer;

        SkippedFile(Optional<Path> file) throws IOException {
            this.file = file;
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
                throw new UncheckedIOException(unwritten(full));
            }
        }

        private IOException unwritten(IOException cause) {
            return new IOException("cannot write " + file.orElseThrow() + ": " + cause.getMessage(), cause);
        }

        @Override
        public void close() throws IOException {
            try {
                if (writer.isPresent()) writer.get().close();
            } catch (IOException full) {
                throw unwritten(full);
            }
        }
    }
}
