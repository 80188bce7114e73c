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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Unread is {@code last_no - read_no} without the deleted messages between them. The newest ordinal merges by maximum, the
 * latest position replaces earlier ones, and each deletion after it counts once: live events, replays and fetched state, in any
 * order and number, end in the server's number, which is the number of messages that remain.
 */
class UnreadMergeTest {
    /** How far Bob has read and what was deleted after it, as of a position in the log. */
    private record Place(long readNo, long deleted, LogPosition asOf) {}

    /** One piece of information about a channel, from an event or a snapshot. */
    private record Fact(long lastNo, Optional<Place> place, Map<Long, LogPosition> deletions) {
        Fact merged(Fact other) {
            Map<Long, LogPosition> all = new HashMap<>(deletions);
            all.putAll(other.deletions);
            return new Fact(
                    Math.max(lastNo, other.lastNo),
                    Stream.concat(place.stream(), other.place.stream()).max(Comparator.comparing(Place::asOf)),
                    all);
        }

        long unread() {
            Place read = place.orElseThrow();
            long later = deletions.entrySet().stream()
                    .filter(deleted ->
                            deleted.getKey() > read.readNo && deleted.getValue().compareTo(read.asOf) > 0)
                    .count();
            return lastNo - read.readNo - read.deleted - later;
        }
    }

    private static final Fact NOTHING = new Fact(0, Optional.empty(), Map.of());

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
            assertEquals(remaining(), expected, this::told);
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
            if (logged.recipients().contains(bob)) fact(logged).ifPresent(events::add);
        }
        heard = rules.world.head();
    }

    private Optional<Fact> fact(MemoryState.Logged logged) {
        LogPosition seq = logged.seq();
        return switch (logged.event()) {
            case Event.MessageCreated(Message message, long lastNo) ->
                Optional.of(new Fact(
                        lastNo,
                        message.no().isPresent() && message.userId().equals(bob)
                                ? Optional.of(new Place(message.no().getAsLong(), 0, seq))
                                : Optional.empty(),
                        Map.of()));
            case Event.MessageUpdated(Message _, long lastNo) ->
                Optional.of(new Fact(lastNo, Optional.empty(), Map.of()));
            case Event.MessageDeleted deleted ->
                deleted.no().isPresent()
                        ? Optional.of(new Fact(
                                0, Optional.empty(), Map.of(deleted.no().getAsLong(), seq)))
                        : Optional.empty();
            case Event.ReadStateChanged(ReadState state, ReadState.Deleted deleted) ->
                Optional.of(new Fact(0, Optional.of(new Place(state.readNo(), deleted.messages(), seq)), Map.of()));
            case Event.ChannelAdded(Channel added, List<UserId> _) ->
                Optional.of(new Fact(added.lastNo(), Optional.of(new Place(added.lastNo(), 0, seq)), Map.of()));
            default -> Optional.empty();
        };
    }

    private Fact snapshot() {
        ReadState state = rules.world.readState(bob, channel);
        return new Fact(
                rules.world.channel(channel).orElseThrow().lastNo(),
                Optional.of(new Place(
                        state.readNo(),
                        rules.world.deletedAfter(bob, channel, state.position()).messages(),
                        rules.world.head())),
                Map.of());
    }

    private long remaining() {
        long readNo = rules.world.readState(bob, channel).readNo();
        return rules.world.messages(channel).stream()
                .filter(message -> message.no().orElse(0) > readNo)
                .count();
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
