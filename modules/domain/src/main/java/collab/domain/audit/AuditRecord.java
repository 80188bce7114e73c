package collab.domain.audit;

import collab.domain.id.WorkspaceId;
import java.time.Instant;
import java.util.Optional;

/**
 * One record of the audit log. It has ids and words of fixed lists only: no secret, no hash, no text of a message, no name and no
 * e-mail address.
 *
 * @param address the IP address of the client; for attempts that failed, its network
 * @param workspaceId the workspace to whose auditors the record is visible
 * @param detail words of the form {@code name=value}, separated by spaces; can be empty
 */
public record AuditRecord(
        Instant at,
        AuditActor actor,
        Optional<String> address,
        AuditAction action,
        Optional<AuditTarget> target,
        Optional<WorkspaceId> workspaceId,
        long count,
        String detail) {
    /** Characters of {@link #detail}. */
    public static final int DETAIL_MAX = 1_000;

    public AuditRecord {
        if (count < 1) throw new IllegalArgumentException("count must be at least 1, got " + count);
        if (detail.length() > DETAIL_MAX) detail = detail.substring(0, DETAIL_MAX);
    }
}
