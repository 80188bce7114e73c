package collab.domain.model;

import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import java.time.Instant;

/** A user's place in a channel. */
public record ChannelMember(ChannelId channelId, UserId userId, ChannelRole role, Instant joinedAt) {}
