package collab.domain.model;

import java.util.Optional;
import java.util.Set;

/** Whom a message addresses all at once. */
public enum Broadcast {
    /** Everybody in the channel, there or not: it counts as a mention of each. */
    CHANNEL,

    /** Those who are there when it is said: it is told, and counts for nobody. */
    HERE;

    /** @param words as they stand in a text, without the at-sign; the farther reach wins */
    public static Optional<Broadcast> among(Set<String> words) {
        if (words.contains("channel")) {
            return Optional.of(CHANNEL);
        }
        return words.contains("here") ? Optional.of(HERE) : Optional.empty();
    }
}
