package collab.domain.model;

import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import java.time.Instant;
import java.util.Optional;

/**
 * A message that names a user.
 *
 * @param parentId the message that a reply answers: its mention counts in the thread, and in no channel
 */
public record Mention(
        MessageId messageId, ChannelId channelId, Optional<MessageId> parentId, UserId author, Instant createdAt) {
    public static Mention in(Message message) {
        return new Mention(
                message.id(), message.channelId(), message.parentId(), message.userId(), message.createdAt());
    }
}
