package collab.archive;

import collab.domain.text.MentionScanner;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces mentions of people whose usernames are others here than in the archive. The grammar of messages decides which
 * names are mentions: those in code, in addresses and after a backslash are not.
 *
 * @param usernames the usernames here, by those in the archive in lower case
 */
record RenamedMentions(Map<String, String> usernames) implements UnaryOperator<String> {
    /** What can be a name; {@link MentionScanner} decides whether it is one. */
    private static final Pattern CANDIDATE = Pattern.compile("(?<=@)[A-Za-z0-9._-]++");

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

    /** Scans the text once with a number in the place of each candidate: the numbers that are found are mentions. */
    @Override
    public String apply(String text) {
        if (text.indexOf('@') < 0) return text;
        Set<String> mentions = MentionScanner.names(replaceCandidates(text, (number, _) -> number));
        return replaceCandidates(text, (number, name) -> mentions.contains(number) ? here(name) : name);
    }

    /** @param replacement of the number of the candidate and the candidate */
    private static String replaceCandidates(String text, BiFunction<String, String, String> replacement) {
        int[] count = {0};
        return CANDIDATE.matcher(text).replaceAll(candidate -> {
            String number = "n" + count[0]++;
            return Matcher.quoteReplacement(replacement.apply(number, candidate.group()));
        });
    }

    private String here(String name) {
        return MentionScanner.meaning(name, reading -> here(name, reading)).orElse(name);
    }

    /** @param reading the beginning of the name that can be a username of the archive */
    private Optional<String> here(String name, String reading) {
        return Optional.ofNullable(usernames.get(reading.toLowerCase(Locale.ROOT)))
                .map(here -> here.equalsIgnoreCase(reading) ? name : here + name.substring(reading.length()));
    }
}
