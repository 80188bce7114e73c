package collab.domain.model;

import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import java.time.Instant;

/** The membership of a user in a channel. */
public record ChannelMember(ChannelId channelId, UserId userId, ChannelRole role, Instant joinedAt) {}
