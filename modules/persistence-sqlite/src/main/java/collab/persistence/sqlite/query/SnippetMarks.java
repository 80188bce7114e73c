package collab.persistence.sqlite.query;

import collab.persistence.MessageSearch.Fragment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The marks that FTS5 puts before and after each match in an excerpt. They are random, because a message can contain any fixed
 * mark.
 */
record SnippetMarks(String begin, String end) {
    static SnippetMarks random() {
        return new SnippetMarks(mark("<"), mark(">"));
    }

    private static String mark(String bracket) {
        return bracket + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()) + bracket;
    }

    /** Splits a marked excerpt. */
    List<Fragment> fragments(String marked) {
        List<Fragment> fragments = new ArrayList<>();
        int at = 0;
        while (at < marked.length()) {
            int open = marked.indexOf(begin, at);
            if (open < 0) {
                break;
            }
            SearchExcerpt.add(fragments, marked.substring(at, open), false);
            int close = marked.indexOf(end, open);
            SearchExcerpt.add(fragments, marked.substring(open + begin.length(), close), true);
            at = close + end.length();
        }
        SearchExcerpt.add(fragments, marked.substring(at), false);
        return fragments;
    }
}
