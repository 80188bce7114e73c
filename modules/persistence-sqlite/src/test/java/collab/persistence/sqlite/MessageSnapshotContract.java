package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Command;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.model.Broadcast;
import collab.domain.model.Caller;
import collab.domain.model.Message;
import collab.domain.model.Reaction;
import collab.domain.model.ReadState;
import collab.persistence.Snapshot;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every snapshot for messages, threads, mentions and read states. */
abstract class MessageSnapshotContract extends StoreContract {
    MessageSnapshotContract() {
        super(Instant.parse("2026-11-23T09:00:00Z"));
    }

    @BeforeEach
    void joinChannel() {
        fixture.execute(bob, new Command.JoinChannel(channel));
    }

    @Test
    void messagePagesAreAscendingWithoutRepliesAndDeletedMessages() {
        List<MessageId> sent = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            sent.add(fixture.sendMessage(alice, channel, "message " + i));
            reply(sent.getFirst(), "reply " + i);
        }
        fixture.execute(alice, new Command.DeleteMessage(sent.get(5)));
        List<MessageId> top = new ArrayList<>(sent);
        top.remove(5);
        Optional<MessageId> none = Optional.empty();
        assertEquals(top, pageOf(none, none, 100));
        assertEquals(top.subList(6, 9), pageOf(none, none, 3), "without bounds the newest");
        assertEquals(top.subList(2, 5), pageOf(none, Optional.of(sent.get(6)), 3), "before, the newest below");
        assertEquals(top.subList(3, 6), pageOf(Optional.of(sent.get(2)), none, 3), "since, the oldest above");
        assertEquals(
                top.subList(4, 6),
                pageOf(Optional.of(sent.get(2)), Optional.of(sent.get(7)), 2),
                "between, the newest of them");
        assertEquals(List.of(), pageOf(Optional.of(sent.get(9)), none, 3));
        assertEquals(
                top.subList(0, 3),
                read(world -> world.messages(channel, OptionalLong.of(0), none, 3)).stream()
                        .map(Message::id)
                        .toList(),
                "since 0, the first");
        assertEquals(
                10,
                read(world -> world.replies(sent.getFirst(), OptionalLong.empty(), none, 100))
                        .size());
        assertEquals(
                2,
                read(world -> world.replies(sent.getFirst(), OptionalLong.empty(), none, 2))
                        .size());
        assertEquals(
                10, read(world -> world.message(sent.getFirst())).orElseThrow().replyCount());
    }

    @Test
    void importedMessagesAreFoundByTheirKeyInTheirChannel() {
        Instant then = Instant.parse("2020-01-01T00:00:00Z");
        fixture.execute(
                Caller.SYSTEM,
                new Command.ImportMessages(
                        channel,
                        List.of(
                                imported("a", then.plusSeconds(9), Optional.empty()),
                                imported("b", then.plusSeconds(7), Optional.of("a")),
                                imported("c", then.plusSeconds(3), Optional.of("a")))));
        Message parent = read(world -> world.imported(channel, "a").flatMap(world::message))
                .orElseThrow();
        assertEquals(then.plusSeconds(9), parent.createdAt());
        assertEquals(List.of(new Reaction("👍", List.of(bob.userId()))), parent.reactions());
        assertEquals(2, parent.replyCount());
        assertEquals(Optional.of(then.plusSeconds(7)), parent.lastReplyAt());
        MessageId earlier = read(world -> world.imported(channel, "c")).orElseThrow();
        assertEquals(Optional.of(then.plusSeconds(7)), read(world -> world.lastReplyAt(parent.id(), earlier)));
        ChannelId other = fixture.createChannel(alice, workspace, "other");
        assertEquals(Optional.empty(), read(world -> world.imported(other, "a")));
        fixture.execute(alice, new Command.DeleteMessage(parent.id()));
        assertEquals(Optional.of(parent.id()), read(world -> world.imported(channel, "a")), "also when deleted");
    }

    private Command.ImportMessages.Imported imported(String key, Instant at, Optional<String> parent) {
        return new Command.ImportMessages.Imported(
                key,
                alice.userId(),
                new Command.ImportMessages.Imported.Content("text " + key, at, Optional.empty()),
                parent,
                false,
                List.of(new Reaction("👍", List.of(bob.userId()))));
    }

    @Test
    void deletedReplyRestoresTheThreadState() {
        MessageId parent = fixture.sendMessage(alice, channel, "question");
        clock.advance(Duration.ofMinutes(1));
        MessageId first = reply(parent, "answer");
        Instant answered = clock.instant();
        clock.advance(Duration.ofMinutes(1));
        MessageId second = reply(parent, "better answer");
        assertEquals(Optional.of(answered), read(world -> world.lastReplyAt(parent, second)));
        fixture.execute(alice, new Command.DeleteMessage(second));
        assertEquals(1, read(world -> world.message(parent)).orElseThrow().replyCount());
        assertEquals(
                Optional.of(answered),
                read(world -> world.message(parent)).orElseThrow().lastReplyAt());
        fixture.execute(alice, new Command.DeleteMessage(first));
        assertEquals(0, read(world -> world.message(parent)).orElseThrow().replyCount());
        assertEquals(
                Optional.empty(),
                read(world -> world.message(parent)).orElseThrow().lastReplyAt());
    }

    @Test
    void messageShowsEditsReactionsAndPinsWithTheirLastPosition() {
        MessageId id = fixture.sendMessage(alice, channel, "hello");
        clock.advance(Duration.ofSeconds(1));
        fixture.execute(alice, new Command.UpdateMessage(id, "hello @bob"));
        fixture.execute(bob, new Command.React(id, "👍"));
        fixture.execute(alice, new Command.React(id, "🎉"));
        fixture.execute(alice, new Command.React(id, "👍"));
        LogPosition pinned = fixture.execute(bob, new Command.PinMessage(id)).seq();
        Message message = read(world -> world.message(id)).orElseThrow();
        assertEquals("hello @bob", message.text());
        assertEquals(Optional.of(clock.instant()), message.editedAt());
        assertEquals(List.of(bob.userId()), message.mentions());
        assertEquals(
                List.of(
                        new Reaction("👍", List.of(bob.userId(), alice.userId())),
                        new Reaction("🎉", List.of(alice.userId()))),
                message.reactions());
        assertTrue(message.pinned());
        assertEquals(pinned, message.ver());
        assertEquals(List.of(message), read(world -> world.pinned(channel)));
        assertEquals(1, number(world -> world.pins(channel)));
        fixture.execute(bob, new Command.Unreact(id, "👍"));
        assertEquals(
                List.of(new Reaction("👍", List.of(alice.userId())), new Reaction("🎉", List.of(alice.userId()))),
                read(world -> world.message(id)).orElseThrow().reactions(),
                "the emoji keep their order");
        fixture.execute(alice, new Command.DeleteMessage(id));
        assertEquals(List.of(), read(world -> world.pinned(channel)));
        assertEquals(0, number(world -> world.pins(channel)));
    }

    @Test
    void readStateAdvancesWithMarksAndOwnMessages() {
        assertEquals(0, read(world -> world.readState(bob.userId(), channel)).readNo());
        MessageId first = fixture.sendMessage(alice, channel, "one");
        MessageId second = fixture.sendMessage(alice, channel, "two @bob");
        ReadState mentioned = read(world -> world.readState(bob.userId(), channel));
        assertEquals(0, mentioned.readNo());
        assertEquals(1, mentioned.mentions());
        assertEquals(store.log().head(), mentioned.ver(), "mention.created changed it");
        assertEquals(1, number(world -> world.mentionsAfter(bob.userId(), channel, Optional.of(first))));
        assertEquals(0, number(world -> world.mentionsAfter(bob.userId(), channel, Optional.of(second))));
        assertEquals(List.of(bob.userId()), read(world -> world.mentioned(second)));
        ReadState marked = (ReadState)
                fixture.execute(bob, new Command.MarkRead(channel, second)).result();
        assertEquals(marked, read(world -> world.readState(bob.userId(), channel)));
        assertEquals(2, marked.readNo());
        assertEquals(0, marked.mentions());
        MessageId own = fixture.sendMessage(bob, channel, "three");
        ReadState after = read(world -> world.readState(bob.userId(), channel));
        assertEquals(Optional.of(own), after.lastRead());
        assertEquals(3, after.readNo());
        assertEquals(after, read(world -> world.readStatesOf(bob.userId())).get(channel));
        assertEquals(2, number(world -> world.ordinalAt(channel, second)));
        fixture.execute(alice, new Command.DeleteMessage(second));
        assertEquals(2, number(world -> world.ordinalAt(channel, first)), "up to the next undeleted message");
        fixture.execute(bob, new Command.DeleteMessage(own));
        assertEquals(3, number(world -> world.ordinalAt(channel, first)), "no later message remains");
        ChannelId general = read(world -> world.channelByName(workspace, "general"))
                .orElseThrow()
                .id();
        assertEquals(0, number(world -> world.ordinalAt(general, second)));
    }

    @Test
    void messagesToTheWholeChannelAreNumbered() {
        MessageId first = fixture.sendMessage(alice, channel, "@channel one");
        assertEquals(
                Optional.of(Broadcast.CHANNEL),
                read(world -> world.message(first)).orElseThrow().broadcast());
        assertEquals(1, read(world -> world.channel(channel)).orElseThrow().broadcastNo());
        assertEquals(
                store.log().head(),
                read(world -> world.readState(alice.userId(), channel)).ver(),
                "mention.created changed the author's read state");
        assertEquals(1, read(world -> world.readState(alice.userId(), channel)).readBroadcastNo());
        assertEquals(0, read(world -> world.readState(bob.userId(), channel)).readBroadcastNo());
        fixture.sendMessage(alice, channel, "@here two");
        MessageId third = fixture.sendMessage(bob, channel, "@channel three");
        assertEquals(
                List.of(0L, 1L, 1L, 2L),
                read(world -> List.of(
                        world.broadcastsUpTo(channel, 0),
                        world.broadcastsUpTo(channel, 1),
                        world.broadcastsUpTo(channel, 2),
                        world.broadcastsUpTo(channel, 3))));
        assertEquals(List.of(third), mentionsOf(alice));
        fixture.execute(alice, new Command.UpdateMessage(first, "one"));
        assertEquals(List.of(first), mentionsOf(bob), "an edit does not remove a mention");
        fixture.execute(alice, new Command.DeleteMessage(first));
        assertEquals(List.of(), mentionsOf(bob));
        fixture.execute(alice, new Command.LeaveChannel(channel));
        fixture.sendMessage(bob, channel, "@channel four");
        assertEquals(List.of(), mentionsOf(alice));
        fixture.execute(alice, new Command.JoinChannel(channel));
        assertEquals(List.of(), mentionsOf(alice));
        assertEquals(3, read(world -> world.readState(alice.userId(), channel)).readBroadcastNo());
    }

    @Test
    void sentMessageIsFoundByChannelAuthorAndTime() {
        Instant then = clock.instant();
        MessageId id = fixture.sendMessage(alice, channel, "one");
        fixture.execute(alice, new Command.DeleteMessage(id));
        clock.advance(Duration.ofMillis(1));
        assertTrue(this.<Boolean>read(world -> world.wasSaid(channel, id, alice.userId(), then)), "deleted since");
        assertFalse(this.<Boolean>read(world -> world.wasSaid(channel, id, alice.userId(), clock.instant())));
        assertFalse(this.<Boolean>read(world -> world.wasSaid(channel, id, bob.userId(), then)));
        assertFalse(this.<Boolean>read(world -> world.wasSaid(new ChannelId(1), id, alice.userId(), then)));
    }

    private List<MessageId> mentionsOf(Caller.Person user) {
        return read(world -> world.mentions(user.userId(), Optional.empty(), Optional.empty(), false, 10)).stream()
                .map(mentioned -> mentioned.message().id())
                .toList();
    }

    @Test
    void newMembershipBeginsANewReadStateWithoutMentions() {
        MessageId mentioning = fixture.sendMessage(alice, channel, "@bob");
        fixture.execute(bob, new Command.LeaveChannel(channel));
        assertEquals(List.of(), read(world -> world.mentioned(mentioning)));
        fixture.sendMessage(alice, channel, "after bob left");
        assertFalse(read(world -> world.readStatesOf(bob.userId())).containsKey(channel));
        fixture.execute(bob, new Command.JoinChannel(channel));
        ReadState state = read(world -> world.readState(bob.userId(), channel));
        assertEquals(Optional.empty(), state.lastRead());
        assertEquals(2, state.readNo());
        assertEquals(0, state.mentions());
        assertEquals(0, number(world -> world.mentionsAfter(bob.userId(), channel, Optional.empty())));
    }

    @Test
    void digestCoversIdAndVersionOfEveryUndeletedMessage() throws Exception {
        MessageId first = fixture.sendMessage(alice, channel, "one");
        MessageId reply = reply(first, "reply");
        MessageId deleted = fixture.sendMessage(alice, channel, "two");
        fixture.execute(alice, new Command.DeleteMessage(deleted));
        fixture.sendMessage(
                alice,
                read(world -> world.channelByName(workspace, "general"))
                        .orElseThrow()
                        .id(),
                "elsewhere");
        long firstVer = read(world -> world.message(first)).orElseThrow().ver().value();
        long replyVer = read(world -> world.message(reply)).orElseThrow().ver().value();
        String lines = first + ":" + firstVer + "\n" + reply + ":" + replyVer + "\n";
        assertEquals(
                HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(lines.getBytes(StandardCharsets.UTF_8))),
                read(world -> world.digest(channel)));
    }

    private MessageId reply(MessageId parent, String text) {
        return ((Message) fixture.execute(alice, new Command.SendMessage(channel, text, Optional.of(parent)))
                        .result())
                .id();
    }

    private List<MessageId> pageOf(Optional<MessageId> since, Optional<MessageId> before, int limit) {
        OptionalLong above = since.map(id -> OptionalLong.of(id.value())).orElse(OptionalLong.empty());
        return read(world -> world.messages(channel, above, before, limit)).stream()
                .map(Message::id)
                .toList();
    }

    private <T> T read(Function<Snapshot, T> query) {
        return store.snapshots().read(query);
    }

    private long number(ToLongFunction<Snapshot> query) {
        return store.snapshots().read(query::applyAsLong);
    }
}
