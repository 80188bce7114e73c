package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The syntax of {@code message.search}: dates, quotation marks, signs, and malformed queries. */
class SearchQueryTest extends SearchCalls {
    @Test
    void dateFiltersRestrictHits() {
        fixture.advanceClock(Duration.ofDays(1));
        send("bob", 1, "a day later"); // 2026-11-24T05:38:00.123Z
        assertEquals(List.of("Good morning, everyone"), found("bob", "before:2026-11-24"));
        assertEquals(List.of("a day later"), found("bob", "after:2026-11-23"));
        assertEquals(List.of("Good morning, everyone"), found("bob", "on:2026-11-23"));
        assertEquals(List.of("a day later"), found("bob", "after:2026-11-24T05:38:00.122Z"));
        assertEquals(List.of(), found("bob", "after:2026-11-24T05:38:00.123Z"));
        assertEquals(List.of(), found("bob", "before:2026-11-23T05:38:00.123Z"));
    }

    /**
     * What a reader in Tokyo saw under 24 November was found under {@code on:2026-11-23}: a day was one of UTC, whatever the clock of
     * the reader said.
     */
    @Test
    void dayIsOneOfTheTimeZoneOfTheReader() {
        fixture.advanceClock(Duration.ofHours(10));
        send("bob", 1, "late"); // 2026-11-23T15:38:00.123Z
        assertEquals(List.of("late"), foundIn("Asia/Tokyo", "on:2026-11-24"));
        assertEquals(List.of("Good morning, everyone"), foundIn("Asia/Tokyo", "on:2026-11-23"));
        assertEquals(List.of("late"), foundIn("Asia/Tokyo", "after:2026-11-23"));
        assertEquals(List.of("Good morning, everyone"), foundIn("+09:00", "before:2026-11-24"));
        assertEquals(List.of("late"), foundIn("America/Los_Angeles", "late on:2026-11-23"));
        assertEquals(List.of("late", "Good morning, everyone"), foundIn("UTC", "on:2026-11-23"));
        assertEquals(List.of("late", "Good morning, everyone"), found("bob", "on:2026-11-23"));
        assertEquals(List.of("late"), foundIn("Asia/Tokyo", "after:2026-11-23T15:00:00Z"), "a time has its own zone");
        assertEquals(List.of(), foundIn("-10:00", "on:2026-11-22 late"));
    }

