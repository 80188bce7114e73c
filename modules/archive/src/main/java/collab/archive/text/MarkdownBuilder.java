package collab.archive.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the blocks of a message as Markdown. A line of text never becomes a heading, a list or another block, except
 * numbered lines that count up. A blank line separates blocks that Markdown would join.
 */
public final class MarkdownBuilder {
    private enum Kind {
        TEXT,
        ITEM,
        QUOTE,
        CODE,
        TABLE,
        MARKDOWN,
        GAP
    }

    private record Line(Kind kind, String text) {}

    private static final Pattern NUMBERED = Pattern.compile(" {0,3}(0|[1-9][0-9]{0,8})([.)])[ \t]+(\\S.*)");
    private static final Pattern NUMBER = Pattern.compile("(\\s*[0-9]{1,9})([.)](?:\\s.*)?)");
    private static final Pattern MARK = Pattern.compile("(\\s*)((?:#{1,6}|[-+*>])(?:\\s.*)?|>.*|~~~.*)");
    private static final Pattern TASK = Pattern.compile("\\[[ xX]](?:\\s.*|$)");
    private static final Pattern INDENTED = Pattern.compile("(?: {4}| {0,3}\t).*");

    private static final Pattern BLOCK = Pattern.compile(" {4}|\\s*(?:[>|]|[-+*] |[0-9]+[.)] )");

    private final List<Line> lines = new ArrayList<>();
    private int depth = -1;
    private long number = -1;

    /** Lines of text in which emphasis, code and links are written as Markdown. */
    public MarkdownBuilder text(String markdown) {
        for (String line : markdown.split("\n", -1)) {
            Matcher numbered = NUMBERED.matcher(line);
            if (line.isBlank()) {
                gap();
            } else if (numbered.matches() && counts(Long.parseLong(numbered.group(1)))) {
                number = Long.parseLong(numbered.group(1));
                depth = 0;
                lines.add(new Line(Kind.ITEM, numbered.group(1) + numbered.group(2) + " " + item(numbered.group(3))));
            } else {
                add(Kind.TEXT, plain(line));
            }
        }
        return this;
    }

    private boolean counts(long next) {
        return !last(Kind.ITEM) || next == number + 1;
    }

    /**
     * An item of a list.
     *
     * @param level 0 for the outermost list
     * @param mark a dash, or a number with a dot
     */
    public MarkdownBuilder item(int level, String mark, String markdown) {
        int at = Math.clamp(level, 0, last(Kind.ITEM) ? depth + 1 : 0);
        String indent = "    ".repeat(at);
        boolean first = true;
        for (String line : markdown.strip().split("\n", -1)) {
            String begin = first ? indent + mark + " " : " ".repeat(indent.length() + mark.length() + 1);
            if (first || !line.isBlank()) lines.add(new Line(Kind.ITEM, (begin + item(line)).stripTrailing()));
            first = false;
        }
        depth = at;
        number = -1;
        return this;
    }

    public MarkdownBuilder quote(String markdown) {
        for (String line : markdown.split("\n", -1)) add(Kind.QUOTE, line.isEmpty() ? ">" : "> " + line);
        return this;
    }

    public MarkdownBuilder fence(String code) {
        String fence = MarkdownText.fence(code, 3);
        String inside = code.endsWith("\n") ? code.substring(0, code.length() - 1) : code;
        return add(Kind.CODE, fence + "\n" + inside + "\n" + fence);
    }

