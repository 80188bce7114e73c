package collab.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * Something that happened, told to this user.
 *
 * @param seq its position in the log, ascending without repeats in one epoch; 0 for a signal, which is never replayed
 * @param type its v2 name, for example {@code message.created}; unknown types are delivered like any other
 * @param at when it was committed; for a signal when it arrived
 * @param payload the event's members as in DESIGN §8
 */
public record LiveEvent(long seq, String type, Instant at, JsonNode payload) {
    public boolean signal() {
        return seq == 0;
    }
}
