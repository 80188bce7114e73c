package collab.cli;

import collab.ops.Settings;
import java.io.PrintWriter;
import java.net.URI;
import picocli.CommandLine.Model.CommandSpec;

/** The first lines of a process on stdout, made for scripts: {@code listening NAME URL}. */
final class Announcement {
    private final PrintWriter out;

    private Announcement(PrintWriter out) {
        this.out = out;
    }

    static Announcement of(CommandSpec command) {
        return new Announcement(command.commandLine().getOut());
    }

    Announcement listening(String name, URI url) {
        out.println("listening " + name + " " + url);
        return this;
    }

    int effective(Settings settings) {
        out.print(settings.print());
        out.flush();
        return ExitCode.OK;
    }
}
