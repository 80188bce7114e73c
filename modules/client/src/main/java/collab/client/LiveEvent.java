package collab.client;

import collab.api.EventPayload;
import collab.api.Json;
import collab.api.UnknownEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * Something that happened, told to this user.
 *
 * @param seq its position in the log, ascending without repeats in one epoch; 0 for a signal, which is never replayed
 * @param type its v2 name, for example {@code message.created}; unknown types are delivered like any other
 * @param at when it was committed; for a signal when it arrived
 * @param payload the event's members as they came
 */
public record LiveEvent(long seq, String type, Instant at, JsonNode payload) {
    /** {@return whether it is ephemeral (typing, presence): without a position, never replayed} */
    public boolean signal() {
        return seq == 0;
    }

    /**
     * {@return the payload as one of the sealed types of the contract} What this build does not understand is an
     * {@link UnknownEvent}, so that one strange event never stops a stream.
     */
    public EventPayload event() {
        return payload instanceof ObjectNode members
                ? EventPayload.parse(type, members)
                : new UnknownEvent(type, Json.object());
    }
}
