package collab.domain.emoji;

import collab.domain.id.UserId;
import collab.domain.model.Reaction;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The canonical form of the emoji of a reaction. It is the sign, fully qualified, for an emoji of Unicode. For any other name, such as that
 * of a custom emoji, it is the name between colons: letters, digits, {@code _}, {@code +} and {@code -} of any script, in lower case.
 */
public final class CanonicalEmoji {
    private static final Pattern CUSTOM_NAME = Pattern.compile("[\\p{L}\\p{Nd}_+-][\\p{L}\\p{M}\\p{Nd}_+-]*");
    private static final Pattern BETWEEN_COLONS = Pattern.compile(":([^:]+(?:::[^:]+)?):");

    private CanonicalEmoji() {}

    /**
     * The canonical form of a sign, of a name of an emoji with or without colons, or of another name between colons. Empty if
     * the text is none of them.
     */
    public static Optional<String> of(String text) {
        Optional<String> sign = EmojiSequence.qualified(text);
        if (sign.isPresent()) return sign.map(EmojiTable.get()::canonical);
        Matcher colons = BETWEEN_COLONS.matcher(text);
        if (!colons.matches()) return EmojiNames.signOf(folded(text));
        String name = folded(colons.group(1));
        return EmojiNames.signOf(name).or(() -> customName(name));
    }

    /** The reactions with canonical emoji, in their order: those with the same emoji become one, with each user once. */
    public static List<Reaction> merged(List<Reaction> reactions) {
        Map<String, Set<UserId>> users = new LinkedHashMap<>();
        for (Reaction reaction : reactions) {
            users.computeIfAbsent(of(reaction.emoji()).orElse(reaction.emoji()), _ -> new LinkedHashSet<>())
                    .addAll(reaction.userIds());
        }
        return users.entrySet().stream()
                .map(entry -> new Reaction(entry.getKey(), List.copyOf(entry.getValue())))
                .toList();
    }

    private static String folded(String name) {
        return Normalizer.normalize(name.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    }

    private static Optional<String> customName(String name) {
        Matcher toned = EmojiNames.SLACK_TONES.matcher(name);
        String plain = toned.matches() ? toned.group(1) : name;
        return CUSTOM_NAME.matcher(plain).matches() ? Optional.of(":" + plain + ":") : Optional.empty();
    }
}
