package collab.archive;

import collab.archive.text.ContentHash;
import collab.domain.access.InputValidation;
import collab.domain.emoji.CanonicalEmoji;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

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
                .forEach(point -> kept.appendCodePoint(InputValidation.ofChannelName(point) ? point : '-'));
        String fitted = edges(
                Normalizer.normalize(kept.toString().replaceAll("-{2,}", "-"), Normalizer.Form.NFC), "-+", NAME_MAX);
        boolean blank = fitted.codePoints()
                .noneMatch(point -> Character.isLetterOrDigit(point) && InputValidation.visible(point));
        return blank ? "channel-" + ContentHash.shortOf(key) : fitted;
    }

    /** Another name for the same channel. */
    static String channelName(String fitted, int number) {
        String suffix = "-" + number;
        return cut(fitted, NAME_MAX - suffix.length()) + suffix;
    }

    /**
     * The name of a person or a workspace: one line with a visible character.
     *
     * @param otherwise the name if the name has no visible character; it is fitted by the caller
     */
    static String name(String name, String otherwise) {
        String fitted = line(name, NAME_MAX);
        return fitted.codePoints().anyMatch(InputValidation::visible) ? fitted : otherwise;
    }

    /** The name of a workspace that has only a key. */
    static String workspaceName(String key) {
        return name(key, "workspace-" + ContentHash.shortOf(key));
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
        parts.removeIf(part -> part.codePoints().noneMatch(InputValidation::visible));
        return parts;
    }

    /**
     * The canonical form of an emoji, or a name between colons: a character that a name cannot have becomes an underscore. Empty when
     * the name has no letter or digit. A name that is changed never becomes the name of an emoji: an underscore is added.
     */
    static String emoji(String emoji) {
        Optional<String> canonical = canonicalEmoji(emoji);
        if (canonical.isPresent()) return canonical.get();
        String plain = emoji.replaceFirst("::skin-tone-[^:]*:?$", "");
        String name = Normalizer.normalize(unicode(plain).toLowerCase(Locale.ROOT), Normalizer.Form.NFC)
                .replaceAll("[^\\p{L}\\p{M}\\p{Nd}+-]+", "_");
        String fitted = edges(name, "[_\\p{M}]+", EMOJI_MAX - 3);
        boolean blank = fitted.codePoints().noneMatch(Character::isLetterOrDigit);
        if (blank) return "";
        return canonicalEmoji(":" + fitted + ":")
                .filter(form -> form.startsWith(":"))
                .orElse(":_" + fitted + ":");
    }

    /** The canonical form of an emoji or a name; empty if it would lose something. */
    static Optional<String> canonicalEmoji(String emoji) {
        return CanonicalEmoji.of(emoji).filter(form -> form.length() <= EMOJI_MAX);
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
