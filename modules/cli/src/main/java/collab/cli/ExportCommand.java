package collab.cli;

import collab.archive.Exporter;
import collab.cli.stream.ExportTarget;
import collab.cli.stream.StandardOutput;
import collab.client.CollabClient;
import collab.client.CollabException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
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
            description = {
                "File to write, or - for stdout. An existing file is replaced when the export is complete.",
                "A pipe, a device or a symbolic link is written through and stays what it is."
            })
    String file;

    @Override
    public Integer call() throws IOException {
        try (CollabClient client = connection.forLongWork()) {
            if (file.equals("-")) toStdout(client);
            else output.err().println("wrote " + toFile(client, Path.of(file)) + " messages to " + Output.plain(file));
            return ExitCode.OK;
        } catch (CollabException.InvalidCall rejected) {
            throw OlderServer.explained(rejected);
        }
    }

    private void toStdout(CollabClient client) throws IOException {
        OutputStream out = new BufferedOutputStream(StandardOutput.ofProcess(), 1 << 16);
        Exporter.run(client, workspaceId, out, _ -> {});
    }

    private long toFile(CollabClient client, Path target) throws IOException {
        try (ProgressLine progress = new ProgressLine(output, "messages", 0, () -> 0)) {
            return new ExportTarget(target).write(out -> Exporter.run(client, workspaceId, out, progress::count));
        } catch (FileSystemException named) {
            throw named;
        } catch (IOException unwritten) {
            throw new IOException("cannot write " + target + ": " + unwritten.getMessage(), unwritten);
        }
    }
}
