package collab.persistence.sqlite;

import collab.domain.id.LogPosition;
import collab.persistence.PersistenceConfig;
import collab.persistence.sqlite.audit.AuditRetention;
import collab.persistence.sqlite.folder.PositionMarker;
import collab.persistence.sqlite.query.EventLogQueries;
import collab.persistence.sqlite.query.RetentionQueries;
import collab.persistence.sqlite.query.Statements;
import java.time.Instant;
import java.util.List;

/** Deletes rows whose retention has ended, in maintenance tasks of at most {@value #ROWS_MAX} rows of each kind. */
final class LogPruner {
    static final int ROWS_MAX = 500;

    private final SqliteLedger ledger;
    private final SqliteEventLog log;
    private final PersistenceConfig config;
    private final RetentionClock clock;
    private final PositionMarker marker;

    LogPruner(
            SqliteLedger ledger,
            SqliteEventLog log,
            PersistenceConfig config,
            RetentionClock clock,
            PositionMarker marker) {
        this.ledger = ledger;
        this.log = log;
        this.config = config;
        this.clock = clock;
        this.marker = marker;
    }

    /** Runs one maintenance task and returns whether more rows may have to be deleted. */
    boolean pruneOnce() {
        Instant now = clock.instant();
        marker.retention(now); // written with the next commit
        boolean[] more = new boolean[1];
        ledger.maintain(statements -> {
            RetentionQueries queries = new RetentionQueries(statements, ROWS_MAX);
            more[0] = pruneEvents(statements, queries, now);
            more[0] |= pruneMemberships(statements, queries);
            more[0] |= queries.deleteOperations(now.minus(config.operationRetention()), now) == ROWS_MAX;
            more[0] |= pruneSessions(queries, now.minus(config.logRetention()));
            queries.deleteLinks(now.minus(config.logRetention()));
            more[0] |= new AuditRetention(statements, ROWS_MAX).run(config.audit(), now);
        });
        return more[0];
    }

    private boolean pruneEvents(Statements statements, RetentionQueries queries, Instant now) {
        EventLogQueries.State state = EventLogQueries.State.read(statements);
        LogPosition last = new LogPosition(Math.max(0, state.head().value() - config.logEventsMax()));
        List<Long> prunable = queries.prunableEvents(state.floor(), last, now.minus(config.logRetention()), now);
        if (prunable.isEmpty()) {
            return false;
        }
        LogPosition floor = new LogPosition(prunable.getLast());
        log.raiseFloor(floor);
        queries.deleteEventsUpTo(floor);
        return prunable.size() == ROWS_MAX;
    }

    /** A membership that ended at or below the floor covers no position that can still be read. */
    private static boolean pruneMemberships(Statements statements, RetentionQueries queries) {
        LogPosition floor = EventLogQueries.State.read(statements).floor();
        long channels = queries.deleteChannelMemberships(floor);
        long workspaces = queries.deleteWorkspaceMemberships(floor);
        return channels == ROWS_MAX || workspaces == ROWS_MAX;
    }

    /** The newest session is kept, because its id determines the next one. */
    private static boolean pruneSessions(RetentionQueries queries, Instant oldest) {
        return queries.deleteSessions(oldest) == ROWS_MAX;
    }
}
