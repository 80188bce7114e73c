package collab.e2e.proof;

import collab.e2e.checker.HistoryEntry;
import com.fasterxml.jackson.databind.JsonNode;

/** The entry of the history for a logged event. */
final class EventEntry {
    private EventEntry() {}

    /** A logged event as the history keeps it; of events for one user only the position. */
    static HistoryEntry.Received of(long at, String tab, int socket, long prev, JsonNode json) {
        JsonNode event = json.get("event");
        String type = json.get("type").textValue();
        JsonNode message = event.path("message");
        long channel = 0;
        long messageId = 0;
        long user = 0;
        String text = "";
        switch (type) {
            case "message.created", "message.updated" -> {
                channel = message.get("channel_id").longValue();
                messageId = message.get("id").longValue();
                user = message.get("user_id").longValue();
                text = ProofWriter.op(message.path("text").asText());
            }
            case "message.deleted", "message.reacted" -> {
                channel = event.get("channel_id").longValue();
                messageId = event.get("message_id").longValue();
            }
            case "channel.member_joined", "channel.member_left" -> {
                channel = event.get("channel_id").longValue();
                user = event.get("user_id").longValue();
            }
            case "channel.added" -> channel = event.at("/channel/id").longValue();
            case "channel.removed" -> channel = event.get("channel_id").longValue();
            default -> {}
        }
        long seq = json.get("seq").longValue();
        return new HistoryEntry.Received(at, tab, socket, prev, seq, type, channel, messageId, user, text);
    }
}
