package collab.cli;

import collab.archive.Exporter;
import collab.client.CollabClient;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hero-collab export FILE}. */
@Command(
        name = "export",
        description = {
            "Export a workspace as JSON lines: everything in it that the caller can read.",
            "Messages keep authors, times, threads, reactions and pins. 'hero-collab import' reads the file."
        },
        footerHeading = "%nExample:%n",
        footer = "  hero-collab export --workspace-id 1 acme.jsonl")
public final class ExportCommand implements Callable<Integer> {
    @Mixin
    ServerConnection connection;

    @Mixin
    Output output;

    @Option(names = "--workspace-id", required = true, paramLabel = "ID", description = "Workspace to export.")
    long workspaceId;

    @Parameters(
            paramLabel = "FILE",
            description = "File to write, or - for stdout. An existing file is replaced when the export is complete.")
    String file;

    @Override
    public Integer call() throws IOException {
        try (CollabClient client = connection.forLongWork()) {
            if (file.equals("-")) toStdout(client);
            else output.err().println("wrote " + toFile(client, Path.of(file)) + " messages to " + file);
            return ExitCode.OK;
        }
    }

    private void toStdout(CollabClient client) throws IOException {
        OutputStream out = new BufferedOutputStream(System.out, 1 << 16);
        Exporter.run(client, workspaceId, out, _ -> {});
    }

    /** Writes a file beside the target and renames it, so that the target is never incomplete. */
    private long toFile(CollabClient client, Path target) throws IOException {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        long posts;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16);
                ProgressLine progress = new ProgressLine(output, "messages", 0, () -> 0)) {
            posts = Exporter.run(client, workspaceId, out, progress::count);
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return posts;
    }
}
