package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.persistence.sqlite.connection.Database;
import collab.persistence.sqlite.query.ReadStateQueries;
import collab.persistence.sqlite.query.Statements;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was deleted is counted in indexes that contain deleted messages only: the cost of a bootstrap does not grow with the number
 * of unread messages.
 */
class UnreadPlanTest {
    private static final String MESSAGES = "USING COVERING INDEX message_deleted (channel_id=? AND no>?)";
    private static final String BROADCASTS =
            "USING COVERING INDEX message_broadcast_deleted (channel_id=? AND broadcast_no>?)";

    private static final String OWN = "USING COVERING INDEX message_own (user_id=? AND channel_id=? AND no>?)";
    private static final String OWN_BROADCASTS = "USING INDEX message_broadcast (channel_id=? AND broadcast_no>?)";

    @TempDir
    private Path directory;

    @Test
    void deletedMessagesAreCountedInTheirIndexes() {
        assertEquals(
                steps("message"),
                messageSteps(ReadStateQueries.DELETED_AFTER, new ChannelId(1), 1L, 1L, new UserId(1)));
        assertEquals(
                steps("m"), messageSteps(ReadStateQueries.DELETED_UNREAD_OF_USER, new UserId(1), LogPosition.START));
    }

    private static List<String> steps(String table) {
        return List.of(
                "SEARCH " + table + " " + MESSAGES,
                "SEARCH " + table + " " + OWN,
                "SEARCH " + table + " " + BROADCASTS,
                "SEARCH " + table + " " + OWN_BROADCASTS);
    }

    /** Each deletion read all newer messages to the whole channel, to find the number that the row of the message contains. */
    @Test
    void numberOfABroadcastIsReadFromItsRow() {
        assertEquals(
                List.of("SEARCH message USING INTEGER PRIMARY KEY (rowid=?)"),
                messageSteps(ReadStateQueries.BROADCAST_NO, new MessageId(1)));
    }

    /** The statistics of a database in which almost nothing or almost everything was deleted do not change the plan. */
    @Test
    void statisticsDoNotChangeThePlan() {
        try (Database database = open()) {
            database.within(UnreadPlanTest::channel);
            for (boolean deleted : List.of(false, true)) {
                database.within(statements -> {
                    fill(statements, deleted);
                    statements.run("ANALYZE");
                    assertEquals(
                            steps("m"),
                            steps(
                                    statements,
                                    ReadStateQueries.DELETED_UNREAD_OF_USER,
                                    new UserId(1),
                                    LogPosition.START));
                    return deleted;
                });
            }
        }
    }

    private static boolean channel(Statements statements) {
        statements.run("""
                INSERT INTO app_user (id, username, display_name, status_text, created_at, ver)
                VALUES (1, 'alice', 'Alice', '', 0, 1)
                """);
        statements.run("INSERT INTO workspace (id, name, created_at, ver) VALUES (1, 'Home', 0, 1)");
        statements.run("""
                INSERT INTO channel (id, workspace_id, kind, name, topic, created_by, created_at, last_no, ver)
                VALUES (1, 1, 'PUBLIC', 'general', '', 1, 0, 0, 1)
                """);
        return true;
    }

    private static void fill(Statements statements, boolean deleted) {
        statements.run("""
                INSERT INTO message (id, channel_id, no, broadcast_no, user_id, text, created_at, deleted_at, pinned, reply_count, ver)
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
                SELECT i + ?1, 1, i + ?1, i + ?1, 1, 'x', 0, CASE WHEN ?2 OR i % 500 = 0 THEN 1 END, 0, 0, 1 FROM n
                """, deleted ? 10_000L : 0L, deleted);
    }

    private List<String> messageSteps(String query, Object... parameters) {
        try (Database database = open()) {
            return database.within(statements -> steps(statements, query, parameters));
        }
    }

    private static List<String> steps(Statements statements, String query, Object... parameters) {
        List<String> steps =
                new ArrayList<>(statements.list("EXPLAIN QUERY PLAN " + query, row -> row.text("detail"), parameters));
        steps.removeIf(step -> !step.matches("(SEARCH|SCAN) (m|message)\\b.*"));
        return steps;
    }

    private Database open() {
        Database database = Database.writing(directory.resolve("collab.db"));
        SchemaMigrations.ofThisVersion().migrate(database, directory, Instant.EPOCH);
        return database;
    }
}
