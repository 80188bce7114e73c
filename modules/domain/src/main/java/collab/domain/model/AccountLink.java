package collab.domain.model;

import collab.domain.id.UserId;
import java.time.Instant;
import java.util.Optional;

/**
 * A link that the server made for one use: to set up the server, or to set a new password.
 *
 * @param hash SHA-256 of its secret, in hex; the secret is not stored
 * @param userId the user whose password it sets; absent for the setup
 * @param maker the administrator who made it; absent for the server itself
 */
public record AccountLink(
        String hash,
        Kind kind,
        Optional<UserId> userId,
        Optional<UserId> maker,
        Instant expiresAt,
        Optional<Instant> usedAt) {
    /** The use of a link. */
    public enum Kind {
        SETUP,
        RESET
    }

    /** Whether the link can be used for this. */
    public boolean serves(Kind wanted, Instant now) {
        return kind == wanted && usedAt.isEmpty() && now.isBefore(expiresAt);
    }
}
