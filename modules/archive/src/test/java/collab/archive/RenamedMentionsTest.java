package collab.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mention of a person who was renamed by the import became a mention of the other person with the name. */
class RenamedMentionsTest {
    private final RenamedMentions mentions =
            new RenamedMentions(Map.of("jose", "jose-2", "ann", "ann", "ann.b", "ann.b-2", "_x_", "x"));

    @ParameterizedTest
    @CsvSource({
        "hi @jose!,hi @jose-2!",
        "@Jose.See you,@jose-2.See you",
        "@ann.b and @ann and @Ann.,@ann.b-2 and @ann and @Ann.",
        "a@jose.com,a@jose.com",
        "`@jose` @jose,`@jose` @jose-2",
        "```@jose```,```@jose```",
        "`@jose,`@jose-2",
        "https://e.test/@jose,https://e.test/@jose",
        "\\@jose,\\@jose",
        "'~~~\n@jose\n~~~\n@jose','~~~\n@jose\n~~~\n@jose-2'",
        "'> ```\n> @jose\n> ```','> ```\n> @jose\n> ```'",
        "'[ask @jose](https://e.test)','[ask @jose](https://e.test)'",
        "'*@jose*, (@jose)','*@jose-2*, (@jose-2)'",
        "'日本@jose','日本@jose-2'",
        "'@_x_ @$jose @n0','@x @$jose @n0'",
        "@bob,@bob"
    })
    void mentionIsOfTheSamePerson(String there, String here) {
        assertEquals(here, mentions.apply(there));
    }

    @Test
    void unlistedPersonHasNoName() {
        Map<String, ArchiveEntry.Person> people = new LinkedHashMap<>();
        people.put("1", person("1", "Ann", ArchiveEntry.Account.ACTIVE));
        people.put("2", person("2", "bob", ArchiveEntry.Account.UNLISTED));
        people.put("3", person("3", "bob", ArchiveEntry.Account.DEACTIVATED));
        people.put("4", person("4", "carl", ArchiveEntry.Account.ACTIVE));
        Map<String, ImportPlan.Account> accounts =
                Map.of("1", account("ann-2"), "2", account("bob-unlisted"), "3", account("bob-2"));
        assertEquals(
                "@ann-2 and @bob-2 wrote to @carl",
                RenamedMentions.of(people, accounts).apply("@Ann and @bob wrote to @carl"));
    }

    private static ArchiveEntry.Person person(String key, String username, ArchiveEntry.Account account) {
        return new ArchiveEntry.Person(key, username, username, account);
    }

    private static ImportPlan.Account account(String username) {
        return new ImportPlan.Account(username, Optional.empty(), ImportPlan.Origin.NEW, true);
    }
}
