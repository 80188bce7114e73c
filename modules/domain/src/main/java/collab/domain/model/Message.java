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
 * @param identity what never changes after the creation
 * @param content the text and what follows from it
 * @param replies the replies to this message
 */
public record Message(
        Identity identity, Content content, boolean pinned, List<Reaction> reactions, Replies replies, LogPosition ver)
        implements Entity {

    public Message {
        reactions = List.copyOf(reactions);
    }

    /**
     * The part of a message that never changes.
     *
     * @param no ordinal among the messages that were sent to the channel, never reused; thread replies and imported
     *     messages have none
     * @param parentId the top-level message to which this one replies
     * @param replyNo ordinal among the replies that were sent to the thread, never reused; top-level messages and imported
     *     replies have none
     */
    public record Identity(
            MessageId id,
            OptionalLong no,
            ChannelId channelId,
            UserId userId,
            Optional<MessageId> parentId,
            OptionalLong replyNo,
            Instant createdAt) {

        public Identity {
            if (no.isPresent() && parentId.isPresent()) {
                throw new IllegalArgumentException("message " + id + " has ordinal " + no + " and parent " + parentId);
            }
            if (replyNo.isPresent() && parentId.isEmpty()) {
                throw new IllegalArgumentException("message " + id + " has ordinal " + replyNo + " and no parent");
            }
        }

        /** Without an ordinal in a thread. */
        public Identity(
                MessageId id,
                OptionalLong no,
                ChannelId channelId,
                UserId userId,
                Optional<MessageId> parentId,
                Instant createdAt) {
            this(id, no, channelId, userId, parentId, OptionalLong.empty(), createdAt);
        }
    }

    /**
     * The text of a message and what follows from it.
     *
     * @param mentions the people whom the text names, ascending
     * @param broadcast the people whom the text addresses at once
     * @param editedAt the time of the last edit
     */
    public record Content(
            String text, List<UserId> mentions, Optional<Broadcast> broadcast, Optional<Instant> editedAt) {

        public Content {
            mentions = List.copyOf(mentions);
        }
    }

    /** A message after its deletion: {@code message} has no text, reactions and mentions any more. */
    public record Tombstone(Message message, Instant deletedAt) {}

    /**
     * The replies to a message.
     *
     * @param replyCount the undeleted replies
     * @param lastReplyNo the highest ordinal that a reply was given, also if it was deleted since
     * @param lastReplyAt the time of the latest undeleted reply
     */
    public record Replies(int replyCount, long lastReplyNo, Optional<Instant> lastReplyAt) {
        public static final Replies NONE = new Replies(0, 0, Optional.empty());
    }

    public MessageId id() {
        return identity.id();
    }

    public OptionalLong no() {
        return identity.no();
    }

    public ChannelId channelId() {
        return identity.channelId();
    }

    public UserId userId() {
        return identity.userId();
    }

    public Optional<MessageId> parentId() {
        return identity.parentId();
    }

    public OptionalLong replyNo() {
        return identity.replyNo();
    }

    public Instant createdAt() {
        return identity.createdAt();
    }

    public String text() {
        return content.text();
    }

    public List<UserId> mentions() {
        return content.mentions();
    }

    public Optional<Broadcast> broadcast() {
        return content.broadcast();
    }

    public Optional<Instant> editedAt() {
        return content.editedAt();
    }

    public int replyCount() {
        return replies.replyCount();
    }

    public long lastReplyNo() {
        return replies.lastReplyNo();
    }

    public Optional<Instant> lastReplyAt() {
        return replies.lastReplyAt();
    }

    public Message edited(
            String text, List<UserId> mentions, Optional<Broadcast> broadcast, Instant at, LogPosition ver) {
        Content edited = new Content(text, mentions, broadcast, Optional.of(at));
        return new Message(identity, edited, pinned, reactions, replies, ver);
    }

    public Message reacted(List<Reaction> reactions, LogPosition ver) {
        return new Message(identity, content, pinned, reactions, replies, ver);
    }

    public Message pinned(boolean pinned, LogPosition ver) {
        return new Message(identity, content, pinned, reactions, replies, ver);
    }

    public Message answered(Replies replies, LogPosition ver) {
        return new Message(identity, content, pinned, reactions, replies, ver);
    }
}
