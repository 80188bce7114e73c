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

/** What each user is told, compared with what the definition of audiences says, while everything moves at once. */
class ReattachTest {
    private static final int USERS = 6;
    private static final int CHANNELS = 5;
    private static final int ROUNDS = 60;

    /** About what a round's credit lets through: what is written lasts as long as the rounds, and the stream lags. */
    private static final int COMMITS_PER_ROUND = 60;

    /** Little, so that streams lag and interest changes far behind the head. */
    private static final int CREDIT = 40;

    /**
     * A part of a user's past: above {@code from} everything must have been heard up to {@code sure}, nothing above
     * {@code to}, and none left out in between: a drop takes effect somewhere there.
     */
    private record Live(long from, long sure, long to) {
        static Live since(long from) {
            return new Live(from, Long.MAX_VALUE, Long.MAX_VALUE);
        }

        boolean goesOn() {
            return to == Long.MAX_VALUE;
        }

        void check(List<Long> due, List<Long> told, String whose) {
            List<Long> mine = of(due);
            List<Long> heard = of(told);
            int sureOnes = new Live(from, sure, sure).of(due).size();
            assertTrue(heard.size() >= sureOnes, () -> whose + ", " + this + ": " + heard + " of " + mine);
            assertEquals(mine.stream().limit(heard.size()).toList(), heard, () -> whose + ", " + this);
        }

        List<Long> of(List<Long> positions) {
            return positions.stream().filter(seq -> seq > from && seq <= to).toList();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20_261_123, 987_654_321})
    void everyUserIsToldExactlyTheirEventsInOrder(long seed) throws Exception {
        try (LinkFixture server = new LinkFixture(LinkFixture.config(CREDIT), EventShapes.ALL)) {
            furnish(server.log);
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

            Map<UserId, List<Live>> live = new HashMap<>();
            List<Envelope> told = new ArrayList<>();
            Random random = new Random(seed);
            for (int round = 0; round < ROUNDS; round++) {
                rounds.release();
                UserId user = new UserId(1 + random.nextInt(USERS));
                List<Live> spans = live.computeIfAbsent(user, _ -> new ArrayList<>());
                if (!spans.isEmpty() && spans.getLast().goesOn()) {
                    long before = mark(gateway, told);
                    gateway.drop(user);
                    long after = mark(gateway, told);
                    spans.add(new Live(spans.removeLast().from, before, after));
                } else {
                    gateway.want(round, user);
                    spans.add(Live.since(hearLiveFrom(gateway, told)));
                }
            }
            writer.join();
            hearToTheHead(server, gateway, told);

            for (int id = 1; id <= USERS; id++) {
                UserId user = new UserId(id);
                List<Long> due = eventsFor(server.log, user);
                List<Long> heard = toldTo(told, user);
                List<Live> spans = live.getOrDefault(user, List.of());
                for (Live span : spans) span.check(due, heard, "seed " + seed + ", user " + id);
                assertEquals(
                        spans.stream().flatMap(span -> span.of(heard).stream()).toList(),
                        heard,
                        "told while not wanted");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 20_261_124})
    void aReattachWithAPositionLosesNothingAndRepeatsNothing(long seed) throws Exception {
        try (LinkFixture server = new LinkFixture(LinkFixture.config(CREDIT), EventShapes.ALL)) {
            furnish(server.log);
            long begin = server.log.head().value();
            Hello.Builder hello = Hello.newBuilder().addVersions(2);
            for (int id = 1; id <= USERS; id++) hello.addWantedUsers(id);
            hello.setEpoch(server.log.epoch()).setPosition(begin);
            Thread writer = Thread.ofPlatform().start(() -> commitAtRandom(server.log, new Random(seed), 1_500));

            Random random = new Random(seed);
            List<Envelope> told = new ArrayList<>();
            for (int life = 0; life < 8; life++) {
                FakeGateway gateway = server.gateway("g1").hello(hello);
                gateway.welcome();
                int applied = 0;
                for (int message = random.nextInt(20); message >= 0 && somethingIsLeft(server, hello); message--) {
                    List<Envelope> heard = gateway.envelopes(); // what is not applied is heard again
                    told.addAll(heard);
                    applied += heard.size();
                    gateway.ack(applied);
                    hello.setPosition(told.getLast().getSeq());
                }
                if (life % 2 == 0) gateway.cancel();
            }
            writer.join();
            FakeGateway last = server.gateway("g1").hello(hello);
            last.welcome();
            List<Envelope> rest = new ArrayList<>();
            hearToTheHead(server, last, rest);
            told.addAll(rest);
            for (int id = 1; id <= USERS; id++) {
                UserId user = new UserId(id);
                assertEquals(
                        Live.since(begin).of(eventsFor(server.log, user)),
                        toldTo(told, user),
                        "seed " + seed + ", user " + id);
            }
        }
    }

    @Test
    void boundariesAreThoseOfTheIntervals() {
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
            List<Envelope> told = gateway.envelopes(7);
            assertEquals(
                    List.of("channel.added", "channel.member_joined", "message.created", "channel.removed"),
                    types(server.log, told, bob));
            assertEquals(
                    List.of(
                            "message.created",
                            "channel.member_joined",
                            "message.created",
                            "channel.member_left",
                            "message.created"),
                    types(server.log, told, alice));
        }
    }

