package collab.fanout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.persistence.LoggedEvent;
import collab.wire.EventShapes;
import collab.wire.link.v1.AttachResponse;
import collab.wire.link.v1.Envelope;
import collab.wire.link.v1.Hello;
import collab.wire.link.v1.ReplayRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares the events that each user receives with those that the definition of audiences names, while memberships,
 * messages and wanted users change at the same time.
 */
class ReattachTest {
    private static final int USERS = 6;
    private static final int CHANNELS = 5;
    private static final int ROUNDS = 60;

    /**
     * About as many as the credit of one round allows to send, so that the writer is busy during all rounds and the
     * stream lags.
     */
    private static final int COMMITS_PER_ROUND = 60;

    /** Small, so that streams lag and wanted users change while the stream is far behind the head. */
    private static final int CREDIT = 40;

    @ParameterizedTest
    @ValueSource(longs = {1, 20_261_123, 987_654_321})
    void userReceivesExactlyTheirEventsInOrder(long seed) throws Exception {
        try (LinkFixture server = new LinkFixture(LinkFixture.config(CREDIT), EventShapes.ALL)) {
            populate(server.log);
            Semaphore rounds = new Semaphore(0);
            Thread writer = Thread.ofPlatform().start(() -> {
                Random choice = new Random(seed);
                for (int round = 0; round < ROUNDS; round++) {
                    rounds.acquireUninterruptibly();
                    commitAtRandom(server.log, choice, COMMITS_PER_ROUND);
                }
            });
            FakeGateway gateway = server.gateway("g1").hello();
            long welcomed = gateway.welcome().getPosition();
            assertTrue(welcomed <= server.log.head().value());

            Map<UserId, List<WantedInterval>> wanted = new HashMap<>();
            List<Envelope> received = new ArrayList<>();
            Random random = new Random(seed);
            for (int round = 0; round < ROUNDS; round++) {
                rounds.release();
                UserId user = new UserId(1 + random.nextInt(USERS));
                List<WantedInterval> intervals = wanted.computeIfAbsent(user, _ -> new ArrayList<>());
                if (!intervals.isEmpty() && intervals.getLast().isOpen()) {
                    long before = cursor(gateway, received);
                    gateway.drop(user);
                    long after = cursor(gateway, received);
                    intervals.add(new WantedInterval(intervals.removeLast().from(), before, after));
                } else {
                    gateway.want(round, user);
                    intervals.add(WantedInterval.since(receiveLiveFrom(gateway, received)));
                }
            }
            writer.join();
            receiveUpToHead(server, gateway, received);

            for (int id = 1; id <= USERS; id++) {
                UserId user = new UserId(id);
                List<Long> addressed = eventsFor(server.log, user);
                List<Long> delivered = positionsFor(received, user);
                List<WantedInterval> intervals = wanted.getOrDefault(user, List.of());
                for (WantedInterval interval : intervals)
                    interval.check(addressed, delivered, "seed " + seed + ", user " + id);
                assertEquals(
                        intervals.stream()
                                .flatMap(interval -> interval.of(delivered).stream())
                                .toList(),
                        delivered,
                        "received while not wanted");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 20_261_124})
    void reattachAtPositionLosesAndRepeatsNothing(long seed) throws Exception {
        try (LinkFixture server = new LinkFixture(LinkFixture.config(CREDIT), EventShapes.ALL)) {
            populate(server.log);
            long begin = server.log.head().value();
            Hello.Builder hello = Hello.newBuilder().addVersions(2);
            for (int id = 1; id <= USERS; id++) hello.addWantedUsers(id);
            hello.setEpoch(server.log.epoch()).setPosition(begin);
            Thread writer = Thread.ofPlatform().start(() -> commitAtRandom(server.log, new Random(seed), 1_500));

            Random random = new Random(seed);
            List<Envelope> received = new ArrayList<>();
            for (int attempt = 0; attempt < 8; attempt++) {
                FakeGateway gateway = server.gateway("g1").hello(hello);
                gateway.welcome();
                int applied = 0;
                for (int message = random.nextInt(20); message >= 0 && hasMoreEvents(server, hello); message--) {
                    List<Envelope> envelopes = gateway.envelopes(); // what was not applied is received again
                    received.addAll(envelopes);
                    applied += envelopes.size();
                    gateway.ack(applied);
                    hello.setPosition(received.getLast().getSeq());
                }
                if (attempt % 2 == 0) gateway.cancel();
            }
            writer.join();
            FakeGateway last = server.gateway("g1").hello(hello);
            last.welcome();
            List<Envelope> rest = new ArrayList<>();
            receiveUpToHead(server, last, rest);
            received.addAll(rest);
            for (int id = 1; id <= USERS; id++) {
                UserId user = new UserId(id);
                assertEquals(
                        WantedInterval.since(begin).of(eventsFor(server.log, user)),
                        positionsFor(received, user),
                        "seed " + seed + ", user " + id);
            }
        }
    }

    @Test
    void membershipIntervalsBoundReceivedEvents() {
        try (LinkFixture server = new LinkFixture(LinkFixture.config(CREDIT), EventShapes.ALL)) {
            UserId alice = new UserId(1);
            UserId bob = new UserId(2);
            WorkspaceId home = new WorkspaceId(1);
            ChannelId channel = new ChannelId(1);
            server.log.joinWorkspace(home, alice);
            server.log.joinWorkspace(home, bob);
            server.log.joinChannel(home, channel, alice);
            FakeGateway gateway = server.gateway("g1")
                    .hello(Hello.newBuilder().addVersions(2).addWantedUsers(1).addWantedUsers(2));
            gateway.welcome();

            server.log.message(channel, 1, "before");
            server.log.joinChannel(home, channel, bob);
            server.log.message(channel, 2, "between");
            server.log.leaveChannel(channel, bob);
            server.log.message(channel, 3, "after");
            List<Envelope> received = gateway.envelopes(7);
            assertEquals(
                    List.of("channel.added", "channel.member_joined", "message.created", "channel.removed"),
                    types(server.log, received, bob));
            assertEquals(
                    List.of(
                            "message.created",
                            "channel.member_joined",
                            "message.created",
                            "channel.member_left",
                            "message.created"),
                    types(server.log, received, alice));
        }
    }

    @Test
    void laggingStreamLoadsMembershipsAtItsCursor() {
        try (LinkFixture server = new LinkFixture(LinkFixture.config(CREDIT), EventShapes.ALL)) {
            UserId alice = new UserId(1);
            UserId staying = new UserId(2);
            UserId joining = new UserId(3);
            UserId leaving = new UserId(4);
            WorkspaceId home = new WorkspaceId(1);
            ChannelId channel = new ChannelId(1);
            for (UserId user : List.of(alice, staying, joining, leaving)) server.log.joinWorkspace(home, user);
            for (UserId user : List.of(alice, staying, leaving)) server.log.joinChannel(home, channel, user);
            FakeGateway gateway =
                    server.gateway("g1").hello(Hello.newBuilder().addVersions(2).addWantedUsers(alice.value()));
            gateway.welcome();
            for (int i = 1; i <= CREDIT; i++) server.log.message(channel, i, "uses up the credit");
            long stalledAt = gateway.envelopes(CREDIT).getLast().getSeq();

            server.log.message(channel, 100, "before any membership changed");
            server.log.joinChannel(home, channel, joining);
            server.log.leaveChannel(channel, leaving);
            server.log.message(channel, 101, "after");
            for (UserId user : List.of(staying, joining, leaving)) {
                gateway.want(user.value(), user);
                assertEquals(stalledAt, gateway.liveFrom().getPosition());
            }
            gateway.ack(CREDIT);
            List<Envelope> received = gateway.envelopes(6);
            assertEquals(
                    List.of("channel.added", "channel.member_joined", "channel.member_left", "message.created"),
                    types(server.log, received, joining));
            assertEquals(
                    List.of("message.created", "channel.member_joined", "channel.removed"),
                    types(server.log, received, leaving));
            assertEquals(
                    List.of("message.created", "channel.member_joined", "channel.member_left", "message.created"),
                    types(server.log, received, staying));
        }
    }

    @Test
    void replayReturnsSameEventsAsStream() {
        try (LinkFixture server = new LinkFixture(LinkFixture.config(CREDIT), EventShapes.ALL)) {
            populate(server.log);
            long begin = server.log.head().value();
            commitAtRandom(server.log, new Random(5), 1_200);
            long end = server.log.head().value() - 10;
            for (int id = 1; id <= USERS; id++) {
                List<Long> received = new ArrayList<>();
                List<Long> steps = new ArrayList<>(List.of(begin));
                server.calls()
                        .replay(ReplayRequest.newBuilder()
                                .setUserId(id)
                                .setEpoch(server.log.epoch())
                                .setFrom(begin)
                                .setTo(end)
                                .setVersion(2)
                                .build())
                        .forEachRemaining(response -> {
                            for (Envelope envelope : response.getEnvelopesList()) {
                                assertTrue(envelope.getSeq() <= response.getTo());
                                received.add(envelope.getSeq());
                            }
                            assertTrue(response.getTo() > steps.getLast());
                            steps.add(response.getTo());
                        });
                assertEquals(new WantedInterval(begin, end, end).of(eventsFor(server.log, new UserId(id))), received);
                assertEquals(end, steps.getLast());
            }
        }
    }

    // ---- Helpers ----

    private static void populate(MemoryLog log) {
        for (int id = 1; id <= USERS; id++) {
            log.joinWorkspace(new WorkspaceId(1 + id % 2), new UserId(id));
        }
    }

    private static void commitAtRandom(MemoryLog log, Random random, int commits) {
        for (int i = 0; i < commits; i++) {
            UserId user = new UserId(1 + random.nextInt(USERS));
            WorkspaceId workspace = new WorkspaceId(1 + random.nextInt(2));
            ChannelId channel = new ChannelId(workspace.value() * 100 + random.nextInt(CHANNELS));
            switch (random.nextInt(10)) {
                case 0 -> log.joinWorkspace(workspace, user);
                case 1 -> log.leaveWorkspace(workspace, user);
                case 2, 3 -> log.joinChannel(workspace, channel, user);
                case 4 -> log.leaveChannel(channel, user);
                case 5 -> log.updateUser(user);
                default -> log.message(channel, i + 1, "message " + i);
            }
        }
    }

    /**
     * Whether the log has events after the position of the hello that reach a user; a channel without members reaches
     * none.
     */
    private static boolean hasMoreEvents(LinkFixture server, Hello.Builder hello) {
        return server.log.all().stream()
                .anyMatch(event -> event.seq().value() > hello.getPosition()
                        && !server.log.audienceOf(event).isEmpty());
    }

    private static long receiveLiveFrom(FakeGateway gateway, List<Envelope> received) {
        while (true) {
            AttachResponse response = gateway.receive();
            received.addAll(response.getEnvelopes().getEnvelopesList());
            if (response.hasLiveFrom()) {
                gateway.ack(received.size()); // only now, because the answer does not wait for credit
                return response.getLiveFrom().getPosition();
            }
        }
    }

    /** Returns the position of the stream after it has answered every earlier request. */
    private static long cursor(FakeGateway gateway, List<Envelope> received) {
        gateway.want(1_000, new UserId(777)); // a user without events; the request is answered each time
        return receiveLiveFrom(gateway, received);
    }

    private static void receiveUpToHead(LinkFixture server, FakeGateway gateway, List<Envelope> received) {
        long at = cursor(gateway, received);
        while (at < server.log.head().value()) at = cursor(gateway, received);
    }

    private static List<Long> eventsFor(MemoryLog log, UserId user) {
        return log.all().stream()
                .filter(event -> log.audienceOf(event).contains(user))
                .map(event -> event.seq().value())
                .toList();
    }

    private static List<Long> positionsFor(List<Envelope> received, UserId user) {
        return received.stream()
                .filter(envelope -> envelope.getRecipientsList().contains(user.value()))
                .map(Envelope::getSeq)
                .toList();
    }

    private static List<String> types(MemoryLog log, List<Envelope> received, UserId user) {
        Map<Long, String> types = new HashMap<>();
        Set<LogPosition> seen = new HashSet<>();
        for (LoggedEvent event : log.all()) {
            assertTrue(seen.add(event.seq()));
            types.put(event.seq().value(), event.type());
        }
        return positionsFor(received, user).stream().map(types::get).toList();
    }
}
