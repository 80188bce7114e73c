package collab.persistence.sqlite.query;

import collab.domain.id.LogPosition;
import java.time.Instant;
import java.util.List;

/** Finds and deletes rows whose retention has ended, at most {@code max} of each kind. */
public final class RetentionQueries {
    private static final String PRUNABLE_EVENTS = """
            SELECT seq FROM (SELECT seq, at FROM event_log WHERE seq > ? ORDER BY seq LIMIT ?)
            WHERE seq <= ? OR at < ?
            """;

    /**
     * Events that a leap of the clock dated after ?3, where nothing else follows the floor directly. They are as old as the first
     * event after them that has an ordinary time.
     */
    private static final String PRUNABLE_EVENTS_OF_A_LEAP = """
            SELECT seq FROM (SELECT seq, at FROM event_log WHERE seq > ?1 ORDER BY seq LIMIT ?2)
            WHERE at > ?3
              AND (SELECT at FROM event_log WHERE seq > ?1 AND at <= ?3 ORDER BY seq LIMIT 1) < ?4
            """;

    private static final String RAISE_FLOOR = "UPDATE log_state SET floor = ?";

    private static final String DELETE_EVENTS = "DELETE FROM event_log WHERE seq <= ?";

    private static final String DELETE_RECIPIENTS = "DELETE FROM event_recipient WHERE seq <= ?";

    private static final String DELETE_PEERS = "DELETE FROM event_peers WHERE seq <= ?";

    /** The literal lets SQLite use the partial index over ended memberships. */
    private static final String DELETE_CHANNEL_MEMBERSHIPS = """
            DELETE FROM channel_member WHERE (channel_id, left_seq, user_id) IN (
              SELECT channel_id, left_seq, user_id FROM channel_member
              WHERE left_seq <= ? AND left_seq < 9223372036854775807 LIMIT ?)
            """;

    private static final String DELETE_WORKSPACE_MEMBERSHIPS = """
            DELETE FROM workspace_member WHERE (workspace_id, left_seq, user_id) IN (
              SELECT workspace_id, left_seq, user_id FROM workspace_member
              WHERE left_seq <= ? AND left_seq < 9223372036854775807 LIMIT ?)
            """;

    private static final String DELETE_OPERATIONS = """
            DELETE FROM operation WHERE id <= (
              SELECT max(id) FROM (SELECT id, at FROM operation ORDER BY id LIMIT ?) WHERE at < ?)
            """;

    private static final String DELETE_OPERATIONS_OF_A_LEAP = """
            DELETE FROM operation WHERE id IN (
              SELECT id FROM (SELECT id, at FROM operation ORDER BY id LIMIT ?1)
              WHERE at > ?2 AND (SELECT at FROM operation WHERE at <= ?2 ORDER BY id LIMIT 1) < ?3)
            """;

    private static final String DELETE_SESSIONS = """
            DELETE FROM session
            WHERE id IN (SELECT id FROM session WHERE expires_at < ? LIMIT ?)
              AND id < (SELECT max(id) FROM session)
            """;

    /** A used setup link stays: it shows that the server was set up. */
    private static final String DELETE_LINKS = """
            DELETE FROM account_link WHERE expires_at < ? AND (kind <> 'SETUP' OR used_at IS NULL)
            """;

    private final Statements statements;
    private final int max;

    public RetentionQueries(Statements statements, int max) {
        this.statements = statements;
        this.max = max;
    }

    /**
     * The positions after the floor that are at or below {@code last}, or whose event is older than {@code oldest}.
     *
     * @param now events after this time were dated by a clock that showed a wrong time
     */
    public List<Long> prunableEvents(LogPosition floor, LogPosition last, Instant oldest, Instant now) {
        List<Long> found = statements.list(PRUNABLE_EVENTS, row -> row.number("seq"), floor, max, last, oldest);
        return found.isEmpty()
                ? statements.list(PRUNABLE_EVENTS_OF_A_LEAP, row -> row.number("seq"), floor, max, now, oldest)
                : found;
    }

    /** Moves the floor of the log and deletes the events up to it. */
    public void deleteEventsUpTo(LogPosition floor) {
        statements.run(RAISE_FLOOR, floor);
        statements.run(DELETE_EVENTS, floor);
        statements.run(DELETE_RECIPIENTS, floor);
        statements.run(DELETE_PEERS, floor);
    }

    /** Deletes channel memberships that ended at or below the floor and returns how many. */
    public long deleteChannelMemberships(LogPosition floor) {
        return statements.run(DELETE_CHANNEL_MEMBERSHIPS, floor, max);
    }

    /** Deletes workspace memberships that ended at or below the floor and returns how many. */
    public long deleteWorkspaceMemberships(LogPosition floor) {
        return statements.run(DELETE_WORKSPACE_MEMBERSHIPS, floor, max);
    }

    /**
     * Deletes operations older than {@code oldest} and returns how many.
     *
     * @param now operations after this time were dated by a clock that showed a wrong time
     */
    public long deleteOperations(Instant oldest, Instant now) {
        long deleted = statements.run(DELETE_OPERATIONS, max, oldest);
        return deleted == 0 ? statements.run(DELETE_OPERATIONS_OF_A_LEAP, max, now, oldest) : deleted;
    }

    /** Deletes sessions that expired before {@code oldest}, except the newest, and returns how many. */
    public long deleteSessions(Instant oldest) {
        return statements.run(DELETE_SESSIONS, oldest, max);
    }

    /** Deletes links that expired before {@code oldest}; there are few. */
    public void deleteLinks(Instant oldest) {
        statements.run(DELETE_LINKS, oldest);
    }
}
