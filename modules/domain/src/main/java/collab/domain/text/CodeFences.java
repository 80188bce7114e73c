package collab.domain.text;

import static collab.domain.text.TextLines.isBlankLine;
import static collab.domain.text.TextSigns.runLength;

import java.util.List;
import java.util.Optional;

/**
 * Finds code blocks in lines. A fence is a run of three or more backticks, at any place of a line that is no code span; a run that is not
 * shorter ends the block: the next at the end of a line, or else the next at any place. A fence at the begin of a line that is not ended
 * reaches to the end. No line is searched twice: what can end a block is known for each line and all after it. The page has the same class
 * in {@code markdown-fences.js}.
 */
final class CodeFences {
    private static final String FENCE = "```";

    private final List<String> lines;
    private final Longest longest;

    CodeFences(List<String> lines) {
        this.lines = lines;
        this.longest = measure(lines);
    }

    /**
     * Code that begins in a line.
     *
     * @param before what is before the code in its first line
     * @param rest what is after the code in its last line
     * @param next the index of the line after the last
     */
    record Code(String before, String rest, int next) {}

    private record Run(int begin, int end) {
        int length() {
            return end - begin;
        }
    }

    /** For each line, the longest run that ends a line from there on, and the longest of all. */
    private record Longest(int[] ending, int[] anywhere, int[] tildes) {
        Longest(int lines) {
            this(new int[lines + 1], new int[lines + 1], new int[lines + 1]);
        }
    }

    Optional<Code> codeAt(int index) {
        String line = lines.get(index);
        int open = openingRun(line);
        if (open < 0) return isWholeLine(line) ? Optional.of(new Code("", "", index + 1)) : betweenTildes(index);
        String before = line.substring(0, open);
        int closing = closingLine(index + 1, runLength(line, open, '`'));
        if (closing < 0) {
            return Optional.of(new Code(before, "", lines.size())).filter(code -> isBlankLine(code.before()));
        }
        String last = lines.get(closing);
        int end = closingRun(last, runLength(line, open, '`')).end();
        return Optional.of(new Code(before, last.substring(end), closing + 1));
    }

    /** Returns the index of the line that ends the code that begins in a part of a line, or -1 if nothing ends it. */
    int lastLine(int index, String part) {
        int open = openingRun(part);
        return open < 0 ? -1 : closingLine(index + 1, runLength(part, open, '`'));
    }

    private int closingLine(int from, int run) {
        boolean atEnd = longest.ending[from] >= run;
        if (!atEnd && longest.anywhere[from] < run) return -1;
        for (int line = from; ; line++) {
            int length = atEnd ? endingRun(lines.get(line)).length() : longestRun(lines.get(line));
            if (length >= run) return line;
        }
    }

    private static Run closingRun(String line, int run) {
        Run ending = endingRun(line);
        return ending.length() >= run ? ending : firstRun(line, run);
    }

    private Optional<Code> betweenTildes(int index) {
        String line = lines.get(index);
        int begin = TextSigns.skipBlanks(line, 0);
        int run = runLength(line, begin, '~');
        if (run < 3 || line.indexOf('~', begin + run) >= 0 || longest.tildes[index + 1] < run) {
            return Optional.empty();
        }
        int last = index + 1;
        while (tildes(lines.get(last)) < run) last++;
        return Optional.of(new Code("", "", last + 1));
    }

    private static Longest measure(List<String> lines) {
        Longest longest = new Longest(lines.size());
        for (int at = lines.size() - 1; at >= 0; at--) {
            String line = lines.get(at);
            longest.ending[at] =
                    Math.max(longest.ending[at + 1], endingRun(line).length());
            longest.anywhere[at] = Math.max(longest.anywhere[at + 1], longestRun(line));
            longest.tildes[at] = Math.max(longest.tildes[at + 1], tildes(line));
        }
        return longest;
    }

    // ---- One line ----

    /** The place of the first run of three or more backticks in a line that has no counterpart in the line, or -1. */
    private static int openingRun(String line) {
        if (!line.contains(FENCE)) return -1;
        BacktickRuns runs = new BacktickRuns(line);
        int at = 0;
        while (at < line.length()) {
            char sign = line.charAt(at);
            if (sign == '`') {
                int length = runs.lengthAt(at);
                int closing = runs.closing(at + length, length);
                if (closing < 0 && length >= FENCE.length()) return at;
                at = (closing < 0 ? at : closing) + length;
            } else {
                at += sign == '\\' && TextSigns.isEscape(line, at) ? 2 : 1;
            }
        }
        return -1;
    }

    /** Whether a line is code between fences, with nothing else. */
    private static boolean isWholeLine(String line) {
        String row = TextLines.trimmed(line);
        if (!row.startsWith(FENCE) || !row.endsWith(FENCE)) return false;
        int run = runLength(row, 0, '`');
        int end = row.length();
        while (end > 0 && row.charAt(end - 1) == '`') end--;
        String content = TextLines.trimmed(row.substring(run, Math.max(run, end)));
        return row.length() - end >= run && !content.isEmpty() && !content.contains(FENCE);
    }

    /** The run of three or more backticks at the end of a line in which there is no other; otherwise empty. */
    private static Run endingRun(String line) {
        Run first = firstRun(line, FENCE.length());
        return TextSigns.skipBlanks(line, first.end()) == line.length() ? first : new Run(0, 0);
    }

    /** The first run of at least so many backticks; otherwise empty. */
    private static Run firstRun(String line, int least) {
        int begin = line.indexOf(FENCE);
        while (begin >= 0) {
            int end = begin + runLength(line, begin, '`');
            if (end - begin >= least) return new Run(begin, end);
            begin = line.indexOf(FENCE, end);
        }
        return new Run(0, 0);
    }

    private static int longestRun(String line) {
        int most = 0;
        int length;
        for (int begin = line.indexOf(FENCE); begin >= 0; begin = line.indexOf(FENCE, begin + length)) {
            length = runLength(line, begin, '`');
            most = Math.max(most, length);
        }
        return most;
    }

    /** The length of the run of tildes that is alone in a line, or 0. */
    private static int tildes(String line) {
        String row = TextLines.trimmed(line);
        int run = runLength(row, 0, '~');
        return run >= 3 && run == row.length() ? run : 0;
    }
}
