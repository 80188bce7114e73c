package collab.domain.model;

import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import java.time.Instant;
import java.util.Optional;

/** The account of a person or a program. */
public record User(
        UserId id,
        String username,
        Profile profile,
        Instant createdAt,
        Optional<Instant> deactivatedAt,
        LogPosition ver)
        implements Entity {

    /** What other people see of a user and the user may change. */
    public record Profile(String displayName, Optional<String> avatarUrl, String statusText) {}

    /** A new active account without an avatar and a status. */
    public static User created(UserId id, String username, String displayName, Instant at, LogPosition ver) {
        return new User(id, username, new Profile(displayName, Optional.empty(), ""), at, Optional.empty(), ver);
    }

    public String displayName() {
        return profile.displayName();
    }

    public Optional<String> avatarUrl() {
        return profile.avatarUrl();
    }

    public String statusText() {
        return profile.statusText();
    }

    /** After a deactivation was undone. */
    public User reactivated(LogPosition ver) {
        return new User(id, username, profile, createdAt, Optional.empty(), ver);
    }

    public boolean active() {
        return deactivatedAt.isEmpty();
    }

    public User presented(String displayName, Optional<String> avatarUrl, String statusText, LogPosition ver) {
        Profile presented = new Profile(displayName, avatarUrl, statusText);
        return new User(id, username, presented, createdAt, deactivatedAt, ver);
    }

    public User deactivated(Instant at, LogPosition ver) {
        return new User(id, username, profile, createdAt, Optional.of(at), ver);
    }
}