    private List<String> foundIn(String zone, String query) {
        ObjectNode params = Json.object().put("query", query).put("time_zone", zone);
        return fixture.result("bob", "message.search", quoted(params))
                .path("hits")
                .valueStream()
                .map(hit -> hit.at("/message/text").asText())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Mars/Phobos", "+25:00", "europe/berlin", "9", "Z Z", "+09:00\u0000"})
    void unknownTimeZoneIsRejectedWithItsName(String zone) {
        ObjectNode params = Json.object().put("query", "on:2026-11-23").put("time_zone", zone);
        JsonNode response = fixture.call("bob", "message.search", quoted(params));
        assertEquals("-32602 invalid_value", RpcFixture.error(response));
        assertEquals(
                "the time zone " + zone
                        + " is unknown; expected an IANA name like Europe/Berlin or an offset like +09:00",
                response.at("/error/data/detail").asText());
    }

    /**
     * A browser whose time zone the server did not know could not search at all, because the server rejected the zone also where the
     * query had no day.
     */
    @Test
    void unknownTimeZoneIsIgnoredWithoutADay() {
        assertEquals(List.of("Good morning, everyone"), foundIn("Mars/Phobos", "morning"));
        assertEquals(List.of("Good morning, everyone"), foundIn("Mars/Phobos", "after:2026-11-22T00:00:00Z"));
    }

    @Test
    void quotationMarkWithoutASecondOneIsClosedAtTheEnd() {
        send("bob", 1, "to be or not");
        send("bob", 1, "be to");
        for (String query :
                List.of("\"to be", "\"to be\"", "“to be”", "„to be“", "«to be»", "“to be", "＂to be＂", "\"to be or*")) {
            assertEquals(List.of("to be or not"), found("dave", query), query);
        }
        assertEquals(List.of("be to"), found("dave", "be -\"to be"));
        assertEquals(List.of("be to", "to be or not"), found("dave", "be \""));
    }

    @Test
    void emojiIsSearchable() {
        send("bob", 1, "party 🎉");
        send("bob", 1, "party");
        assertEquals(List.of("party 🎉"), found("dave", "🎉"));
        assertEquals(List.of("party 🎉"), found("dave", "party 🎉"));
        assertEquals(List.of("party"), found("dave", "party -🎉"));
        assertEquals(List.of(), found("dave", "🎊"));
    }

    /** Keyboards of Japanese and Korean write these signs, and file names of macOS decompose letters. */
    @Test
    void signsInFullWidthAndDecomposedNamesAreUnderstood() {
        String accented = "{'workspace_id': 1, 'kind': 'public', 'name': 'café'}";
        long channel = fixture.result("bob", "channel.create", accented)
                .at("/channel/id")
                .asLong();
        send("bob", channel, "releases");
        assertEquals(List.of("releases"), found("bob", "ｒeleas＊　from：＠bob"));
        assertEquals(List.of("releases"), found("bob", "in:#cafe\u0301"));
        assertEquals(List.of("releases"), found("bob", "ｉｎ：café　ｏｎ：２０２６－１１－２３"));
        assertEquals(List.of(), found("bob", "releas* －releases"));
    }

    @Test
    void queryOfManyTermsIsRejected() {
        assertEquals("the query has more than 500 words and characters", rejected("\ufdfa".repeat(300) + "x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "before:yesterday",
                "after:2026-13-01",
                "before:",
                "on:+1000000-01-01",
                "on:9999-12-31",
                "after:+999999999-12-31T23:59:59Z",
                "before:-999999999-01-01T00:00:00Z",
                "before:0000-12-31T23:59:59Z",
                "has:everything",
                "has:",
                "is:deleted",
                "from:",
                "from:@",
                "-from:bob",
                "   ",
                "\"\"",
                "- ! ?",
                "-only -absent",
                "*"
            })
    void malformedQueryIsRejectedWithDetail(String query) {
        assertFalse(rejected(query).isBlank());
    }

    /** A query is never interpreted as syntax of the full-text index. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "AND",
                "NOT OR",
                "NEAR(a b)",
                "text:fox",
                "a^b",
                "fox AND",
                "(fox",
                "{text}:fox",
                "it's",
                "a\"b",
                "%",
                "_",
                "http://example.org:8080/x?y=1#z",
                "c++",
                "\uD83D\uDE00 fox",
                "日本語",
                "a:b:c",
                "--fox",
                "fox*x",
                "x**"
            })
    void indexSyntaxIsTreatedAsText(String query) {
        JsonNode response = fixture.call("bob", "message.search", query(query));
        assertTrue(
                response.has("result") || RpcFixture.error(response).equals("-32602 invalid_value"),
                response::toString);
    }

    @Test
    void randomQueryNeverCausesInternalError() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "ab \"'*-:()^{}[]+%_\\/@#.,!?AND OR NOT NEAR from: in: before: has: é日\u0000\u0001\uD83D";
        for (int i = 0; i < 500; i++) {
            String query = random.ints(1 + random.nextInt(20), 0, alphabet.length())
                    .mapToObj(at -> alphabet.substring(at, at + 1))
                    .collect(Collectors.joining());
            JsonNode response = fixture.call("bob", "message.search", query(query));
            assertTrue(
                    response.has("result") || response.at("/error/code").asInt() == -32602,
                    () -> "seed " + seed + ", query " + Json.object().put("q", query) + ": " + response);
        }
    }

    @Test
    void queryWithTooManyPartsIsRejected() {
        assertTrue(rejected("a ".repeat(33)).contains("33 parts"));
        assertEquals("-32602 invalid_params", fixture.error("bob", "message.search", query("a".repeat(501))));
    }
}
