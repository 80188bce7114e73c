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
 * @param identity what never changes after the creation
 * @param memberIds the people of a direct message, ascending; empty for other kinds
 * @param counters what further messages change without changing {@code ver}
 */
public record Channel(
        Identity identity,
        Description description,
        List<UserId> memberIds,
        Optional<Instant> archivedAt,
        Counters counters,
        LogPosition ver)
        implements Entity {

    public Channel {
        memberIds = List.copyOf(memberIds);
        if (description.name().isPresent() == identity.kind().direct()) {
            throw new IllegalArgumentException(
                    "a channel of kind " + identity.kind() + " cannot have the name " + description.name());
        }
    }

    /** The part of a channel that never changes. */
    public record Identity(
            ChannelId id, WorkspaceId workspaceId, ChannelKind kind, UserId createdBy, Instant createdAt) {}

    /**
     * What people write about the channel.
     *
     * @param name absent for direct messages
     */
    public record Description(Optional<String> name, String topic) {}

    /**
     * How many messages the channel has had.
     *
     * @param lastNo ordinal of the newest top-level message, 0 when there is none
     * @param broadcastNo number of messages that ever addressed the whole channel; never falls
     */
    public record Counters(long lastNo, long broadcastNo) {}

    /** A new channel: it is not archived and has no messages. */
    public static Channel created(Identity identity, Description description, List<UserId> memberIds, LogPosition ver) {
        return new Channel(identity, description, memberIds, Optional.empty(), new Counters(0, 0), ver);
    }

    public ChannelId id() {
        return identity.id();
    }

    public WorkspaceId workspaceId() {
        return identity.workspaceId();
    }

    public ChannelKind kind() {
        return identity.kind();
    }

    public UserId createdBy() {
        return identity.createdBy();
    }

    public Instant createdAt() {
        return identity.createdAt();
    }

    public Optional<String> name() {
        return description.name();
    }

    public String topic() {
        return description.topic();
    }

    public long lastNo() {
        return counters.lastNo();
    }

    public long broadcastNo() {
        return counters.broadcastNo();
    }

    public boolean archived() {
        return archivedAt.isPresent();
    }

    public Channel described(Optional<String> name, String topic, LogPosition ver) {
        return new Channel(identity, new Description(name, topic), memberIds, archivedAt, counters, ver);
    }

    public Channel archived(Optional<Instant> archivedAt, LogPosition ver) {
        return new Channel(identity, description, memberIds, archivedAt, counters, ver);
    }

    /** The channel after a further message; its version stays. */
    public Channel reaching(long lastNo) {
        return counting(new Counters(lastNo, broadcastNo()));
    }

    /** The channel after a further message to the whole channel; its version stays. */
    public Channel addressed(long broadcastNo) {
        return counting(new Counters(lastNo(), broadcastNo));
    }

    private Channel counting(Counters counters) {
        return new Channel(identity, description, memberIds, archivedAt, counters, ver);
    }

    public Channel changedAt(LogPosition ver) {
        return new Channel(identity, description, memberIds, archivedAt, counters, ver);
    }
}
