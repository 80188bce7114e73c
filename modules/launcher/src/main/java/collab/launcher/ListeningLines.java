package collab.launcher;

import collab.cli.ExitCode;
import collab.runtime.Settings;
import java.io.PrintWriter;
import java.net.URI;
import picocli.CommandLine.Model.CommandSpec;

/** Prints the first lines of a process on stdout, meant for scripts: {@code listening NAME URL}. */
final class ListeningLines {
    private final PrintWriter out;

    private ListeningLines(PrintWriter out) {
        this.out = out;
    }

    static ListeningLines of(CommandSpec command) {
        return new ListeningLines(command.commandLine().getOut());
    }

    ListeningLines listening(String name, URI url) {
        out.println("listening " + name + " " + url);
        return this;
    }

    int effective(Settings settings) {
        out.print(settings.print());
        out.flush();
        return ExitCode.OK;
    }
}
