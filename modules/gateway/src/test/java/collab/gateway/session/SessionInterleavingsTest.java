package collab.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.gateway.protocol.FlatJsonFrames;
import collab.gateway.protocol.FrameFormat;
import collab.gateway.protocol.JsonFrames;
import collab.websocket.CloseStatus;
import collab.websocket.QueueConfig;
import collab.wire.EventShapes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random lives of a user's tabs, compared with the simplest model there is: every client hears every event of its user above
 * the place where it began, once, in order, and what names the event before it is right.
 *
 * <p>What happens between two steps of a catching-up tab is random too: the socket does it while the tab waits for room. So is
 * what happens between a tab's joining and the opening of its socket.
 */
final class SessionInterleavingsTest {
    private static final int STEPS = 150;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void nothingIsLostNothingIsToldTwiceAndTheOrderIsRight(long block) {
        for (long seed = block * 1000; seed < block * 1000 + 60; seed++) {
            try {
                new Life(seed).run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    /** The model would find a mistake: a client that is told of a gap says so. */
    @Test
    void theClientOfThisTestNoticesAGap() throws Exception {
        Client client = new Client(new JsonFrames(EventShapes.ALL), 100, () -> 100);
        JsonNode gap = new ObjectMapper().readTree("{\"prev\":101,\"seq\":102}");

        assertThrows(AssertionError.class, () -> client.hear(gap));
    }

    /** A client by the book (DESIGN §6), which holds every promise against the gateway. */
    private static final class Client {
        private final FrameFormat format;
        private final LongSupplier boot;
        private long began;
        private long booted;
        private final List<Long> heard = new ArrayList<>();
        private long last;
        private Optional<RecordingSocket> socket = Optional.empty();
        private Optional<ClientConnection> tab = Optional.empty();

        /** @param boot answers the position of a fresh snapshot */
        Client(FrameFormat format, long began, LongSupplier boot) {
            this.format = format;
            this.began = began;
            this.last = began;
            this.boot = boot;
        }

        void hear(JsonNode frame) {
            if (frame.has("seq")) {
                long seq = frame.get("seq").asLong();
                if (seq <= booted) return; // held back while it booted, and part of the snapshot
                if (!isOfVersionOne()) noGap(frame.get("prev").asLong(), frame);
                assertTrue(seq > last, () -> "repeated: " + frame + ", last is " + last);
                heard.add(seq);
                last = seq;
                return;
            }
            switch (frame.path("type").asText()) {
                case "resumed" -> {
                    assertTrue(frame.get("to").asLong() >= last, frame::toString);
                    last = frame.get("to").asLong();
                }
                case "ping" -> {
                    if (isOfVersionOne()) return;
                    noGap(frame.get("prev").asLong(), frame);
                    last = Math.max(last, frame.get("head").asLong());
                }
                case "resume.failed" -> {
                    heard.clear();
                    booted = boot.getAsLong();
                    began = booted;
                    last = booted;
                }
                default -> {}
            }
        }

        /** It learns of no positions but those of its events, and notices no gap: what it heard is compared at the end. */
        private boolean isOfVersionOne() {
            return format instanceof FlatJsonFrames;
        }

        private void noGap(long previous, JsonNode frame) {
            assertTrue(previous <= last, () -> "gap before " + frame + ", last is " + last);
        }
    }

    private static final class Life {
        private static final FrameFormat V1 = new FlatJsonFrames(EventShapes.ALL);
        private static final FrameFormat V2 = new JsonFrames(EventShapes.ALL);

        private final Random random;
        private final SessionFixture room;
        private final TreeSet<Long> mine = new TreeSet<>();
        private final List<Client> clients = new ArrayList<>();
        private int depth;

        Life(long seed) {
            random = new Random(seed);
            room = new SessionFixture(
                    random.nextBoolean()
                            ? SessionFixture.RING_EVENTS_MAX
                            : 80); // within one step of a catching-up tab, or not
        }

        void run() {
            for (int step = 0; step < STEPS; step++) step();
            settle();
            for (Client client : clients) {
                assertEquals(
                        List.copyOf(mine.tailSet(client.began, false)),
                        client.heard,
                        () -> "a client from " + client.began);
            }
        }

        private void step() {
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> commit();
                case 3, 4 -> room.bring(room.applied + random.nextLong(room.head - room.applied + 1));
                case 5 -> signal();
                case 6 -> connect();
                case 7 -> leave();
                case 8, 9 -> read();
                case 10 -> catchUpOne();
                default -> room.pass(Duration.ofSeconds(random.nextInt(8)));
            }
        }

        private void commit() {
            for (int i = random.nextInt(6); i >= 0; i--) {
                if (random.nextInt(3) == 0) room.commit(Events.deleted(1), 2);
                else if (random.nextInt(10) == 0) room.commit(Events.unknown(), 1);
                else mine.add(room.commit(Events.deleted(1), 1));
            }
        }

        private void signal() {
            room.signal(Events.typing(2), 1);
            if (random.nextBoolean()) room.answerPresence();
        }

        private void connect() {
            List<Client> away =
                    clients.stream().filter(client -> client.socket.isEmpty()).toList();
            if (!away.isEmpty() && random.nextInt(3) > 0) {
                Client client = away.get(random.nextInt(away.size()));
                open(client);
            } else if (clients.size() < 6 && random.nextInt(3) == 0) {
                // It boots when its handshake is answered, which is when it has joined.
                Client client = new Client(V1, room.applied, () -> room.head);
                clients.add(client);
                open(client, new ResumeRequest.None());
            } else if (clients.size() < 6) {
                // It booted just now: at the head of the log, which the gateway may not have reached.
                Client client = new Client(V2, random.nextBoolean() ? room.head : room.applied, () -> room.head);
                clients.add(client);
                open(client);
            }
        }

        private void open(Client client) {
            Optional<String> epoch = Optional.of(room.epoch).filter(_ -> !client.isOfVersionOne());
            open(client, new ResumeRequest.From(epoch, client.last));
        }

        private void open(Client client, ResumeRequest resume) {
            room.format = client.format;
            ClientConnection tab = room.join(1, resume);
            RecordingSocket socket = new RecordingSocket(new QueueConfig(40, 1 << 20, 12, 1 << 19, 1 << 16));
            socket.meanwhile = () -> meanwhile(client);
            client.tab = Optional.of(tab);
            client.socket = Optional.of(socket);
            meanwhile(client);
            if (client.socket.equals(Optional.of(socket))) tab.onOpen(socket); // else it left before
        }

        /** What a catching-up tab does not see happening. */
        private void meanwhile(Client client) {
            if (depth > 0) return;
            depth++;
            for (int i = random.nextInt(4); i > 0; i--) step();
            depth--;
            client.socket.ifPresent(socket -> socket.read().forEach(client::hear));
        }

        private void catchUpOne() {
            if (depth == 0 && !room.catchUps.isEmpty()) room.catchUps.poll().run();
        }

        private void read() {
            for (Client client : clients) {
                if (random.nextBoolean()) readAll(client);
            }
        }

        private void readAll(Client client) {
            client.socket.ifPresent(socket -> {
                List<JsonNode> frames = socket.read();
                frames.forEach(client::hear);
                if (frames.stream()
                        .anyMatch(frame -> frame.path("type").asText().equals("ping"))) pong(client, socket);
                if (socket.closed().isPresent()) end(client, socket);
            });
        }

        private static void pong(Client client, RecordingSocket socket) {
            client.tab.orElseThrow().onText(socket, ("{\"type\":\"pong\",\"last\":" + client.last + "}").getBytes());
        }

        private static void end(Client client, RecordingSocket socket) {
            client.tab.orElseThrow().onEnd(socket, new CloseStatus(1006, "", CloseStatus.Cause.VANISHED, false));
            client.socket = Optional.empty();
            client.tab = Optional.empty();
        }

        /** Whoever leaves may have read only some of what was queued. */
        private void leave() {
            if (clients.isEmpty()) return;
            Client client = clients.get(random.nextInt(clients.size()));
            client.socket.ifPresent(socket -> {
                List<JsonNode> frames = socket.read();
                frames.subList(0, random.nextInt(frames.size() + 1)).forEach(client::hear);
                end(client, socket);
            });
        }

        /** Everybody comes back and hears the rest. */
        private void settle() {
            for (int round = 0; round < 50; round++) {
                room.bring(room.head);
                while (!room.catchUps.isEmpty()) room.catchUps.poll().run();
                clients.forEach(this::readAll);
                for (Client client : List.copyOf(clients)) { // more may come while one opens
                    if (client.socket.isEmpty()) open(client);
                }
                if (mine.isEmpty() || clients.stream().allMatch(client -> client.last >= mine.last())) return;
            }
            throw new AssertionError("the clients never came to rest");
        }
    }
}
