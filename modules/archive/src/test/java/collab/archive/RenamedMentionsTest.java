package collab.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
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
        "@bob,@bob"
    })
    void mentionIsOfTheSamePerson(String there, String here) {
        assertEquals(here, mentions.apply(there));
    }
}
