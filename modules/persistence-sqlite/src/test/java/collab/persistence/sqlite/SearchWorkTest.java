package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Command;
import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.model.Caller;
import collab.domain.model.Message;
import collab.persistence.MessageSearch;
import collab.persistence.MessageSearch.Hit;
import collab.persistence.MessageSearch.Term;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.persistence.sqlite.query.SearchQueries;
import collab.persistence.sqlite.query.Statements;
import io.helidon.dbclient.DbTransaction;
import io.helidon.dbclient.jdbc.JdbcClientBuilder;
import io.helidon.dbclient.jdbc.JdbcConnectionPool;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.ProgressHandler;

/**
 * How many steps of SQLite's machine a page of a search takes. After an import each page that reached its times read and sorted all
 * matches: 0.85 s with 200,000 of them.
 */
@Timeout(120)
class SearchWorkTest extends StoreContract {
    private static final int IMPORTED = 15_000;
    private static final int SENT = 20;
    private static final Instant THEN = Instant.parse("2020-01-01T00:00:00Z");

    @TempDir
    private Path directory;

    SearchWorkTest() {
        super(Instant.parse("2026-11-23T09:00:00Z"));
    }

    @Override
    Persistence open() {
        return SqlitePersistence.open(PersistenceConfig.in(directory), clock);
    }

    /** All messages contain {@code word}, the oldest two {@code rare}. */
    @BeforeEach
    void fill() {
        for (int from = 0; from < IMPORTED; from += 500) {
            fixture.execute(
                    Caller.SYSTEM,
                    new Command.ImportMessages(
                            channel,
                            IntStream.range(from, from + 500)
                                    .mapToObj(this::imported)
                                    .toList()));
        }
        for (int i = 0; i < SENT; i++) fixture.sendMessage(alice, channel, "word sent " + i);
    }

    private Command.ImportMessages.Imported imported(int number) {
        Instant at = THEN.plusSeconds(number);
        String text = number < 2 ? "word rare " + number : "word " + number;
        return new Command.ImportMessages.Imported(
                "key" + number,
                alice.userId(),
                new Command.ImportMessages.Imported.Content(text, at, Optional.empty()),
                Optional.empty(),
                false,
                List.of());
    }

    private record Page(List<Message> messages, long steps) {}

    private Page page(String word, Optional<MessageId> before, int limit) {
        MessageSearch.Filter all =
                new MessageSearch.Filter(Optional.empty(), Optional.empty(), Optional.empty(), Set.of());
        MessageSearch search = new MessageSearch(
                List.of(new Term(word, false)), List.of(), Set.<ChannelId>of(channel), all, before, limit);
        long[] steps = {0};
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("collab.db"))) {
            ProgressHandler.setHandler(connection, 1, new ProgressHandler() {
                @Override
                protected int progress() {
                    steps[0]++;
                    return 0;
                }
            });
            List<Hit> hits = new SearchQueries(statements(connection)).search(search);
            return new Page(hits.stream().map(Hit::message).toList(), steps[0]);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static Statements statements(Connection connection) {
        DbTransaction transaction = JdbcClientBuilder.create()
                .connectionPool((JdbcConnectionPool) () -> connection)
                .build()
                .transaction();
        return new Statements(transaction);
    }

    @Test
    void pageOfFrequentWordDoesNotReadAllMatches() {
        Page sent = page("word", Optional.empty(), SENT);
        Page both = page("word", Optional.empty(), SENT + 30);
        Page imported = page("word", Optional.of(both.messages().getLast().id()), 50);
        assertEquals(SENT, sent.messages().size());
        assertEquals(SENT + 30, both.messages().size());
        assertEquals("word " + (IMPORTED - 31), imported.messages().getFirst().text());
        assertEquals(50, imported.messages().size());
        for (Page page : List.of(sent, both, imported)) {
            assertTrue(page.steps() < 30L * IMPORTED / 10, "the page took " + page.steps() + " steps");
        }
    }

    @Test
    void rareWordIsFoundAfterTheMessagesThatAreCompared() {
        Page first = page("rare", Optional.empty(), 1);
        Page second = page("rare", Optional.of(first.messages().getFirst().id()), 5);
        assertEquals(
                List.of("word rare 1"),
                first.messages().stream().map(Message::text).toList());
        assertEquals(
                List.of("word rare 0"),
                second.messages().stream().map(Message::text).toList());
    }
}
