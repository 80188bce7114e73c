package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Audience;
import collab.domain.Command;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.persistence.EventLog;
import collab.persistence.LoggedEvent;
import collab.persistence.Memberships;
import collab.persistence.Persistence;
import collab.persistence.PositionPruned;
import collab.testkit.ManualClock;
import collab.wire.event.v2.Event;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every event log and its memberships do, whatever they are built on. */
abstract class EventLogContract {
    private static final int ALL = 1_000_000;

    final ManualClock clock = new ManualClock(Instant.parse("2026-11-23T09:00:00Z"));
    private Persistence store;
    private Team team;
    private Caller.Person alice;
    private Caller.Person bob;
    private WorkspaceId workspace;
    private ChannelId channel;

    /** An empty store that keeps events for an hour, and at most 1,000. */
    abstract Persistence open();

    /** The same store again, after a close. */
    abstract Persistence reopen();

    /** Prunes all that may go. */
    abstract void prune(Persistence persistence);

    @BeforeEach
    void openWithTwoPeople() {
        store = open();
        team = new Team(store.ledger());
        alice = team.person("alice");
        bob = team.person("bob");
        workspace = team.workspace(alice, "General");
        channel = team.channel(alice, workspace, "plans");
        team.joins(alice, workspace, bob);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void memberIsToldFromTheJoinOnUpToTheLeave() {
        say("before");
        LogPosition from = head();
        LogPosition joined = team.does(bob, new Command.JoinChannel(channel)).seq();
        say("during");
        LogPosition left = team.does(bob, new Command.LeaveChannel(channel)).seq();
        say("between");
        team.does(bob, new Command.JoinChannel(channel));
        say("again");

        List<String> told = types(bob, from);

        assertEquals(
                List.of(
                        "channel.added",
                        "channel.member_joined",
                        "message.created",
                        "channel.removed",
                        "channel.added",
                        "channel.member_joined",
                        "message.created"),
                told);
        assertEquals(from.plus(2), joined, "added at j, joined at j + 1");
        assertEquals(joined.plus(3), left, "message, removed, member_left");
        assertFalse(places(bob, from).contains(channel));
        assertTrue(places(bob, from.plus(1)).contains(channel), "member at joined_seq");
        assertTrue(places(bob, left.plus(-2)).contains(channel), "member just before left_seq");
        assertFalse(places(bob, left.plus(-1)).contains(channel), "not at left_seq");
        assertTrue(places(bob, head()).contains(channel));
    }

    @Test
    void whoLeavesAWorkspaceIsToldOfEveryChannelAndHearsNothingMore() {
        team.does(bob, new Command.JoinChannel(channel));
        ChannelId direct = team.direct(alice, workspace, bob);
        LogPosition from = head();
        team.does(alice, new Command.RemoveWorkspaceMember(workspace, bob.userId()));
        LogPosition to = head();
        say("nobody is here");
        team.does(alice, new Command.SetStatusText("alone"));

        List<LoggedEvent> told = store.log().readFor(bob.userId(), from, head(), ALL);

        assertTrue(told.stream().allMatch(event -> event.seq().compareTo(to) <= 0), told::toString);
        assertEquals(
                List.of("channel.removed", "workspace.removed"),
                told.stream().map(LoggedEvent::type).distinct().sorted().toList());
        assertTrue(store.memberships().placesOf(bob.userId(), from).channels().containsAll(Set.of(channel, direct)));
        assertEquals(
                new Memberships.Places(Set.of(), Set.of()), store.memberships().placesOf(bob.userId(), to));
        assertEquals(Set.of(alice.userId(), bob.userId()), store.memberships().peersOf(bob.userId(), from));
        assertEquals(Set.of(bob.userId()), store.memberships().peersOf(bob.userId(), to));
    }

    @Test
    void eventForPeersIsToldOnceToEverybodyWhoSharesAWorkspace() {
        WorkspaceId second = team.workspace(alice, "Second");
        team.joins(alice, second, bob);
        Caller.Person stranger = team.person("stranger");
        LogPosition from = head();
        team.does(alice, new Command.SetStatusText("here"));
        assertEquals(List.of("user.updated"), types(alice, from));
        assertEquals(List.of("user.updated"), types(bob, from), "once, though they share two workspaces");
        assertEquals(List.of(), types(stranger, from));
        team.does(stranger, new Command.SetStatusText("alone"));
        assertEquals(List.of("user.updated"), types(stranger, from), "of oneself, without any workspace");
        assertEquals(
                Audience.Peers.class,
                store.log()
                        .readFor(bob.userId(), from, head(), ALL)
                        .getFirst()
                        .audience()
                        .getClass());
    }

    @Test
    void textOfADeletedMessageIsBlankInThePast() throws Exception {
        LogPosition from = head();
        MessageId secret = say("secret");
        team.does(alice, new Command.UpdateMessage(secret, "still secret"));
        say("harmless");
        team.does(alice, new Command.DeleteMessage(secret));

        List<LoggedEvent> told = store.log().readFor(alice.userId(), from, head(), ALL);

        assertEquals(
                List.of("message.created", "message.updated", "message.created", "message.deleted"),
                told.stream().map(LoggedEvent::type).toList());
        assertEquals("", event(told.get(0)).getMessageCreated().getMessage().getText());
        assertEquals(
                secret.value(),
                event(told.get(0)).getMessageCreated().getMessage().getId());
        assertEquals("", event(told.get(1)).getMessageUpdated().getMessage().getText());
        assertEquals(
                "harmless", event(told.get(2)).getMessageCreated().getMessage().getText());
    }

    @Test
    void randomHistoriesReadTheSameAsAFilterOverAllEvents() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        RandomHistory history = new RandomHistory(store.ledger(), random);
        history.begin();
        for (int round = 0; round < 3; round++) {
            history.run(250);
            checkAgainstFilter(history, random, "seed " + seed + ", round " + round);
            store.close();
            store = reopen();
            history.goOn(store.ledger());
        }
        clock.advance(Duration.ofMinutes(50));
        history.run(250);
        clock.advance(Duration.ofMinutes(20));
        LogPosition before = store.log().floor();
        prune(store);
        assertTrue(store.log().floor().isAfter(before), "something was pruned");
        checkAgainstFilter(history, random, "seed " + seed + ", pruned");
    }

