package collab.cli;

import collab.api.Json;
import collab.api.JsonRecord;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The output of a command: data as text or JSON on stdout, messages on stderr. */
public final class Output {
    @Spec(Spec.Target.MIXEE)
    CommandSpec command;

    @Option(names = "--json", description = "Print JSON: one document, or one line per item for lists and streams.")
    public boolean json;

    /** Whether the command must not prompt. */
    boolean noInput() {
        return program().noInput();
    }

    private GlobalOptions program() {
        return (GlobalOptions) command.root().userObject();
    }

    /** The text with an ANSI style when stdout is a terminal that shows colors, and without elsewhere. */
    public String styled(String style, String text) {
        Help.Ansi ansi = program().noColor() ? Help.Ansi.OFF : Help.Ansi.AUTO;
        return ansi.enabled()
                ? Help.Ansi.Style.on(Help.Ansi.Style.valueOf(style)) + text + Help.Ansi.Style.on(Help.Ansi.Style.reset)
                : text;
    }

    /** Whether the reader of stdout has gone; a stream then ends without an error. */
    boolean isClosed() {
        return out().checkError();
    }

    public PrintWriter out() {
        return command.commandLine().getOut();
    }

    public PrintWriter err() {
        return command.commandLine().getErr();
    }

    /** One JSON value on one line. */
    public void line(JsonNode value) {
        out().println(new String(Json.bytes(value), StandardCharsets.UTF_8));
    }

    void line(JsonRecord value) {
        out().println(new String(Json.bytes(value), StandardCharsets.UTF_8));
    }

    /** Makes text of users safe for a terminal: without escape sequences and on one line. */
    static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\n') plain.append(" ⏎ ");
            else if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT && c != 0x200D)
                plain.append('\uFFFD');
            else plain.appendCodePoint(c);
        });
        return plain.toString();
    }
}
