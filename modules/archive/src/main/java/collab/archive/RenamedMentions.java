package collab.archive;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces mentions of people whose usernames are others here than in the archive. A name in code, in an address or in
 * an e-mail address is not a mention.
 *
 * @param usernames the usernames here, by those in the archive in lower case
 */
record RenamedMentions(Map<String, String> usernames) implements UnaryOperator<String> {
    /** Runs of backticks, addresses, and mentions. */
    private static final Pattern PART = Pattern.compile("(?<code>`++)|(?:https?://|www\\.)[^\\s<>]++|\\\\@"
            + "|(?<![0-9\\p{IsLatin}\\p{IsGreek}\\p{IsCyrillic}@/])@(?<name>[A-Za-z0-9._-]++)(?!@)");

    static UnaryOperator<String> of(Map<String, ArchiveEntry.Person> people, Map<String, ImportPlan.Account> accounts) {
        Map<String, String> renamed = new HashMap<>();
        people.forEach((key, person) -> {
            ImportPlan.Account account = accounts.get(key);
            String there = person.username().toLowerCase(Locale.ROOT);
            if (account != null && person.account() != ArchiveEntry.Account.UNLISTED) {
                renamed.putIfAbsent(there, account.username());
            }
        });
        return new RenamedMentions(Map.copyOf(renamed));
    }

    @Override
    public String apply(String text) {
        if (text.indexOf('@') < 0) return text;
        Matcher part = PART.matcher(text);
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        while (part.find(at)) {
            out.append(text, at, part.start());
            at = part.end();
            if (part.group("name") != null) {
                out.append('@').append(name(part.group("name")));
                continue;
            }
            if (part.group("code") != null)
                at = endOfCode(text, part.end(), part.group("code").length());
            out.append(text, part.start(), at);
        }
        return out.append(text, at, text.length()).toString();
    }

    /** The end of the next run of as many backticks; the end of the first run if there is none. */
    private static int endOfCode(String text, int begin, int length) {
        int run = 0;
        for (int at = begin; at <= text.length(); at++) {
            if (at < text.length() && text.charAt(at) == '`') run++;
            else if (run == length) return at;
            else run = 0;
        }
        return begin;
    }

    /** The longest reading that is a person of the archive: the whole name, or the name without its last parts. */
    private String name(String name) {
        int end = name.length();
        for (int readings = 0; end > 0 && readings < 4; readings++) {
            while (end > 0 && "._-".indexOf(name.charAt(end - 1)) >= 0) end--;
            String here = usernames.get(name.substring(0, end).toLowerCase(Locale.ROOT));
            if (here != null) {
                boolean same = here.equalsIgnoreCase(name.substring(0, end));
                return same ? name : here + name.substring(end);
            }
            while (end > 0 && "._-".indexOf(name.charAt(end - 1)) < 0) end--;
        }
        return name;
    }
}