    /** @param rows the first contains the names of the columns; cells are Markdown */
    public MarkdownBuilder table(List<List<String>> rows) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        for (int row = 0; row < rows.size(); row++) {
            StringBuilder line = new StringBuilder("|");
            for (int column = 0; column < columns; column++) {
                String cell = column < rows.get(row).size() ? rows.get(row).get(column) : "";
                line.append(' ')
                        .append(SingleLine.of(cell.strip()).replace("|", "\\|"))
                        .append(" |");
            }
            add(Kind.TABLE, line.toString());
            if (row == 0) add(Kind.TABLE, "|" + " --- |".repeat(columns));
        }
        return this;
    }

    /** Complete Markdown, in which lines can be blocks. */
    public MarkdownBuilder markdown(String complete) {
        if (complete.isBlank()) return this;
        if (BLOCK.matcher(complete).lookingAt()) gap();
        add(Kind.MARKDOWN, complete);
        String last = complete.substring(complete.lastIndexOf('\n') + 1);
        return BLOCK.matcher(last).lookingAt() ? gap() : this;
    }

    /** Begins a new paragraph. */
    public MarkdownBuilder gap() {
        if (!lines.isEmpty() && !last(Kind.GAP)) add(Kind.GAP, "");
        return this;
    }

    public boolean isEmpty() {
        return lines.stream().allMatch(line -> line.kind() == Kind.GAP);
    }

    private MarkdownBuilder add(Kind kind, String text) {
        lines.add(new Line(kind, text));
        number = -1;
        depth = -1;
        return this;
    }

    private boolean last(Kind kind) {
        return !lines.isEmpty() && lines.getLast().kind() == kind;
    }

    // ---- Lines that would be blocks ----

    private static String item(String line) {
        String text = line.strip();
        return TASK.matcher(text).matches() ? "\\" + text : plain(text);
    }

    private static String plain(String line) {
        String text = escaped(line);
        return INDENTED.matcher(text).matches() ? "\u00a0" + text.substring(1) : text;
    }

    private static String escaped(String line) {
        Matcher number = NUMBER.matcher(line);
        if (number.matches()) return number.group(1) + "\\" + number.group(2);
        Matcher mark = MARK.matcher(line);
        if (mark.matches()) return mark.group(1) + "\\" + mark.group(2);
        int begin = spaces(line, 0);
        return isRule(line, begin) || isColumns(line, begin)
                ? line.substring(0, begin) + "\\" + line.substring(begin)
                : line;
    }

    /** Whether the line has only signs of one kind and spaces: two or more dashes, or three or more others. */
    private static boolean isRule(String line, int begin) {
        if (begin == line.length() || "-_*".indexOf(line.charAt(begin)) < 0) return false;
        char sign = line.charAt(begin);
        int signs = 0;
        for (int at = begin; at < line.length(); at = spaces(line, at + 1)) {
            if (line.charAt(at) != sign) return false;
            signs++;
        }
        return signs >= (sign == '-' ? 2 : 3);
    }

    /** Whether the line is the second line of a table, as in {@code |:--|--|}; the first of its cells has a dash. */
    private static boolean isColumns(String line, int begin) {
        if (line.indexOf('|', begin) < 0) return false;
        int at = line.charAt(begin) == '|' ? spaces(line, begin + 1) : begin;
        int dashes = run(line, optional(line, at, ':'), '-');
        if (dashes == optional(line, at, ':')) return false;
        at = spaces(line, optional(line, dashes, ':'));
        while (at < line.length() && line.charAt(at) == '|') {
            at = spaces(line, at + 1);
            at = spaces(line, optional(line, run(line, optional(line, at, ':'), '-'), ':'));
        }
        return at == line.length();
    }

    private static int optional(String line, int at, char sign) {
        return at < line.length() && line.charAt(at) == sign ? at + 1 : at;
    }

    private static int run(String line, int from, char sign) {
        int at = from;
        while (at < line.length() && line.charAt(at) == sign) at++;
        return at;
    }

    private static int spaces(String line, int from) {
        int at = from;
        while (at < line.length() && SingleLine.space(line.charAt(at))) at++;
        return at;
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        Line before = null;
        for (Line line : lines) {
            if (before != null) out.append(separated(before, line) ? "\n\n" : "\n");
            out.append(line.text());
            before = line;
        }
        return out.toString().stripTrailing();
    }

    private static boolean separated(Line before, Line line) {
        return switch (line.kind()) {
            case TEXT, MARKDOWN ->
                before.kind() == Kind.QUOTE || before.kind() == Kind.ITEM || before.kind() == Kind.TABLE;
            case TABLE -> before.kind() != Kind.TABLE && before.kind() != Kind.GAP;
            case ITEM ->
                before.kind() == Kind.TEXT && !line.text().matches("(?s)(?:[-*+]|1[.)]) .*")
                        || before.kind() == Kind.TABLE;
            case QUOTE -> before.kind() == Kind.TABLE;
            case CODE, GAP -> false;
        };
    }
}
