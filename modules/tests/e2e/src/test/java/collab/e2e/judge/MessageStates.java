package collab.e2e.judge;

import collab.wire.event.v2.Event;
import collab.wire.event.v2.MessageDeleted;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The messages that a client holds which received every event of a log: with their texts, reactions, pins, threads and
 * versions. Each client is compared with the log event by event, so this state is the state of all clients.
 */
final class MessageStates {
    private final Map<Long, ObjectNode> messages = new TreeMap<>();

    private MessageStates() {}

    static MessageStates of(LogEpoch log) {
        MessageStates states = new MessageStates();
        for (LogRow row : log.rows()) states.apply(row.seq(), row.event());
        return states;
    }

    private void apply(long seq, Event event) {
        switch (event.getPayloadCase()) {
            case MESSAGE_CREATED -> put(event.getMessageCreated().getMessage());
            case MESSAGE_UPDATED -> put(event.getMessageUpdated().getMessage());
            case MESSAGE_DELETED -> deleted(event.getMessageDeleted());
            case MESSAGE_REACTED -> {
                JsonNode reacted = EventText.json(event.getMessageReacted());
                change(reacted.get("message_id").longValue(), seq).set("reactions", reacted.get("reactions"));
            }
            case MESSAGE_PIN_UPDATED ->
                change(event.getMessagePinUpdated().getMessageId(), seq)
                        .put("pinned", event.getMessagePinUpdated().getPinned());
            case THREAD_UPDATED -> {
                JsonNode thread = EventText.json(event.getThreadUpdated());
                ObjectNode parent = change(thread.get("parent_id").longValue(), seq);
                parent.set("reply_count", thread.get("reply_count"));
                parent.remove("last_reply_at");
                if (thread.has("last_reply_at")) parent.set("last_reply_at", thread.get("last_reply_at"));
            }
            case THREAD_FOLLOWED,
                    THREAD_STATE,
                    CHANNEL_ADDED,
                    CHANNEL_UPDATED,
                    CHANNEL_ARCHIVED,
                    CHANNEL_REMOVED,
                    CHANNEL_MEMBER_JOINED,
                    CHANNEL_MEMBER_LEFT,
                    READ_STATE,
                    READ_ALL,
                    PREFS_UPDATED,
                    DRAFT_UPDATED,
                    MENTION_CREATED,
                    USER_UPDATED,
                    SESSION_REVOKED,
                    USER_PERMISSIONS_CHANGED,
                    GROUP_UPDATED,
                    INVITATION_UPDATED,
                    WORKSPACE_ADDED,
                    WORKSPACE_UPDATED,
                    WORKSPACE_REMOVED,
                    WORKSPACE_MEMBER_JOINED,
                    WORKSPACE_MEMBER_LEFT,
                    PRESENCE_CHANGED,
                    PRESENCE_SNAPSHOT,
                    TYPING_STARTED,
                    PAYLOAD_NOT_SET -> {}
        }
    }

    private void put(collab.wire.event.v2.Message message) {
        messages.put(message.getId(), EventText.json(message));
    }

    private void deleted(MessageDeleted event) {
        messages.remove(event.getMessageId());
    }

    /** The message with its new version; a deleted parent of a thread stays deleted. */
    private ObjectNode change(long message, long seq) {
        ObjectNode known = messages.get(message);
        return known == null ? EventText.empty() : known.put("ver", seq);
    }

    /** The top-level messages of a channel, by id. */
    SortedMap<Long, JsonNode> topLevel(long channel) {
        return where(message -> message.get("channel_id").longValue() == channel && !message.has("parent_id"));
    }

    /** The replies to a message, by id. */
    SortedMap<Long, JsonNode> replies(long parent) {
        return where(message -> message.path("parent_id").longValue() == parent);
    }

    /** The deleted messages of a channel to which replies remain. */
    SortedSet<Long> deletedParents(long channel) {
        SortedSet<Long> parents = new TreeSet<>();
        for (ObjectNode message : messages.values()) {
            long parent = message.path("parent_id").longValue();
            boolean isHere = message.get("channel_id").longValue() == channel;
            if (parent != 0 && isHere && !messages.containsKey(parent)) parents.add(parent);
        }
        return parents;
    }

    private SortedMap<Long, JsonNode> where(Predicate<ObjectNode> condition) {
        SortedMap<Long, JsonNode> found = new TreeMap<>();
        messages.forEach((id, message) -> {
            if (condition.test(message)) found.put(id, message);
        });
        return found;
    }
}
