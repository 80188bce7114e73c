package collab.e2e.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MessageStatesTest {
    private final LogScript script = LogScript.story();
    private final MessageStates states = MessageStates.of(script.log());

    @Test
    void partialEventsChangeTheirPartAndTheVersion() {
        JsonNode message = states.topLevel(LogScript.GENERAL).get(101L);
        assertEquals(
                "[{\"emoji\":\"👍\",\"user_ids\":[2]}]",
                message.get("reactions").toString());
        assertTrue(message.get("pinned").booleanValue());
        assertEquals(1, message.get("reply_count").intValue());
        assertEquals("2023-11-14T22:13:20.005Z", message.get("last_reply_at").textValue());
        long pinnedAt = script.log().rows().stream()
                .filter(row -> row.type().equals("message.pin_updated"))
                .findFirst()
                .orElseThrow()
                .seq();
        assertEquals(pinnedAt, message.get("ver").longValue());
    }

    @Test
    void editReplacesMessage() {
        assertEquals(
                0, states.topLevel(LogScript.SECRET).get(100L).get("mentions").size());
    }

    @Test
    void deletedMessageIsAbsent() {
        assertEquals(Set.of(), states.topLevel(LogScript.DIRECT).keySet());
    }

    @Test
    void replyIsInItsThreadOnly() {
        assertEquals(Set.of(103L), states.replies(101).keySet());
        assertEquals(Set.of(101L, 104L), states.topLevel(LogScript.GENERAL).keySet());
    }
}
