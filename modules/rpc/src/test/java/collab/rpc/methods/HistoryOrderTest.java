package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * History was ordered by id, which is the order of arrival: a bulk file that is ordered by random ids was imported shuffled,
 * and an older export that was imported later stood after the newest messages.
 */
class HistoryOrderTest {
    private static final int STEPS = 60;
    private static final DateTimeFormatter TIMES =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final long CHANNEL = 1;

    @TempDir
    Path folder;

    private RpcFixtureSeeds seeds;
    private RpcFixture fixture;
    private Instant now = Instant.parse("2026-11-23T05:38:00.123Z");

    @BeforeEach
    void open() {
        seeds = new RpcFixtureSeeds(folder);
        fixture = seeds.open();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void importedMessagesStandAtTheirTimesInAnyOrderOfArrival() {
        importing(message("c", 30), message("a", 10), message("b", 20));
        send("now");
        importing(message("before all", 5), message("b too", 20));
        assertEquals(
                List.of("before all", "a", "b", "b too", "c", "Good morning, everyone", "now"),
                texts("message.list", "{'channel_id': 1}"));
        assertEquals(
                List.of("c", "Good morning, everyone"),
                texts("message.list", "{'channel_id': 1, 'since_id': " + id("b too") + ", 'limit': 2}"),
                "since_id follows the times, not the ids");
        assertEquals(
                List.of("a", "b"),
                texts("message.list", "{'channel_id': 1, 'before_id': " + id("b too") + ", 'limit': 2}"));
    }

    @Test
    void importedRepliesStandAtTheirTimesAlsoBeforeTheirParent() {
        importing(
                message("parent", 50),
                message("late", 70).replace("}", ", 'parent_key': 'parent'}"),
                message("early", 40).replace("}", ", 'parent_key': 'parent'}"));
        long parent = id("parent");
        reply("live", parent);
        importing(message("between", 60).replace("}", ", 'parent_key': 'parent'}"));
        assertEquals(
                List.of("early", "between", "late", "live"), texts("thread.list", "{'parent_id': " + parent + "}"));
        assertEquals(
                List.of("between", "late"),
                texts("thread.list", "{'parent_id': " + parent + ", 'since_id': " + parent + ", 'limit': 2}"));
        assertEquals(List.of("parent", "Good morning, everyone"), texts("message.list", "{'channel_id': 1}"));
    }

    /** A search showed imported messages of 2020 before those that were sent later. */
    @Test
    void searchReturnsTheNewestByTimeFirstOverAllPages() {
        send("word sent one");
        importing(message("word c", 30), message("word a", 10));
        send("word sent two");
        importing(message("word b", 20));
        List<String> expected = List.of("word sent two", "word sent one", "word c", "word b", "word a");
        for (String query : List.of("word", "in:general -Good")) {
            for (int limit = 1; limit <= 6; limit++) {
                assertEquals(expected, found(query, limit), query + " by " + limit);
            }
        }
    }

    private List<String> found(String query, int limit) {
        List<String> all = new ArrayList<>();
        String bound = "";
        while (true) {
            JsonNode page = fixture.result(
                    "bob", "message.search", "{'query': '" + query + "', 'limit': " + limit + bound + "}");
            page.path("hits").forEach(hit -> all.add(hit.at("/message/text").asText()));
            if (!page.has("next_before_id")) return all;
            bound = ", 'before_id': " + page.path("next_before_id").asLong();
        }
    }

    /** A bound that is no message of the channel, as of a client that adds 1 to an id. */
    @Test
    void unknownBoundStandsAfterTheMessageWithTheNextLowerId() {
        importing(message("a", 10), message("b", 20));
        fixture.result("alice", "message.send", "{'channel_id': 2, 'text': 'elsewhere'}");
        String elsewhere = String.valueOf(id("b") + 1);
        assertEquals(List.of("a", "b"), texts("message.list", "{'channel_id': 1, 'before_id': " + elsewhere + "}"));
        assertEquals(
                List.of("Good morning, everyone"),
                texts("message.list", "{'channel_id': 1, 'since_id': " + elsewhere + "}"));
    }

    /** Sends, imports, deletions and corrections of the clock; every page shows the history that a model has. */
    @Test
    void pagesOfARandomHistoryHaveNoGapsAndNoRepeats() {
        for (long seed : new long[] {1, 2, new Random().nextLong()}) {
            close();
            fixture = seeds.open();
            now = Instant.parse("2026-11-23T05:38:00.123Z");
            history(new Random(seed), "seed " + seed);
        }
    }

    // ---- The model ----

    /** @param place orders the messages of the model, as the time of the clock or of the import does */
    private record Said(String text, Instant place, long id) {}

    private void history(Random random, String seed) {
        List<Said> said = new ArrayList<>(List.of(new Said("Good morning, everyone", now, 1)));
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(6)) {
                case 0 -> said.remove(delete(said, random));
                case 1 -> advance(Duration.ofHours(random.nextInt(48) - 24));
                case 2, 3 -> {
                    Instant last = said.stream()
                            .map(Said::place)
                            .max(Comparator.naturalOrder())
                            .orElse(now);
                    Instant place = last.isAfter(now) ? last : now;
                    said.add(new Said("s" + step, place, send("s" + step)));
                    advance(Duration.ofSeconds(random.nextInt(2)));
                }
                default -> said.addAll(imports(step, random));
            }
            if (said.isEmpty()) said.add(new Said("s!" + step, now, send("s!" + step)));
        }
        said.sort(Comparator.comparing(Said::place).thenComparing(Said::id));
        List<String> expected = said.stream().map(Said::text).toList();
        assertEquals(expected, texts("message.list", "{'channel_id': 1, 'limit': 200}"), seed);
        int limit = 1 + random.nextInt(7);
        assertEquals(expected, forwards(limit), () -> seed + ", forwards by " + limit);
        assertEquals(expected, backwards(limit), () -> seed + ", backwards by " + limit);
    }

    private Said delete(List<Said> said, Random random) {
        Said one = said.get(random.nextInt(said.size()));
        fixture.result("alice", "message.delete", "{'message_id': " + one.id() + "}");
        return one;
    }

    private void advance(Duration time) {
        fixture.advanceClock(time);
        now = now.plus(time);
    }

    private List<Said> imports(int step, Random random) {
        List<Said> imported = new ArrayList<>();
        List<String> messages = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            int minute = random.nextInt(5); // many of the same time
            String text = "i" + step + "." + i;
            messages.add(message(text, minute));
            imported.add(new Said(text, time(minute), 0));
        }
        JsonNode ids = importing(messages.toArray(String[]::new));
        List<Said> placed = new ArrayList<>();
        for (int i = 0; i < imported.size(); i++) {
            Said one = imported.get(i);
            placed.add(new Said(one.text(), one.place(), ids.get(i).asLong()));
        }
        Collections.shuffle(placed, random);
        return placed;
    }

    private List<String> forwards(int limit) {
        List<String> all = new ArrayList<>();
        long since = 0;
        while (true) {
            JsonNode page = page("{'channel_id': 1, 'since_id': " + since + ", 'limit': " + limit + "}");
            page.forEach(message -> all.add(message.path("text").asText()));
            if (page.size() < limit) return all;
            since = page.get(page.size() - 1).path("id").asLong();
        }
    }

    private List<String> backwards(int limit) {
        List<String> all = new ArrayList<>();
        String bound = "";
        while (true) {
            JsonNode page = page("{'channel_id': 1, " + bound + "'limit': " + limit + "}");
            for (int i = page.size() - 1; i >= 0; i--)
                all.addFirst(page.get(i).path("text").asText());
            if (page.size() < limit) return all;
            bound = "'before_id': " + page.get(0).path("id").asLong() + ", ";
        }
    }

    // ---- Calls ----

    private static Instant time(int minute) {
        return Instant.parse("2020-01-01T00:00:00Z").plusSeconds(60L * minute);
    }

    private static String message(String key, int minute) {
        return "{'key': '" + key + "', 'user_id': 2, 'text': '" + key + "', 'created_at': '"
                + TIMES.format(time(minute)) + "'}";
    }

    private JsonNode importing(String... messages) {
        return fixture.result(
                        "alice",
                        "message.import",
                        "{'channel_id': " + CHANNEL + ", 'messages': "
                                + List.of(messages).stream().collect(Collectors.joining(",", "[", "]")) + "}")
                .path("message_ids");
    }

    private long send(String text) {
        return fixture.result("bob", "message.send", "{'channel_id': 1, 'text': '" + text + "'}")
                .at("/message/id")
                .asLong();
    }

    private void reply(String text, long parent) {
        fixture.result("bob", "thread.reply", "{'parent_id': " + parent + ", 'text': '" + text + "'}");
    }

    private long id(String text) {
        return page("{'channel_id': 1}")
                .valueStream()
                .filter(message -> message.path("text").asText().equals(text))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asLong();
    }

    private JsonNode page(String params) {
        return fixture.result("bob", "message.list", params).path("messages");
    }

    private List<String> texts(String method, String params) {
        return fixture.result("bob", method, params)
                .path("messages")
                .valueStream()
                .map(message -> message.path("text").asText())
                .toList();
    }
}
