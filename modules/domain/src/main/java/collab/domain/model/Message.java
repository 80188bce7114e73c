package collab.domain.model;

import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A message.
 *
 * @param no ordinal in the channel, never reused; thread replies have none
 * @param parentId the top-level message to which this one replies
 * @param mentions the people whom the text names, ascending
 * @param broadcast the people whom the text addresses at once
 */
public record Message(
        MessageId id,
        OptionalLong no,
        ChannelId channelId,
        UserId userId,
        Optional<MessageId> parentId,
        String text,
        Instant createdAt,
        Optional<Instant> editedAt,
        boolean pinned,
        List<Reaction> reactions,
        int replyCount,
        Optional<Instant> lastReplyAt,
        List<UserId> mentions,
        Optional<Broadcast> broadcast,
        LogPosition ver)
        implements Entity {

    public Message {
        reactions = List.copyOf(reactions);
        mentions = List.copyOf(mentions);
        if (no.isPresent() == parentId.isPresent()) {
            throw new IllegalArgumentException("message " + id + " has ordinal " + no + " and parent " + parentId);
        }
    }

    public Message edited(
            String text, List<UserId> mentions, Optional<Broadcast> broadcast, Instant at, LogPosition ver) {
        return new Message(
                id,
                no,
                channelId,
                userId,
                parentId,
                text,
                createdAt,
                Optional.of(at),
                pinned,
                reactions,
                replyCount,
                lastReplyAt,
                mentions,
                broadcast,
                ver);
    }

    public Message reacted(List<Reaction> reactions, LogPosition ver) {
        return new Message(
                id,
                no,
                channelId,
                userId,
                parentId,
                text,
                createdAt,
                editedAt,
                pinned,
                reactions,
                replyCount,
                lastReplyAt,
                mentions,
                broadcast,
                ver);
    }

    public Message pinned(boolean pinned, LogPosition ver) {
        return new Message(
                id,
                no,
                channelId,
                userId,
                parentId,
                text,
                createdAt,
                editedAt,
                pinned,
                reactions,
                replyCount,
                lastReplyAt,
                mentions,
                broadcast,
                ver);
    }

    public Message answered(int replyCount, Optional<Instant> lastReplyAt, LogPosition ver) {
        return new Message(
                id,
                no,
                channelId,
                userId,
                parentId,
                text,
                createdAt,
                editedAt,
                pinned,
                reactions,
                replyCount,
                lastReplyAt,
                mentions,
                broadcast,
                ver);
    }
}
