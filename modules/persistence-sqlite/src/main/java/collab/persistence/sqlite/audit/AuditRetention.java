package collab.persistence.sqlite.audit;

import collab.persistence.PersistenceConfig;
import collab.persistence.sqlite.query.Statements;
import java.time.Instant;

/** Deletes records of the audit log whose retention has ended, and addresses before that. Triggers prevent every other change. */
public final class AuditRetention {
    /** The last record that may go, among the oldest ones: older than the retention, or more than may be kept. */
    private static final String LAST_OVERDUE = """
            SELECT coalesce(max(id), 0)
            FROM (SELECT id, at FROM audit ORDER BY id LIMIT ?1)
            WHERE at < ?2 OR id <= (SELECT max(id) FROM audit) - ?3
            """;

    private static final String RAISE_FLOOR = "UPDATE audit_state SET floor = ?1 WHERE floor < ?1";

    private static final String DELETE = "DELETE FROM audit WHERE id <= ?";

    private static final String FORGET_ADDRESSES = """
            UPDATE audit SET address = NULL
            WHERE id IN (SELECT id FROM audit WHERE address IS NOT NULL AND at < ?1 ORDER BY at LIMIT ?2)
            """;

    private final Statements statements;
    private final int max;

    /** @param max rows of each kind in one call */
    public AuditRetention(Statements statements, int max) {
        this.statements = statements;
        this.max = max;
    }

    /** Returns whether more rows may have to be changed. */
    public boolean run(PersistenceConfig.Audit config, Instant now) {
        long deleted = 0;
        long last = statements.number(LAST_OVERDUE, max, now.minus(config.retention()), config.recordsMax());
        if (last > 0) {
            statements.run(RAISE_FLOOR, last);
            deleted = statements.run(DELETE, last);
        }
        long forgotten = statements.run(FORGET_ADDRESSES, now.minus(config.addressRetention()), max);
        return deleted == max || forgotten == max;
    }
}
