package collab.persistence.sqlite;

import collab.domain.id.ChannelId;
import collab.domain.model.Caller;
import collab.persistence.MessageSearch;
import collab.persistence.MessageSearch.Term;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.persistence.PersistenceConfig.Queries;
import collab.persistence.QueryTimeout;
import java.nio.file.Files;
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

/**
 * Measures searches: {@code SearchLoad DIRECTORY MESSAGES RUNS TIMEOUT_MS}. Not a test; run it on an idle machine. Every message
 * has the word {@code common}, every second one {@code frequent}, one in a thousand {@code rare}, and five of 20,000 words that
 * begin with {@code w}.
 */
final class SearchLoad {
    private static final MessageSearch.Filter NO_FILTER =
            new MessageSearch.Filter(Optional.empty(), Optional.empty(), Optional.empty(), Set.of());

    private SearchLoad() {}

    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory(Path.of(args[0]), "search-load");
        int messages = Integer.parseInt(args[1]);
        int runs = Integer.parseInt(args[2]);
        PersistenceConfig config = PersistenceConfig.in(directory)
                .withQueries(new Queries(4, Duration.ofMinutes(1), Duration.ofMillis(Long.parseLong(args[3]))));
        ChannelId channel = fill(config, messages);
        try (Persistence store = SqlitePersistence.open(config, InstantSource.system())) {
            measure(store, runs, "common", search(channel, List.of("common"), List.of()));
            measure(store, runs, "common frequent", search(channel, List.of("common", "frequent"), List.of()));
            measure(store, runs, "\"common frequent\"", search(channel, List.of("common frequent"), List.of()));
            measure(store, runs, "rare", search(channel, List.of("rare"), List.of()));
            measure(store, runs, "common absent", search(channel, List.of("common", "absent"), List.of()));
            measure(store, runs, "common -frequent", search(channel, List.of("common"), List.of("frequent")));
            measure(store, runs, "w12*", search(channel, List.of("w12*"), List.of()));
            measure(store, runs, "w1*", search(channel, List.of("w1*"), List.of()));
            measure(store, runs, "w*", search(channel, List.of("w*"), List.of()));
            measure(
                    store,
                    runs,
                    "common in a channel without it",
                    search(new ChannelId(99), List.of("common"), List.of()));
            List<String> prefixes =
                    IntStream.range(10, 40).mapToObj(n -> "w" + n + "*").toList();
            measure(store, runs, "common -w10* … -w39*", search(channel, List.of("common"), prefixes));
            measure(
                    store,
                    runs,
                    "has:pin, no match",
                    new MessageSearch(
                            List.of(),
                            List.of(),
                            Set.of(channel),
                            new MessageSearch.Filter(
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Set.of(MessageSearch.Trait.PIN)),
                            Optional.empty(),
                            51));
        }
    }

    private static MessageSearch search(ChannelId channel, List<String> required, List<String> excluded) {
        return new MessageSearch(terms(required), terms(excluded), Set.of(channel), NO_FILTER, Optional.empty(), 51);
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
                    }
                    return 0;
                });
            }
        }
        return channel;
    }

    private static void measure(Persistence store, int runs, String name, MessageSearch search) {
        double[] took = new double[runs];
        int hits = 0;
        for (int run = 0; run < runs; run++) {
            long begin = System.nanoTime();
            try {
                hits = store.snapshots()
                        .scan(snapshot -> snapshot.search(search))
                        .size();
            } catch (QueryTimeout timeout) {
                hits = -1;
            }
            took[run] = (System.nanoTime() - begin) / 1e6;
        }
        Arrays.sort(took);
        System.out.printf(
                Locale.ROOT,
                "%-32s %s, median %.1f ms, max %.1f ms%n",
                name,
                hits < 0 ? "interrupted" : hits + " hits",
                took[runs / 2],
                took[runs - 1]);
    }
}
