package collab.client;

import collab.api.EventPayload;
import collab.api.Json;
import collab.api.UnknownEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * An event or signal for this user.
 *
 * @param seq the position in the log, ascending without repeats in one epoch; 0 for a signal, which is never replayed
 * @param type the name of the type in version 2, for example {@code message.created}; unknown types are delivered like any other
 * @param at the time of the commit; for a signal, the time of arrival
 * @param payload the members of the event, as they arrived
 */
public record LiveEvent(long seq, String type, Instant at, JsonNode payload) {
    /** {@return whether this is a signal (typing, presence), which has no position and is never replayed} */
    public boolean signal() {
        return seq == 0;
    }

    /**
     * {@return the payload as one of the sealed types of the contract} A payload that this build cannot read is an
     * {@link UnknownEvent}, so that no single event stops a stream.
     */
    public EventPayload event() {
        return payload instanceof ObjectNode members
                ? EventPayload.parse(type, members)
                : new UnknownEvent(type, Json.object());
    }
}
