package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.domain.Audience;
import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Event;
import collab.domain.World;
import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Broadcast;
import collab.domain.model.Channel;
import collab.domain.model.ChannelKind;
import collab.domain.model.Mention;
import collab.domain.model.Message;
import collab.domain.model.ReadState;
import collab.domain.model.Right;
import collab.domain.model.WorkspaceRole;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@code @channel} and {@code @here}: one event for the channel, and a count for each member without a counter row. */
class BroadcastTest {
    private final RulesFixture rules = new RulesFixture();
    private final UserId alice = rules.holder("alice", Right.WORKSPACE_MANAGE);
    private final UserId bob = rules.person("bob");
    private final UserId carol = rules.person("carol");
    private final UserId dave = rules.person("dave");
    private final WorkspaceId home = rules.workspace(alice, "Home");
    private final ChannelId plans;

    BroadcastTest() {
        rules.enroll(home, bob, WorkspaceRole.MEMBER);
        rules.enroll(home, carol, WorkspaceRole.MEMBER);
        rules.enroll(home, dave, WorkspaceRole.GUEST);
        plans = rules.channel(bob, home, ChannelKind.PUBLIC, "plans");
        rules.accepted(carol, new Command.JoinChannel(plans));
        rules.accepted(bob, new Command.AddChannelMember(plans, dave));
    }

    @Test
    void channelMessageCausesOneEvent() {
        Decision.Accepted accepted = rules.accepted(bob, send("@channel, cake"));
        Message message = (Message) accepted.result();
        assertEquals(Optional.of(Broadcast.CHANNEL), message.broadcast());
        assertEquals(
                List.of(
                        new Event.MessageCreated(message, 1),
                        new Event.BroadcastCreated(mention(message), Broadcast.CHANNEL, 1)),
                accepted.events());
        assertEquals(
                new Audience.OfChannel(plans), Audience.of(accepted.events().getLast()));
        assertEquals(1, unread(carol));
        assertEquals(1, unread(dave));
        assertEquals(0, unread(bob), "the author's own message never counts");
    }

    @Test
    void userNamedInAChannelMessageIsMentionedOnce() {
        Message message = rules.send(bob, plans, "@channel and you, @carol");
        assertEquals(List.of(carol), message.mentions());
        assertEquals(1, unread(carol));
    }

    /** A deletion searched for the number of the broadcast again for each user who had not read it. */
    @Test
    void deletionLooksUpTheNumberOfABroadcastOnce() {
        Message first = rules.send(bob, plans, "you, @carol and @dave");
        rules.send(bob, plans, "@channel");
        List<String> lookups = new ArrayList<>();
        World counting = (World) Proxy.newProxyInstance(
                World.class.getClassLoader(), new Class<?>[] {World.class}, (_, method, arguments) -> {
                    if (method.getName().startsWith("broadcast")) lookups.add(method.getName());
                    return method.invoke(rules.world, arguments);
                });
        Decision decision = Rules.decide(
                counting,
                rules.as(bob),
                new Command.DeleteMessage(first.id()),
                new DecisionContext(rules.now(), rules.world.head().plus(1), new RulesFixture.CountingIds()));
        List<Event> events = ((Decision.Accepted) decision).events();
        assertEquals(
                new Event.MessageDeleted(first.id(), plans, OptionalLong.of(1), OptionalLong.empty(), Optional.empty(), OptionalLong.empty()),
                events.getFirst());
        assertEquals(3, events.size(), "the deletion and two read states");
        assertEquals(List.of("broadcastNo"), lookups);
    }

    @Test
    void addressInCodeOrInAThreadHasNoEffect() {
        Message parent = rules.send(bob, plans, "`@channel` and x@channel and @channels");
        assertEquals(Optional.empty(), parent.broadcast());
        Message reply = rules.reply(bob, parent, "@channel @here");
        assertEquals(Optional.empty(), reply.broadcast());
        rules.accepted(bob, new Command.UpdateMessage(reply.id(), "@channel!"));
        assertEquals(
                Optional.empty(), rules.world.message(reply.id()).orElseThrow().broadcast());
        assertEquals(0, unread(carol));
    }

    @Test
    void guestsCannotAddressTheChannel() {
        Decision.Accepted accepted = rules.accepted(dave, send("@channel @here @carol"));
        Message message = (Message) accepted.result();
        assertEquals(Optional.empty(), message.broadcast());
        assertEquals(
                List.of(new Event.MessageCreated(message, 1), new Event.MentionCreated(mention(message), carol, 1, OptionalInt.empty())),
                accepted.events());
    }

    @Test
    void hereNotifiesWithoutCounting() {
        rules.send(bob, plans, "@channel");
        Decision.Accepted accepted = rules.accepted(carol, send("@here, @bob"));
        Message message = (Message) accepted.result();
        assertEquals(Optional.of(Broadcast.HERE), message.broadcast());
        assertEquals(
                List.of(
                        new Event.MessageCreated(message, 2),
                        new Event.MentionCreated(mention(message), bob, 1, OptionalInt.empty()),
                        new Event.BroadcastCreated(mention(message), Broadcast.HERE, 1),
                        new Event.ReadStateChanged(new ReadState(
                                carol,
                                plans,
                                new ReadState.Position(Optional.of(message.id()), 2, 1),
                                0,
                                rules.world.head()))),
                accepted.events(),
                "carol's message reads what addressed her before");
        assertEquals(1, unread(dave));
    }

