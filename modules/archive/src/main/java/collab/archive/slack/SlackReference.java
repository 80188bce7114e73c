package collab.archive.slack;

import collab.archive.text.Span;
import collab.archive.text.Span.Style;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands between angle brackets in Slack's texts: mentions, channels, groups, dates and links. */
final class SlackReference {
    private static final Pattern DATE_PART = Pattern.compile("\\{[a-z_]+}");
    private static final Pattern USERNAME = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?");

    private SlackReference() {}

    static Span of(String inside, SlackNames names, Set<Style> styles) {
        int bar = inside.indexOf('|');
        String target = bar < 0 ? inside : inside.substring(0, bar);
        String label = bar < 0 ? "" : inside.substring(bar + 1);
        if (target.isEmpty()) return Span.text(SlackMarkup.entities("<" + inside + ">"), styles);
        String rest = target.substring(1);
        return switch (target.charAt(0)) {
            case '@' -> mention(names.person(rest, label), styles);
            case '#' -> Span.text("#" + names.channel(rest, label), styles);
            case '!' -> special(rest, label, names, styles);
            default -> Span.link(SlackMarkup.entities(label), SlackMarkup.entities(target), styles);
        };
    }

    private static Span special(String target, String label, SlackNames names, Set<Style> styles) {
        String word = target.split("\\^", 2)[0];
        return switch (word) {
            case "everyone", "channel", "group" -> mention("channel", styles);
            case "here" -> mention("here", styles);
            case "subteam" -> mention(names.group(part(target, 1), label), styles);
            case "date" -> date(target, SlackMarkup.entities(label), styles);
            default -> Span.text(label.isBlank() ? "@" + target : SlackMarkup.entities(label), styles);
        };
    }

    /** A mention if the name is a username; otherwise the name as text. */
    static Span mention(String name, Set<Style> styles) {
        return USERNAME.matcher(name).matches() ? Span.markdown("@" + name, styles) : Span.text("@" + name, styles);
    }

    private static String part(String target, int index) {
        String[] parts = target.split("\\^", -1);
        return index < parts.length ? parts[index] : target;
    }

    // ---- Dates ----

    /** The text that Slack shows where it cannot format the date; otherwise the format with the time in UTC. */
    private static Span date(String target, String fallback, Set<Style> styles) {
        String[] parts = target.split("\\^", -1);
        String text = !fallback.isBlank()
                ? fallback
                : date(parts.length > 1 ? parts[1] : "", parts.length > 2 ? SlackMarkup.entities(parts[2]) : "");
        return parts.length > 3
                ? Span.link(text, SlackMarkup.entities(parts[3]), styles)
                : Span.text(text.isBlank() ? target : text, styles);
    }

    static String date(String seconds, String format) {
        Matcher part = DATE_PART.matcher(format.isBlank() ? "{date_num} {time}" : format);
        return part.replaceAll(found -> Matcher.quoteReplacement(formatted(seconds, found.group())));
    }

    private static String formatted(String seconds, String part) {
        try {
            String pattern = part.startsWith("{time") ? "HH:mm 'UTC'" : "yyyy-MM-dd";
            return DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
                    .withZone(ZoneOffset.UTC)
                    .format(Instant.ofEpochSecond(Long.parseLong(seconds)));
        } catch (NumberFormatException | DateTimeException _) {
            return seconds;
        }
    }
}
