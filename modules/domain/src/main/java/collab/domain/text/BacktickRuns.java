package collab.domain.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The runs of backticks in a text, so that no part of the text is searched twice for the same run. */
final class BacktickRuns {
    private static final Places NONE = new Places();

    private final String text;
    private final Map<Integer, Places> byLength;

    BacktickRuns(String text) {
        this.text = text;
        this.byLength = find(text);
    }

    int lengthAt(int index) {
        return TextSigns.runLength(text, index, '`');
    }

    /** Returns the index of the next run of exactly this length, or -1. The indexes from which this is called ascend. */
    int closing(int from, int length) {
        return byLength.getOrDefault(length, NONE).next(from);
    }

    private static Map<Integer, Places> find(String text) {
        Map<Integer, Places> found = new HashMap<>();
        int length;
        for (int at = text.indexOf('`'); at >= 0; at = text.indexOf('`', at + length)) {
            length = TextSigns.runLength(text, at, '`');
            found.computeIfAbsent(length, each -> new Places()).indexes.add(at);
        }
        return found;
    }

    private static final class Places {
        private final List<Integer> indexes = new ArrayList<>();
        private int passed;

        int next(int from) {
            while (passed < indexes.size() && indexes.get(passed) < from) passed++;
            return passed < indexes.size() ? indexes.get(passed) : -1;
        }
    }
}
