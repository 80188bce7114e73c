package collab.persistence.sqlite.query;

import collab.persistence.MessageSearch.Fragment;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes the excerpts of messages that were not found by the index of words. */
final class SearchExcerpt {
    private static final int CHARS_MAX = 200;

    private SearchExcerpt() {}

    /** The beginning of a text, without a match. */
    static List<Fragment> beginning(String text) {
        if (text.length() <= CHARS_MAX) {
            return List.of(new Fragment(text, false));
        }
        int end = Character.isHighSurrogate(text.charAt(CHARS_MAX - 1)) ? CHARS_MAX - 1 : CHARS_MAX;
        return List.of(new Fragment(text.substring(0, end) + "…", false));
    }

    /** The part of a text that begins shortly before the first match. */
    static List<Fragment> around(String text, Pattern pattern) {
        Matcher matches = pattern.matcher(text);
        int first = matches.find() ? matches.start() : 0;
        int from = characterBoundary(text, Math.max(0, first - CHARS_MAX / 4));
        int to = characterBoundary(text, Math.min(text.length(), from + CHARS_MAX));
        List<Fragment> fragments = new ArrayList<>();
        String excerpt = (from > 0 ? "…" : "") + text.substring(from, to) + (to < text.length() ? "…" : "");
        Matcher inside = pattern.matcher(excerpt);
        int at = 0;
        while (inside.find()) {
            add(fragments, excerpt.substring(at, inside.start()), false);
            add(fragments, inside.group(), true);
            at = inside.end();
        }
        add(fragments, excerpt.substring(at), false);
        return fragments;
    }

    /** Moves an index that is between the two halves of a surrogate pair before the pair. */
    private static int characterBoundary(String text, int at) {
        return at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
    }

    static void add(List<Fragment> fragments, String text, boolean hit) {
        if (!text.isEmpty()) {
            fragments.add(new Fragment(text, hit));
        }
    }
}
