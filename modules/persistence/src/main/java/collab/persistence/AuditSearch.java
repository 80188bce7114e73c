package collab.persistence;

import collab.domain.audit.AuditAction;
import collab.domain.audit.AuditTarget;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A search in the audit log. A record matches when all conditions hold.
 *
 * @param before only records with an id below this one
 * @param limit how many records are returned at most
 */
public record AuditSearch(Filter filter, OptionalLong before, int limit) {
    /**
     * Conditions on a record.
     *
     * @param workspace only records of this workspace
     * @param concerning only records about security in which this user is the actor or the target
     */
    public record Filter(
            Optional<UserId> actor,
            Optional<AuditTarget> target,
            Optional<AuditAction> action,
            Optional<WorkspaceId> workspace,
            Optional<UserId> concerning,
            Period period) {}

    /**
     * A time.
     *
     * @param since the earliest time, inclusive
     * @param until the latest time, exclusive
     */
    public record Period(Optional<Instant> since, Optional<Instant> until) {}
}
