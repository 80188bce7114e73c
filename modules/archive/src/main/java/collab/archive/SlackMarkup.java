package collab.archive;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Converts Slack's mrkdwn to Markdown: mentions by name, links, emphasis, entities. Code stays as it is.
 *
 * @param person the username of a Slack user id; empty when it is unknown
 * @param channel the name of a Slack channel id; the id itself when it is unknown
 */
record SlackMarkup(Function<String, Optional<String>> person, UnaryOperator<String> channel) {
    private static final Pattern CODE = Pattern.compile("```.*?```|`[^`\n]+`", Pattern.DOTALL);
    private static final Pattern REFERENCE = Pattern.compile("<([^<>\n]+)>");
    private static final Pattern BOLD = Pattern.compile("(?<![\\w*])\\*([^*\\s](?:[^*\n]*[^*\\s])?)\\*(?![\\w*])");
    private static final Pattern STRUCK = Pattern.compile("(?<![\\w~])~([^~\\s](?:[^~\n]*[^~\\s])?)~(?![\\w~])");

    String translate(String mrkdwn) {
        StringBuilder text = new StringBuilder(mrkdwn.length());
        Matcher code = CODE.matcher(mrkdwn);
        int at = 0;
        while (code.find()) {
            text.append(prose(mrkdwn.substring(at, code.start())));
            text.append(entities(references(code.group(), false)));
            at = code.end();
        }
        return text.append(prose(mrkdwn.substring(at))).toString();
    }

    private String prose(String text) {
        String emphasised =
                STRUCK.matcher(BOLD.matcher(text).replaceAll("**$1**")).replaceAll("~~$1~~");
        return entities(references(emphasised, true));
    }

    private String references(String text, boolean links) {
        return REFERENCE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(reference(found.group(1), links)));
    }

    private String reference(String inside, boolean links) {
        int bar = inside.indexOf('|');
        String target = bar < 0 ? inside : inside.substring(0, bar);
        String label = bar < 0 ? "" : inside.substring(bar + 1);
        if (target.isEmpty()) return "<" + inside + ">";
        return switch (target.charAt(0)) {
            case '@' ->
                "@"
                        + person.apply(target.substring(1))
                                .orElse(label.isEmpty() ? target.substring(1) : label.replaceFirst("^@", ""));
            case '#' -> "#" + (label.isEmpty() ? channel.apply(target.substring(1)) : label);
            case '!' -> special(target.substring(1), label);
            default -> link(target, label, links);
        };
    }

    private static String special(String word, String label) {
        if (word.equals("everyone") || word.equals("channel")) return "@channel";
        if (word.equals("here")) return "@here";
        return label.isEmpty() ? "@" + word : label;
    }

    private static String link(String target, String label, boolean links) {
        if (label.isEmpty() || label.equals(target)) return target;
        if (target.equals("mailto:" + label)) return label;
        return links ? "[" + label + "](" + target + ")" : label;
    }

    private static String entities(String text) {
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    }
}
