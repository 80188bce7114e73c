package collab.fanout.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Audience;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.fanout.MemoryLog;
import collab.fanout.config.FanoutConfig;
import collab.testkit.ManualClock;
import collab.testkit.ManualScheduler;
import collab.wire.event.v2.Event;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The timeline of presence, with time that belongs to the test. */
class PresenceTest {
    private static final UserId ALICE = new UserId(1);
    private static final UserId BOB = new UserId(2);
    private static final UserId CAROL = new UserId(3);
    private static final WorkspaceId HOME = new WorkspaceId(1);
    private static final WorkspaceId WORK = new WorkspaceId(2);
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final MemoryLog log = new MemoryLog();
    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final ManualScheduler scheduler = new ManualScheduler(clock);
    private final List<Map<Audience, Map<UserId, Boolean>>> announced = new ArrayList<>();
    private int known;
    private final Presence presence;

    PresenceTest() {
        for (UserId user : List.of(ALICE, BOB, CAROL)) log.joinWorkspace(HOME, user);
        presence = Presence.start(
                FanoutConfig.PresenceTimes.standard(),
                log,
                log,
                new SignalEvents(clock),
                new Presence.Listener() {
                    @Override
                    public void onChanges(Map<Audience, Map<UserId, Boolean>> changes) {
                        announced.add(changes);
                    }

                    @Override
                    public void onComplete() {
                        known++;
                    }
                },
                scheduler);
    }

    @Test
    void whoComesIsAnnouncedWithTheNextBatch() {
        afterTheFirstLease();
        GatewayPresence gateway = attach("g1");
        gateway.online(ALICE);
        gateway.online(BOB);
        assertTrue(announced.isEmpty());
        pass(1);
        assertEquals(List.of(inHome(Map.of(ALICE, true, BOB, true))), announced);
        pass(60);
        assertEquals(1, announced.size());
        assertTrue(presence.online(ALICE));
        assertEquals(Set.of(ALICE, BOB), presence.online(List.of(ALICE, BOB, CAROL)));
    }

    @Test
    void aReloadWithinTheGraceDoesNotFlicker() {
        afterTheFirstLease();
        GatewayPresence gateway = attach("g1", ALICE);
        pass(1);
        announced.clear();
        gateway.offline(ALICE);
        pass(14);
        gateway.online(ALICE);
        pass(60);
        assertTrue(announced.isEmpty());
        assertTrue(presence.online(ALICE));
    }

    @Test
    void whoStaysAwayIsAnnouncedOfflineAfterTheGrace() {
        afterTheFirstLease();
        GatewayPresence gateway = attach("g1", ALICE);
        pass(1);
        announced.clear();
        gateway.offline(ALICE);
        pass(15);
        assertTrue(announced.isEmpty());
        pass(1);
        assertEquals(List.of(inHome(Map.of(ALICE, false))), announced);
        assertFalse(presence.online(ALICE));
    }

    @Test
    void aSecondGatewayKeepsAPersonOnline() {
        afterTheFirstLease();
        GatewayPresence one = attach("g1", ALICE);
        GatewayPresence other = attach("g2", ALICE);
        pass(1);
        announced.clear();
        one.offline(ALICE);
        pass(60);
        assertTrue(announced.isEmpty());
        other.offline(ALICE);
        pass(16);
        assertEquals(List.of(inHome(Map.of(ALICE, false))), announced);
    }

    @Test
    void thePeopleOfALostGatewayAreHeldForItsLeaseAndLeaveInOneBatch() {
        afterTheFirstLease();
        GatewayPresence gateway = attach("g1", ALICE, BOB);
        pass(1);
        announced.clear();
        gateway.lost();
        gateway.lost();
        pass(30);
        assertTrue(announced.isEmpty());
        pass(1);
        assertEquals(List.of(inHome(Map.of(ALICE, false, BOB, false))), announced);
    }

    @Test
    void aGatewayThatReturnsWithinItsLeaseWasNeverAway() {
        afterTheFirstLease();
        GatewayPresence gateway = attach("g1", ALICE, BOB);
        pass(1);
        announced.clear();
        gateway.lost();
        pass(20);
        attach("g1", ALICE);
        pass(60);
        assertEquals(List.of(inHome(Map.of(BOB, false))), announced);
        gateway.online(CAROL); // a stream that was replaced has nothing to say
        pass(2);
        assertFalse(presence.online(CAROL));
    }

    @Test
    void aNewerStreamReplacesTheSetOfTheOlderOne() {
        afterTheFirstLease();
        GatewayPresence older = attach("g1", ALICE, BOB);
        pass(1);
        announced.clear();
        attach("g1", BOB, CAROL);
        older.lost();
        pass(1);
        assertEquals(List.of(inHome(Map.of(CAROL, true))), announced);
        pass(15);
        assertEquals(inHome(Map.of(ALICE, false)), announced.getLast());
        pass(60);
        assertEquals(2, announced.size());
    }