    private void checkAgainstFilter(RandomHistory history, Random random, String where) {
        LogPosition floor = store.log().floor();
        List<LoggedEvent> all = store.log().read(floor, ALL);
        history.oracle().follow(all);
        for (UserId user : history.people()) {
            for (int i = 0; i < 12; i++) {
                long from = i == 0 ? floor.value() : random.nextLong(floor.value(), head().value() + 1);
                long to = i == 0 ? head().value() : random.nextLong(from, head().value() + 1);
                int max = i == 0 ? ALL : 1 + random.nextInt(40);
                List<Long> expected = all.stream()
                        .filter(event ->
                                event.seq().value() > from && event.seq().value() <= to)
                        .filter(event -> history.oracle().addressed(event, user))
                        .map(event -> event.seq().value())
                        .limit(max)
                        .toList();
                String asked = where + ": user " + user + " (" + from + ", " + to + "] at most " + max;
                List<LoggedEvent> told = store.log().readFor(user, new LogPosition(from), new LogPosition(to), max);
                assertEquals(
                        expected,
                        told.stream().map(event -> event.seq().value()).toList(),
                        asked);
                assertEquals(
                        expected.size(),
                        store.log().countFor(user, new LogPosition(from), new LogPosition(to), max),
                        asked);
                LogPosition at = new LogPosition(to);
                assertEquals(
                        history.oracle().placesOf(user, at), store.memberships().placesOf(user, at), asked);
                assertEquals(
                        history.oracle().peersOf(user, at), store.memberships().peersOf(user, at), asked);
            }
        }
    }

    @Test
    void recentEventsFromMemoryAndOldOnesFromTheDatabaseAreTheSame() {
        for (int i = 0; i < 20; i++) {
            say("message " + i);
        }
        team.does(alice, new Command.AddChannelMember(channel, bob.userId()));
        team.direct(alice, workspace, bob);
        List<LoggedEvent> recent = store.log().read(LogPosition.START, ALL);
        assertEquals(head().value(), recent.size());
        store.close();
        store = reopen();
        assertEquals(recent, store.log().read(LogPosition.START, ALL));
        assertEquals(recent.subList(3, 10), store.log().read(new LogPosition(3), 7));
        assertEquals(List.of(), store.log().read(head(), 10));
    }

