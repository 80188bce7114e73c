package collab.domain.model;

import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import java.time.Instant;

/** A message that names a user. */
public record Mention(MessageId messageId, ChannelId channelId, UserId author, Instant createdAt) {}