    @Test
    void aStreamThatWasOvertakenBeforeItSpokeHasNoSay() {
        afterTheFirstLease();
        attach("g1", ALICE);
        pass(1);
        announced.clear();
        presence.attach("g1", Set.of(BOB), () -> false).lost();
        pass(60);
        assertTrue(announced.isEmpty());
    }

    @Test
    void aDrainingGatewayHoldsItsPeopleWhateverElseItSays() {
        afterTheFirstLease();
        GatewayPresence gateway = attach("g1", ALICE, BOB);
        pass(1);
        announced.clear();
        gateway.draining(Duration.ofSeconds(75));
        gateway.offline(ALICE);
        pass(5);
        gateway.lost();
        pass(70);
        assertTrue(announced.isEmpty());
        pass(1);
        assertEquals(List.of(inHome(Map.of(ALICE, false, BOB, false))), announced);
    }

    @Test
    void forOneLeaseAfterTheStartNobodyIsAnnouncedOffline() {
        GatewayPresence gateway = attach("g1", ALICE, BOB);
        pass(1);
        announced.clear();
        gateway.offline(ALICE);
        gateway.lost();
        pass(29);
        assertTrue(announced.isEmpty());
        assertFalse(presence.visibleTo(CAROL, Set.of(HOME)).complete());
        pass(30);
        assertEquals(1, known);
        assertTrue(announced.contains(inHome(Map.of(ALICE, false))), announced::toString);
        assertFalse(presence.online(BOB));
    }

    @Test
    void untilThenASnapshotSaysOnlyWhoIsOnline() throws InvalidProtocolBufferException {
        attach("g1", ALICE);
        pass(1);
        Presence.VisiblePresence early = presence.visibleTo(CAROL, Set.of(HOME));
        assertFalse(early.complete());
        var users = Event.parseFrom(early.event()).getPresenceChanged().getUsersList();
        assertEquals(1, users.size());
        assertEquals(ALICE.value(), users.getFirst().getUserId());
        assertTrue(users.getFirst().getOnline());

        pass(30);
        Presence.VisiblePresence later = presence.visibleTo(CAROL, Set.of(HOME));
        assertTrue(later.complete());
        assertEquals(
                List.of(ALICE.value()),
                Event.parseFrom(later.event()).getPresenceSnapshot().getOnlineList());
    }

    @Test
    void aSnapshotHoldsThoseOfTheAskersWorkspacesAlsoAfterTheyMoved() throws InvalidProtocolBufferException {
        log.joinWorkspace(WORK, BOB);
        afterTheFirstLease();
        attach("g1", ALICE, BOB);
        pass(1);
        assertEquals(List.of(1L, 2L), snapshot(CAROL, HOME));
        assertEquals(List.of(2L), snapshot(CAROL, WORK));
        log.leaveWorkspace(HOME, BOB);
        log.joinWorkspace(WORK, ALICE);
        pass(1);
        assertEquals(List.of(1L), snapshot(CAROL, HOME));
        assertEquals(List.of(1L, 2L), snapshot(CAROL, WORK));
    }

    @Test
    void movesThatWerePrunedAreReadFromTheMemberships() throws InvalidProtocolBufferException {
        afterTheFirstLease();
        attach("g1", ALICE);
        pass(1);
        log.prune(log.joinWorkspace(WORK, ALICE));
        pass(1);
        assertEquals(List.of(1L), snapshot(CAROL, WORK));
    }

    @Test
    void eachWorkspaceIsToldOfItsOwnPeople() {
        log.joinWorkspace(WORK, BOB);
        log.leaveWorkspace(HOME, CAROL);
        afterTheFirstLease();
        attach("g1", ALICE, BOB, CAROL);
        pass(1);
        assertEquals(
                List.of(Map.of(
                        new Audience.OfWorkspace(HOME), Map.of(ALICE, true, BOB, true),
                        new Audience.OfWorkspace(WORK), Map.of(BOB, true),
                        new Audience.Listed(List.of(CAROL)), Map.of(CAROL, true))),
                announced);
    }

    private List<Long> snapshot(UserId user, WorkspaceId workspace) throws InvalidProtocolBufferException {
        return Event.parseFrom(presence.visibleTo(user, Set.of(workspace)).event())
                .getPresenceSnapshot()
                .getOnlineList();
    }

    private GatewayPresence attach(String gateway, UserId... online) {
        return presence.attach(gateway, Set.of(online), () -> true);
    }

    private void afterTheFirstLease() {
        scheduler.advance(LEASE.plusSeconds(1));
        assertEquals(1, known);
    }

    private void pass(int seconds) {
        scheduler.advance(Duration.ofSeconds(seconds));
    }

    private static Map<Audience, Map<UserId, Boolean>> inHome(Map<UserId, Boolean> users) {
        return Map.of(new Audience.OfWorkspace(HOME), users);
    }
}
