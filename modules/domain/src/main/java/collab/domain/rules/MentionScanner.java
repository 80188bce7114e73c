package collab.domain.rules;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the {@code @words} of a text, except in code spans and blocks, and except within words, e-mail addresses and
 * paths. Case is ignored, and punctuation at the end of a sentence does not belong to the word.
 */
public final class MentionScanner {
    private static final Pattern WORD = Pattern.compile(
            "(?<![\\p{L}\\p{N}\\p{M}_+@/])@((?>[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?))(?![\\p{L}\\p{N}\\p{M}@])",
            Pattern.CASE_INSENSITIVE);

    private MentionScanner() {}

    /** Returns the words in the order of their first occurrence, in lower case, without the at-sign. */
    public static Set<String> words(String text) {
        Set<String> words = new LinkedHashSet<>();
        Matcher matcher = WORD.matcher(withoutCode(text));
        while (matcher.find()) {
            words.add(matcher.group(1).toLowerCase(Locale.ROOT));
        }
        return words;
    }

    /**
     * Returns the text without code. A run of backticks begins code, and the next run of the same length ends it. When no such run
     * follows, a run of three or more begins a block up to the end of the text, and a shorter run is ordinary text.
     */
    private static String withoutCode(String text) {
        StringBuilder prose = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf('`', at);
            if (open < 0) {
                break;
            }
            int run = runAt(text, open);
            int close = closing(text, open + run, run);
            prose.append(text, at, open);
            if (close >= 0) {
                prose.append('`'); // separates the text before the code from the text after it
                at = close + run;
            } else if (run >= 3) {
                return prose.toString();
            } else {
                prose.append(text, open, open + run);
                at = open + run;
            }
        }
        return prose.append(text, at, text.length()).toString();
    }

    private static int runAt(String text, int start) {
        int end = start;
        while (end < text.length() && text.charAt(end) == '`') {
            end++;
        }
        return end - start;
    }

    private static int closing(String text, int from, int run) {
        int at = text.indexOf('`', from);
        while (at >= 0) {
            int length = runAt(text, at);
            if (length == run) {
                return at;
            }
            at = text.indexOf('`', at + length);
        }
        return -1;
    }
}
