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

/** Finding messages: what is found, what may be found, and what can not be understood. */
class SearchTest {
    @TempDir
    Path folder;

    private RpcFixture town;

    @BeforeEach
    void open() {
        town = new RpcFixtureSeeds(folder).open();
    }

    @AfterEach
    void close() {
        town.close();
    }

    private long say(String name, long channel, String text) {
        ObjectNode params = Json.object().put("channel_id", channel).put("text", text);
        return town.result(name, "message.send", quoted(params))
                .at("/message/id")
                .asLong();
    }

    private static String query(String query) {
        return quoted(Json.object().put("query", query));
    }

    /** The town takes a quotation mark for two of them. */
    private static String quoted(ObjectNode params) {
        return params.toString().replace("'", "\\u0027");
    }

    private JsonNode search(String name, String query) {
        return town.result(name, "message.search", query(query));
    }

    private List<String> found(String name, String query) {
        return search(name, query)
                .path("hits")
                .valueStream()
                .map(hit -> hit.at("/message/text").asText())
                .toList();
    }

    private String refused(String query) {
        JsonNode answer = town.call("bob", "message.search", query(query));
        assertEquals("-32602 invalid_value", RpcFixture.error(answer), query);
        return answer.at("/error/data/detail").asText();
    }

    // ---- scripts that are written without spaces ----

    @Test
    void anyPartOfATextWithoutSpacesIsFound() {
        long tower = say("bob", 1, "明日は東京タワーに行きます、the tower");
        say("bob", 1, "京東的快遞");
        say("carol", 1, "พรุ่งนี้ไปเที่ยวทะเลกัน");
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
        town.result("bob", "message.update", "{'message_id': " + tower + ", 'text': '大阪'}");
        assertEquals(List.of(), found("dave", "東京"));
        assertEquals(List.of("大阪"), found("dave", "阪"));
        town.result("bob", "message.delete", "{'message_id': " + tower + "}");
        assertEquals(List.of(), found("dave", "阪"));
    }

    @Test
    void wordsPhrasesBeginningsAndWhatMustBeAbsent() {
        say("bob", 1, "the quick brown fox");
        say("bob", 1, "the brown quick fox");
        say("carol", 1, "Ein Café für Füchse");
        assertEquals(List.of("the brown quick fox", "the quick brown fox"), found("dave", "QUICK fox"), "newest first");
        assertEquals(List.of("the quick brown fox"), found("dave", "\"quick brown\""));
        assertEquals(List.of("the brown quick fox", "the quick brown fox"), found("dave", "bro*"));
        assertEquals(List.of(), found("dave", "bro"));
        assertEquals(List.of("the brown quick fox"), found("dave", "fox -\"quick brown\""));
        assertEquals(List.of("Ein Café für Füchse"), found("dave", "cafe fuchse"), "accents do not matter");
    }

    @Test
    void whatIsFoundIsShownInPieces() {
        say("bob", 1, "<b>fox</b> and fox");
        JsonNode excerpt = search("dave", "fox").at("/hits/0/excerpt");
        assertEquals(
                "<b>[fox]</b> and [fox]",
                excerpt.valueStream()
                        .map(piece -> piece.path("hit").asBoolean()
                                ? "[" + piece.path("text").asText() + "]"
                                : piece.path("text").asText())
                        .collect(Collectors.joining()));
        String longText = "word ".repeat(500) + "needle " + "word ".repeat(500);
        say("bob", 1, longText.strip());
        JsonNode cut = search("dave", "needle").at("/hits/0/excerpt");
        assertTrue(cut.toString().length() < 1_000, cut::toString);
        assertTrue(cut.toString().contains("{\"text\":\"needle\",\"hit\":true}"), cut::toString);
    }

    @Test
    void filtersNarrow() {
        say("bob", 1, "bob speaks");
        say("carol", 1, "carol speaks of https://example.org");
        long lounge = say("alice", 2, "alice speaks in the lounge");
        assertEquals(List.of("bob speaks"), found("bob", "speaks from:@bob"));
        assertEquals(List.of("bob speaks"), found("bob", "speaks from:me"));
        assertEquals(List.of("alice speaks in the lounge"), found("bob", "in:#lounge"));
        assertEquals(List.of("carol speaks of https://example.org"), found("bob", "has:link"));
        town.result("alice", "message.pin", "{'message_id': " + lounge + "}");
        assertEquals(List.of("alice speaks in the lounge"), found("bob", "speaks has:pin"));
        assertEquals(List.of("Good morning, everyone"), found("bob", "has:reaction"));
        town.result("bob", "thread.reply", "{'parent_id': 1, 'text': 'a reply'}");
        assertEquals(List.of("a reply"), found("bob", "is:reply"));
        assertEquals(List.of("Good morning, everyone"), found("bob", "has:thread"));
    }

