package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Command;
import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.model.Caller;
import collab.persistence.MessageSearch;
import collab.persistence.MessageSearch.Term;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.persistence.search.SearchTokenizer;
import collab.persistence.sqlite.connection.Database;
import collab.persistence.sqlite.query.SearchIndex;
import collab.persistence.sqlite.query.Statements;
import collab.testkit.ManualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The search index of an existing database: a start does not wait for it, and it is complete after some time. */
@Timeout(120)
class SearchIndexingTest {
    /** The search index of schema 8. */
    private static final List<String> OLD_INDEX = List.of(
            "DROP TABLE message_index",
            "DROP TABLE search_index",
            "CREATE VIRTUAL TABLE message_text USING fts5 (text, content = 'message', content_rowid = 'id')",
            "INSERT INTO message_text (message_text) VALUES ('rebuild')",
            "CREATE TRIGGER message_text_insert AFTER INSERT ON message BEGIN SELECT 1; END",
            "CREATE TRIGGER message_text_update AFTER UPDATE OF text ON message BEGIN SELECT 1; END",
            "CREATE VIRTUAL TABLE message_sign USING fts5 (signs, content = '', contentless_delete = 1)",
            "PRAGMA user_version = 8");

    private static final int MESSAGES = 1_300;

    @TempDir
    private Path directory;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-23T09:00:00Z"));
    private ChannelId channel;
    private Caller.Person alice;
    private MessageId first;

    @BeforeEach
    void createMessages() {
        try (Persistence store = open(directory)) {
            LedgerFixture fixture = new LedgerFixture(store.ledger());
            alice = fixture.createUser("alice");
            channel = fixture.createChannel(alice, fixture.createWorkspace(alice, "General"), "plans");
            first = fixture.sendMessage(alice, channel, "서버가 first");
            for (int i = 1; i < MESSAGES; i++) fixture.sendMessage(alice, channel, "Java入門 n" + i);
        }
    }

    private Persistence open(Path folder) {
        return SqlitePersistence.open(PersistenceConfig.in(folder), clock);
    }

    private <T> T within(Function<Statements, T> work) {
        try (Database database = Database.writing(directory.resolve("collab.db"))) {
            return database.within(work);
        }
    }

    private int found(Persistence store, String word) {
        MessageSearch.Filter all =
                new MessageSearch.Filter(Optional.empty(), Optional.empty(), Optional.empty(), Set.of());
        MessageSearch search = new MessageSearch(
                List.of(new Term(word, false)), List.of(), Set.of(channel), all, Optional.empty(), 10_000);
        return store.snapshots().scan(snapshot -> snapshot.search(search)).size();
    }

    private void awaitIndex(Persistence store) {
        try (Database database = Database.reading(directory.resolve("collab.db"), 1)) {
            while (database.within(statements -> new SearchIndex(statements).indexedFrom()) > 0) {
                store.ledger().probeCommit(); // waits for the task under way
            }
        }
    }

    private void assertSound() {
        assertEquals(List.of(), DatabaseMaintenance.verify(directory).problems());
    }

    @Test
    void messagesOfAnEarlierSchemaAreIndexedAfterTheMigration() {
        within(statements -> {
            OLD_INDEX.forEach(statements::run);
            return 0;
        });
        try (Persistence store = open(directory)) {
            LedgerFixture fixture = new LedgerFixture(store.ledger());
            fixture.sendMessage(alice, channel, "Java入門 new");
            assertEquals(1, found(store, "new"), "a new message is found at once");
            awaitIndex(store);
            assertEquals(MESSAGES, found(store, "java"));
            assertEquals(1, found(store, "서버"));
        }
        assertSound();
    }

    /** The copy before the migration, for example, can be checked and restored with the program that made it. */
    @Test
    void databaseOfAnEarlierSchemaCanBeCheckedAndRestored() throws Exception {
        within(statements -> {
            OLD_INDEX.forEach(statements::run);
            return 0;
        });
        assertSound();
        Path copy = directory.resolve("copy.db");
        DatabaseMaintenance.backUp(directory, copy);
        Path restored = directory.resolve("restored");
        DatabaseMaintenance.restore(copy, restored);
        assertTrue(Files.exists(restored.resolve("collab.db")));
    }

    @Test
    void stepsBeginWithTheNewestMessagesAndKeepEdits() {
        startAgain();
        assertTrue(step());
        assertEquals(500, rows());
        long from = within(statements -> new SearchIndex(statements).indexedFrom());
        long newest = within(statements -> statements.number("SELECT count(*) FROM message WHERE id >= ?", from));
        assertEquals(500, newest);
        assertSound();
        within(statements -> {
            statements.run("UPDATE message SET text = 'edited' WHERE id = ?", first);
            new SearchIndex(statements).replace(first, "edited");
            return 0;
        });
        assertSound();
        assertTrue(step());
        assertFalse(step());
        assertFalse(step(), "a further step does nothing");
        assertEquals(MESSAGES, rows());
        long complete = within(statements -> new SearchIndex(statements).indexedFrom());
        assertEquals(0, complete);
        assertSound();
    }

    @Test
    void stepIsBoundedByTheLengthOfItsTexts() {
        within(statements -> statements.run("UPDATE message SET text = ?", "word ".repeat(3_000)));
        startAgain();
        step();
        assertEquals((256 * 1024 + 14_999) / 15_000, rows());
    }

    @Test
    void anotherVersionOfTheTokenizerIndexesAllMessagesAgain() {
        within(statements -> {
            statements.run("UPDATE search_index SET tokenizer = ?", SearchTokenizer.VERSION + 1);
            return statements.run("UPDATE message SET text = 'changed' WHERE id = ?", first);
        });
        try (Persistence store = open(directory)) {
            awaitIndex(store);
            assertEquals(1, found(store, "changed"));
            assertEquals(0, found(store, "서버"));
            assertEquals(MESSAGES - 1, found(store, "java"));
        }
        assertSound();
    }

    @Test
    void endOfTheProcessInterruptsTheIndexingAndTheNextStartContinues() {
        startAgain();
        step();
        try (Persistence store = open(directory)) {
            new LedgerFixture(store.ledger()).execute(alice, new Command.DeleteMessage(first));
        }
        assertSound();
        try (Persistence store = open(directory)) {
            awaitIndex(store);
            assertEquals(MESSAGES - 1, found(store, "java"));
            assertEquals(0, found(store, "서버"));
        }
        assertSound();
        assertEquals(MESSAGES - 1, rows());
    }

    private void startAgain() {
        within(statements -> {
            SearchIndex index = new SearchIndex(statements);
            index.requireVersion(SearchTokenizer.VERSION + 1);
            return statements.run("UPDATE search_index SET tokenizer = ?", SearchTokenizer.VERSION);
        });
    }

    private boolean step() {
        return within(statements -> new SearchIndex(statements).addOlder());
    }

    private long rows() {
        return within(statements -> statements.number("SELECT count(*) FROM message_index_docsize"));
    }
}
