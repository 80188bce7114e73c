package collab.archive;

import collab.archive.text.ContentHash;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Fits values of other products to the rules of this one, one function per field. Lengths are UTF-16 units, as in the
 * rules. Each result is accepted by the server; the caller reports what the original was when something is lost.
 */
final class FittedValue {
    static final int NAME_MAX = 80;
    static final int TOPIC_MAX = 250;
    static final int TEXT_MAX = 16_000;
    private static final int USERNAME_MAX = 32;
    private static final int EMOJI_MAX = 64;
    private static final Set<String> USERNAMES_RESERVED = Set.of("all", "channel", "everyone", "here");
    private static final Pattern SHORT_NAME = Pattern.compile(":[a-z0-9_+-]+:");

    private FittedValue() {}

    // ---- Names ----

    /** Lower-case letters, digits, dots, dashes and underscores; may be reserved or in use. */
    static String username(String name, String key) {
        String plain = edges(ascii(name).replaceAll("[^a-z0-9._-]+", "-"), "[._-]+", USERNAME_MAX);
        return plain.isEmpty() ? "person-" + ContentHash.shortOf(key) : plain;
    }

    /** Another username for the same person. */
    static String username(String fitted, int number) {
        String suffix = "-" + number;
        return cut(fitted, USERNAME_MAX - suffix.length()).replaceFirst("[._-]+$", "") + suffix;
    }

    static boolean reserved(String username) {
        return USERNAMES_RESERVED.contains(username);
    }

    /** Letters, digits, dashes and underscores of any script, in lower case. */
    static String channelName(String name, String key) {
        StringBuilder kept = new StringBuilder();
        unicode(name)
                .toLowerCase(Locale.ROOT)
                .codePoints()
                .forEach(point -> kept.appendCodePoint(ofChannelName(point) ? point : '-'));
        String fitted = edges(
                Normalizer.normalize(kept.toString().replaceAll("-{2,}", "-"), Normalizer.Form.NFC), "-+", NAME_MAX);
        boolean blank = fitted.codePoints().noneMatch(Character::isLetterOrDigit);
        return blank ? "channel-" + ContentHash.shortOf(key) : fitted;
    }

    /** Another name for the same channel. */
    static String channelName(String fitted, int number) {
        String suffix = "-" + number;
        return cut(fitted, NAME_MAX - suffix.length()) + suffix;
    }

    private static boolean ofChannelName(int point) {
        return Character.isLetterOrDigit(point)
                || point == '-'
                || point == '_'
                || Character.getType(point) == Character.NON_SPACING_MARK
                || Character.getType(point) == Character.COMBINING_SPACING_MARK;
    }

    /** The name of a person or a workspace: one line with a visible character. */
    static String name(String name, String otherwise) {
        String fitted = line(name, NAME_MAX);
        return fitted.codePoints().anyMatch(FittedValue::visible) ? fitted : otherwise;
    }

    /** One line; an ellipsis stands for what is cut. */
    static String topic(String topic) {
        return line(topic, TOPIC_MAX);
    }

    private static String line(String value, int most) {
        StringBuilder kept = new StringBuilder();
        unicode(value).codePoints().forEach(point -> {
            if (!isDirection(point)) kept.appendCodePoint(endsLine(point) ? ' ' : point);
        });
        String line = Normalizer.normalize(kept.toString(), Normalizer.Form.NFC)
                .replaceAll("\\s+", " ")
                .strip();
        return line.length() <= most ? line : cut(line, most - 1).stripTrailing() + "…";
    }

    private static boolean endsLine(int point) {
        return Character.getType(point) == Character.CONTROL
                || Character.getType(point) == Character.LINE_SEPARATOR
                || Character.getType(point) == Character.PARAGRAPH_SEPARATOR;
    }

    private static boolean isDirection(int point) {
        return (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
    }

    static boolean visible(int point) {
        return !Character.isWhitespace(point)
                && !Character.isSpaceChar(point)
                && Character.getType(point) != Character.CONTROL
                && Character.getType(point) != Character.FORMAT;
    }

    // ---- Messages ----

    /** The text in parts that each fit a message; empty when the text has no visible character. */
    static List<String> texts(String text) {
        List<String> parts = new ArrayList<>();
        String rest = unicode(text);
        while (rest.length() > TEXT_MAX) {
            String part = cut(rest, TEXT_MAX);
            int line = part.lastIndexOf('\n');
            if (line > TEXT_MAX / 2) part = part.substring(0, line + 1);
            parts.add(part);
            rest = rest.substring(part.length());
        }
        parts.add(rest);
        parts.removeIf(part -> part.codePoints().noneMatch(FittedValue::visible));
        return parts;
    }

    /** An emoji, or a short name without accents; empty when the name has no letters that a short name may have. */
    static String emoji(String emoji) {
        if (emoji.length() > EMOJI_MAX) return "";
        if (!emoji.startsWith(":") || !emoji.endsWith(":")) return emoji;
        String plain = ascii(emoji).replaceAll("\\s+", "_");
        return SHORT_NAME.matcher(plain).matches() && plain.length() <= EMOJI_MAX ? plain : "";
    }

    /** Without U+0000; half of a surrogate pair becomes U+FFFD. */
    static String unicode(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        text.codePoints()
                .filter(point -> point != 0)
                .forEach(point ->
                        kept.appendCodePoint(Character.getType(point) == Character.SURROGATE ? 0xfffd : point));
        return kept.toString();
    }

    private static String ascii(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\p{M}+", "");
    }

    private static String edges(String value, String trimmed, int most) {
        return cut(value.replaceFirst("^" + trimmed, ""), most).replaceFirst(trimmed + "$", "");
    }

    /** The beginning of the value, without half of a surrogate pair. */
    private static String cut(String value, int most) {
        if (value.length() <= most) return value;
        return value.substring(0, Character.isHighSurrogate(value.charAt(most - 1)) ? most - 1 : most);
    }
}
