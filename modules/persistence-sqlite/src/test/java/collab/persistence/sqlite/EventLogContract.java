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
import collab.wire.event.v2.Event;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The contract of every event log and its memberships. */
abstract class EventLogContract extends StoreContract {
    private static final int ALL = 1_000_000;

    EventLogContract() {
        super(Instant.parse("2026-11-23T09:00:00Z"));
    }

    /** Opens an empty store that keeps events for an hour, and at most 1,000. */
    @Override
    abstract Persistence open();

    /** Opens the same store again after it was closed. */
    abstract Persistence reopen();

    /** Prunes everything that the retention does not keep. */
    abstract void prune(Persistence persistence);

    @Test
    void memberReceivesEventsBetweenJoinAndLeave() {
        send("before");
        LogPosition from = head();
        LogPosition joined =
                fixture.execute(bob, new Command.JoinChannel(channel)).seq();
        send("during");
        LogPosition left =
                fixture.execute(bob, new Command.LeaveChannel(channel)).seq();
        send("between");
        fixture.execute(bob, new Command.JoinChannel(channel));
        send("again");

        List<String> received = types(bob, from);

        assertEquals(
                List.of(
                        "channel.added",
                        "channel.member_joined",
                        "message.created",
                        "channel.removed",
                        "channel.added",
                        "channel.member_joined",
                        "message.created"),
                received);
        assertEquals(from.plus(2), joined, "added at j, joined at j + 1");
        assertEquals(joined.plus(3), left, "message, removed, member_left");
        assertFalse(channelsOf(bob, from).contains(channel));
        assertTrue(channelsOf(bob, from.plus(1)).contains(channel), "member at joined_seq");
        assertTrue(channelsOf(bob, left.plus(-2)).contains(channel), "member just before left_seq");
        assertFalse(channelsOf(bob, left.plus(-1)).contains(channel), "not at left_seq");
        assertTrue(channelsOf(bob, head()).contains(channel));
    }

    @Test
    void removedWorkspaceMemberReceivesChannelRemovalsAndNothingAfter() {
        fixture.execute(bob, new Command.JoinChannel(channel));
        ChannelId direct = fixture.createDirectChannel(alice, workspace, bob);
        LogPosition from = head();
        fixture.execute(alice, new Command.RemoveWorkspaceMember(workspace, bob.userId()));
        LogPosition to = head();
        send("after the removal");
        fixture.execute(alice, new Command.SetStatusText("alone"));

        List<LoggedEvent> received = store.log().readFor(bob.userId(), from, head(), ALL);

        assertTrue(received.stream().allMatch(event -> event.seq().compareTo(to) <= 0), received::toString);
        assertEquals(
                List.of("channel.removed", "workspace.removed"),
                received.stream().map(LoggedEvent::type).distinct().sorted().toList());
        assertTrue(store.memberships().placesOf(bob.userId(), from).channels().containsAll(Set.of(channel, direct)));
        assertEquals(
                new Memberships.Places(Set.of(), Set.of()), store.memberships().placesOf(bob.userId(), to));
        assertEquals(Set.of(alice.userId(), bob.userId()), store.memberships().peersOf(bob.userId(), from));
        assertEquals(Set.of(bob.userId()), store.memberships().peersOf(bob.userId(), to));
    }

    @Test
    void eventForPeersReachesEachUserWhoSharesAWorkspaceOnce() {
        WorkspaceId second = fixture.createWorkspace(alice, "Second");
        fixture.addMember(alice, second, bob);
        Caller.Person outsider = fixture.createUser("outsider");
        LogPosition from = head();
        fixture.execute(alice, new Command.SetStatusText("here"));
        assertEquals(List.of("user.updated"), types(alice, from));
        assertEquals(List.of("user.updated"), types(bob, from), "once, though they share two workspaces");
        assertEquals(List.of(), types(outsider, from));
        fixture.execute(outsider, new Command.SetStatusText("alone"));
        assertEquals(
                List.of("user.updated"), types(outsider, from), "the user receives the event without any workspace");
        assertEquals(
                Audience.Peers.class,
                store.log()
                        .readFor(bob.userId(), from, head(), ALL)
                        .getFirst()
                        .audience()
                        .getClass());
    }

    @Test
    void replayBlanksTheTextOfADeletedMessage() throws Exception {
        LogPosition from = head();
        MessageId secret = send("secret");
        fixture.execute(alice, new Command.UpdateMessage(secret, "still secret"));
        send("harmless");
        fixture.execute(alice, new Command.DeleteMessage(secret));

        List<LoggedEvent> received = store.log().readFor(alice.userId(), from, head(), ALL);

        assertEquals(
                List.of("message.created", "message.updated", "message.created", "message.deleted"),
                received.stream().map(LoggedEvent::type).toList());
        assertEquals("", event(received.get(0)).getMessageCreated().getMessage().getText());
        assertEquals(
                secret.value(),
                event(received.get(0)).getMessageCreated().getMessage().getId());
        assertEquals("", event(received.get(1)).getMessageUpdated().getMessage().getText());
        assertEquals(
                "harmless",
                event(received.get(2)).getMessageCreated().getMessage().getText());
    }

