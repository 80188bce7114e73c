package collab.domain.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds the mentions in the text of a paragraph, a heading or a cell. Code and addresses are found first, from left to right; then links.
 * The page makes the same decisions in {@code markdown-inline.js}.
 */
final class InlineScanner {
    private final String text;
    private final BacktickRuns backticks;
    private final List<String> names = new ArrayList<>();
    /** For each bracket that may begin a link, how many mentions are before it. */
    private final Deque<Integer> brackets = new ArrayDeque<>();

    private int at;
    private int mentionEnd = -1;

    private InlineScanner(String text) {
        this.text = text;
        this.backticks = new BacktickRuns(text);
    }

    /** @param found receives the names in their order, as they are written */
    static void scan(String text, Consumer<String> found) {
        if (text.indexOf('@') < 0) return;
        InlineScanner scanner = new InlineScanner(text);
        scanner.scan();
        scanner.names.forEach(found);
    }

    private void scan() {
        while (at < text.length()) {
            switch (text.charAt(at)) {
                case '\\' -> at += TextSigns.isEscape(text, at) ? 2 : 1;
                case '`' -> code();
                case '<' -> moveTo(TextAddresses.bracketedEnd(text, at));
                case 'h', 'H', 'w', 'W' -> moveTo(TextAddresses.addressEnd(text, at));
                case '[' -> {
                    brackets.push(names.size());
                    at++;
                }
                case ']' -> link();
                case '@' -> mention();
                default -> at++;
            }
        }
    }

    /** @param end of what begins here, or -1 when nothing does */
    private void moveTo(int end) {
        at = end < 0 ? at + 1 : end;
    }

    /** A run of backticks that no run of the same length follows is text. */
    private void code() {
        int run = backticks.lengthAt(at);
        int end = backticks.closing(at + run, run);
        at = end < 0 ? at + run : end + run;
    }

    /** A link contains no other link and no mention, because a click on it has one meaning. */
    private void link() {
        Integer mentionsBefore = brackets.poll();
        boolean mayBe = mentionsBefore != null && TextSigns.at(text, at + 1) == '(';
        int end = mayBe ? TextAddresses.linkTargetEnd(text, at + 2) : -1;
        if (mentionsBefore != null && end >= 0) {
            names.subList(mentionsBefore, names.size()).clear();
            brackets.clear();
        }
        moveTo(end);
    }

    private void mention() {
        int end = TextAddresses.mentionEnd(text, at, mentionEnd);
        if (end >= 0) {
            names.add(text.substring(at + 1, end));
            mentionEnd = end;
        }
        moveTo(end);
    }
}
