package collab.persistence.sqlite.audit;

import collab.domain.audit.AuditRecord;
import collab.domain.audit.AuditTarget;
import collab.persistence.AuditEntry;
import collab.persistence.sqlite.query.Statements;

/** Adds records to the audit log. The caller opens the transaction. */
public final class AuditWriter {
    /** An id is not used again when the retention has deleted the newest records. */
    private static final String NEXT_ID = """
            SELECT max(coalesce((SELECT max(id) FROM audit), 0), floor) + 1 FROM audit_state
            """;

    private static final String IS_TOKEN = "SELECT 1 FROM session WHERE id = ? AND name IS NOT NULL";

    private static final String INSERT = """
            INSERT INTO audit (id, at, actor_kind, actor_id, session_id, token, action, target_kind, target_id, workspace_id,
              address, count, detail)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private final Statements statements;

    public AuditWriter(Statements statements) {
        this.statements = statements;
    }

    public AuditEntry add(AuditRecord record) {
        boolean token = record.actor()
                .sessionId()
                .filter(session -> statements.exists(IS_TOKEN, session))
                .isPresent();
        AuditEntry entry = new AuditEntry(statements.number(NEXT_ID), record, token);
        statements.run(
                INSERT,
                entry.id(),
                record.at(),
                record.actor().kind(),
                record.actor().userId(),
                record.actor().sessionId(),
                token,
                record.action(),
                record.target().map(AuditTarget::kind),
                record.target().map(AuditTarget::id),
                record.workspaceId(),
                record.address(),
                record.count(),
                record.detail());
        return entry;
    }
}
