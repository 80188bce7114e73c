package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Command;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.model.Reaction;
import collab.persistence.LoggedEvent;
import collab.persistence.Persistence;
import collab.persistence.PersistenceConfig;
import collab.persistence.spi.EntityEncoder;
import collab.persistence.sqlite.connection.Database;
import collab.persistence.sqlite.query.ListColumns;
import collab.persistence.sqlite.query.StoredReactions;
import collab.wire.event.v2.Event;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Story: messages had one reaction for {@code :+1:}, one for 👍 and one for 👍 with a variation selector, because an earlier program stored what
 * the clients sent. After the migration to schema 12 they are one reaction, and its users can remove it in any spelling.
 */
@Timeout(60)
class StoredReactionsTest extends StoreContract {
    @TempDir
    private Path directory;

    StoredReactionsTest() {
        super(Instant.parse("2026-11-27T09:00:00Z"));
    }

    @Override
    Persistence open() {
        return SqlitePersistence.open(PersistenceConfig.in(directory), clock);
    }

    private List<Reaction> reactions(MessageId id) {
        return store.snapshots().read(world -> world.message(id)).orElseThrow().reactions();
    }

    private List<List<Reaction>> logged() throws InvalidProtocolBufferException {
        List<List<Reaction>> lists = new ArrayList<>();
        for (LoggedEvent event : store.log().read(LogPosition.START, 1_000)) {
            Event parsed = Event.parseFrom(event.event());
            if (parsed.hasMessageReacted())
                lists.add(of(parsed.getMessageReacted().getReactionsList()));
            if (parsed.hasMessageCreated()
                    && parsed.getMessageCreated().getMessage().getReactionsCount() > 0) {
                lists.add(of(parsed.getMessageCreated().getMessage().getReactionsList()));
            }
        }
        return lists;
    }

    private static List<Reaction> of(List<collab.wire.event.v2.Reaction> reactions) {
        return reactions.stream()
                .map(reaction -> new Reaction(
                        reaction.getEmoji(),
                        reaction.getUserIdsList().stream().map(UserId::new).toList()))
                .toList();
    }

    /** Writes the reactions into a message and into its last event, as the program with schema 8 did, and opens the store again. */
    private void reopenWith(MessageId id, List<Reaction> reactions) {
        store.close();
        try (Database database = Database.writing(directory.resolve("collab.db"))) {
            database.within(statements -> {
                statements.run(
                        "UPDATE message SET reactions = ? WHERE id = ?", ListColumns.optionalReactions(reactions), id);
                Event event = Event.newBuilder()
                        .setMessageReacted(collab.wire.event.v2.MessageReacted.newBuilder()
                                .setMessageId(id.value())
                                .setChannelId(channel.value())
                                .addAllReactions(EntityEncoder.reactions(reactions)))
                        .build();
                statements.run(
                        "UPDATE event_log SET event = ? WHERE seq = (SELECT max(seq) FROM event_log WHERE type = ?)",
                        event.toByteArray(),
                        "message.reacted");
                StoredReactions.makeCanonical(statements); // as the migration to schema 12 does
                return true;
            });
        }
        store = open();
        fixture = new LedgerFixture(store.ledger());
    }

    @Test
    void earlierSpellingsBecomeOneReaction() throws InvalidProtocolBufferException {
        fixture.execute(alice, new Command.AddChannelMember(channel, bob.userId()));
        MessageId id = fixture.sendMessage(alice, channel, "hello");
        MessageId other = fixture.sendMessage(alice, channel, "other");
        fixture.execute(bob, new Command.React(other, ":party_parrot:"));
        fixture.execute(bob, new Command.React(id, "🎉"));
        reopenWith(
                id,
                List.of(
                        new Reaction(":+1:", List.of(bob.userId())),
                        new Reaction("❤", List.of(alice.userId())),
                        new Reaction("👍\ufe0f", List.of(alice.userId(), bob.userId())),
                        new Reaction("👍🏽", List.of(bob.userId()))));
        List<Reaction> merged = List.of(
                new Reaction("👍", List.of(bob.userId(), alice.userId())),
                new Reaction("❤\ufe0f", List.of(alice.userId())),
                new Reaction("👍🏽", List.of(bob.userId())));
        assertEquals(merged, reactions(id));
        assertEquals(List.of(new Reaction(":party_parrot:", List.of(bob.userId()))), reactions(other));
        assertEquals(List.of(reactions(other), merged), logged());

        fixture.execute(bob, new Command.Unreact(id, ":+1:"));
        fixture.execute(alice, new Command.Unreact(id, "❤"));
        fixture.execute(alice, new Command.ToggleReaction(id, "thumbsup"));
        assertEquals(List.of(new Reaction("👍🏽", List.of(bob.userId()))), reactions(id));
    }

    @Test
    void everyPageIsRewritten() {
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < 1_100; i++) ids.add(fixture.sendMessage(alice, channel, "message " + i));
        store.close();
        try (Database database = Database.writing(directory.resolve("collab.db"))) {
            database.within(statements -> {
                statements.run(
                        "UPDATE message SET reactions = ?",
                        ListColumns.optionalReactions(List.of(new Reaction(":tada:", List.of(bob.userId())))));
                StoredReactions.makeCanonical(statements); // as the migration to schema 12 does
                return true;
            });
        }
        store = open();
        fixture = new LedgerFixture(store.ledger());
        List<Reaction> expected = List.of(new Reaction("🎉", List.of(bob.userId())));
        assertTrue(ids.stream().allMatch(id -> reactions(id).equals(expected)));
        assertFalse(ids.isEmpty());
    }
}
