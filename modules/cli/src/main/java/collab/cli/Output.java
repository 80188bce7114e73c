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
        out().println(json(Json.bytes(value)));
    }

    void line(JsonRecord value) {
        out().println(json(Json.bytes(value)));
    }

    /**
     * The same JSON, with characters that a terminal executes or that change the order or the lines of text written as escapes. They
     * occur inside strings only.
     */
    static String json(byte[] value) {
        String json = new String(value, StandardCharsets.UTF_8);
        StringBuilder safe = new StringBuilder(json.length());
        json.codePoints().forEach(c -> {
            if (!steersTerminal(c)) safe.appendCodePoint(c);
            else for (char unit : Character.toChars(c)) safe.append(String.format("\\u%04x", (int) unit));
        });
        return safe.toString();
    }

    /** Makes text of users and servers safe for a terminal: without escape sequences and on one line. */
    public static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isLineEnd(c)) plain.append(" ⏎ ");
            else if (steersTerminal(c)) plain.append('\uFFFD');
            else plain.appendCodePoint(c);
        });
        return plain.toString();
    }

    private static boolean isLineEnd(int c) {
        return c == '\n' || c == 0x85 || c == 0x2028 || c == 0x2029;
    }

    /** Control characters, ends of lines and characters of the category Format, except the joiner of emoji. */
    private static boolean steersTerminal(int c) {
        return Character.isISOControl(c) || isLineEnd(c) || Character.getType(c) == Character.FORMAT && c != 0x200D;
    }
}
