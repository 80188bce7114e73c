package collab.domain.emoji;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of emoji in Slack, GitHub and Mattermost, without colons. A name with skin tones is written as in Slack ({@code
 * wave::skin-tone-2}, {@code handshake::skin-tone-2-3}) or as in Mattermost ({@code wave_light_skin_tone}). If a name means different
 * emoji in these products, it means that of Slack.
 */
public final class EmojiNames {
    /** Slack's skin tones are 2 to 6. */
    static final Pattern SLACK_TONES = Pattern.compile("(.+?)::skin-tone-([2-6])(?:-([2-6]))?");

    private static final String MATTERMOST_TONE = "_(light|medium_light|medium|medium_dark|dark)_skin_tone";
    private static final Pattern MATTERMOST_TONES =
            Pattern.compile("(.+?)" + MATTERMOST_TONE + "(?:" + MATTERMOST_TONE + ")?");
    private static final List<String> MATTERMOST_TONE_NAMES =
            List.of("light", "medium_light", "medium", "medium_dark", "dark");

    /** Longer names are of no emoji. */
    private static final int LENGTH_MAX = 100;

    private EmojiNames() {}

    /** The sign of a name, fully qualified. An emoji without variants keeps its sign, whatever skin tone the name has. */
    public static Optional<String> signOf(String name) {
        if (name.length() > LENGTH_MAX) return Optional.empty();
        EmojiTable table = EmojiTable.get();
        Optional<String> plain = table.sign(name);
        if (plain.isPresent()) return plain;
        Matcher slack = SLACK_TONES.matcher(name);
        if (slack.matches()) {
            int first = Integer.parseInt(slack.group(2)) - 1;
            int second = slack.group(3) == null ? first : Integer.parseInt(slack.group(3)) - 1;
            return table.sign(slack.group(1)).map(sign -> table.toned(sign, first, second));
        }
        Matcher mattermost = MATTERMOST_TONES.matcher(name);
        if (!mattermost.matches()) return Optional.empty();
        int first = MATTERMOST_TONE_NAMES.indexOf(mattermost.group(2)) + 1;
        int second = mattermost.group(3) == null ? first : MATTERMOST_TONE_NAMES.indexOf(mattermost.group(3)) + 1;
        return table.sign(mattermost.group(1)).map(sign -> table.toned(sign, first, second));
    }
}
