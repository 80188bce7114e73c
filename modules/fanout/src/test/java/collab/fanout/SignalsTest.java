package collab.fanout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.Audience;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.fanout.config.FanoutConfig;
import collab.fanout.presence.Signal;
import collab.fanout.presence.SignalEvents;
import collab.fanout.presence.SignalQueue;
import collab.fanout.presence.Typing;
import collab.testkit.ManualClock;
import collab.wire.EventShapes;
import collab.wire.WireLimits;
import collab.wire.event.v2.Event;
import collab.wire.link.v1.Envelope;
import collab.wire.link.v1.Hello;
import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Typing and presence from their source to the gateways. */
class SignalsTest {
    private static final UserId ALICE = new UserId(1);
    private static final UserId BOB = new UserId(2);
    private static final UserId CAROL = new UserId(3);
    private static final WorkspaceId HOME = new WorkspaceId(1);
    private static final ChannelId GENERAL = new ChannelId(1);

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-23T08:00:00Z"));
    private final List<Signal.Typing> announced = new ArrayList<>();
    private final AtomicInteger dropped = new AtomicInteger();
    private final Typing typing = new Typing(clock, new SignalEvents(clock), announced::add, dropped::incrementAndGet);

    @Test
    void typingIsAnnouncedOnceInThreeSecondsPerUserAndChannel() {
        typing.typing(GENERAL, ALICE);
        typing.typing(GENERAL, ALICE);
        typing.typing(GENERAL, BOB);
        typing.typing(new ChannelId(2), ALICE);
        assertEquals(3, announced.size());
        clock.advance(Duration.ofMillis(2_999));
        typing.typing(GENERAL, ALICE);
        assertEquals(3, announced.size());
        clock.advance(Duration.ofMillis(1));
        typing.typing(GENERAL, ALICE);
        assertEquals(4, announced.size());
        assertEquals(0, dropped.get());
    }

    @Test
    void clockSetBackDoesNotSuppressTyping() {
        typing.typing(GENERAL, ALICE);
        clock.set(clock.instant().minus(Duration.ofHours(1)));
        typing.typing(GENERAL, ALICE);
        assertEquals(2, announced.size());
    }

    @Test
    void rememberedAnnouncementsAreBounded() {
        for (int id = 1; id <= Typing.REMEMBERED_MAX + 5; id++) typing.typing(GENERAL, new UserId(id));
        assertEquals(Typing.REMEMBERED_MAX, announced.size());
        assertEquals(5, dropped.get());
        clock.advance(Typing.INTERVAL);
        typing.typing(GENERAL, new UserId(Typing.REMEMBERED_MAX + 1));
        assertEquals(Typing.REMEMBERED_MAX + 1, announced.size());
    }

    @Test
    void queueDropsTypingAtItsBoundAndMergesPresence() {
        SignalQueue queue = new SignalQueue(2);
        Signal.Typing signal = new Signal.Typing(GENERAL, ALICE, ByteString.EMPTY);
        assertTrue(queue.offer(signal));
        assertTrue(queue.offer(signal));
        assertFalse(queue.offer(signal));
        Audience workspace = new Audience.OfWorkspace(HOME);
        queue.offer(Map.of(workspace, Map.of(ALICE, true)));
        queue.offer(Map.of(workspace, Map.of(BOB, true)));
        queue.offer(Map.of(workspace, Map.of(ALICE, false)));
        assertEquals(Optional.of(new Signal.Presence(workspace, Map.of(ALICE, false, BOB, true))), queue.poll());
        assertEquals(Optional.of(signal), queue.poll());
        assertEquals(Optional.of(signal), queue.poll());
        assertEquals(Optional.empty(), queue.poll());
    }

    @Test
    void manyUsersAreDividedIntoSeveralSignals() {
        SignalQueue queue = new SignalQueue(1);
        Map<UserId, Boolean> many = new LinkedHashMap<>();
        for (int id = 1; id <= SignalQueue.USERS_MAX + 1; id++) many.put(new UserId(id), true);
        queue.offer(Map.of(new Audience.OfWorkspace(HOME), many));
        Signal.Presence first = (Signal.Presence) queue.poll().orElseThrow();
        Signal.Presence second = (Signal.Presence) queue.poll().orElseThrow();
        assertEquals(SignalQueue.USERS_MAX, first.users().size());
        assertEquals(1, second.users().size());
        assertEquals(Optional.empty(), queue.poll());
    }

    @Test
    void typingReachesOtherMembersOfChannel() {
        try (LinkFixture server = populatedServer(WireLimits.UNACKNOWLEDGED_MAX)) {
            FakeGateway gateway = attach(server, "g1", ALICE, BOB, CAROL);
            server.fanout.signals().typing(GENERAL, ALICE);
            Envelope envelope = gateway.envelope();
            assertEquals(0, envelope.getSeq());
            assertEquals(List.of(BOB.value()), envelope.getRecipientsList()); // Carol is not a member
            Event event = FakeGateway.event(envelope);
            assertEquals(GENERAL.value(), event.getTypingStarted().getChannelId());
            assertEquals(ALICE.value(), event.getTypingStarted().getUserId());
            assertEquals(8_000, event.getTypingStarted().getExpiresMs());
        }
    }

