package collab.domain.access;

import collab.domain.Rejection;
import collab.domain.Rejection.Reason;
import collab.domain.emoji.CanonicalEmoji;
import java.net.URI;
import java.net.URISyntaxException;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks that a schema cannot express. Each method returns the value as it is stored, or why it is rejected. */
public final class InputValidation {
    private static final Pattern USERNAME = Pattern.compile("[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?");

    /** Words that address many people at once; a user with such a name could never be addressed. */
    private static final Set<String> USERNAMES_RESERVED = Set.of("all", "channel", "everyone", "here");

    private static final int BRAILLE_BLANK = 0x2800;

    private InputValidation() {}

    /** A message: any text of one or more lines, but not only white space. */
    public static Validated<String> text(String text) {
        if (text.length() > DomainLimits.TEXT_MAX) {
            return new Validated.Failed<>(new Rejection(
                    Reason.TEXT_TOO_LONG,
                    "text has " + text.length() + " characters; at most " + DomainLimits.TEXT_MAX + " are allowed"));
        }
        if (!wellFormed(text)) {
            return invalid("text contains U+0000 or half of a surrogate pair; expected well-formed Unicode");
        }
        return Validated.of(
                text,
                text.codePoints().anyMatch(InputValidation::visible),
                () -> Rejections.invalid("text is blank; expected at least one visible character"));
    }

    /** One line of at most {@code most} characters; may be empty. */
    public static Validated<String> line(String what, String value, int most) {
        if (!wellFormed(value)) {
            return invalid(what + " is " + Rejections.quoted(value) + "; expected well-formed Unicode");
        }
        String kept = Normalizer.normalize(value, Normalizer.Form.NFC).strip();
        if (kept.length() > most) {
            return invalid(what + " has " + kept.length() + " characters; at most " + most + " are allowed");
        }
        return Validated.of(
                kept,
                kept.codePoints().noneMatch(InputValidation::steers),
                () -> Rejections.invalid(
                        what + " is " + Rejections.quoted(value) + "; expected one line without control characters"));
    }

    /** One line with at least one visible character. */
    public static Validated<String> name(String what, String value) {
        return line(what, value, DomainLimits.NAME_MAX)
                .and(kept -> Validated.of(
                        kept,
                        kept.codePoints().anyMatch(InputValidation::visible),
                        () -> Rejections.invalid(what + " is blank; expected 1 to " + DomainLimits.NAME_MAX
                                + " characters, at least one of them visible")));
    }

    public static Validated<String> channelName(String value) {
        return name("name", value.toLowerCase(Locale.ROOT))
                .and(kept -> Validated.of(
                        kept,
                        kept.codePoints().allMatch(InputValidation::ofChannelName),
                        () -> Rejections.invalid("name is " + Rejections.quoted(value)
                                + "; expected letters, digits, - and _ without spaces")));
    }

    public static Validated<String> username(String value) {
        return mentionable("username", value, DomainLimits.USERNAME_MAX);
    }

    public static Validated<String> groupName(String value) {
        return mentionable("name", value, DomainLimits.NAME_MAX);
    }

    /** A name with which messages mention people: one grammar for users and groups. */
    private static Validated<String> mentionable(String what, String value, int most) {
        String kept = value.strip().toLowerCase(Locale.ROOT);
        if (kept.length() > most || !USERNAME.matcher(kept).matches()) {
            return invalid(what + " is " + Rejections.quoted(value) + "; expected 1 to " + most
                    + " of a-z, 0-9, '.', '_' and '-', a letter or digit at either end");
        }
        return Validated.of(
                kept,
                !USERNAMES_RESERVED.contains(kept),
                () -> Rejections.invalid(
                        what + " is " + Rejections.quoted(value) + ", which is reserved; choose another"));
    }

    /** The URL of a picture; an empty one removes it. */
    public static Validated<Optional<String>> avatarUrl(String value) {
        if (value.isEmpty()) {
            return new Validated.Passed<>(Optional.empty());
        }
        return Validated.of(
                Optional.of(value),
                value.length() <= DomainLimits.AVATAR_URL_MAX && webAddress(value),
                () -> Rejections.invalid(
                        "avatar_url is " + Rejections.quoted(value) + "; expected an http or https address of at most "
                                + DomainLimits.AVATAR_URL_MAX + " characters"));
    }

    /** One emoji or the name of one, in any spelling, or another name between colons; the result is its canonical form. */
    public static Validated<String> emoji(String value) {
        return Validated.of(
                Optional.of(value)
                        .filter(InputValidation::isOfEmojiLength)
                        .flatMap(CanonicalEmoji::of)
                        .filter(InputValidation::isOfEmojiLength),
                () -> Rejections.invalid("emoji is " + Rejections.quoted(value)
                        + "; expected one emoji, its name, or a name of letters, digits, _, + and - between colons"));
    }

    private static boolean isOfEmojiLength(String value) {
        return value.length() <= DomainLimits.EMOJI_MAX;
    }

    /** Whether the code point moves the cursor, ends a line or changes the direction of text. */
    static boolean steers(int point) {
        return Character.getType(point) == Character.CONTROL
                || Character.getType(point) == Character.LINE_SEPARATOR
                || Character.getType(point) == Character.PARAGRAPH_SEPARATOR
                || (point >= 0x202a && point <= 0x202e)
                || (point >= 0x2066 && point <= 0x2069);
    }

    /** Whether the code point is shown as something else than a space. A name or a text needs such a code point. */
    public static boolean visible(int point) {
        return !Character.isWhitespace(point)
                && !Character.isSpaceChar(point)
                && Character.getType(point) != Character.CONTROL
                && Character.getType(point) != Character.FORMAT
                && !ignorable(point)
                && point != BRAILLE_BLANK;
    }

    /** Characters of Unicode's property Default_Ignorable_Code_Point that are not in the category Format. */
    private static boolean ignorable(int point) {
        return point == 0x34f // combining grapheme joiner
                || (point >= 0x115f && point <= 0x1160) // fillers of Hangul
                || (point >= 0x17b4 && point <= 0x17b5) // inherent vowels of Khmer
                || (point >= 0x180b && point <= 0x180f) // variation selectors of Mongolian
                || point == 0x2065
                || point == 0x3164
                || point == 0xffa0
                || (point >= 0xfe00 && point <= 0xfe0f) // variation selectors
                || (point >= 0xfff0 && point <= 0xfff8)
                || (point >= 0xe0000 && point <= 0xe0fff); // tags and variation selectors
    }

    private static boolean wellFormed(String value) {
        return value.codePoints().allMatch(point -> point != 0 && Character.getType(point) != Character.SURROGATE);
    }

    /** Whether the name of a channel may contain the character. */
    public static boolean ofChannelName(int point) {
        return Character.isLetterOrDigit(point)
                || point == '-'
                || point == '_'
                // Vowel signs, without which many scripts cannot write a word.
                || Character.getType(point) == Character.NON_SPACING_MARK
                || Character.getType(point) == Character.COMBINING_SPACING_MARK;
    }

    private static boolean webAddress(String value) {
        try {
            URI address = new URI(value);
            return address.getHost() != null
                    && ("https".equalsIgnoreCase(address.getScheme()) || "http".equalsIgnoreCase(address.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static <T> Validated<T> invalid(String detail) {
        return new Validated.Failed<>(Rejections.invalid(detail));
    }
}
