package collab.runtime;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The values that a configuration key accepts. */
public sealed interface ConfigType {
    /** Any text. */
    record Text() implements ConfigType {}

    /**
     * A whole number; underscores between digits are ignored.
     *
     * @param min smallest accepted value
     * @param max largest accepted value; {@link Long#MAX_VALUE} for no bound
     * @param unit what is counted, for example {@code bytes}; empty when the name of the key says it
     */
    record WholeNumber(long min, long max, String unit) implements ConfigType {}

    /**
     * A time span such as {@code 250ms}, {@code 30s}, {@code 15m}, {@code 12h} or {@code 7d}, or ISO-8601 ({@code PT30S}).
     *
     * @param min shortest accepted value
     */
    record TimeSpan(Duration min) implements ConfigType {}

    /** {@code true} or {@code false}. */
    record Flag() implements ConfigType {}

    /** A YAML list, or its items separated by commas. */
    record Items() implements ConfigType {}

    /** The path of a file or folder, relative to the working directory of the process. */
    record FilePath() implements ConfigType {}

    /**
     * One of a few words.
     *
     * @param words every accepted word
     */
    record Choice(List<String> words) implements ConfigType {
        public Choice {
            words = List.copyOf(words);
        }
    }

    /** The accepted values as they stand in an error message after "must be" and in the reference. */
    default String accepted() {
        return switch (this) {
            case Text _ -> "text";
            case WholeNumber(long min, long max, String unit) ->
                "a whole number" + (unit.isEmpty() ? "" : " of " + unit) + range(min, max);
            case TimeSpan(Duration min) ->
                "a duration such as 250ms, 30s, 15m, 12h or 7d"
                        + (min.isZero() ? "" : ", at least " + Durations.text(min));
            case Flag _ -> "true or false";
            case Items _ -> "a list, or items separated by commas";
            case FilePath _ -> "a path";
            case Choice(List<String> words) -> alternatives(words);
        };
    }

    /** Why this type does not accept the value; empty when it does. An unset value (empty text) is not checked here. */
    default Optional<String> problem(String value) {
        boolean valid = switch (this) {
            case Text _, Items _, FilePath _ -> true;
            case WholeNumber(long min, long max, String _) ->
                wholeNumber(value)
                        .filter(number -> min <= number && number <= max)
                        .isPresent();
            case TimeSpan(Duration min) ->
                Durations.parse(value).filter(span -> span.compareTo(min) >= 0).isPresent();
            case Flag _ -> value.equals("true") || value.equals("false");
            case Choice(List<String> words) -> words.contains(value);
        };
        return valid ? Optional.empty() : Optional.of("must be " + accepted());
    }

    static Optional<Long> wholeNumber(String value) {
        try {
            return Optional.of(Long.parseLong(value.replace("_", "")));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    private static String range(long min, long max) {
        return max == Long.MAX_VALUE ? ", at least " + min : " from " + min + " to " + max;
    }

    private static String alternatives(List<String> words) {
        return String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
    }
}