    @Test
    void oldEventsArePrunedAndAskingForThemSaysSo() {
        say("old");
        LogPosition old = head();
        clock.advance(Duration.ofMinutes(61));
        LogPosition kept = head();
        say("new");
        prune(store);
        assertEquals(kept, store.log().floor());
        assertEquals(List.of("message.created"), types(alice, kept));
        assertEquals(1, store.log().read(kept, ALL).size());
        LogPosition below = old.plus(-1);
        assertThrows(PositionPruned.class, () -> store.log().readFor(alice.userId(), below, head(), ALL));
        assertThrows(PositionPruned.class, () -> store.log().countFor(alice.userId(), below, head(), ALL));
        store.close();
        store = reopen();
        assertEquals(kept, store.log().floor());
        assertThrows(PositionPruned.class, () -> store.log().read(below, ALL));
    }

    @Test
    void stayThatEndedAboveTheFloorIsStillKnownAfterPruning() {
        say("old");
        clock.advance(Duration.ofMinutes(61));
        LogPosition kept = head();
        LogPosition joined = team.does(bob, new Command.JoinChannel(channel)).seq();
        say("while he was there");
        team.does(bob, new Command.LeaveChannel(channel));
        prune(store);
        assertEquals(kept, store.log().floor());
        assertEquals(
                List.of("channel.added", "channel.member_joined", "message.created", "channel.removed"),
                types(bob, kept));
        assertTrue(places(bob, joined).contains(channel));
        assertFalse(places(bob, head()).contains(channel));
    }

    @Test
    void moreEventsThanAllowedArePrunedHoweverNew() {
        for (int i = 0; i < 1_200; i++) {
            team.does(alice, new Command.SetStatusText("status " + i));
        }
        prune(store);
        assertEquals(1_000, head().value() - store.log().floor().value());
        assertEquals(1_000, store.log().read(store.log().floor(), ALL).size());
    }

    @Test
    void emptyLogIsPrunedToItsHeadAndGoesOn() {
        clock.advance(Duration.ofHours(2));
        prune(store);
        assertEquals(head(), store.log().floor());
        LogPosition before = head();
        say("hello again");
        assertEquals(before.plus(1), head());
        assertEquals(List.of("message.created"), types(alice, before));
    }

    @Test
    void renewedEpochIsKeptAndPositionsGoOn() {
        String first = store.log().epoch();
        LogPosition head = head();
        store.log().renewEpoch();
        String second = store.log().epoch();
        assertNotEquals(first, second);
        assertEquals(head, head());
        store.close();
        store = reopen();
        assertEquals(second, store.log().epoch());
    }

    @Test
    void listenersHearOfEveryAdvanceAfterTheHeadMoved() {
        AtomicReference<LogPosition> seen = new AtomicReference<>(LogPosition.START);
        EventLog.Subscription broken = store.log().onAdvance(() -> {
            throw new IllegalStateException("a listener's own trouble");
        });
        EventLog.Subscription subscription = store.log().onAdvance(() -> seen.set(head()));
        LogPosition sent = team.does(alice, new Command.SetStatusText("one")).seq();
        team.does(alice, new Command.JoinChannel(channel)); // one round trip more: the wake-up came before it
        assertEquals(sent, seen.get());
        subscription.close();
        broken.close();
        team.does(alice, new Command.SetStatusText("two"));
        team.does(alice, new Command.JoinChannel(channel));
        assertEquals(sent, seen.get());
    }

    private MessageId say(String text) {
        return team.says(alice, channel, text);
    }

    private LogPosition head() {
        return store.log().head();
    }

    private List<String> types(Caller.Person person, LogPosition from) {
        return store.log().readFor(person.userId(), from, head(), ALL).stream()
                .map(LoggedEvent::type)
                .toList();
    }

    private Set<ChannelId> places(Caller.Person person, LogPosition at) {
        return store.memberships().placesOf(person.userId(), at).channels();
    }

    private static Event event(LoggedEvent logged) throws InvalidProtocolBufferException {
        return Event.parseFrom(logged.event());
    }
}