    @Test
    void readingOnReadsChannelMentionsAndMarkingReadsThemAlone() {
        Message first = rules.send(bob, plans, "@channel 1");
        Message second = rules.send(bob, plans, "@channel 2");
        Message third = rules.send(bob, plans, "@channel 3, @dave");
        assertEquals(3, unread(carol));
        rules.accepted(carol, new Command.MarkRead(plans, second.id()));
        assertEquals(1, unread(carol));
        rules.accepted(dave, new Command.MarkMentionsRead(plans, Optional.of(second.id())));
        assertEquals(1, unread(dave), "and what addressed the channel before it");
        assertEquals(0, rules.world.readState(dave, plans).readNo());
        rules.acceptedWithoutChange(dave, new Command.MarkMentionsRead(plans, Optional.of(first.id())));
        rules.accepted(dave, new Command.MarkRead(plans, first.id()));
        assertEquals(1, unread(dave), "reading on never makes messages unread");
        rules.accepted(dave, new Command.MarkMentionsRead(plans, Optional.empty()));
        assertEquals(0, unread(dave));
        rules.acceptedWithoutChange(dave, new Command.MarkMentionsRead(plans, Optional.of(third.id())));
    }

    @Test
    void markingAnotherMessageMarksNone() {
        rules.send(bob, plans, "@channel");
        Message plain = rules.send(bob, plans, "hello");
        rules.acceptedWithoutChange(carol, new Command.MarkMentionsRead(plans, Optional.of(plain.id())));
        rules.acceptedWithoutChange(carol, new Command.MarkMentionsRead(plans, Optional.of(new MessageId(999_999))));
        assertEquals(1, unread(carol));
    }

    /** A mention notifies once: a user who was notified reads on when the message is edited or deleted. */
    @Test
    void editsAndDeletionsDoNotRenumber() {
        Message plain = rules.send(bob, plans, "hello");
        Message loud = rules.send(bob, plans, "@channel");
        rules.accepted(bob, new Command.UpdateMessage(plain.id(), "@channel"));
        rules.accepted(bob, new Command.UpdateMessage(loud.id(), "hello"));
        assertEquals(
                Optional.of(Broadcast.CHANNEL),
                rules.world.message(plain.id()).orElseThrow().broadcast());
        assertEquals(
                Optional.empty(), rules.world.message(loud.id()).orElseThrow().broadcast());
        assertEquals(1, unread(carol));
        rules.accepted(bob, new Command.DeleteMessage(loud.id()));
        assertEquals(1, unread(carol));
        Message next = rules.send(bob, plans, "next");
        rules.accepted(carol, new Command.MarkRead(plans, next.id()));
        assertEquals(0, unread(carol));
    }

    @Test
    void newAndReturningMembersBeginWithNone() {
        rules.send(bob, plans, "@channel");
        rules.accepted(alice, new Command.JoinChannel(plans));
        assertEquals(0, unread(alice));
        rules.accepted(carol, new Command.LeaveChannel(plans));
        rules.send(bob, plans, "@channel");
        assertEquals(1, unread(alice));
        rules.accepted(carol, new Command.JoinChannel(plans));
        assertEquals(0, unread(carol));
    }

    /** Live events, replays and fetched state, in any order and number, end in the same number. */
    @Test
    void numberDoesNotDependOnTheOrderOfLearning() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            List<Told> told = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                switch (random.nextInt(5)) {
                    case 0 -> rules.send(bob, plans, "@channel");
                    case 1 -> rules.send(bob, plans, "@carol");
                    case 2 -> rules.send(carol, plans, random.nextBoolean() ? "@channel" : "hello");
                    case 3 -> rules.submit(rules.as(carol), new Command.MarkRead(plans, newest(random)));
                    default ->
                        rules.submit(rules.as(carol), new Command.MarkMentionsRead(plans, Optional.of(newest(random))));
                }
                Channel channel = rules.world.channel(plans).orElseThrow();
                told.add(new Told(channel.broadcastNo(), rules.world.readState(carol, plans)));
            }
            int expected = unread(carol);
            told.addAll(told);
            Collections.shuffle(told, random);
            Told merged = told.stream().reduce(Told::merge).orElseThrow();
            assertEquals(expected, merged.unread(), "seed " + seed);
        }
    }

    /**
     * The content of one reply or event: the channel's number is the higher one, the read state that of the higher
     * version.
     */
    private record Told(long broadcastNo, ReadState state) {
        Told merge(Told other) {
            return new Told(
                    Math.max(broadcastNo, other.broadcastNo),
                    state.ver().compareTo(other.state.ver()) >= 0 ? state : other.state);
        }

        int unread() {
            return state.mentions() + (int) (broadcastNo - state.readBroadcastNo());
        }
    }

    private MessageId newest(Random random) {
        List<Message> messages = rules.world.messages(plans);
        return messages.isEmpty()
                ? new MessageId(999_999)
                : messages.get(messages.size() - 1 - random.nextInt(Math.min(4, messages.size())))
                        .id();
    }

    private int unread(UserId user) {
        return new Told(rules.world.channel(plans).orElseThrow().broadcastNo(), rules.world.readState(user, plans))
                .unread();
    }

    private static Mention mention(Message message) {
        return Mention.in(message);
    }

    private Command.SendMessage send(String text) {
        return new Command.SendMessage(plans, text, Optional.empty());
    }
}
