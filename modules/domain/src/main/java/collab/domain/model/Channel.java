package collab.domain.model;

import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A channel or direct message.
 *
 * @param name absent for direct messages
 * @param memberIds the people of a direct message, ascending; empty for other kinds
 * @param lastNo ordinal of the newest top-level message, 0 when there is none; it changes without changing {@code ver}
 * @param broadcastNo number of messages that ever addressed the whole channel; never falls, and changes like {@code
 *     lastNo}
 */
public record Channel(
        ChannelId id,
        WorkspaceId workspaceId,
        ChannelKind kind,
        Optional<String> name,
        String topic,
        UserId createdBy,
        Instant createdAt,
        Optional<Instant> archivedAt,
        List<UserId> memberIds,
        long lastNo,
        long broadcastNo,
        LogPosition ver)
        implements Entity {

    public Channel {
        memberIds = List.copyOf(memberIds);
        if (name.isPresent() == kind.direct()) {
            throw new IllegalArgumentException("a channel of kind " + kind + " cannot have the name " + name);
        }
    }

    public boolean archived() {
        return archivedAt.isPresent();
    }

    public Channel described(Optional<String> name, String topic, LogPosition ver) {
        return new Channel(
                id,
                workspaceId,
                kind,
                name,
                topic,
                createdBy,
                createdAt,
                archivedAt,
                memberIds,
                lastNo,
                broadcastNo,
                ver);
    }

    public Channel archived(Optional<Instant> archivedAt, LogPosition ver) {
        return new Channel(
                id,
                workspaceId,
                kind,
                name,
                topic,
                createdBy,
                createdAt,
                archivedAt,
                memberIds,
                lastNo,
                broadcastNo,
                ver);
    }

    /** The channel after a further message; its version stays. */
    public Channel reaching(long lastNo) {
        return new Channel(
                id,
                workspaceId,
                kind,
                name,
                topic,
                createdBy,
                createdAt,
                archivedAt,
                memberIds,
                lastNo,
                broadcastNo,
                ver);
    }

    /** The channel after a further message to the whole channel; its version stays. */
    public Channel addressed(long broadcastNo) {
        return new Channel(
                id,
                workspaceId,
                kind,
                name,
                topic,
                createdBy,
                createdAt,
                archivedAt,
                memberIds,
                lastNo,
                broadcastNo,
                ver);
    }

    public Channel changedAt(LogPosition ver) {
        return new Channel(
                id,
                workspaceId,
                kind,
                name,
                topic,
                createdBy,
                createdAt,
                archivedAt,
                memberIds,
                lastNo,
                broadcastNo,
                ver);
    }
}
