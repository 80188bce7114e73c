package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Command;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.persistence.Verification;
import collab.persistence.sqlite.connection.Database;
import collab.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests backups of a running store, their restoration, and the checks of a database. */
@Timeout(120)
class DatabaseMaintenanceTest {
    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-23T09:00:00Z"));

    private Persistence open(String name) {
        return SqlitePersistence.open(PersistenceConfig.in(folder.resolve(name)), clock);
    }

    /** Creates two users, a channel, a thread and a deleted reply. */
    private static void createHistory(Persistence store) {
        LedgerFixture fixture = new LedgerFixture(store.ledger());
        Caller.Person alice = fixture.createUser("alice");
        Caller.Person bob = fixture.createUser("bob");
        WorkspaceId workspace = fixture.createWorkspace(alice, "Acme");
        fixture.addMember(alice, workspace, bob);
        ChannelId channel = fixture.createChannel(alice, workspace, "talk");
        fixture.execute(bob, new Command.JoinChannel(channel));
        MessageId first = fixture.sendMessage(alice, channel, "one");
        fixture.sendMessage(alice, channel, "two @bob 東京");
        fixture.sendMessage(alice, channel, "@channel three");
        fixture.execute(alice, new Command.SendMessage(channel, "a reply", Optional.of(first)));
        MessageId deleted = ((collab.domain.model.Message)
                        fixture.execute(alice, new Command.SendMessage(channel, "another", Optional.of(first)))
                                .result())
                .id();
        fixture.execute(alice, new Command.DeleteMessage(deleted));
    }

    @Test
    void backupOfARunningStoreIsSoundAndTheStoreContinues() {
        try (Persistence store = open("data")) {
            createHistory(store);
            LogPosition head = store.log().head();
            Path file = folder.resolve("safe/backup.db");
            DatabaseMaintenance.backUp(folder.resolve("data"), file);
            new LedgerFixture(store.ledger()).createUser("carol");
            assertNotEquals(head, store.log().head());
            Verification copy = DatabaseMaintenance.verify(file);
            assertEquals(List.of(), copy.problems());
            assertEquals(2, copy.counts().get("people"));
            assertEquals(5, copy.counts().get("messages"));
            assertEquals(
                    List.of(),
                    DatabaseMaintenance.verify(folder.resolve("data")).problems());
        }
    }

    @Test
    void restoredStoreKeepsPositionsAndGetsANewEpoch() {
        String epoch;
        LogPosition head;
        Path file = folder.resolve("backup.db");
        try (Persistence store = open("data")) {
            createHistory(store);
            epoch = store.log().epoch();
            head = store.log().head();
            DatabaseMaintenance.backUp(folder.resolve("data"), file);
        }
        DatabaseMaintenance.restore(file, folder.resolve("one"));
        DatabaseMaintenance.restore(file, folder.resolve("two"));
        String one;
        try (Persistence store = open("one")) {
            one = store.log().epoch();
            assertEquals(head, store.log().head());
            new LedgerFixture(store.ledger()).createUser("dave");
        }
        try (Persistence store = open("two")) {
            assertNotEquals(epoch, store.log().epoch());
            assertNotEquals(one, store.log().epoch(), "each copy has another epoch");
        }
        try (Persistence store = open("one")) {
            assertEquals(one, store.log().epoch(), "a second start keeps the epoch");
        }
        try (Persistence store = open("data")) {
            assertEquals(epoch, store.log().epoch(), "a backup does not change the original");
        }
    }

    @Test
    void backupAndRestoreReplaceNoFile() throws IOException {
        Path file = folder.resolve("backup.db");
        open("data").close();
        Files.writeString(file, "precious");
        assertThrows(IllegalArgumentException.class, () -> DatabaseMaintenance.backUp(folder.resolve("data"), file));
        assertEquals("precious", Files.readString(file));
        Files.delete(file);
        DatabaseMaintenance.backUp(folder.resolve("data"), file);
        assertThrows(IllegalArgumentException.class, () -> DatabaseMaintenance.restore(file, folder.resolve("data")));
        assertThrows(IllegalArgumentException.class, () -> DatabaseMaintenance.backUp(folder.resolve("nowhere"), file));
    }

    @Test
    void restoreRejectsAFileThatIsNotADatabase() throws IOException {
        Path file = Files.writeString(folder.resolve("letter.txt"), "Dear Alice, ".repeat(1_000));
        assertEquals(
                List.of(file + " is not a database: it does not begin with the header of SQLite"),
                DatabaseMaintenance.verify(file).problems());
        assertThrows(IllegalArgumentException.class, () -> DatabaseMaintenance.restore(file, folder.resolve("new")));
        assertFalse(Files.exists(folder.resolve("new/collab.db")));
    }

    /** Each statement causes one inconsistency that the check must find. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE channel SET last_no = last_no + 1 WHERE last_no > 0",
                "UPDATE message SET reply_count = 7 WHERE reply_count = 1",
                "UPDATE read_state SET read_no = 99",
                "DELETE FROM event_log WHERE seq = 5",
                "UPDATE log_state SET head = head + 1",
                "UPDATE message SET ver = 1000000 WHERE id = 1",
                "UPDATE event_log SET type = 'channel.removed' WHERE seq = 5",
                "UPDATE event_log SET event = x'ffff' WHERE seq = 5",
                "UPDATE message SET text = 'undead' WHERE deleted_at IS NOT NULL",
                "INSERT INTO event_recipient VALUES (1, 1000000)",
                "UPDATE channel SET broadcast_no = 2 WHERE broadcast_no = 1",
                "UPDATE message SET broadcast_no = NULL WHERE broadcast_no = 1",
                "UPDATE read_state SET read_broadcast_no = 9",
                "UPDATE read_state SET read_no = 0 WHERE last_read IS NOT NULL",
                "UPDATE read_state SET mentions = 2 WHERE mentions = 1",
                "UPDATE mention SET seen = 1",
                "UPDATE mention SET message_id = 1000000",
                "DELETE FROM message_index WHERE rowid = 1",
                "INSERT INTO message_index (rowid, terms) VALUES (1000000, 'phantom')",
                "DELETE FROM message_index WHERE rowid = 2",
                "INSERT INTO message_index (rowid, terms) VALUES (1, '京')",
                "UPDATE workspace_member SET left_seq = joined_seq - 1 WHERE user_id = 2"
            })
    void verifyFindsAnInconsistency(String damage) {
        try (Persistence store = open("data")) {
            createHistory(store);
        }
        assertEquals(
                List.of(), DatabaseMaintenance.verify(folder.resolve("data")).problems());
        try (Database database = Database.writing(folder.resolve("data/collab.db"))) {
            assertTrue(database.within(statements -> statements.run(damage)) > 0, "the statement changed a row");
        }
        assertFalse(DatabaseMaintenance.verify(folder.resolve("data")).sound(), damage);
    }
}