    @Test
    void readForReturnsWhatAFilterOverAllEventsReturns() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        RandomHistory history = new RandomHistory(store.ledger(), random);
        history.createUsers();
        for (int round = 0; round < 3; round++) {
            history.run(250);
            checkAgainstFilter(history, random, "seed " + seed + ", round " + round);
            store.close();
            store = reopen();
            history.continueWith(store.ledger());
        }
        clock.advance(Duration.ofMinutes(50));
        history.run(250);
        clock.advance(Duration.ofMinutes(20));
        LogPosition before = store.log().floor();
        prune(store);
        assertTrue(store.log().floor().isAfter(before), "something was pruned");
        checkAgainstFilter(history, random, "seed " + seed + ", pruned");
    }

    private void checkAgainstFilter(RandomHistory history, Random random, String description) {
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
                String query = description + ": user " + user + " (" + from + ", " + to + "] at most " + max;
                List<LoggedEvent> received = store.log().readFor(user, new LogPosition(from), new LogPosition(to), max);
                assertEquals(
                        expected,
                        received.stream().map(event -> event.seq().value()).toList(),
                        query);
                assertEquals(
                        expected.size(),
                        store.log().countFor(user, new LogPosition(from), new LogPosition(to), max),
                        query);
                LogPosition at = new LogPosition(to);
                assertEquals(
                        history.oracle().placesOf(user, at), store.memberships().placesOf(user, at), query);
                assertEquals(
                        history.oracle().peersOf(user, at), store.memberships().peersOf(user, at), query);
            }
        }
    }

    @Test
    void eventsFromMemoryEqualEventsFromTheDatabase() {
        for (int i = 0; i < 20; i++) {
            send("message " + i);
        }
        fixture.execute(alice, new Command.AddChannelMember(channel, bob.userId()));
        fixture.createDirectChannel(alice, workspace, bob);
        List<LoggedEvent> recent = store.log().read(LogPosition.START, ALL);
        assertEquals(head().value(), recent.size());
        store.close();
        store = reopen();
        assertEquals(recent, store.log().read(LogPosition.START, ALL));
        assertEquals(recent.subList(3, 10), store.log().read(new LogPosition(3), 7));
        assertEquals(List.of(), store.log().read(head(), 10));
    }

    @Test
    void readBelowTheFloorThrowsPositionPruned() {
        send("old");
        LogPosition old = head();
        clock.advance(Duration.ofMinutes(61));
        LogPosition kept = head();
        send("new");
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
    void pruningKeepsMembershipsThatEndedAboveTheFloor() {
        send("old");
        clock.advance(Duration.ofMinutes(61));
        LogPosition kept = head();
        LogPosition joined =
                fixture.execute(bob, new Command.JoinChannel(channel)).seq();
        send("during the membership");
        fixture.execute(bob, new Command.LeaveChannel(channel));
        prune(store);
        assertEquals(kept, store.log().floor());
        assertEquals(
                List.of("channel.added", "channel.member_joined", "message.created", "channel.removed"),
                types(bob, kept));
        assertTrue(channelsOf(bob, joined).contains(channel));
        assertFalse(channelsOf(bob, head()).contains(channel));
    }

    @Test
    void pruningDeletesRecentEventsAboveTheEventBound() {
        for (int i = 0; i < 1_200; i++) {
            fixture.execute(alice, new Command.SetStatusText("status " + i));
        }
        prune(store);
        assertEquals(1_000, head().value() - store.log().floor().value());
        assertEquals(1_000, store.log().read(store.log().floor(), ALL).size());
    }

    @Test
    void logPrunedToItsHeadAcceptsNewEvents() {
        clock.advance(Duration.ofHours(2));
        prune(store);
        assertEquals(head(), store.log().floor());
        LogPosition before = head();
        send("hello again");
        assertEquals(before.plus(1), head());
        assertEquals(List.of("message.created"), types(alice, before));
    }

    @Test
    void renewedEpochIsStoredAndPositionsContinue() {
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
    void listenersRunAfterEachAdvanceOfTheHead() {
        AtomicReference<LogPosition> seen = new AtomicReference<>(LogPosition.START);
        EventLog.Subscription broken = store.log().onAdvance(() -> {
            throw new IllegalStateException("a defect of a listener");
        });
        EventLog.Subscription subscription = store.log().onAdvance(() -> seen.set(head()));
        LogPosition sent =
                fixture.execute(alice, new Command.SetStatusText("one")).seq();
        fixture.execute(alice, new Command.JoinChannel(channel)); // one more round trip: the listeners ran before it
        assertEquals(sent, seen.get());
        subscription.close();
        broken.close();
        fixture.execute(alice, new Command.SetStatusText("two"));
        fixture.execute(alice, new Command.JoinChannel(channel));
        assertEquals(sent, seen.get());
    }

    private MessageId send(String text) {
        return fixture.sendMessage(alice, channel, text);
    }

    private LogPosition head() {
        return store.log().head();
    }

    private List<String> types(Caller.Person person, LogPosition from) {
        return store.log().readFor(person.userId(), from, head(), ALL).stream()
                .map(LoggedEvent::type)
                .toList();
    }

    private Set<ChannelId> channelsOf(Caller.Person person, LogPosition at) {
        return store.memberships().placesOf(person.userId(), at).channels();
    }

    private static Event event(LoggedEvent logged) throws InvalidProtocolBufferException {
        return Event.parseFrom(logged.event());
    }
}
