package collab.persistence;

import collab.domain.id.LogPosition;
import collab.domain.model.Entity;

/**
 * The result of a committed command.
 *
 * @param seq the position of the command's last event; the head if the command changed nothing; for a repeated operation the
 *     position of its first execution
 * @param await whether at least one of the events is addressed to the caller, so that the caller's stream will deliver
 *     {@code seq}
 * @param result the entity after the change; for a repeated operation the entity in its present state
 */
public record Commit(LogPosition seq, boolean await, Entity result) {}
