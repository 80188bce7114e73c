package collab.archive.slack;

import collab.archive.text.JsonText;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words of Slack's JSON, and which of them a text contains. */
final class SlackTexts {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}\\p{M}]+");
    private static final Set<String> SHOWN = Set.of(
            "text", "title", "alt_text", "value", "label", "name", "description", "fallback", "placeholder", "hint");

    private SlackTexts() {}

    /** Every text of an element whose type is unknown, with spaces between. */
    static String all(JsonNode json) {
        Set<String> texts = new LinkedHashSet<>();
        collect(json, texts);
        return String.join(" ", texts);
    }

    private static void collect(JsonNode json, Set<String> texts) {
        json.properties().forEach(property -> {
            String text = SHOWN.contains(property.getKey()) ? JsonText.of(property.getValue()) : "";
            if (!text.isBlank()) texts.add(text);
        });
        json.forEach(inside -> {
            if (inside.isContainerNode()) collect(inside, texts);
        });
    }

    /** The share of the words that the other text does not contain: 0 for none, 1 for all. */
    static double missing(String text, String other) {
        Set<String> words = words(text);
        if (words.isEmpty()) return 0;
        Set<String> contained = words(other);
        return (double) words.stream().filter(word -> !contained.contains(word)).count() / words.size();
    }

    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>();
        Matcher word = WORD.matcher(text.toLowerCase(Locale.ROOT));
        while (word.find()) words.add(word.group());
        return words;
    }
}
