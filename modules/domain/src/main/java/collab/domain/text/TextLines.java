package collab.domain.text;

import static collab.domain.text.TextSigns.at;
import static collab.domain.text.TextSigns.isBlank;
import static collab.domain.text.TextSigns.isDigit;
import static collab.domain.text.TextSigns.skipBlanks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one line of a message is. The page has the same functions in {@code markdown-lines.js}. */
final class TextLines {
    private static final int TAB = 4;

    private TextLines() {}

    /**
     * The begin of an item of a list.
     *
     * @param sign the bullet, or the sign after the number; a list has one sign
     * @param number of an ordered list, otherwise 1
     * @param indent of the marker
     * @param offset of the text after the marker
     */
    record ListMarker(char sign, boolean ordered, int number, int indent, int offset, String text) {
        boolean continues(ListMarker first) {
            return sign == first.sign && ordered == first.ordered;
        }
    }

    // ---- Blanks ----

    static boolean isBlankLine(String line) {
        return skipBlanks(line, 0) == line.length();
    }

    static String trimmed(String line) {
        int end = line.length();
        while (end > 0 && isBlank(line.charAt(end - 1))) end--;
        return line.substring(Math.min(skipBlanks(line, 0), end), end);
    }

    /** The columns of the blanks at the begin of a line. A tab has four. */
    static int indentation(String line) {
        return columns(line, 0, skipBlanks(line, 0));
    }

    private static int columns(String line, int from, int to) {
        int width = 0;
        for (int at = from; at < to; at++) width += line.charAt(at) == '\t' ? TAB : 1;
        return width;
    }

    static String stripIndent(String line, int most) {
        int at = 0;
        int width = 0;
        for (; width < most && isBlank(at(line, at)); at++) width += line.charAt(at) == '\t' ? TAB : 1;
        return " ".repeat(Math.max(0, width - most)) + line.substring(at);
    }

    // ---- Blocks ----

    /** Returns what the line quotes. */
    static Optional<String> quoted(String line) {
        int sign = skipBlanks(line, 0);
        if (at(line, sign) != '>') return Optional.empty();
        return Optional.of(line.substring(at(line, sign + 1) == ' ' ? sign + 2 : sign + 1));
    }

    /** Whether the line is three or more of one sign. */
    static boolean isRule(String line) {
        char sign = at(line, skipBlanks(line, 0));
        if (sign != '*' && sign != '-' && sign != '_') return false;
        int count = 0;
        for (int at = 0; at < line.length(); at++) {
            if (line.charAt(at) == sign) count++;
            else if (!isBlank(line.charAt(at))) return false;
        }
        return count >= 3;
    }

    /** Returns the text of a heading. */
    static Optional<String> heading(String line) {
        int begin = skipBlanks(line, 0);
        int level = TextSigns.runLength(line, begin, '#');
        if (level < 1 || level > 6 || !isBlank(at(line, begin + level))) return Optional.empty();
        String text = trimmed(line.substring(begin + level));
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '#') end--;
        if (end == 0) return Optional.empty();
        boolean isClosed = end < text.length() && isBlank(text.charAt(end - 1));
        return Optional.of(isClosed ? trimmed(text.substring(0, end)) : text);
    }

    static Optional<ListMarker> listMarker(String line) {
        int begin = skipBlanks(line, 0);
        int end = begin;
        while (end < begin + 9 && isDigit(at(line, end))) end++;
        boolean ordered = end > begin;
        if (end == line.length() || (ordered ? ".)" : "-*+•").indexOf(line.charAt(end)) < 0) return Optional.empty();
        if (end + 1 < line.length() && !isBlank(line.charAt(end + 1))) return Optional.empty();
        int text = skipBlanks(line, end + 1);
        int indent = columns(line, 0, begin);
        int offset = indent + (end + 1 - begin) + Math.min(TAB, columns(line, end + 1, text));
        int number = ordered ? Integer.parseInt(line, begin, end, 10) : 1;
        return Optional.of(new ListMarker(line.charAt(end), ordered, number, indent, offset, line.substring(text)));
    }

    /** Returns the text of an item without the box of a task. */
    static String withoutBox(String text) {
        boolean isBox = text.length() > 3
                && text.charAt(0) == '['
                && text.charAt(2) == ']'
                && " xX".indexOf(text.charAt(1)) >= 0
                && isBlank(text.charAt(3));
        int begin = skipBlanks(text, 4);
        return isBox && begin < text.length() ? text.substring(begin) : text;
    }

    // ---- Tables ----

    /** Returns the columns of a table if the line is its second one, otherwise 0. */
    static int columnsOfTable(String line) {
        if (line.indexOf('|') < 0 || line.indexOf('-') < 0) return 0;
        List<String> cells = cells(line);
        return cells.stream().allMatch(TextLines::isDelimiter) ? cells.size() : 0;
    }

    private static boolean isDelimiter(String cell) {
        int begin = cell.startsWith(":") ? 1 : 0;
        int end = cell.length() - (cell.length() > 1 && cell.endsWith(":") ? 1 : 0);
        return end > begin && TextSigns.runLength(cell, begin, '-') == end - begin;
    }

    /** Returns the cells of a line of a table. A bar after a backslash separates none. */
    static List<String> cells(String line) {
        String row = trimmed(line);
        List<String> found = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        for (int at = row.startsWith("|") ? 1 : 0; at < row.length(); at++) {
            char sign = row.charAt(at);
            if (sign == '\\' && at(row, at + 1) == '|') {
                at++;
                cell.append('|');
            } else if (sign != '|') {
                cell.append(sign);
            } else {
                found.add(trimmed(cell.toString()));
                cell.setLength(0);
            }
        }
        String last = trimmed(cell.toString());
        if (!last.isEmpty() || found.isEmpty() || !row.endsWith("|")) found.add(last);
        return found;
    }
}
