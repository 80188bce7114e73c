package collab.launcher;

import collab.api.Json;
import collab.cli.ExitCode;
import collab.cli.Output;
import collab.persistence.Verification;
import collab.persistence.sqlite.DatabaseMaintenance;
import collab.rpc.auth.SetupLink;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hero-collab admin …}: commands that work on the data folder, and commands that need an administrator. */
@Command(
        name = "admin",
        description = "Manage accounts, tokens and backups, and check the database.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            AdminCommand.Backup.class,
            AdminCommand.Restore.class,
            AdminCommand.Verify.class,
            AdminCommand.SetupUrl.class,
            RecoveryCommand.class
        })
final class AdminCommand {
    private static final Logger LIBRARIES =
            Logger.getLogger(""); // kept reachable: a logger without a strong reference loses its level
    private static final Logger POOL = Logger.getLogger("com.zaxxer.hikari");

    /** The option that names the data folder. */
    static final class Data {
        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "Data folder of the server; ${DEFAULT-VALUE} by default.",
                defaultValue = "data")
        Path directory;

        /** Silences the connection pool, whose messages do not help at a terminal. */
        Data() {
            LIBRARIES.setLevel(Level.WARNING);
            POOL.setLevel(Level.OFF); // the command reports problems with a file itself
        }
    }

    /** {@code hero-collab admin backup FILE}. */
    @Command(
            name = "backup",
            description = {
                "Copy the database into a file; the server may be running.",
                "A server that is started with the copy begins a new epoch, so that clients fetch a fresh state."
            },
            footerHeading = "%nExample:%n",
            footer = "  hero-collab admin backup --data /var/lib/hero-collab backup.db")
    static final class Backup implements Callable<Integer> {
        @Mixin
        Data data;

        @Mixin
        Output output;

        @Parameters(paramLabel = "FILE", description = "File to create; it must not exist.")
        Path file;

        @Override
        public Integer call() {
            DatabaseMaintenance.backUp(data.directory, file.toAbsolutePath());
            output.err().println("wrote " + file);
            return ExitCode.OK;
        }
    }

    /** {@code hero-collab admin restore FILE}. */
    @Command(
            name = "restore",
            description = {
                "Restore a backup, or a copy of collab.db, into a data folder without a database; then start the server with it.",
                "The folder gets the complete database or none, also when the command is interrupted. The server begins a new epoch, so"
                        + " that clients fetch a fresh state."
            },
            footerHeading = "%nExample:%n",
            footer = "  hero-collab admin restore --data /var/lib/hero-collab backup.db")
    static final class Restore implements Callable<Integer> {
        @Mixin
        Data data;

        @Mixin
        Output output;

        @Parameters(paramLabel = "FILE", description = "File that 'admin backup' wrote, or a copy of collab.db.")
        Path file;

        @Override
        public Integer call() {
            DatabaseMaintenance.restore(file, data.directory);
            output.err().println("restored into " + data.directory);
            return ExitCode.OK;
        }
    }

    /** {@code hero-collab admin setup-url}. */
    @Command(
            name = "setup-url",
            description = {
                "Print the link to the setup page of a server without an administrator.",
                "The server must have been started once. The link is a secret: it makes the first person who uses it administrator."
            },
            footerHeading = "%nExample:%n",
            footer = "  hero-collab admin setup-url --data /var/lib/hero-collab")
    static final class SetupUrl implements Callable<Integer> {
        @Mixin
        Data data;

        @Mixin
        Output output;

        @Override
        public Integer call() throws IOException {
            Path file = data.directory.resolve(SetupLink.FILE);
            if (!Files.isRegularFile(file)) {
                output.err()
                        .println("hero-collab: there is no " + file
                                + ": the server has an administrator, was not started yet, or has another setup.mode");
                return ExitCode.FAILED;
            }
            String url = Files.readString(file).strip();
            if (output.json) output.line(Json.object().put("url", url));
            else output.out().println(url);
            return ExitCode.OK;
        }
    }

    /** {@code hero-collab admin verify [FILE]}. */
    @Command(
            name = "verify",
            description = {
                "Check a database or a backup; the server may be running. Checks the file, the log, memberships, counters, mentions and the search index.",
                "Exits with 1 and names the rows when it finds a problem."
            })
    static final class Verify implements Callable<Integer> {
        @Mixin
        Data data;

        @Mixin
        Output output;

        @Parameters(
                paramLabel = "FILE",
                arity = "0..1",
                description = "Backup to check; the database of --data by default.")
        Optional<Path> file = Optional.empty();

        @Override
        public Integer call() {
            Verification found = DatabaseMaintenance.verify(file.orElse(data.directory));
            if (output.json) output.line(json(found));
            else {
                found.counts().forEach((what, count) -> output.out().println(count + " " + what));
                found.problems().forEach(problem -> output.out().println(output.styled("bold", "problem: ") + problem));
                output.out().println(found.sound() ? "the database is sound" : "the database is damaged");
            }
            return found.sound() ? ExitCode.OK : ExitCode.FAILED;
        }

        private static ObjectNode json(Verification found) {
            ObjectNode json = Json.object().put("sound", found.sound());
            ObjectNode counts = json.putObject("counts");
            found.counts().forEach(counts::put);
            var problems = json.putArray("problems");
            found.problems().forEach(problems::add);
            return json;
        }
    }
}
