package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Command;
import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.model.Caller;
import collab.domain.model.Message;
import collab.persistence.MessageSearch;
import collab.persistence.MessageSearch.Filter;
import collab.persistence.MessageSearch.Hit;
import collab.persistence.MessageSearch.Term;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pages of searches in channels with sent and imported messages, with any corrections of the clock. */
@Timeout(120)
class SearchPagesTest extends StoreContract {
    private static final Filter ALL = new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Set.of());

    private static final List<Term> WORD = List.of(new Term("word", false));

    @TempDir
    private Path directory;

    private int keys;

    SearchPagesTest() {
        super(Instant.parse("2026-11-23T09:00:00Z"));
    }

    @Override
    Persistence open() {
        return SqlitePersistence.open(PersistenceConfig.in(directory), clock);
    }

    private List<Message> search(List<Term> required, Set<ChannelId> channels, Optional<MessageId> before, int limit) {
        List<Term> excluded = required.isEmpty() ? List.of(new Term("absent", false)) : List.of();
        MessageSearch search = new MessageSearch(required, excluded, channels, ALL, before, limit);
        return store.snapshots().scan(snapshot -> snapshot.search(search)).stream()
                .map(Hit::message)
                .toList();
    }

    private static List<String> texts(List<Message> messages) {
        return messages.stream().map(Message::text).toList();
    }

    private void importMessages(ChannelId into, Instant... times) {
        fixture.execute(
                Caller.SYSTEM,
                new Command.ImportMessages(
                        into,
                        Arrays.stream(times)
                                .map(at -> new Command.ImportMessages.Imported(
                                        "key" + keys++,
                                        alice.userId(),
                                        new Command.ImportMessages.Imported.Content("word " + at, at, Optional.empty()),
                                        Optional.empty(),
                                        false,
                                        List.of()))
                                .toList()));
    }

    private MessageId reply(ChannelId channel, MessageId parent) {
        return ((Message) fixture.execute(alice, new Command.SendMessage(channel, "word reply", Optional.of(parent)))
                        .result())
                .id();
    }

    /**
     * A search that named an imported message of another channel as its bound returned what was older than that message, so the
     * caller could find out the time of a message that the caller cannot read.
     */
    @Test
    void boundOfAnotherChannelDoesNotRevealItsTime() {
        ChannelId secret = fixture.createChannel(bob, workspace, "secret");
        importMessages(channel, Instant.parse("2019-01-01T00:00:00Z"), Instant.parse("2021-01-01T00:00:00Z"));
        importMessages(secret, Instant.parse("2020-01-01T00:00:00Z"));
        MessageId unreadable =
                search(WORD, Set.of(secret), Optional.empty(), 1).getFirst().id();
        List<String> expected = List.of("word 2021-01-01T00:00:00Z", "word 2019-01-01T00:00:00Z");
        for (List<Term> required : List.of(WORD, List.<Term>of())) {
            assertEquals(expected, texts(search(required, Set.of(channel), Optional.of(unreadable), 10)));
        }
    }

    /**
     * After a correction of the clock a page of two channels did not end with its lowest id, so the next page repeated hits.
     */
    @Test
    void pagesHaveNoGapsAndNoRepeatsWithAnyClock() {
        for (long seed : new long[] {1, 2, new Random().nextLong()}) {
            Random random = new Random(seed);
            List<ChannelId> channels =
                    List.of(channel, fixture.createChannel(alice, workspace, "other" + Math.abs(seed)));
            List<MessageId> sent = new ArrayList<>();
            for (int step = 0; step < 80; step++) {
                ChannelId to = channels.get(random.nextInt(2));
                switch (random.nextInt(6)) {
                    case 0 -> clock.set(clock.instant().plus(Duration.ofMinutes(random.nextInt(120) - 60)));
                    case 1 ->
                        importMessages(
                                to,
                                clock.instant().minusSeconds(random.nextInt(7_200)),
                                clock.instant().minusSeconds(1 + random.nextInt(7_200)));
                    case 2 -> {
                        MessageId parent = fixture.sendMessage(alice, to, "word parent");
                        clock.set(clock.instant().plus(Duration.ofMinutes(random.nextInt(60) - 30)));
                        sent.add(parent);
                        sent.add(reply(to, parent));
                    }
                    default -> sent.add(fixture.sendMessage(alice, to, "word " + step));
                }
            }
            Set<ChannelId> both = Set.copyOf(channels);
            for (List<Term> required : List.of(WORD, List.<Term>of())) {
                List<Message> whole = search(required, both, Optional.empty(), 10_000);
                assertTrue(whole.size() > sent.size(), "seed " + seed);
                assertEquals(whole.size(), new HashSet<>(whole).size(), "seed " + seed);
                for (int limit : new int[] {1, 2, 7, 50}) {
                    assertEquals(whole, pages(required, both, limit), "seed " + seed + " by " + limit + required);
                }
            }
        }
    }

    private List<Message> pages(List<Term> required, Set<ChannelId> channels, int limit) {
        List<Message> all = new ArrayList<>();
        Optional<MessageId> before = Optional.empty();
        while (true) {
            List<Message> page = search(required, channels, before, limit);
            all.addAll(page);
            if (page.size() < limit) return all;
            before = Optional.of(page.getLast().id());
        }
    }

    /** The first reply after a correction of the clock stood before its parent, so a list since the parent did not contain it. */
    @Test
    void firstReplyStandsAfterItsParentWhenTheClockGoesBack() {
        clock.advance(Duration.ofHours(1));
        MessageId parent = fixture.sendMessage(alice, channel, "parent");
        clock.set(clock.instant().minus(Duration.ofHours(1)));
        MessageId reply = reply(channel, parent);
        List<Message> since = store.snapshots()
                .read(snapshot -> snapshot.replies(parent, OptionalLong.of(parent.value()), Optional.empty(), 10));
        assertEquals(List.of(reply), since.stream().map(Message::id).toList());
    }
}
