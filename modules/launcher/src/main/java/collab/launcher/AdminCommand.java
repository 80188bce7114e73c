package collab.launcher;

import collab.api.Json;
import collab.cli.ExitCode;
import collab.cli.Output;
import collab.persistence.Verification;
import collab.persistence.sqlite.DatabaseMaintenance;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hero-collab admin …}: what is done on the machine of the server, and what needs an administrator. */
@Command(
        name = "admin",
        description = "People, tokens, backups and checks.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {AdminCommand.Backup.class, AdminCommand.Restore.class, AdminCommand.Verify.class})
final class AdminCommand {
    private static final Logger LIBRARIES =
            Logger.getLogger(""); // kept, for a logger that nobody holds forgets its level
    private static final Logger POOL = Logger.getLogger("com.zaxxer.hikari");

    /** Which data it is about. */
    static final class Data {
        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "The data directory of the server; ${DEFAULT-VALUE} by default.",
                defaultValue = "data")
        Path directory;

        /** The libraries below have much to say about pools, and nothing to somebody at a terminal. */
        Data() {
            LIBRARIES.setLevel(Level.WARNING);
            POOL.setLevel(Level.OFF); // whatever it has against a file is said by the command, in its own words
        }
    }

    /** {@code hero-collab admin backup FILE}. */
    @Command(
            name = "backup",
            description = {
                "Copy the database into a file, also while the server runs: one consistent moment of it.",
                "Whoever starts on the copy begins a new epoch, so that clients of the original boot afresh."
            },
            footerHeading = "%nExample:%n",
            footer = "  hero-collab admin backup --data /var/lib/hero-collab backup.db")
    static final class Backup implements Callable<Integer> {
        @Mixin
        Data data;

        @Mixin
        Output output;

        @Parameters(paramLabel = "FILE", description = "A file that is not there yet.")
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
            description = "Put a backup into a data directory that holds no database yet; then start the server on it.")
    static final class Restore implements Callable<Integer> {
        @Mixin
        Data data;

        @Mixin
        Output output;

        @Parameters(paramLabel = "FILE", description = "What 'admin backup' wrote.")
        Path file;

        @Override
        public Integer call() {
            DatabaseMaintenance.restore(file, data.directory);
            output.err().println("restored into " + data.directory);
            return ExitCode.OK;
        }
    }

    /** {@code hero-collab admin verify [FILE]}. */
    @Command(
            name = "verify",
            description = {
                "Check the database, also while the server runs, or a backup: file, log, memberships, counters, mentions, the index of the search.",
                "Ends with 1 when something is wrong; says what, with the rows."
            })
    static final class Verify implements Callable<Integer> {
        @Mixin
        Data data;

        @Mixin
        Output output;

        @Parameters(paramLabel = "FILE", arity = "0..1", description = "A backup; by default the database of --data.")
        Optional<Path> file = Optional.empty();

        @Override
        public Integer call() {
            Verification found = DatabaseMaintenance.verify(file.orElse(data.directory));
            if (output.json) output.line(json(found));
            else {
                found.counts().forEach((what, count) -> output.out().println(count + " " + what));
                found.problems().forEach(problem -> output.out().println(output.styled("bold", "wrong: ") + problem));
                output.out().println(found.sound() ? "all is well" : "damaged");
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
