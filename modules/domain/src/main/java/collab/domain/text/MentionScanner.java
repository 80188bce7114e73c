package collab.domain.text;

import collab.domain.access.DomainLimits;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds the {@code @names} of a text: those that the page shows as mentions. The page has the same grammar (ADR 0093), and both pass the cases
 * of {@code text-cases.json}.
 */
public final class MentionScanner {
    /** How many readings of a name are tried, the longest first. */
    private static final int READINGS_MAX = 4;

    private MentionScanner() {}

    /** Returns the names in the order of their first occurrence, in lower case, without the at-sign. */
    public static Set<String> names(String text) {
        if (text.indexOf('@') < 0) {
            return Set.of();
        }
        Set<String> names = new LinkedHashSet<>();
        TextBlocks.split(text, part -> InlineScanner.scan(part, name -> names.add(name.toLowerCase(Locale.ROOT))));
        return names;
    }

    /**
     * Returns what a name means. The name of "thanks @bob.See you" is {@code bob.see}, which can mean a user of that name or
     * {@code bob}: the longest reading that has a meaning is meant.
     */
    public static <T> Optional<T> meaning(String name, Function<String, Optional<T>> meaningOfReading) {
        String reading = name;
        for (int count = 0; count < READINGS_MAX && !reading.isEmpty(); count++) {
            Optional<T> meaning =
                    reading.length() <= DomainLimits.NAME_MAX ? meaningOfReading.apply(reading) : Optional.empty();
            if (meaning.isPresent()) {
                return meaning;
            }
            reading = withoutLastPart(reading);
        }
        return Optional.empty();
    }

    private static String withoutLastPart(String name) {
        int end = name.length();
        while (end > 0 && !isSeparator(name.charAt(end - 1))) end--;
        while (end > 0 && isSeparator(name.charAt(end - 1))) end--;
        return name.substring(0, end);
    }

    private static boolean isSeparator(char sign) {
        return sign == '.' || sign == '-' || sign == '_';
    }
}
