package collab.launcher;

import collab.cli.ExitCode;
import collab.runtime.Settings;
import java.io.PrintWriter;
import java.net.URI;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Prints the first lines of a process on stdout, meant for scripts: {@code listening NAME URL}. A process that cannot write them runs on,
 * as it does when its log cannot be written: what it serves matters more.
 */
final class ListeningLines {
    private final PrintWriter out;
    private final PrintWriter err;

    private ListeningLines(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    static ListeningLines of(CommandSpec command) {
        return new ListeningLines(
                command.commandLine().getOut(), command.commandLine().getErr());
    }

    ListeningLines listening(String name, URI url) {
        System.out.println("listening " + name + " " + url);
        if (System.out.checkError()) err.println("hero-collab: cannot write to stdout: listening " + name + " " + url);
        return this;
    }

    int effective(Settings settings) {
        out.print(settings.print());
        out.flush();
        return ExitCode.OK;
    }
}
