package collab.e2e.contract;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the string literals of a source file, without a parser of the language. Literals that are concatenated with
 * {@code +} and nothing between them are one text, because long messages are written over several lines.
 */
final class Literals {
    /** A literal and the line that it begins on, from 1. */
    record Literal(int line, String content) {}

    private final String source;
    private final boolean script;
    private final List<Literal> literals = new ArrayList<>();
    private int at;
    private int line = 1;

    /** Whether only {@code +} and white space follow the last literal. */
    private boolean concatenating;

    /** The last character that is neither white space nor part of a comment or literal. */
    private char last = ';';

    private Literals(String source, boolean script) {
        this.source = source;
        this.script = script;
    }

    static List<Literal> ofJava(String source) {
        return new Literals(source, false).read(0);
    }

    static List<Literal> ofJavaScript(String source) {
        return new Literals(source, true).read(0);
    }

    /** @param depth the number of open template expressions; a closing brace ends the innermost */
    private List<Literal> read(int depth) {
        int braces = 0;
        while (at < source.length()) {
            char next = source.charAt(at);
            if (source.startsWith("//", at)) skipTo("\n", 0);
            else if (source.startsWith("/*", at)) skipTo("*/", 2);
            else if (!script && source.startsWith("\"\"\"", at)) textBlock();
            else if (next == '"') quoted('"', true);
            else if (next == '\'') quoted('\'', script);
            else if (script && next == '`') template(depth);
            else if (script && next == '/' && "(,=:[!&|?{};+".indexOf(last) >= 0) regex();
            else {
                if (next == '{') braces++;
                if (next == '}' && braces-- == 0 && depth > 0) return literals;
                if (!Character.isWhitespace(next)) {
                    if (next != '+') concatenating = false;
                    last = next;
                }
                advance(1);
            }
        }
        return literals;
    }

    private void quoted(char quote, boolean text) {
        int from = at;
        int first = line;
        advance(1);
        while (at < source.length() && source.charAt(at) != quote) advance(source.charAt(at) == '\\' ? 2 : 1);
        advance(1);
        if (text) add(first, unescaped(source.substring(from + 1, Math.max(from + 1, at - 1))));
    }

    private void textBlock() {
        int from = at + 3;
        int first = line;
        advance(3);
        while (at < source.length() && !source.startsWith("\"\"\"", at)) advance(source.charAt(at) == '\\' ? 2 : 1);
        add(first, source.substring(from, Math.min(at, source.length())));
        advance(3);
    }

    private void template(int depth) {
        StringBuilder content = new StringBuilder();
        int first = line;
        advance(1);
        while (at < source.length() && source.charAt(at) != '`') {
            if (source.startsWith("${", at)) {
                advance(2);
                content.append('…');
                last = '{';
                concatenating = false;
                read(depth + 1);
                advance(1);
            } else {
                content.append(source.charAt(at));
                advance(source.charAt(at) == '\\' ? 2 : 1);
            }
        }
        advance(1);
        concatenating = false;
        add(first, content.toString());
    }

    private void regex() {
        boolean inClass = false;
        advance(1);
        while (at < source.length() && (inClass || source.charAt(at) != '/')) {
            if (source.charAt(at) == '[') inClass = true;
            if (source.charAt(at) == ']') inClass = false;
            advance(source.charAt(at) == '\\' ? 2 : 1);
        }
        advance(1);
        last = ')';
    }

    private void add(int first, String content) {
        if (concatenating) {
            Literal begun = literals.removeLast();
            literals.add(new Literal(begun.line(), begun.content() + content));
        } else {
            literals.add(new Literal(first, content));
        }
        concatenating = true;
        last = ')';
    }

    private static String unescaped(String content) {
        return content.replace("\\n", "\n").replace("\\\"", "\"").replace("\\'", "'");
    }

    private void skipTo(String end, int length) {
        int found = source.indexOf(end, at);
        advance((found < 0 ? source.length() : found + length) - at);
    }

    private void advance(int characters) {
        int to = Math.min(at + characters, source.length());
        for (; at < to; at++) if (source.charAt(at) == '\n') line++;
    }
}
