package collab.persistence;

import collab.domain.id.LogPosition;
import collab.domain.model.Entity;

/**
 * What a committed command left behind.
 *
 * @param seq the position of its last event; the head if it changed nothing; for a repetition that of the first time
 * @param await whether one of its events is addressed to the caller, so that waiting for {@code seq} on a stream makes sense
 * @param result the entity after the change; for a repetition as it is now
 */
public record Commit(LogPosition seq, boolean await, Entity result) {}
