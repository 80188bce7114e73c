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
import collab.persistence.sqlite.query.SearchQueries;
import collab.persistence.sqlite.query.Statements;
import collab.testkit.ManualClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
        MessageSearch search = search(List.of(new Term(word, false)), List.of());
        return store.snapshots().scan(snapshot -> snapshot.search(search)).size();
    }

    private MessageSearch search(List<Term> required, List<Term> excluded) {
        MessageSearch.Filter all =
                new MessageSearch.Filter(Optional.empty(), Optional.empty(), Optional.empty(), Set.of());
        return new MessageSearch(required, excluded, Set.of(channel), all, Optional.empty(), 10_000);
    }

    private static void awaitIndex(Path folder, Persistence store) {
        try (Database database = Database.reading(folder.resolve("collab.db"), 1)) {
            while (database.within(statements -> new SearchIndex(statements).indexedFrom()) > 0) {
                store.ledger().probeCommit(); // waits for the task under way
            }
        }
    }

    private void assertSound() {
        assertEquals(List.of(), DatabaseMaintenance.verify(directory).problems());
    }

    @Test
    void messagesOfAnEarlierSchemaAreIndexedAfterTheMigration() throws IOException {
        Path earlier = directory.resolve("earlier");
        createEarlierSchema(earlier);
        channel = new ChannelId(1);
        try (Database database = Database.writing(earlier.resolve("collab.db"))) {
            database.outside("PRAGMA foreign_keys = OFF");
            database.within(statements -> {
                for (int id = 1; id <= MESSAGES; id++) {
                    statements.run(
                            "INSERT INTO message (id, channel_id, no, user_id, text, created_at, pinned, reply_count, ver)"
                                    + " VALUES (?, 1, ?, 1, ?, 0, 0, 0, 1)",
                            id,
                            id,
                            id == 1 ? "서버가" : "Java入門 n" + id);
                }
                return 0;
            });
        }
        try (Persistence store = open(earlier)) {
            awaitIndex(earlier, store);
            assertEquals(MESSAGES - 1, found(store, "java"));
            assertEquals(1, found(store, "서버"));
        }
    }

    /** The copy before the migration, for example, can be checked and restored. */
    @Test
    void databaseOfAnEarlierSchemaCanBeCheckedAndRestored() throws IOException {
        Path earlier = directory.resolve("earlier");
        createEarlierSchema(earlier);
        assertEquals(List.of(), DatabaseMaintenance.verify(earlier).problems());
        Path copy = directory.resolve("copy.db");
        DatabaseMaintenance.backUp(earlier, copy);
        Path restored = directory.resolve("restored");
        DatabaseMaintenance.restore(copy, restored);
        open(restored).close();
        assertEquals(List.of(), DatabaseMaintenance.verify(restored).problems());
    }

    /** Creates a database with the schema before the one that introduced this index. */
    private void createEarlierSchema(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<String> scripts = new ArrayList<>();
        for (String script = script(1); !script.contains("message_index"); script = script(scripts.size() + 1)) {
            scripts.add(script);
        }
        try (Database database = Database.writing(folder.resolve("collab.db"))) {
            new SchemaMigrations(scripts).migrate(database, folder, clock.instant());
        }
    }

    private static String script(int number) throws IOException {
        String name = "schema/%04d.sql".formatted(number);
        try (InputStream file = Objects.requireNonNull(SchemaMigrations.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void stepsBeginWithTheNewestMessagesAndKeepEdits() {
        startAgain();
        assertTrue(step());
        assertEquals(250, rows());
        long from = within(statements -> new SearchIndex(statements).indexedFrom());
        long newest = within(statements -> statements.number("SELECT count(*) FROM message WHERE id >= ?", from));
        assertEquals(250, newest);
        assertSound();
        within(statements -> {
            statements.run("UPDATE message SET text = 'edited' WHERE id = ?", first);
            new SearchIndex(statements).replace(first, "edited");
            return 0;
        });
        assertSound();
        for (int indexed = 250; indexed < MESSAGES - 250; indexed += 250) assertTrue(step());
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
        assertEquals((128 * 1024 + 14_999) / 15_000, rows());
    }

    @Test
    void anotherVersionOfTheTokenizerIndexesAllMessagesAgain() {
        within(statements -> {
            statements.run("UPDATE search_index SET tokenizer = ?", SearchTokenizer.VERSION + 1);
            return statements.run("UPDATE message SET text = 'changed' WHERE id = ?", first);
        });
        try (Persistence store = open(directory)) {
            new LedgerFixture(store.ledger()).sendMessage(alice, channel, "fresh");
            assertEquals(1, found(store, "fresh"), "a new message is found at once");
            awaitIndex(directory, store);
            assertEquals(1, found(store, "changed"));
            assertEquals(0, found(store, "서버"));
            assertEquals(MESSAGES - 1, found(store, "java"));
        }
        assertSound();
    }

    /** A search for all messages without a word returned messages with the word that were not in the index yet. */
    @Test
    void messagesThatAreNotInTheIndexAreNoHitsOfAnExclusion() {
        startAgain();
        step();
        long newest = within(statements -> new SearchQueries(statements)
                .search(search(List.of(), List.of(new Term("n3", false))))
                .size());
        assertEquals(250, newest);
        long withTheWord = within(statements -> new SearchQueries(statements)
                .search(search(List.of(), List.of(new Term("java", false))))
                .size());
        assertEquals(0, withTheWord);
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
            awaitIndex(directory, store);
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
