package collab.domain.model;

import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import java.time.Instant;

/** A login session of a user. It is authenticated by a token, of which only the hash is stored. */
public record Session(SessionId id, UserId userId, Instant createdAt, Instant expiresAt) implements Entity {}
