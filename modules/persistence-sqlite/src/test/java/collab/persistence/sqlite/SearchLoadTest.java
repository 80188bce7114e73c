package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.model.Caller;
import collab.persistence.MessageSearch;
import collab.persistence.MessageSearch.Term;
import collab.persistence.MessageSearch.Trait;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.persistence.PersistenceConfig.Queries;
import collab.persistence.QueryTimeout;
import collab.persistence.sqlite.connection.Database;
import collab.persistence.sqlite.query.SearchIndex;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures searches with {@code -Dsearch.load="MESSAGES RUNS TIMEOUT_MS"}; etc/PERFORMANCE.md has the command. Without it, it runs
 * each search once on a few messages and proves that it finds what it measures. Every message has the word {@code common}, every
 * second one {@code frequent}, one in a thousand {@code rare}, and five of 20,000 words that begin with {@code w}.
 */
class SearchLoadTest {
    private static final MessageSearch.Filter NO_FILTER =
            new MessageSearch.Filter(Optional.empty(), Optional.empty(), Optional.empty(), Set.of());

    private static final int PAGE = 51;

    @TempDir
    private Path directory;

    @Test
    void searchesEndWithinTheirDeadline() {
        String[] load = System.getProperty("search.load", "2000 1 60000").split(" ");
        int messages = Integer.parseInt(load[0]);
        int runs = Integer.parseInt(load[1]);
        Duration timeout = Duration.ofMillis(Long.parseLong(load[2]));
        PersistenceConfig config =
                PersistenceConfig.in(directory).withQueries(new Queries(4, Duration.ofMinutes(1), timeout));
        ChannelId channel = fill(config, messages);
        Set<ChannelId> all = Set.of(channel);
        List<String> prefixes =
                IntStream.range(20, 50).mapToObj(n -> "w" + n + "*").toList();
        MessageSearch.Filter pinned =
                new MessageSearch.Filter(Optional.empty(), Optional.empty(), Optional.empty(), Set.of(Trait.PIN));
        try (Persistence store = SqlitePersistence.open(config, InstantSource.system())) {
            Measurement searches = new Measurement(store, runs, timeout);
            searches.measure(PAGE, "common", search(all, List.of("common"), List.of()));
            searches.measure(PAGE, "common frequent", search(all, List.of("common", "frequent"), List.of()));
            searches.measure(PAGE, "\"common frequent\"", search(all, List.of("common frequent"), List.of()));
            searches.measure(Math.min(PAGE, messages / 1_000), "rare", search(all, List.of("rare"), List.of()));
            searches.measure(0, "common absent", search(all, List.of("common", "absent"), List.of()));
            searches.measure(PAGE, "common -frequent", search(all, List.of("common"), List.of("frequent")));
            searches.measure(PAGE, "w1*", search(all, List.of("w1*"), List.of()));
            searches.measure(PAGE, "w*", search(all, List.of("w*"), List.of()));
            searches.measure(PAGE, "common -w20* … -w49*", search(all, List.of("common"), prefixes));
            searches.measure(0, "common, elsewhere", search(Set.of(new ChannelId(99)), List.of("common"), List.of()));
            searches.measure(
                    0,
                    "has:pin, no match",
                    new MessageSearch(List.of(), List.of(), all, pinned, Optional.empty(), PAGE));
        }
    }

    /** Runs each search several times and prints how long it took. */
    private record Measurement(Persistence store, int runs, Duration timeout) {
        void measure(int expected, String name, MessageSearch search) {
            double[] took = new double[runs];
            int interrupted = 0;
            for (int run = 0; run < runs; run++) {
                long begin = System.nanoTime();
                try {
                    assertEquals(
                            expected,
                            store.snapshots()
                                    .scan(snapshot -> snapshot.search(search))
                                    .size(),
                            name);
                } catch (QueryTimeout deadline) {
                    interrupted++;
                }
                took[run] = (System.nanoTime() - begin) / 1e6;
            }
            Arrays.sort(took);
            assertTrue(took[runs - 1] < timeout.toMillis() + 2_000, name);
            System.out.printf(
                    Locale.ROOT,
                    "%-24s median %.1f ms, max %.1f ms, interrupted %d of %d%n",
                    name,
                    took[runs / 2],
                    took[runs - 1],
                    interrupted,
                    runs);
        }
    }

    private static MessageSearch search(Set<ChannelId> channels, List<String> required, List<String> excluded) {
        return new MessageSearch(terms(required), terms(excluded), channels, NO_FILTER, Optional.empty(), PAGE);
    }

    private static List<Term> terms(List<String> words) {
        return words.stream()
                .map(word -> new Term(word.replace("*", ""), word.endsWith("*")))
                .toList();
    }

    private static ChannelId fill(PersistenceConfig config, int messages) {
        ChannelId channel;
        Caller.Person alice;
        try (Persistence store = SqlitePersistence.open(config, InstantSource.system())) {
            LedgerFixture fixture = new LedgerFixture(store.ledger());
            alice = fixture.createUser("alice");
            channel = fixture.createChannel(alice, fixture.createWorkspace(alice, "General"), "load");
        }
        Random random = new Random(1);
        try (Database database = Database.writing(config.directory().resolve("collab.db"))) {
            for (int at = 0; at < messages; ) {
                int from = at;
                at = Math.min(messages, at + 10_000);
                int to = at;
                database.within(statements -> {
                    for (int i = from; i < to; i++) {
                        StringBuilder text = new StringBuilder("common");
                        if (i % 2 == 0) text.append(" frequent");
                        if (i % 1_000 == 0) text.append(" rare");
                        for (int w = 0; w < 5; w++) text.append(" w").append(random.nextInt(20_000));
                        statements.run(
                                "INSERT INTO message (id, channel_id, no, user_id, text, created_at, pinned, reply_count, ver)"
                                        + " VALUES (?, ?, ?, 1, ?, 0, 0, 0, 1)",
                                1_000 + i,
                                channel,
                                i + 1,
                                text.toString());
                        new SearchIndex(statements).add(new MessageId(1_000 + i), text.toString());
                    }
                    return 0;
                });
            }
        }
        return channel;
    }
}
