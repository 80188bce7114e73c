package collab.launcher;

import collab.cli.ExitCode;
import collab.runtime.Settings;
import java.io.PrintWriter;
import java.net.URI;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Prints the first lines of a process on stdout, meant for scripts: {@code listening NAME URL}, and {@code setup URL} while there is no
 * administrator. A process that cannot write them runs on,
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
        print("listening " + name + " " + url);
        return this;
    }

    /** The link of the operator to the setup page; it goes to the console only, never to the log. */
    void setup(String url) {
        print("setup " + url);
    }

    private void print(String line) {
        System.out.println(line);
        if (System.out.checkError()) err.println("hero-collab: cannot write to stdout: " + line);
    }

    int effective(Settings settings) {
        out.print(settings.print());
        out.flush();
        return ExitCode.OK;
    }
}
