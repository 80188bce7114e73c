package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code message.search}: matching, access and malformed queries. */
class SearchTest {
    @TempDir
    Path folder;

    private RpcFixture fixture;

    @BeforeEach
    void open() {
        fixture = new RpcFixtureSeeds(folder).open();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private long send(String name, long channel, String text) {
        ObjectNode params = Json.object().put("channel_id", channel).put("text", text);
        return fixture.result(name, "message.send", quoted(params))
                .at("/message/id")
                .asLong();
    }

    private static String query(String query) {
        return quoted(Json.object().put("query", query));
    }

    /** The fixture replaces each single quotation mark with a double one. */
    private static String quoted(ObjectNode params) {
        return params.toString().replace("'", "\\u0027");
    }

    private JsonNode search(String name, String query) {
        return fixture.result(name, "message.search", query(query));
    }

    private List<String> found(String name, String query) {
        return search(name, query)
                .path("hits")
                .valueStream()
                .map(hit -> hit.at("/message/text").asText())
                .toList();
    }

    private String rejected(String query) {
        JsonNode response = fixture.call("bob", "message.search", query(query));
        assertEquals("-32602 invalid_value", RpcFixture.error(response), query);
        return response.at("/error/data/detail").asText();
    }

    // ---- Scripts without spaces ----

    @Test
    void textWithoutSpacesIsSearchable() {
        long tower = send("bob", 1, "明日は東京タワーに行きます、the tower");
        send("bob", 1, "京東的快遞");
        send("carol", 1, "พรุ่งนี้ไปเที่ยวทะเลกัน");
        assertEquals(List.of("明日は東京タワーに行きます、the tower"), found("dave", "東京"));
        assertEquals(List.of("明日は東京タワーに行きます、the tower"), found("dave", "タワー tower"));
        assertEquals(List.of("明日は東京タワーに行きます、the tower"), found("dave", "\"きます、the\""));
        assertEquals(List.of("京東的快遞"), found("dave", "快"));
        assertEquals(List.of("พรุ่งนี้ไปเที่ยวทะเลกัน"), found("dave", "ทะเล"));
        assertEquals(List.of(), found("dave", "行東京"));
        assertEquals(List.of("京東的快遞"), found("dave", "京 -東京"));
        assertEquals(List.of(), found("dave", "東京 river"));
        assertEquals(
                "明日は[東京]タワーに行きます、the tower",
                search("dave", "東京")
                        .at("/hits/0/excerpt")
                        .valueStream()
                        .map(piece -> piece.path("hit").asBoolean()
                                ? "[" + piece.path("text").asText() + "]"
                                : piece.path("text").asText())
                        .collect(Collectors.joining()));
        fixture.result("bob", "message.update", "{'message_id': " + tower + ", 'text': '大阪'}");
        assertEquals(List.of(), found("dave", "東京"));
        assertEquals(List.of("大阪"), found("dave", "阪"));
        fixture.result("bob", "message.delete", "{'message_id': " + tower + "}");
        assertEquals(List.of(), found("dave", "阪"));
    }

    @Test
    void wordsPhrasesPrefixesAndExclusionsMatch() {
        send("bob", 1, "the quick brown fox");
        send("bob", 1, "the brown quick fox");
        send("carol", 1, "Ein Café für Füchse");
        assertEquals(List.of("the brown quick fox", "the quick brown fox"), found("dave", "QUICK fox"), "newest first");
        assertEquals(List.of("the quick brown fox"), found("dave", "\"quick brown\""));
        assertEquals(List.of("the brown quick fox", "the quick brown fox"), found("dave", "bro*"));
        assertEquals(List.of(), found("dave", "bro"));
        assertEquals(List.of("the brown quick fox"), found("dave", "fox -\"quick brown\""));
        assertEquals(List.of("Ein Café für Füchse"), found("dave", "cafe fuchse"), "accents are ignored");
    }

    @Test
    void excerptMarksHits() {
        send("bob", 1, "<b>fox</b> and fox");
        JsonNode excerpt = search("dave", "fox").at("/hits/0/excerpt");
        assertEquals(
                "<b>[fox]</b> and [fox]",
                excerpt.valueStream()
                        .map(piece -> piece.path("hit").asBoolean()
                                ? "[" + piece.path("text").asText() + "]"
                                : piece.path("text").asText())
                        .collect(Collectors.joining()));
        String longText = "word ".repeat(500) + "needle " + "word ".repeat(500);
        send("bob", 1, longText.strip());
        JsonNode cut = search("dave", "needle").at("/hits/0/excerpt");
        assertTrue(cut.toString().length() < 1_000, cut::toString);
        assertTrue(cut.toString().contains("{\"text\":\"needle\",\"hit\":true}"), cut::toString);
    }

    @Test
    void filtersRestrictHits() {
        send("bob", 1, "bob speaks");
        send("carol", 1, "carol speaks of https://example.org");
        long lounge = send("alice", 2, "alice speaks in the lounge");
        assertEquals(List.of("bob speaks"), found("bob", "speaks from:@bob"));
        assertEquals(List.of("bob speaks"), found("bob", "speaks from:me"));
        assertEquals(List.of("alice speaks in the lounge"), found("bob", "in:#lounge"));
        assertEquals(List.of("carol speaks of https://example.org"), found("bob", "has:link"));
        fixture.result("alice", "message.pin", "{'message_id': " + lounge + "}");
        assertEquals(List.of("alice speaks in the lounge"), found("bob", "speaks has:pin"));
        assertEquals(List.of("Good morning, everyone"), found("bob", "has:reaction"));
        fixture.result("bob", "thread.reply", "{'parent_id': 1, 'text': 'a reply'}");
        assertEquals(List.of("a reply"), found("bob", "is:reply"));
        assertEquals(List.of("Good morning, everyone"), found("bob", "has:thread"));
    }

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
        ObjectNode params = Json.object().put("query", "x").put("time_zone", zone);
        JsonNode response = fixture.call("bob", "message.search", quoted(params));
        assertEquals("-32602 invalid_value", RpcFixture.error(response));
        assertEquals(
                "the time zone " + zone
                        + " is unknown; expected an IANA name like Europe/Berlin or an offset like +09:00",
                response.at("/error/data/detail").asText());
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
        assertEquals(List.of(), found("bob", "releas* －releases"));
    }

