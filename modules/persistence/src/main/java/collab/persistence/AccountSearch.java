package collab.persistence;

import collab.domain.model.User;
import java.time.Instant;
import java.util.Optional;

/**
 * A search for accounts, in the order of the usernames.
 *
 * @param active whether only active accounts match, or only deactivated ones
 * @param prefix what the username begins with; can be empty
 * @param after only accounts with a greater username
 * @param limit how many accounts are returned at most
 */
public record AccountSearch(Optional<Boolean> active, String prefix, String after, int limit) {
    /**
     * An account.
     *
     * @param administrator whether the user holds the right {@code ADMIN}, also through groups
     * @param seenAt when a session that has not ended was last used, as far as that is stored
     */
    public record Found(User user, boolean hasPassword, boolean administrator, Optional<Instant> seenAt) {}
}
