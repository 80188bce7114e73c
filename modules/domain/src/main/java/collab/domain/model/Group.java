package collab.domain.model;

import collab.domain.id.GroupId;
import collab.domain.id.LogPosition;
import java.time.Instant;
import java.util.Optional;

/**
 * A named set of people who share rights and can be mentioned together. Groups can be nested.
 *
 * @param deletedAt present only in the event of its deletion
 */
public record Group(
        GroupId id, String name, String description, Instant createdAt, Optional<Instant> deletedAt, LogPosition ver)
        implements Entity {

    public Group described(String name, String description, LogPosition ver) {
        return new Group(id, name, description, createdAt, deletedAt, ver);
    }

    public Group changedAt(LogPosition ver) {
        return described(name, description, ver);
    }

    public Group deleted(Instant at, LogPosition ver) {
        return new Group(id, name, description, createdAt, Optional.of(at), ver);
    }
}
