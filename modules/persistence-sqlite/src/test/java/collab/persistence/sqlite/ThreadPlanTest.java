package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.persistence.sqlite.connection.Database;
import collab.persistence.sqlite.query.Statements;
import collab.persistence.sqlite.query.ThreadQueries;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every query of threads is a search by an index, in an empty store and in one with many threads. */
class ThreadPlanTest {
    private static final List<String> QUERIES = List.of(
            ThreadQueries.STATE,
            ThreadQueries.WITH_MENTIONS,
            ThreadQueries.DELETED,
            ThreadQueries.MENTIONS,
            ThreadQueries.ORDINAL_BEFORE_NEXT_REPLY,
            ThreadQueries.FIRST_UNREAD,
            ThreadQueries.NEWEST_OF_OTHERS,
            ThreadQueries.OF_USER,
            ThreadQueries.INBOX);

    @TempDir
    private Path directory;

    @Test
    void everyQueryIsASearch() {
        try (Database database = open()) {
            assertEquals(List.of(), scans(database));
            database.within(ThreadPlanTest::fill);
            assertEquals(List.of(), scans(database));
        }
    }

    /** The rows of the user are one range, both for a bootstrap and for a page of the list. */
    @Test
    void statesOfAUserAreOneRange() {
        try (Database database = open()) {
            database.within(ThreadPlanTest::fill);
            for (String query : List.of(ThreadQueries.OF_USER, ThreadQueries.INBOX)) {
                assertTrue(
                        plan(database, query).stream()
                                .anyMatch(step ->
                                        step.matches("SEARCH t USING (PRIMARY KEY|INDEX \\w+) \\(user_id=\\?\\)")),
                        () -> String.join("\n", plan(database, query)));
            }
        }
    }

    /** The count of a bootstrap reads the index of deleted replies only, however many replies are unread. */
    @Test
    void deletedRepliesAreCountedInTheirIndex() {
        try (Database database = open()) {
            database.within(ThreadPlanTest::fill);
            for (String query : List.of(ThreadQueries.DELETED, ThreadQueries.OF_USER, ThreadQueries.INBOX)) {
                List<String> counts = plan(database, query).stream()
                        .filter(step -> step.contains("message_reply_deleted"))
                        .toList();
                assertEquals(
                        List.of(true),
                        counts.stream()
                                .map(step -> step.endsWith(
                                        "USING COVERING INDEX message_reply_deleted (parent_id=? AND reply_no>?)"))
                                .distinct()
                                .toList(),
                        query);
            }
        }
    }

    private static List<String> scans(Database database) {
        return QUERIES.stream()
                .flatMap(query -> plan(database, query).stream())
                .filter(step -> step.matches("SCAN (?!\\(subquery|t$|CONSTANT).*"))
                .toList();
    }

    private static List<String> plan(Database database, String query) {
        int parameters = query.contains("?6")
                ? 6
                : query.contains("?3")
                        ? 3
                        : (int) query.chars().filter(sign -> sign == '?').count();
        Object[] values = IntStream.range(0, parameters).mapToObj(_ -> 1L).toArray();
        return database.within(all -> all.list("EXPLAIN QUERY PLAN " + query, row -> row.text("detail"), values));
    }

    private static boolean fill(Statements statements) {
        statements.run("""
                INSERT INTO app_user (id, username, display_name, status_text, created_at, ver)
                VALUES (1, 'alice', 'Alice', '', 0, 1)
                """);
        statements.run("INSERT INTO workspace (id, name, created_at, ver) VALUES (1, 'Home', 0, 1)");
        statements.run("""
                INSERT INTO channel (id, workspace_id, kind, name, topic, created_by, created_at, last_no, ver)
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
                SELECT i, 1, 'PUBLIC', 'channel-' || i, '', 1, 0, 0, 1 FROM n
                """);
        statements.run("""
                INSERT INTO message (id, channel_id, no, user_id, parent_id, reply_no, text, created_at, deleted_at, pinned, reply_count,
                  last_reply_no, last_reply_at, ver)
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
                SELECT i, 1, CASE WHEN i <= 1000 THEN i END, 1, CASE WHEN i > 1000 THEN 1 + i % 1000 END,
                  CASE WHEN i > 1000 THEN 1 + (i - 1001) / 1000 END, 'x', i, CASE WHEN i % 7 = 0 THEN 1 END, 0, 3, 3, i, 1
                FROM n
                """);
        statements.run("""
                INSERT INTO thread_state (user_id, parent_id, channel_id, following, read_no, mentions, ver)
                SELECT 1, id, 1, 1, id % 3, 0, 1 FROM message WHERE parent_id IS NULL
                """);
        return statements.run("ANALYZE") >= 0;
    }

    private Database open() {
        Database database = Database.writing(directory.resolve("collab.db"));
        SchemaMigrations.ofThisVersion().migrate(database, directory, Instant.EPOCH);
        return database;
    }
}
