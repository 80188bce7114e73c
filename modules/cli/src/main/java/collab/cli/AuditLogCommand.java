package collab.cli;

import collab.api.Json;
import collab.api.RpcMethod;
import collab.cli.stream.ExportTarget;
import collab.cli.stream.StandardOutput;
import collab.client.CollabClient;
import collab.client.CollabException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hero-collab audit …}. */
@Command(
        name = "audit",
        description = "The audit log: who did what to whom, and from where.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = AuditLogCommand.Export.class)
public final class AuditLogCommand {
    private static final int PAGE = 200;

    /** {@code hero-collab audit export FILE}. */
    @Command(
            name = "export",
            description = {
                "Export the audit log as JSON lines, the newest record first.",
                "Each page is written as it arrives. Records that are added meanwhile are not in the file."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  hero-collab audit export audit.jsonl",
                "  hero-collab audit export --since 2026-11-01T00:00:00.000Z --action sign_in_failed -"
            })
    static final class Export implements Callable<Integer> {
        @Mixin
        ServerConnection connection;

        @Mixin
        Output output;

        @Option(names = "--workspace-id", paramLabel = "ID", description = "Only records of this workspace.")
        Optional<Long> workspaceId = Optional.empty();

        @Option(names = "--actor-id", paramLabel = "ID", description = "Only what this user did.")
        Optional<Long> actorId = Optional.empty();

        @Option(names = "--action", paramLabel = "ACTION", description = "Only this action, for example signed_in.")
        Optional<String> action = Optional.empty();

        @Option(
                names = "--since",
                paramLabel = "TIME",
                description = "Only records from this time on, as RFC 3339 in UTC with milliseconds.")
        Optional<String> since = Optional.empty();

        @Option(names = "--until", paramLabel = "TIME", description = "Only records before this time.")
        Optional<String> until = Optional.empty();

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
                else
                    output.err()
                            .println("wrote " + toFile(client, Path.of(file)) + " records to " + Output.plain(file));
                return ExitCode.OK;
            } catch (CollabException.InvalidCall rejected) {
                throw OlderServer.explained(rejected);
            }
        }

        private void toStdout(CollabClient client) throws IOException {
            OutputStream out = new BufferedOutputStream(StandardOutput.ofProcess(), 1 << 16);
            write(client, out, _ -> {});
            out.flush();
        }

        private long toFile(CollabClient client, Path target) throws IOException {
            try (ProgressLine progress = new ProgressLine(output, "records", 0, () -> 0)) {
                return new ExportTarget(target).write(out -> write(client, out, progress::count));
            } catch (FileSystemException named) {
                throw named;
            } catch (IOException unwritten) {
                throw new IOException("cannot write " + target + ": " + unwritten.getMessage(), unwritten);
            }
        }

        /** Keeps one page in memory. Members that a newer server adds to the records are kept. */
        private long write(CollabClient client, OutputStream out, LongConsumer progress) throws IOException {
            ObjectNode params = params();
            long written = 0;
            while (true) {
                JsonNode page = client.callRaw(RpcMethod.AUDIT_LIST.wireName(), params);
                for (JsonNode record : page.path("records")) {
                    out.write(Json.bytes(record));
                    out.write('\n');
                    written++;
                }
                progress.accept(written);
                if (!page.has("next_before_id")) return written;
                params.set("before_id", page.path("next_before_id"));
            }
        }

        private ObjectNode params() {
            ObjectNode params = Json.object().put("limit", PAGE);
            workspaceId.ifPresent(id -> params.put("workspace_id", id));
            actorId.ifPresent(id -> params.put("actor_id", id));
            action.ifPresent(name -> params.put("action", name));
            since.ifPresent(time -> params.put("since", time));
            until.ifPresent(time -> params.put("until", time));
            return params;
        }
    }
}
