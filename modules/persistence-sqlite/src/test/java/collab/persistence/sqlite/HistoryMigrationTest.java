package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.domain.Command;
import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.model.Caller;
import collab.domain.model.ReadState;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.persistence.sqlite.connection.Database;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages of earlier releases stand at their times after the migration, and those that were sent keep their order. */
class HistoryMigrationTest {
    private static final String INSERT = """
            INSERT INTO message (id, channel_id, no, user_id, parent_id, text, created_at, pinned, reply_count, ver)
            VALUES (?, 1, ?, 1, ?, ?, ?, 0, 0, 1)
            """;

    @TempDir
    private Path directory;

    @Test
    void importedMessagesMoveToTheirTimesAndSentOnesKeepTheirOrder() {
        try (Database database = Database.writing(directory.resolve("collab.db"))) {
            List<String> scripts = SchemaMigrations.scriptsUpTo(9);
            new SchemaMigrations(scripts).migrate(database, directory, Instant.EPOCH);
            database.within(statements -> {
                statements.run("INSERT INTO app_user VALUES (1, 'alice', 'Alice', NULL, '', 0, NULL, 1)");
                statements.run("INSERT INTO workspace VALUES (1, 'General', 0, NULL, 1)");
                statements.run(
                        "INSERT INTO channel (id, workspace_id, kind, topic, created_by, created_at, last_no, ver)"
                                + " VALUES (1, 1, 'PUBLIC', '', 1, 0, 5, 1)");
                statements.run(INSERT, 1, 1, Optional.empty(), "sent", 1_000);
                statements.run(INSERT, 2, 2, Optional.empty(), "sent while the clock was ahead", 9_000);
                statements.run(INSERT, 3, 3, Optional.empty(), "sent after the correction", 2_000);
                statements.run(INSERT, 4, 4, Optional.empty(), "imported", 500);
                statements.run(INSERT, 5, 5, Optional.empty(), "exported here and recognised", 3_000);
                statements.run("INSERT INTO imported_message VALUES (1, 'k', 4)");
                return statements.run("INSERT INTO imported_message VALUES (1, '5', 5)");
            });
            SchemaMigrations.ofThisVersion().migrate(database, directory, Instant.EPOCH);
            List<String> history = database.within(statements -> statements.list(
                    "SELECT text FROM message WHERE channel_id = 1 ORDER BY sort_at, id", row -> row.text("text")));
            assertEquals(
                    List.of(
                            "imported",
                            "sent",
                            "sent while the clock was ahead",
                            "sent after the correction",
                            "exported here and recognised"),
                    history);
        }
    }

    /** After an upgrade, a channel with only imported messages, which keep their ordinals, had an unread badge for ever. */
    @Test
    void importedMessagesOfAnEarlierReleaseCanBeMarkedAsRead() {
        try (Database database = Database.writing(directory.resolve("collab.db"))) {
            new SchemaMigrations(SchemaMigrations.scriptsUpTo(8)).migrate(database, directory, Instant.EPOCH);
            database.within(statements -> {
                statements.run("INSERT INTO app_user VALUES (1, 'alice', 'Alice', NULL, '', 0, NULL, 0)");
                statements.run("INSERT INTO workspace VALUES (1, 'General', 0, NULL, 0)");
                statements.run("INSERT INTO workspace_member VALUES (1, 1, 0, 9223372036854775807, 'MEMBER')");
                statements.run(
                        "INSERT INTO channel (id, workspace_id, kind, name, topic, created_by, created_at, last_no, ver)"
                                + " VALUES (1, 1, 'PUBLIC', 'old', '', 1, 0, 2, 0)");
                statements.run("INSERT INTO channel_member (channel_id, user_id, joined_seq, left_seq, role, joined_at)"
                        + " VALUES (1, 1, 0, 9223372036854775807, 'MEMBER', 0)");
                statements.run("INSERT INTO read_state (user_id, channel_id, read_no, mentions, ver)"
                        + " VALUES (1, 1, 0, 0, 0)");
                statements.run(INSERT, 1, 1, Optional.empty(), "the later one", 900);
                statements.run(INSERT, 2, 2, Optional.empty(), "the earlier one", 500);
                statements.run("INSERT INTO imported_message VALUES (1, 'a', 1)");
                return statements.run("INSERT INTO imported_message VALUES (1, 'b', 2)");
            });
        }
        try (Persistence store = SqlitePersistence.open(PersistenceConfig.in(directory), Clock.systemUTC())) {
            LedgerFixture ledger = new LedgerFixture(store.ledger());
            Caller.Person alice = ledger.openSession(new UserId(1));
            Command mark = new Command.MarkRead(new ChannelId(1), new MessageId(1));
            ReadState state = (ReadState) ledger.execute(alice, mark).result();
            assertEquals(new ReadState.Position(Optional.empty(), 2, 0), state.position());
            assertEquals(state, ledger.execute(alice, mark).result(), "nothing is left to read");
        }
    }
}