    @Test
    void queryOfManyTermsIsRejected() {
        assertEquals("the query has more than 500 words and characters", rejected("\ufdfa".repeat(300) + "x"));
    }

    @Test
    void searchIsLimitedToReadableChannels() {
        String secret = "{'workspace_id': 1, 'kind': 'private', 'name': 'secret'}";
        long channel = fixture.result("alice", "channel.create", secret)
                .at("/channel/id")
                .asLong();
        send("alice", channel, "a hidden treasure");
        assertEquals(List.of("a hidden treasure"), found("alice", "treasure"));
        assertEquals(List.of(), found("bob", "treasure"));
        assertEquals(List.of(), found("frank", "morning"), "who is in no workspace finds nothing");
        String inChannel = "{'query': 'treasure', 'channel_id': " + channel + "}";
        assertEquals("-32003 channel_not_found", fixture.error("bob", "message.search", inChannel));
        assertEquals("in:secret does not match a channel that you can read", rejected("in:secret"));
        assertEquals("in:nowhere does not match a channel that you can read", rejected("in:nowhere"));
        assertEquals("from:frank does not match a user that you can see", rejected("from:frank"));
        assertEquals("from:unknown does not match a user that you can see", rejected("from:unknown"));
        fixture.result("alice", "channel.members.add", "{'channel_id': " + channel + ", 'user_id': 2}");
        assertEquals(List.of("a hidden treasure"), found("bob", "treasure"));
        fixture.result("bob", "channel.leave", "{'channel_id': " + channel + "}");
        assertEquals(List.of(), found("bob", "treasure"));
    }

    @Test
    void guestFindsOnlyJoinedChannels() {
        fixture.result("alice", "workspace.members.add", "{'workspace_id': 1, 'user_id': 5, 'role': 'guest'}");
        assertEquals(List.of(), found("frank", "morning"));
        fixture.result("alice", "channel.members.add", "{'channel_id': 1, 'user_id': 5}");
        assertEquals(List.of("Good morning, everyone"), found("frank", "morning"));
    }

    @Test
    void indexFollowsEditsAndDeletions() {
        long id = send("bob", 1, "before the edit");
        fixture.result("bob", "message.update", "{'message_id': " + id + ", 'text': 'past the change'}");
        assertEquals(List.of(), found("bob", "edit"));
        assertEquals(List.of("past the change"), found("bob", "change"));
        fixture.result("bob", "message.delete", "{'message_id': " + id + "}");
        assertEquals(List.of(), found("bob", "change"));
    }

    @Test
    void nextPageHasOlderHits() {
        for (int i = 0; i < 5; i++) send("bob", 1, "page " + i);
        JsonNode first = fixture.result("bob", "message.search", "{'query': 'page', 'limit': 3}");
        assertEquals(3, first.path("hits").size());
        long next = first.path("next_before_id").asLong();
        JsonNode second =
                fixture.result("bob", "message.search", "{'query': 'page', 'limit': 3, 'before_id': " + next + "}");
        assertEquals(
                List.of("page 1", "page 0"),
                second.path("hits")
                        .valueStream()
                        .map(hit -> hit.at("/message/text").asText())
                        .toList());
        assertFalse(second.has("next_before_id"));
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
