package collab.domain.model;

import java.util.Optional;
import java.util.Set;

/** The people whom a message addresses at once. */
public enum Broadcast {
    /** Every member of the channel, online or not; it counts as a mention of each. */
    CHANNEL,

    /** The members who are online when the message is sent; they are notified, and it counts as no mention. */
    HERE;

    /** Whether a name without the at-sign addresses many; no user and no group has it. */
    public static boolean isName(String name) {
        return name.equals("channel") || name.equals("here");
    }

    /** @param words the words in the text, without the at-sign; the wider address wins */
    public static Optional<Broadcast> among(Set<String> words) {
        if (words.contains("channel")) {
            return Optional.of(CHANNEL);
        }
        return words.contains("here") ? Optional.of(HERE) : Optional.empty();
    }
}
