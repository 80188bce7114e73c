package collab.persistence;

import collab.domain.audit.AuditRecord;

/**
 * A stored record of the audit log.
 *
 * @param id ascending in the order of the records; never used again
 * @param token whether the actor used an access token
 */
public record AuditEntry(long id, AuditRecord record, boolean token) {}
