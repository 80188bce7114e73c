package collab.e2e.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.wire.event.v2.Event;
import collab.wire.event.v2.Message;
import collab.wire.event.v2.MessageCreated;
import collab.wire.event.v2.MessageDeleted;
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

    /** The replies to a deleted message remain, and the judge has to find their thread. */
    @Test
    void parentOfRemainingRepliesIsKnownAfterItsDeletion() {
        LogEpoch log = LogEpoch.first(LogScript.EPOCH, 0);
        Message.Builder message = Message.newBuilder().setChannelId(LogScript.GENERAL);
        add(log, Event.newBuilder().setMessageCreated(created(message.setId(1).setNo(1))));
        add(
                log,
                Event.newBuilder()
                        .setMessageCreated(created(message.setId(2).clearNo().setParentId(1))));
        assertEquals(Set.of(), MessageStates.of(log).deletedParents(LogScript.GENERAL));
        add(
                log,
                Event.newBuilder().setMessageDeleted(MessageDeleted.newBuilder().setMessageId(1)));
        assertEquals(Set.of(1L), MessageStates.of(log).deletedParents(LogScript.GENERAL));
        assertEquals(Set.of(), MessageStates.of(log).deletedParents(LogScript.SECRET));
        add(
                log,
                Event.newBuilder().setMessageDeleted(MessageDeleted.newBuilder().setMessageId(2)));
        assertEquals(Set.of(), MessageStates.of(log).deletedParents(LogScript.GENERAL));
    }

    private static MessageCreated created(Message.Builder message) {
        return MessageCreated.newBuilder().setMessage(message).build();
    }

    private static void add(LogEpoch log, Event.Builder event) {
        log.add(LogRow.of(log.rows().size() + 1, LogScript.SEEN_MS, event.build(), "0/0"));
    }
}
