package collab.domain.emoji;

import java.util.Arrays;
import java.util.Optional;

/**
 * The grammar of one emoji in Unicode (UTS 51): a keycap, a flag, or signs with an optional skin tone or tags, connected by joiners. A sign
 * that this version of Java does not know is accepted if Unicode has reserved its code point for pictographs.
 */
final class EmojiSequence {
    private static final int ZERO_WIDTH_JOINER = 0x200d;
    private static final int TEXT_PRESENTATION = 0xfe0e;
    private static final int EMOJI_PRESENTATION = 0xfe0f;
    private static final int KEYCAP = 0x20e3;
    private static final int TAG_FIRST = 0xe0020;
    private static final int TAG_LAST = 0xe007f;

    private final int[] points;
    private final StringBuilder qualified = new StringBuilder();
    private int at;

    private EmojiSequence(int[] points) {
        this.points = points;
    }

    /**
     * The fully qualified form of one emoji: a variation selector follows exactly those signs that are shown as text without
     * it. Empty if the text is not one emoji.
     */
    static Optional<String> qualified(String text) {
        int[] points = text.codePoints().toArray();
        if (misplacesSelector(points)) return Optional.empty();
        EmojiSequence sequence = new EmojiSequence(
                Arrays.stream(points).filter(point -> !isSelector(point)).toArray());
        return sequence.read() ? Optional.of(sequence.qualified.toString()) : Optional.empty();
    }

    private static boolean misplacesSelector(int[] points) {
        for (int i = 0; i < points.length; i++) {
            if (isSelector(points[i]) && (i == 0 || isSelector(points[i - 1]) || points[i - 1] == ZERO_WIDTH_JOINER)) {
                return true;
            }
        }
        return false;
    }

    private boolean read() {
        return readPair() || readSigns();
    }

    /** A keycap or a flag. */
    private boolean readPair() {
        if (points.length != 2) return false;
        if (isKeycapBase(points[0]) && points[1] == KEYCAP) {
            qualified
                    .appendCodePoint(points[0])
                    .appendCodePoint(EMOJI_PRESENTATION)
                    .appendCodePoint(KEYCAP);
            return true;
        }
        if (!isRegional(points[0]) || !isRegional(points[1])) return false;
        qualified.appendCodePoint(points[0]).appendCodePoint(points[1]);
        return true;
    }

    private boolean readSigns() {
        while (readSign()) {
            if (at == points.length) return true;
            if (points[at] != ZERO_WIDTH_JOINER) return false;
            take();
        }
        return false;
    }

    private boolean readSign() {
        if (at == points.length || !isSign(points[at])) return false;
        int sign = points[at];
        take();
        if (at < points.length && Character.isEmojiModifier(points[at]) && !Character.isEmojiModifier(sign)) {
            take();
        } else if (Character.isEmoji(sign) && !Character.isEmojiPresentation(sign)) {
            qualified.appendCodePoint(EMOJI_PRESENTATION);
        }
        return at == points.length || !isTag(points[at]) || readTags();
    }

    private boolean readTags() {
        while (at < points.length && isTag(points[at])) {
            boolean last = points[at] == TAG_LAST;
            take();
            if (last) return true;
        }
        return false;
    }

    private void take() {
        qualified.appendCodePoint(points[at++]);
    }

    private static boolean isSign(int point) {
        return Character.isDefined(point)
                ? Character.isEmoji(point) && !isKeycapBase(point) && !isRegional(point)
                : Character.isExtendedPictographic(point);
    }

    private static boolean isSelector(int point) {
        return point == TEXT_PRESENTATION || point == EMOJI_PRESENTATION;
    }

    private static boolean isKeycapBase(int point) {
        return (point >= '0' && point <= '9') || point == '#' || point == '*';
    }

    private static boolean isRegional(int point) {
        return point >= 0x1f1e6 && point <= 0x1f1ff;
    }

    private static boolean isTag(int point) {
        return point >= TAG_FIRST && point <= TAG_LAST;
    }
}
