package collab.domain;

import java.time.Instant;

/** A message that names somebody. */
public record Mention(MessageId messageId, ChannelId channelId, UserId author, Instant createdAt) {}