    @Test
    void whoIsWantedByAStreamThatLagsIsWhereTheyWereAtItsCursor() {
        try (LinkFixture server = new LinkFixture(LinkFixture.config(CREDIT), EventShapes.ALL)) {
            UserId alice = new UserId(1);
            UserId stays = new UserId(2);
            UserId comes = new UserId(3);
            UserId goes = new UserId(4);
            WorkspaceId home = new WorkspaceId(1);
            ChannelId channel = new ChannelId(1);
            for (UserId user : List.of(alice, stays, comes, goes)) server.log.joinWorkspace(home, user);
            for (UserId user : List.of(alice, stays, goes)) server.log.joinChannel(home, channel, user);
            FakeGateway gateway =
                    server.gateway("g1").hello(Hello.newBuilder().addVersions(2).addWantedUsers(alice.value()));
            gateway.welcome();
            for (int i = 1; i <= CREDIT; i++) server.log.message(channel, i, "takes the credit");
            long stalledAt = gateway.envelopes(CREDIT).getLast().getSeq();

            server.log.message(channel, 100, "before anybody moved");
            server.log.joinChannel(home, channel, comes);
            server.log.leaveChannel(channel, goes);
            server.log.message(channel, 101, "after");
            for (UserId user : List.of(stays, comes, goes)) {
                gateway.want(user.value(), user);
                assertEquals(stalledAt, gateway.liveFrom().getPosition());
            }
            gateway.ack(CREDIT);
            List<Envelope> told = gateway.envelopes(6);
            assertEquals(
                    List.of("channel.added", "channel.member_joined", "channel.member_left", "message.created"),
                    types(server.log, told, comes));
            assertEquals(
                    List.of("message.created", "channel.member_joined", "channel.removed"),
                    types(server.log, told, goes));
            assertEquals(
                    List.of("message.created", "channel.member_joined", "channel.member_left", "message.created"),
                    types(server.log, told, stays));
        }
    }

    @Test
    void replayTellsTheSameAsTheStream() {
        try (LinkFixture server = new LinkFixture(LinkFixture.config(CREDIT), EventShapes.ALL)) {
            furnish(server.log);
            long begin = server.log.head().value();
            commitAtRandom(server.log, new Random(5), 1_200);
            long end = server.log.head().value() - 10;
            for (int id = 1; id <= USERS; id++) {
                List<Long> told = new ArrayList<>();
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
                                told.add(envelope.getSeq());
                            }
                            assertTrue(response.getTo() > steps.getLast());
                            steps.add(response.getTo());
                        });
                assertEquals(new Live(begin, end, end).of(eventsFor(server.log, new UserId(id))), told);
                assertEquals(end, steps.getLast());
            }
        }
    }

    // ---- helpers --------------------------------------------------------------------------------------------------

    private static void furnish(MemoryLog log) {
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

    /** Not every event reaches somebody: many a channel is empty. */
    private static boolean somethingIsLeft(LinkFixture server, Hello.Builder hello) {
        return server.log.all().stream()
                .anyMatch(event -> event.seq().value() > hello.getPosition()
                        && !server.log.audienceOf(event).isEmpty());
    }

    private static long hearLiveFrom(FakeGateway gateway, List<Envelope> told) {
        while (true) {
            AttachResponse response = gateway.hear();
            told.addAll(response.getEnvelopes().getEnvelopesList());
            if (response.hasLiveFrom()) {
                gateway.ack(told.size()); // not before: the answer does not wait for credit
                return response.getLiveFrom().getPosition();
            }
        }
    }

    /** Where the stream is when it has answered everything said before. */
    private static long mark(FakeGateway gateway, List<Envelope> told) {
        gateway.want(1_000, new UserId(777)); // nobody's, and answered each time
        return hearLiveFrom(gateway, told);
    }

    private static void hearToTheHead(LinkFixture server, FakeGateway gateway, List<Envelope> told) {
        long at = mark(gateway, told);
        while (at < server.log.head().value()) at = mark(gateway, told);
    }

    private static List<Long> eventsFor(MemoryLog log, UserId user) {
        return log.all().stream()
                .filter(event -> log.audienceOf(event).contains(user))
                .map(event -> event.seq().value())
                .toList();
    }

    private static List<Long> toldTo(List<Envelope> told, UserId user) {
        return told.stream()
                .filter(envelope -> envelope.getRecipientsList().contains(user.value()))
                .map(Envelope::getSeq)
                .toList();
    }

    private static List<String> types(MemoryLog log, List<Envelope> told, UserId user) {
        Map<Long, String> types = new HashMap<>();
        Set<LogPosition> seen = new HashSet<>();
        for (LoggedEvent event : log.all()) {
            assertTrue(seen.add(event.seq()));
            types.put(event.seq().value(), event.type());
        }
        return toldTo(told, user).stream().map(types::get).toList();
    }
}
