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

/** Presence over time, which the test advances. */
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
    private int completions;
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
                        completions++;
                    }
                },
                scheduler);
    }

    @Test
    void connectedUsersAreAnnouncedInNextBatch() {
        endFirstLease();
        GatewayPresence gateway = attach("g1");
        gateway.online(ALICE);
        gateway.online(BOB);
        assertTrue(announced.isEmpty());
        advance(1);
        assertEquals(List.of(inHome(Map.of(ALICE, true, BOB, true))), announced);
        advance(60);
        assertEquals(1, announced.size());
        assertTrue(presence.online(ALICE));
        assertEquals(Set.of(ALICE, BOB), presence.online(List.of(ALICE, BOB, CAROL)));
    }

    @Test
    void reconnectWithinGraceIsNotAnnounced() {
        endFirstLease();
        GatewayPresence gateway = attach("g1", ALICE);
        advance(1);
        announced.clear();
        gateway.offline(ALICE);
        advance(14);
        gateway.online(ALICE);
        advance(60);
        assertTrue(announced.isEmpty());
        assertTrue(presence.online(ALICE));
    }

    @Test
    void disconnectedUserIsAnnouncedOfflineAfterGrace() {
        endFirstLease();
        GatewayPresence gateway = attach("g1", ALICE);
        advance(1);
        announced.clear();
        gateway.offline(ALICE);
        advance(15);
        assertTrue(announced.isEmpty());
        advance(1);
        assertEquals(List.of(inHome(Map.of(ALICE, false))), announced);
        assertFalse(presence.online(ALICE));
    }

    @Test
    void secondGatewayKeepsUserOnline() {
        endFirstLease();
        GatewayPresence one = attach("g1", ALICE);
        GatewayPresence other = attach("g2", ALICE);
        advance(1);
        announced.clear();
        one.offline(ALICE);
        advance(60);
        assertTrue(announced.isEmpty());
        other.offline(ALICE);
        advance(16);
        assertEquals(List.of(inHome(Map.of(ALICE, false))), announced);
    }

    @Test
    void usersOfLostGatewayAreAnnouncedOfflineTogetherAfterLease() {
        endFirstLease();
        GatewayPresence gateway = attach("g1", ALICE, BOB);
        advance(1);
        announced.clear();
        gateway.lost();
        gateway.lost();
        advance(30);
        assertTrue(announced.isEmpty());
        advance(1);
        assertEquals(List.of(inHome(Map.of(ALICE, false, BOB, false))), announced);
    }

    @Test
    void gatewayThatReturnsWithinLeaseKeepsItsUsersOnline() {
        endFirstLease();
        GatewayPresence gateway = attach("g1", ALICE, BOB);
        advance(1);
        announced.clear();
        gateway.lost();
        advance(20);
        attach("g1", ALICE);
        advance(60);
        assertEquals(List.of(inHome(Map.of(BOB, false))), announced);
        gateway.online(CAROL); // reports of a replaced stream have no effect
        advance(2);
        assertFalse(presence.online(CAROL));
    }

    @Test
    void newerStreamReplacesUsersOfOlderStream() {
        endFirstLease();
        GatewayPresence older = attach("g1", ALICE, BOB);
        advance(1);
        announced.clear();
        attach("g1", BOB, CAROL);
        older.lost();
        advance(1);
        assertEquals(List.of(inHome(Map.of(CAROL, true))), announced);
        advance(15);
        assertEquals(inHome(Map.of(ALICE, false)), announced.getLast());
        advance(60);
        assertEquals(2, announced.size());
    }

    @Test
    void replacedStreamCannotRegisterUsers() {
        endFirstLease();
        attach("g1", ALICE);
        advance(1);
        announced.clear();
        presence.attach("g1", Set.of(BOB), () -> false).lost();
        advance(60);
        assertTrue(announced.isEmpty());
    }

    @Test
    void drainingGatewayKeepsItsUsersOnlineDespiteReports() {
        endFirstLease();
        GatewayPresence gateway = attach("g1", ALICE, BOB);
        advance(1);
        announced.clear();
        gateway.draining(Duration.ofSeconds(75));
        gateway.offline(ALICE);
        advance(5);
        gateway.lost();
        advance(70);
        assertTrue(announced.isEmpty());
        advance(1);
        assertEquals(List.of(inHome(Map.of(ALICE, false, BOB, false))), announced);
    }

    @Test
    void noUserIsAnnouncedOfflineDuringFirstLease() {
        GatewayPresence gateway = attach("g1", ALICE, BOB);
        advance(1);
        announced.clear();
        gateway.offline(ALICE);
        gateway.lost();
        advance(29);
        assertTrue(announced.isEmpty());
        assertFalse(presence.visibleTo(CAROL, Set.of(HOME)).complete());
        advance(30);
        assertEquals(1, completions);
        assertTrue(announced.contains(inHome(Map.of(ALICE, false))), announced::toString);
        assertFalse(presence.online(BOB));
    }

    @Test
    void snapshotDuringFirstLeaseContainsOnlyOnlineUsers() throws InvalidProtocolBufferException {
        attach("g1", ALICE);
        advance(1);
        Presence.VisiblePresence early = presence.visibleTo(CAROL, Set.of(HOME));
        assertFalse(early.complete());
        var users = Event.parseFrom(early.event()).getPresenceChanged().getUsersList();
        assertEquals(1, users.size());
        assertEquals(ALICE.value(), users.getFirst().getUserId());
        assertTrue(users.getFirst().getOnline());

        advance(30);
        Presence.VisiblePresence later = presence.visibleTo(CAROL, Set.of(HOME));
        assertTrue(later.complete());
        assertEquals(
                List.of(ALICE.value()),
                Event.parseFrom(later.event()).getPresenceSnapshot().getOnlineList());
    }

    @Test
    void snapshotFollowsMembershipChangesOfAnnouncedUsers() throws InvalidProtocolBufferException {
        log.joinWorkspace(WORK, BOB);
        endFirstLease();
        attach("g1", ALICE, BOB);
        advance(1);
        assertEquals(List.of(1L, 2L), snapshot(CAROL, HOME));
        assertEquals(List.of(2L), snapshot(CAROL, WORK));
        log.leaveWorkspace(HOME, BOB);
        log.joinWorkspace(WORK, ALICE);
        advance(1);
        assertEquals(List.of(1L), snapshot(CAROL, HOME));
        assertEquals(List.of(1L, 2L), snapshot(CAROL, WORK));
    }

    @Test
    void prunedMembershipChangesAreReadFromMemberships() throws InvalidProtocolBufferException {
        endFirstLease();
        attach("g1", ALICE);
        advance(1);
        log.prune(log.joinWorkspace(WORK, ALICE));
        advance(1);
        assertEquals(List.of(1L), snapshot(CAROL, WORK));
    }

    @Test
    void eachWorkspaceReceivesChangesOfItsMembers() {
        log.joinWorkspace(WORK, BOB);
        log.leaveWorkspace(HOME, CAROL);
        endFirstLease();
        attach("g1", ALICE, BOB, CAROL);
        advance(1);
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

    private void endFirstLease() {
        scheduler.advance(LEASE.plusSeconds(1));
        assertEquals(1, completions);
    }

    private void advance(int seconds) {
        scheduler.advance(Duration.ofSeconds(seconds));
    }

    private static Map<Audience, Map<UserId, Boolean>> inHome(Map<UserId, Boolean> users) {
        return Map.of(new Audience.OfWorkspace(HOME), users);
    }
}
