package collab.domain.model;

import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import java.time.Instant;

/** A login of a user, proved by a token of which only the hash is kept. */
public record Session(SessionId id, UserId userId, Instant createdAt, Instant expiresAt) implements Entity {}