    @Test
    void daysAndTimes() {
        town.pass(Duration.ofDays(1));
        say("bob", 1, "a day later"); // 2026-11-24T05:38:00.123Z
        assertEquals(List.of("Good morning, everyone"), found("bob", "before:2026-11-24"));
        assertEquals(List.of("a day later"), found("bob", "after:2026-11-23"));
        assertEquals(List.of("Good morning, everyone"), found("bob", "on:2026-11-23"));
        assertEquals(List.of("a day later"), found("bob", "after:2026-11-24T05:38:00.122Z"));
        assertEquals(List.of(), found("bob", "after:2026-11-24T05:38:00.123Z"));
        assertEquals(List.of(), found("bob", "before:2026-11-23T05:38:00.123Z"));
    }

    @Test
    void onlyWhatTheCallerMayRead() {
        String secret = "{'workspace_id': 1, 'kind': 'private', 'name': 'secret'}";
        long channel =
                town.result("alice", "channel.create", secret).at("/channel/id").asLong();
        say("alice", channel, "a hidden treasure");
        assertEquals(List.of("a hidden treasure"), found("alice", "treasure"));
        assertEquals(List.of(), found("bob", "treasure"));
        assertEquals(List.of(), found("frank", "morning"), "who is in no workspace finds nothing");
        String inChannel = "{'query': 'treasure', 'channel_id': " + channel + "}";
        assertEquals("-32003 channel_not_found", town.error("bob", "message.search", inChannel));
        assertEquals("in:secret does not match a channel that you can read", refused("in:secret"));
        assertEquals("in:nowhere does not match a channel that you can read", refused("in:nowhere"));
        assertEquals("from:frank does not match a user that you can see", refused("from:frank"));
        assertEquals("from:nobody does not match a user that you can see", refused("from:nobody"));
        town.result("alice", "channel.members.add", "{'channel_id': " + channel + ", 'user_id': 2}");
        assertEquals(List.of("a hidden treasure"), found("bob", "treasure"));
        town.result("bob", "channel.leave", "{'channel_id': " + channel + "}");
        assertEquals(List.of(), found("bob", "treasure"));
    }

    @Test
    void aGuestFindsNothingInChannelsTheyAreNotIn() {
        town.result("alice", "workspace.members.add", "{'workspace_id': 1, 'user_id': 5, 'role': 'guest'}");
        assertEquals(List.of(), found("frank", "morning"));
        town.result("alice", "channel.members.add", "{'channel_id': 1, 'user_id': 5}");
        assertEquals(List.of("Good morning, everyone"), found("frank", "morning"));
    }

    @Test
    void editsAndDeletionsAreFollowed() {
        long id = say("bob", 1, "before the edit");
        town.result("bob", "message.update", "{'message_id': " + id + ", 'text': 'past the change'}");
        assertEquals(List.of(), found("bob", "edit"));
        assertEquals(List.of("past the change"), found("bob", "change"));
        town.result("bob", "message.delete", "{'message_id': " + id + "}");
        assertEquals(List.of(), found("bob", "change"));
    }

    @Test
    void pagesGoOnWithOlderOnes() {
        for (int i = 0; i < 5; i++) say("bob", 1, "page " + i);
        JsonNode first = town.result("bob", "message.search", "{'query': 'page', 'limit': 3}");
        assertEquals(3, first.path("hits").size());
        long next = first.path("next_before_id").asLong();
        JsonNode second =
                town.result("bob", "message.search", "{'query': 'page', 'limit': 3, 'before_id': " + next + "}");
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
                "\"open",
                "before:yesterday",
                "after:2026-13-01",
                "before:",
                "on:+1000000-01-01",
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
    void whatCanNotBeUnderstoodIsRefusedInWords(String query) {
        assertFalse(refused(query).isBlank());
    }

    /** What is typed is never syntax of the index. */
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
    void anythingElseIsJustText(String query) {
        JsonNode answer = town.call("bob", "message.search", query(query));
        assertTrue(answer.has("result") || RpcFixture.error(answer).equals("-32602 invalid_value"), answer::toString);
    }

    @Test
    void randomQueriesNeverFailInside() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "ab \"'*-:()^{}[]+%_\\/@#.,!?AND OR NOT NEAR from: in: before: has: é日\u0000\u0001\uD83D";
        for (int i = 0; i < 500; i++) {
            String query = random.ints(1 + random.nextInt(20), 0, alphabet.length())
                    .mapToObj(at -> alphabet.substring(at, at + 1))
                    .collect(Collectors.joining());
            JsonNode answer = town.call("bob", "message.search", query(query));
            assertTrue(
                    answer.has("result") || answer.at("/error/code").asInt() == -32602,
                    () -> "seed " + seed + ", query " + Json.object().put("q", query) + ": " + answer);
        }
    }

    @Test
    void moreThanAQueryHoldsIsRefused() {
        assertTrue(refused("a ".repeat(33)).contains("33 parts"));
        assertEquals("-32602 invalid_params", town.error("bob", "message.search", query("a".repeat(501))));
    }
}
