package collab.persistence.search;

import collab.persistence.MessageSearch.Fragment;
import java.util.ArrayList;
import java.util.List;

/** Cuts excerpts of texts that a search found. The excerpt is a part of the text as it was written, with each match marked. */
public final class SearchExcerpt {
    private static final int CHARS_MAX = 200;

    /** How many characters of the text come before the first match. */
    private static final int CHARS_BEFORE = 50;

    /** How many characters may be omitted so that an excerpt does not begin or end inside a word. */
    private static final int WORD_CHARS = 20;

    private static final int JOINER = 0x200d;

    private SearchExcerpt() {}

    /** The part of a text that begins shortly before the first match of a phrase, or its beginning when no phrase matches. */
    public static List<Fragment> of(String text, List<SearchPhrase> phrases) {
        List<Span> matches = matches(text, phrases);
        int first = matches.isEmpty() ? 0 : matches.getFirst().begin();
        int from = first <= CHARS_BEFORE ? 0 : wordBegin(text, first - CHARS_BEFORE, first);
        int to = from + CHARS_MAX >= text.length() ? text.length() : wordEnd(text, from + CHARS_MAX, from);
        return fragments(text, matches, from, to);
    }

    // ---- Matches ----

    private record Span(int begin, int end) {}

    /** The parts of the text that match, ascending; parts that overlap or touch are one. */
    private static List<Span> matches(String text, List<SearchPhrase> phrases) {
        if (phrases.isEmpty()) return List.of();
        List<SearchToken> tokens = SearchTokenizer.tokens(text);
        int[] lastToken = new int[tokens.size()]; // of the longest match that begins with the token
        for (SearchPhrase phrase : phrases) {
            for (int begin : phrase.occurrences(tokens)) {
                lastToken[begin] =
                        Math.max(lastToken[begin], begin + phrase.terms().size());
            }
        }
        List<Span> spans = new ArrayList<>();
        int covered = 0;
        for (int begin = 0; begin < lastToken.length; begin++) {
            if (lastToken[begin] == 0 || tokens.get(lastToken[begin] - 1).end() <= covered) continue;
            Span span = span(text, tokens, begin, lastToken[begin], covered);
            add(spans, span);
            covered = span.end();
        }
        return spans;
    }

    /**
     * The part of the text from one token to another one, with the rest of an emoji and the marks of a letter.
     *
     * @param covered the end of the part before; it bounds the search for the begin, so that all parts take linear time
     */
    private static Span span(String text, List<SearchToken> tokens, int first, int after, int covered) {
        while (tokens.get(first).joined() && tokens.get(first).begin() > covered) first--;
        while (after < tokens.size() && tokens.get(after).joined()) after++;
        int begin = tokens.get(first).begin();
        while (begin > covered && isMark(text.codePointAt(begin))) begin = text.offsetByCodePoints(begin, -1);
        return new Span(begin, afterMarks(text, tokens.get(after - 1).end()));
    }

    private static void add(List<Span> spans, Span span) {
        if (spans.isEmpty() || span.begin() > spans.getLast().end()) {
            spans.add(span);
        } else {
            spans.set(spans.size() - 1, new Span(spans.getLast().begin(), span.end()));
        }
    }

    // ---- Cut ----

    private static List<Fragment> fragments(String text, List<Span> matches, int from, int to) {
        List<Fragment> fragments = new ArrayList<>();
        StringBuilder plain = new StringBuilder(from > 0 ? "…" : "");
        int at = from;
        for (Span match : matches) {
            int begin = Math.max(at, match.begin());
            int end = Math.min(to, match.end());
            if (begin >= end) continue;
            plain.append(text, at, begin);
            add(fragments, plain.toString(), false);
            plain.setLength(0);
            add(fragments, text.substring(begin, end), true);
            at = end;
        }
        plain.append(text, at, to);
        if (to < text.length()) plain.append('…');
        add(fragments, plain.toString(), false);
        return fragments;
    }

    private static void add(List<Fragment> fragments, String text, boolean hit) {
        if (!text.isEmpty()) fragments.add(new Fragment(text, hit));
    }

    /** The place after a space near {@code at}, or else the next character; at most {@code limit}. */
    private static int wordBegin(String text, int at, int limit) {
        for (int near = at; near < Math.min(limit, at + WORD_CHARS); near++) {
            if (Character.isWhitespace(text.charAt(near))) return near + 1;
        }
        int character = Character.isLowSurrogate(text.charAt(at)) ? at + 1 : at;
        while (character < limit && continues(text, character)) {
            character += Character.charCount(text.codePointAt(character));
        }
        return Math.min(limit, character);
    }

    /** The place of a space shortly before {@code at}, or else the begin of the character; more than {@code from}. */
    private static int wordEnd(String text, int at, int from) {
        for (int near = at; near > Math.max(from, at - WORD_CHARS); near--) {
            if (Character.isWhitespace(text.charAt(near))) return near;
        }
        int character = at;
        while (character > from + CHARS_MAX / 2
                && (Character.isLowSurrogate(text.charAt(character)) || continues(text, character))) character--;
        if (Character.isLowSurrogate(text.charAt(character))) character--;
        return character;
    }

    private static int afterMarks(String text, int at) {
        int end = at;
        while (end < text.length() && isMark(text.codePointAt(end))) end += Character.charCount(text.codePointAt(end));
        return end;
    }

    /** Whether the character at this place is shown as a part of the one before it. */
    private static boolean continues(String text, int at) {
        return isMark(text.codePointAt(at)) || text.charAt(at - 1) == JOINER;
    }

    private static boolean isMark(int point) {
        if (point == JOINER || Character.isEmojiModifier(point) || (point >= 0xe0020 && point <= 0xe007f)) return true;
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }
}
