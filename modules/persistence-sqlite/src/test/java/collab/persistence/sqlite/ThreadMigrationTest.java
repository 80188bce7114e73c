package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.persistence.sqlite.connection.Database;
import collab.persistence.sqlite.query.ConsistencyQueries;
import collab.persistence.sqlite.query.Statements;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database without states of threads keeps its rows, and its threads have followers afterwards. */
class ThreadMigrationTest {
    private static final long OPEN = Long.MAX_VALUE;

    private static final String MESSAGE = """
            INSERT INTO message (id, channel_id, no, user_id, parent_id, text, created_at, sort_at, pinned, reply_count, last_reply_at,
              imported, deleted_at, ver)
            VALUES (?1, 1, ?2, ?3, ?4, CASE WHEN ?7 THEN '' ELSE 'x' END, ?1, ?1, 0, ?5, 0, ?6, CASE WHEN ?7 THEN 1 END, 0)
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void fillTheVersionBefore() {
        try (Database database = open()) {
            new SchemaMigrations(SchemaMigrations.scriptsUpTo(12)).migrate(database, directory, Instant.EPOCH);
            database.within(ThreadMigrationTest::fill);
        }
    }

    /**
     * Alice asks, Bob and Carol answer, Dave is named and has read it, Erin is named after she wrote, which is unread, Frank took part
     * and left the channel.
     */
    private static boolean fill(Statements statements) {
        List<String> names = List.of("alice", "bob", "carol", "dave", "erin", "frank", "grace");
        statements.run("INSERT INTO workspace VALUES (1, 'Home', 0, NULL, 0)");
        statements.run("INSERT INTO channel (id, workspace_id, kind, name, topic, created_by, created_at, last_no, ver)"
                + " VALUES (1, 1, 'PUBLIC', 'plans', '', 1, 0, 2, 0)");
        for (int i = 1; i <= names.size(); i++) {
            statements.run("INSERT INTO app_user VALUES (?, ?, ?, NULL, '', 0, NULL, 0)", i, names.get(i - 1), "N");
            statements.run("INSERT INTO workspace_member VALUES (1, ?, 0, ?, 'MEMBER')", i, OPEN);
            statements.run(
                    "INSERT INTO channel_member (channel_id, user_id, joined_seq, left_seq, role, joined_at)"
                            + " VALUES (1, ?, 0, ?, 'MEMBER', 0)",
                    i,
                    names.get(i - 1).equals("frank") ? 0 : OPEN);
            // everyone has read up to message 12, which is after the reply that names dave
            statements.run(
                    "INSERT INTO read_state (user_id, channel_id, last_read, read_no, mentions, ver) VALUES (?, 1, 12, 2, ?, 0)",
                    i,
                    i == 5 ? 2 : 0);
        }
        message(statements, 1, Optional.of(1), 1, Optional.empty(), 5, false, false);
        message(statements, 2, Optional.empty(), 2, Optional.of(1), 0, true, false);
        message(statements, 10, Optional.empty(), 2, Optional.of(1), 0, false, false);
        message(statements, 11, Optional.empty(), 3, Optional.of(1), 0, false, true);
        message(statements, 12, Optional.of(2), 7, Optional.empty(), 0, false, false);
        message(statements, 13, Optional.empty(), 5, Optional.of(1), 0, false, false);
        message(statements, 14, Optional.empty(), 6, Optional.of(1), 0, false, false);
        message(statements, 15, Optional.empty(), 2, Optional.of(1), 0, false, false);
        statements.run(
                "INSERT INTO mention (user_id, channel_id, message_id) VALUES (4, 1, 10), (5, 1, 14), (5, 1, 15)");
        return true;
    }

    private static void message(
            Statements statements,
            int id,
            Optional<Integer> no,
            int author,
            Optional<Integer> parent,
            int replies,
            boolean imported,
            boolean deleted) {
        statements.run(MESSAGE, id, no, author, parent, replies, imported, deleted);
    }

    @Test
    void repliesThatWereSentAreNumbered() {
        assertEquals(
                List.of("10=1", "11=2", "13=3", "14=4", "15=5"),
                rows("SELECT id || '=' || reply_no AS row FROM message WHERE reply_no IS NOT NULL ORDER BY id"),
                "an imported reply has no ordinal");
        assertEquals(
                List.of("1=5"), rows("SELECT id || '=' || last_reply_no AS row FROM message WHERE last_reply_no > 0"));
    }

    @Test
    void peopleWhoTookPartFollowWithEverythingRead() {
        assertEquals(
                List.of("1: 5, 0", "2: 5, 0", "3: 5, 0", "4: 5, 0", "5: 3, 2"),
                rows(
                        "SELECT user_id || ': ' || read_no || ', ' || mentions AS row FROM thread_state WHERE parent_id = 1"
                                + " AND following = 1 ORDER BY user_id"),
                "only what was unread is unread, and a person without the channel follows nothing");
        assertEquals(
                List.of("0"),
                rows("SELECT sum(mentions) || '' AS row FROM read_state"),
                "they left the channel's count");
    }

    @Test
    void migratedRowsAgree() {
        try (Database database = migrated()) {
            for (String query : ConsistencyQueries.OF_THREADS) {
                assertEquals(List.of(), database.within(all -> all.list(query, row -> row.text("problem"))), query);
            }
        }
    }

    private List<String> rows(String query) {
        try (Database database = migrated()) {
            return database.within(all -> all.list(query, row -> row.text("row")));
        }
    }

    private Database migrated() {
        Database database = open();
        SchemaMigrations.ofThisVersion().migrate(database, directory, Instant.EPOCH);
        return database;
    }

    private Database open() {
        return Database.writing(directory.resolve("collab.db"));
    }
}
