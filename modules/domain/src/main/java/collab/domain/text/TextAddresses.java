package collab.domain.text;

import static collab.domain.text.TextSigns.at;
import static collab.domain.text.TextSigns.isAlphanumeric;
import static collab.domain.text.TextSigns.isSpace;
import static collab.domain.text.TextSigns.isWidePunctuation;
import static collab.domain.text.TextSigns.joins;
import static collab.domain.text.TextSigns.skipBlanks;
import static collab.domain.text.TextSigns.startsWith;

import java.util.List;

/** Finds the ends of addresses and mentions in a text. */
final class TextAddresses {
    /** The longest address of a link, as written. */
    private static final int ADDRESS_MAX = 2_000;

    private static final String WWW = "www.";
    private static final List<String> SCHEMES = List.of("http://", "https://");
    private static final List<String> LINK_SCHEMES = List.of("http://", "https://", "mailto:");

    private TextAddresses() {}

    // ---- Addresses ----

    /**
     * Returns the end of an address that begins at an index, or -1. Punctuation at its end belongs to the sentence, and a closing
     * bracket belongs to the address only if the opening one does.
     */
    static int addressEnd(String text, int from) {
        if (joins(at(text, from - 1))) return -1;
        int scheme = scheme(text, from);
        if (scheme == 0) return -1;
        int end = endOfRun(text, from + scheme);
        while (end > from + scheme && ".,;:!?'*_~".indexOf(text.charAt(end - 1)) >= 0) end--;
        return end > from + scheme ? end : -1;
    }

    private static int scheme(String text, int from) {
        for (String scheme : SCHEMES) {
            if (startsWith(text, from, scheme)) return scheme.length();
        }
        return isHost(text, from) ? WWW.length() : 0;
    }

    private static boolean isHost(String text, int from) {
        if (!startsWith(text, from, WWW) || (from > 0 && "/.@-_:".indexOf(text.charAt(from - 1)) >= 0)) return false;
        int dot = from + WWW.length();
        while (isAlphanumeric(at(text, dot)) || at(text, dot) == '-') dot++;
        return dot > from + WWW.length() && at(text, dot) == '.' && isAlphanumeric(at(text, dot + 1));
    }

    private static int endOfRun(String text, int from) {
        int round = 0;
        int square = 0;
        for (int end = from; end < text.length(); end++) {
            char sign = text.charAt(end);
            if (isSpace(sign) || isWidePunctuation(sign) || "<>\"`\\".indexOf(sign) >= 0) return end;
            if (sign == '(') round++;
            else if (sign == '[') square++;
            else if ((sign == ')' && --round < 0) || (sign == ']' && --square < 0)) return end;
        }
        return text.length();
    }

    /** Returns the end of an address in angle brackets that begins at an index, after the closing one, or -1. */
    static int bracketedEnd(String text, int from) {
        int end = from + 1;
        int last = Math.min(text.length(), end + ADDRESS_MAX);
        while (end < last && !isSpace(text.charAt(end)) && text.charAt(end) != '<' && text.charAt(end) != '>') end++;
        return at(text, end) == '>' && isLinkAddress(text, from + 1, end) ? end + 1 : -1;
    }

    private static boolean isLinkAddress(String text, int from, int to) {
        for (String scheme : LINK_SCHEMES) {
            if (to - from > scheme.length() && startsWith(text, from, scheme)) return true;
        }
        return false;
    }

    // ---- Targets of links ----

    /** Returns the end of the target of a link, after its {@code )}, or -1. The target begins after {@code ](}. */
    static int linkTargetEnd(String text, int after) {
        int from = skipBlanks(text, after);
        boolean angled = at(text, from) == '<';
        int begin = angled ? from + 1 : from;
        if (!isLinkAddress(text, begin, text.length())) return -1;
        int to = angled ? angledEnd(text, begin) : plainEnd(text, begin);
        if (to < 0 || !isLinkAddress(text, begin, to)) return -1;
        return titleEnd(text, angled ? to + 1 : to);
    }

    /** The title is optional, and a blank is before it. */
    private static int titleEnd(String text, int from) {
        int next = skipBlanks(text, from);
        char first = at(text, next);
        if (first == ')') return next + 1;
        char quote = switch (first) {
            case '"', '\'' -> first;
            case '(' -> ')';
            default -> '\0';
        };
        if (quote == '\0' || next == from) return -1;
        int close = next + 1;
        int last = Math.min(text.length(), close + ADDRESS_MAX);
        while (close < last && text.charAt(close) != quote) close += text.charAt(close) == '\\' ? 2 : 1;
        int end = skipBlanks(text, close + 1);
        return at(text, close) == quote && at(text, end) == ')' ? end + 1 : -1;
    }

    private static int angledEnd(String text, int from) {
        int last = Math.min(text.length(), from + ADDRESS_MAX);
        for (int end = from; end < last; end++) {
            char sign = text.charAt(end);
            if (sign == '>') return end;
            if (sign == '\n' || sign == '<') return -1;
            if (sign == '\\') end++;
        }
        return -1;
    }

    private static int plainEnd(String text, int from) {
        int last = Math.min(text.length(), from + ADDRESS_MAX);
        int round = 0;
        for (int end = from; end < last; end++) {
            char sign = text.charAt(end);
            if (isSpace(sign) || (sign == ')' && --round < 0)) return end;
            if (sign == '(') round++;
            else if (sign == '\\') end++;
        }
        return -1;
    }

    // ---- Mentions ----

    /**
     * Returns the end of the name of a mention, or -1.
     *
     * @param sign the index of the at-sign
     * @param lastEnd the end of the mention before it, or -1
     */
    static int mentionEnd(String text, int sign, int lastEnd) {
        if (!mayPrecedeMention(text, sign, lastEnd) || !isAlphanumeric(at(text, sign + 1))) return -1;
        int run = sign + 1;
        while (isNameSign(at(text, run))) run++;
        int end = run;
        while (!isAlphanumeric(text.charAt(end - 1))) end--;
        if (end < run) return end;
        char next = at(text, end);
        boolean isPath = next == '/' && isAlphanumeric(at(text, end + 1));
        return joins(next) || next == '@' || isPath ? -1 : end;
    }

    /** Whether what is before an at-sign allows a mention: no word, address, path or other at-sign ends there. */
    private static boolean mayPrecedeMention(String text, int sign, int lastEnd) {
        int before = sign - 1;
        if (at(text, before) == '/') return before == lastEnd;
        if (at(text, before) == '@') return false;
        while (at(text, before) == '_' || at(text, before) == '+') before--;
        return !joins(at(text, before));
    }

    private static boolean isNameSign(char sign) {
        return isAlphanumeric(sign) || sign == '-' || sign == '.' || sign == '_';
    }
}
