package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code message.search}: matching, excerpts and access. */
class SearchTest extends SearchCalls {
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
}