    @Test
    void signalsWithoutCreditAreDroppedAndEventsAreNot() {
        try (LinkFixture server = populatedServer(1)) {
            FakeGateway gateway = attach(server, "g1", BOB);
            int signals = FanoutConfig.Link.standard().streams().signalsMax() + 10;
            LogPosition first = server.log.message(GENERAL, 1, "uses up the credit");
            assertEquals(first.value(), gateway.envelope().getSeq());
            for (int id = 1; id <= signals; id++) server.fanout.signals().typing(GENERAL, new UserId(1_000 + id));
            LogPosition second = server.log.message(GENERAL, 2, "waits in the log");
            gateway.awaitProcessed();
            assertTrue(server.metrics.page().contains("collab_link_signals_shed_total 10\n"), server.metrics::page);
            int acknowledged = 1;
            long seq = 0;
            while (seq != second.value()) {
                gateway.ack(acknowledged++);
                seq = gateway.envelope().getSeq();
            }
        }
    }

    @Test
    void presenceOfOneGatewayReachesUsersOfAnother() {
        try (LinkFixture server = populatedServer(WireLimits.UNACKNOWLEDGED_MAX)) {
            server.scheduler.advance(Duration.ofSeconds(31)); // after the first lease
            FakeGateway aliceGateway = attach(server, "g1", ALICE);
            FakeGateway bobGateway = attach(server, "g2", BOB);
            aliceGateway.online(ALICE);
            aliceGateway.awaitProcessed();
            server.scheduler.advance(Duration.ofSeconds(1));
            assertPresence(bobGateway.envelope(), BOB, ALICE, true);
            assertPresence(aliceGateway.envelope(), ALICE, ALICE, true);

            Event snapshot = FakeGateway.event(bobGateway.presence(5, BOB).getEnvelope());
            assertEquals(List.of(ALICE.value()), snapshot.getPresenceSnapshot().getOnlineList());
            aliceGateway.finish();
            assertTrue(aliceGateway.ended().isOk());
            for (int second = 0;
                    second < 33;
                    second++) { // after the lease of the lost gateway Alice is announced offline
                bobGateway.heartbeat();
                bobGateway.awaitProcessedKeepingEnvelopes();
                server.scheduler.advance(Duration.ofSeconds(1));
            }
            assertPresence(bobGateway.nextEnvelope(), BOB, ALICE, false);
        }
    }

    @Test
    void incompleteAnswerIsFollowedByCompleteSnapshotAfterFirstLease() {
        try (LinkFixture server = populatedServer(WireLimits.UNACKNOWLEDGED_MAX)) {
            FakeGateway gateway = attach(server, "g1", ALICE, BOB);
            gateway.online(ALICE);
            gateway.awaitProcessed();
            server.scheduler.advance(Duration.ofSeconds(1));
            gateway.envelope(); // Alice is online
            Event early = FakeGateway.event(gateway.presence(1, BOB).getEnvelope());
            assertEquals(1, early.getPresenceChanged().getUsersCount());
            for (int second = 0; second < 30; second++) {
                gateway.heartbeat();
                gateway.awaitProcessedKeepingEnvelopes();
                server.scheduler.advance(Duration.ofSeconds(1));
            }
            Envelope late = gateway.nextEnvelope();
            assertEquals(List.of(BOB.value()), late.getRecipientsList());
            assertEquals(
                    List.of(ALICE.value()),
                    FakeGateway.event(late).getPresenceSnapshot().getOnlineList());
        }
    }

    private static void assertPresence(Envelope envelope, UserId receiver, UserId user, boolean online) {
        assertEquals(List.of(receiver.value()), envelope.getRecipientsList());
        var users = FakeGateway.event(envelope).getPresenceChanged().getUsersList();
        assertEquals(1, users.size());
        assertEquals(user.value(), users.getFirst().getUserId());
        assertEquals(online, users.getFirst().getOnline());
    }

    private static LinkFixture populatedServer(int credit) {
        LinkFixture server = new LinkFixture(LinkFixture.config(credit), EventShapes.ALL);
        for (UserId user : List.of(ALICE, BOB, CAROL)) server.log.joinWorkspace(HOME, user);
        server.log.joinChannel(HOME, GENERAL, ALICE);
        server.log.joinChannel(HOME, GENERAL, BOB);
        return server;
    }

    private static FakeGateway attach(LinkFixture server, String id, UserId... wanted) {
        Hello.Builder hello = Hello.newBuilder().addVersions(2);
        for (UserId user : wanted) hello.addWantedUsers(user.value());
        FakeGateway gateway = server.gateway(id).hello(hello);
        gateway.welcome();
        gateway.awaitProcessed();
        return gateway;
    }
}
