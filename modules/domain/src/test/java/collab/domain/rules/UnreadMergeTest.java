package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.domain.Command;
import collab.domain.Event;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Channel;
import collab.domain.model.ChannelKind;
import collab.domain.model.Message;
import collab.domain.model.ReadState;
import collab.domain.model.Right;
import collab.domain.model.WorkspaceRole;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Unread is {@code last_no - read_no}, each merged by maximum: live events, replays and fetched state, in any order and
 * number, end in the server's number.
 */
class UnreadMergeTest {
    /** One piece of information about a channel, from an event or a snapshot; 0 where it makes no statement. */
    private record Fact(long lastNo, long readNo) {
        Fact merged(Fact other) {
            return new Fact(Math.max(lastNo, other.lastNo), Math.max(readNo, other.readNo));
        }

        long unread() {
            return Math.max(0, lastNo - readNo);
        }
    }

    private static final Fact NOTHING = new Fact(0, 0);

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final RulesFixture rules = new RulesFixture();
    private final UserId alice = rules.holder("alice", Right.ADMIN);
    private final UserId bob = rules.person("bob");
    private final WorkspaceId home = rules.workspace(alice, "Home");
    private final ChannelId channel;
    private final List<Fact> events = new ArrayList<>();
    private final List<Fact> snapshots = new ArrayList<>();
    private LogPosition heard;

    UnreadMergeTest() {
        rules.enroll(home, bob, WorkspaceRole.MEMBER);
        channel = rules.channel(alice, home, ChannelKind.PUBLIC, "plans");
        rules.accepted(bob, new Command.JoinChannel(channel));
        heard = rules.world.head();
        snapshots.add(snapshot());
    }

    @Test
    void anyOrderAndRepetitionEndsInTheSameNumber() {
        for (int step = 0; step < 300; step++) {
            play();
            listen();
            if (random.nextInt(10) == 0) snapshots.add(snapshot());
            long expected = snapshot().unread();
            assertEquals(expected, merged(shuffledWithRepeats(snapshots.getFirst(), events)), this::told);
            assertEquals(expected, merged(shuffledWithRepeats(snapshot(), somePast())), this::told);
        }
    }

    private void play() {
        List<Message> said = rules.world.messages(channel);
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> rules.send(alice, channel, "hello @bob");
            case 3 -> sayAsBob();
            case 4, 5 -> {
                if (!said.isEmpty() && present()) {
                    MessageId any = said.get(random.nextInt(said.size())).id();
                    rules.accepted(bob, new Command.MarkRead(channel, any));
                }
            }
            case 6 -> {
                if (!said.isEmpty()) {
                    MessageId any = said.get(random.nextInt(said.size())).id();
                    rules.accepted(alice, new Command.DeleteMessage(any));
                }
            }
            default -> {
                if (random.nextInt(4) == 0) rules.accepted(bob, new Command.LeaveChannel(channel));
                rules.accepted(bob, new Command.JoinChannel(channel));
            }
        }
    }

    private void sayAsBob() {
        if (present()) rules.send(bob, channel, "an answer");
    }

    private boolean present() {
        return rules.world.channelRole(channel, bob).isPresent();
    }

    /** What Bob's client learns from the events it receives. */
    private void listen() {
        for (MemoryState.Logged logged : rules.world.log().subList((int) heard.value(), (int)
                rules.world.head().value())) {
            if (logged.recipients().contains(bob)) fact(logged.event()).ifPresent(events::add);
        }
        heard = rules.world.head();
    }

    private Optional<Fact> fact(Event event) {
        return switch (event) {
            case Event.MessageCreated(Message message, long lastNo) ->
                Optional.of(new Fact(
                        lastNo, message.userId().equals(bob) ? message.no().orElse(0) : 0));
            case Event.MessageUpdated(Message _, long lastNo) -> Optional.of(new Fact(lastNo, 0));
            case Event.ReadStateChanged(ReadState state) -> Optional.of(new Fact(0, state.readNo()));
            case Event.ChannelAdded(Channel added, List<UserId> _) ->
                Optional.of(new Fact(added.lastNo(), added.lastNo()));
            default -> Optional.empty();
        };
    }

    private Fact snapshot() {
        return new Fact(
                rules.world.channel(channel).orElseThrow().lastNo(),
                rules.world.readState(bob, channel).readNo());
    }

    private List<Fact> somePast() {
        List<Fact> past = new ArrayList<>(snapshots);
        past.addAll(events.subList(0, events.isEmpty() ? 0 : random.nextInt(events.size())));
        return past;
    }

    private List<Fact> shuffledWithRepeats(Fact fetched, List<Fact> facts) {
        List<Fact> all = new ArrayList<>(facts);
        all.add(fetched);
        for (int i = 0; i < 10; i++) all.add(all.get(random.nextInt(all.size())));
        Collections.shuffle(all, random);
        return all;
    }

    private static long merged(List<Fact> facts) {
        return facts.stream().reduce(NOTHING, Fact::merged).unread();
    }

    private String told() {
        return "seed " + seed + ", head " + rules.world.head();
    }
}
