package collab.domain.text;

import static collab.domain.text.TextLines.isBlankLine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Splits a text into its paragraphs, headings and cells, without code. The number of steps grows with the length of the text and not faster,
 * because messages of users occupy the only writer. The page finds the same blocks in {@code markdown.js}.
 */
final class TextBlocks {
    /** How deep quotes and lists are in each other. Deeper marks are text. */
    private static final int DEPTH_MAX = 8;

    /** A line belongs to the item above it when it is indented by so many columns more than the marker. */
    private static final int ITEM_INDENT = 2;

    private final List<String> lines;
    private final int depth;
    private final Consumer<String> found;
    private final CodeFences fences;
    private final List<String> paragraph = new ArrayList<>();

    private int at;

    private TextBlocks(List<String> lines, int depth, Consumer<String> found) {
        this.lines = lines;
        this.depth = depth;
        this.found = found;
        this.fences = new CodeFences(lines);
    }

    /** @param found receives the text of each paragraph, heading and cell, in their order */
    static void split(String text, Consumer<String> found) {
        String[] lines = text.replace("\r\n", "\n").replace('\r', '\n').split("\n", -1);
        new TextBlocks(Arrays.asList(lines), 0, found).parse();
    }

    private void parse() {
        while (at < lines.size()) {
            String line = lines.get(at);
            if (isBlankLine(line)) {
                endParagraph();
                at++;
            } else if (!quote() && !list() && !code() && !single(line) && !table()) {
                paragraph.add(line);
                at++;
            }
        }
        endParagraph();
    }

    private void endParagraph() {
        if (!paragraph.isEmpty()) found.accept(TextLines.trimmed(String.join("\n", paragraph)));
        paragraph.clear();
    }

    private boolean code() {
        Optional<CodeFences.Code> begun = fences.codeAt(at);
        if (begun.isEmpty()) return false;
        CodeFences.Code code = begun.get();
        if (!isBlankLine(code.before())) paragraph.add(code.before());
        endParagraph();
        at = code.next();
        if (!isBlankLine(code.rest())) lines.set(--at, code.rest());
        return true;
    }

    private boolean quote() {
        if (depth == DEPTH_MAX) return false;
        List<String> inside = new ArrayList<>();
        for (int next = at; next < lines.size(); next++) {
            Optional<String> quoted = TextLines.quoted(lines.get(next));
            if (quoted.isEmpty()) break;
            inside.add(quoted.get());
        }
        if (inside.isEmpty()) return false;
        endParagraph();
        at += inside.size();
        parseNested(inside);
        return true;
    }

    private boolean single(String line) {
        Optional<String> heading = TextLines.heading(line);
        if (heading.isEmpty() && !TextLines.isRule(line)) return false;
        endParagraph();
        heading.ifPresent(found);
        at++;
        return true;
    }

    /** A list begins with a text, and a list that interrupts a paragraph with the number 1: a line can begin with "1984. " or be a "-". */
    private boolean list() {
        Optional<TextLines.ListMarker> first = markerAt(at).filter(this::beginsList);
        if (first.isEmpty()) return false;
        endParagraph();
        for (Optional<TextLines.ListMarker> marker = first; marker.isPresent(); marker = next(first.get())) {
            parseNested(itemLines(marker.get()));
        }
        return true;
    }

    private boolean beginsList(TextLines.ListMarker marker) {
        return !marker.text().isEmpty() && depth < DEPTH_MAX && (paragraph.isEmpty() || marker.number() == 1);
    }

    private Optional<TextLines.ListMarker> next(TextLines.ListMarker first) {
        return at < lines.size() ? markerAt(at).filter(marker -> marker.continues(first)) : Optional.empty();
    }

    private Optional<TextLines.ListMarker> markerAt(int index) {
        String line = lines.get(index);
        return TextLines.isRule(line) ? Optional.empty() : TextLines.listMarker(line);
    }

    /** The lines of an item, and moves to the line after them: those that are indented, and those of code that began in one of them. */
    private List<String> itemLines(TextLines.ListMarker marker) {
        List<String> inside = new ArrayList<>();
        takeItemLine(inside, TextLines.withoutBox(marker.text()), marker.offset());
        for (int next = at; next < lines.size(); next++) {
            String line = lines.get(next);
            if (isBlankLine(line)) continue;
            if (TextLines.indentation(line) < marker.indent() + ITEM_INDENT) {
                if (TextLines.listMarker(line).isPresent()) at = next;
                break;
            }
            for (; at < next; at++) inside.add("");
            takeItemLine(inside, TextLines.stripIndent(line, marker.offset()), marker.offset());
            next = at - 1;
        }
        return inside;
    }

    /** Takes the current line as it is in the item, and the lines of the code that begins in it. */
    private void takeItemLine(List<String> inside, String line, int offset) {
        inside.add(line);
        int last = fences.lastLine(at++, line);
        for (; at <= last; at++) inside.add(TextLines.stripIndent(lines.get(at), offset));
    }

    private boolean table() {
        if (at + 1 >= lines.size() || lines.get(at).indexOf('|') < 0) return false;
        int columns = TextLines.columnsOfTable(lines.get(at + 1));
        List<String> head = columns == 0 ? List.of() : TextLines.cells(lines.get(at));
        if (columns == 0 || head.size() != columns) return false;
        endParagraph();
        head.forEach(found);
        for (at += 2; at < lines.size() && isRow(at); at++)
            TextLines.cells(lines.get(at)).forEach(found);
        return true;
    }

    private boolean isRow(int index) {
        String line = lines.get(index);
        return line.indexOf('|') >= 0
                && TextLines.quoted(line).isEmpty()
                && TextLines.heading(line).isEmpty()
                && TextLines.listMarker(line).isEmpty()
                && fences.codeAt(index).isEmpty();
    }

    private void parseNested(List<String> inside) {
        new TextBlocks(inside, depth + 1, found).parse();
    }
}
