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

/** How a command speaks: data for people or as JSON on stdout, words on stderr. */
public final class Output {
    @Spec(Spec.Target.MIXEE)
    CommandSpec command;

    @Option(names = "--json", description = "Print JSON: one document, or one line an item for lists and streams.")
    public boolean json;

    /** Whether nobody may be asked. */
    boolean noInput() {
        return program().noInput();
    }

    private GlobalOptions program() {
        return (GlobalOptions) command.root().userObject();
    }

    /** Styled where stdout is a terminal that wants it, plain elsewhere. */
    public String styled(String style, String text) {
        Help.Ansi ansi = program().noColor() ? Help.Ansi.OFF : Help.Ansi.AUTO;
        return ansi.enabled()
                ? Help.Ansi.Style.on(Help.Ansi.Style.valueOf(style)) + text + Help.Ansi.Style.on(Help.Ansi.Style.reset)
                : text;
    }

    /** Whether nobody reads stdout any more: a stream then ends quietly. */
    boolean abandoned() {
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

    /** What somebody typed, made safe for a terminal: no escape sequence, no second line. */
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
