package collab.domain.model;

import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import java.time.Instant;
import java.util.Optional;

/** The account of a person or a program. */
public record User(
        UserId id,
        String username,
        String displayName,
        Optional<String> avatarUrl,
        String statusText,
        Instant createdAt,
        Optional<Instant> deactivatedAt,
        LogPosition ver)
        implements Entity {

    public boolean active() {
        return deactivatedAt.isEmpty();
    }

    public User presented(String displayName, Optional<String> avatarUrl, String statusText, LogPosition ver) {
        return new User(id, username, displayName, avatarUrl, statusText, createdAt, deactivatedAt, ver);
    }

    public User deactivated(Instant at, LogPosition ver) {
        return new User(id, username, displayName, avatarUrl, statusText, createdAt, Optional.of(at), ver);
    }
}
