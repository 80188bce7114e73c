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
 * Random histories of a user's connections, compared with a simple model: every client receives every event of its user after its start
 * position, once, in order, and with the right previous position.
 *
 * <p>Actions also happen at random between two steps of a catching-up connection (the socket runs them while the connection waits for
 * capacity) and between join and open.
 */
final class SessionInterleavingsTest {
    private static final int STEPS = 150;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void noEventIsLostRepeatedOrReordered(long block) {
        for (long seed = block * 1000; seed < block * 1000 + 60; seed++) {
            try {
                new RandomHistory(seed).run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    /** Checks the model: its client detects a gap. */
    @Test
    void modelClientDetectsAGap() throws Exception {
        Client client = new Client(new JsonFrames(EventShapes.ALL), 100, () -> 100);
        JsonNode gap = new ObjectMapper().readTree("{\"prev\":101,\"seq\":102}");

        assertThrows(AssertionError.class, () -> client.receive(gap));
    }

    /** A client that follows the protocol and asserts every guarantee of the gateway. */
    private static final class Client {
        private final FrameFormat format;
        private final LongSupplier boot;
        private long start;
        private long booted;
        private final List<Long> received = new ArrayList<>();
        private long last;
        private Optional<RecordingSocket> socket = Optional.empty();
        private Optional<ClientConnection> connection = Optional.empty();

        /** @param boot returns the position of a new snapshot */
        Client(FrameFormat format, long start, LongSupplier boot) {
            this.format = format;
            this.start = start;
            this.last = start;
            this.boot = boot;
        }

        void receive(JsonNode frame) {
            if (frame.has("seq")) {
                long seq = frame.get("seq").asLong();
                if (seq <= booted) return; // buffered while the client booted, and part of the snapshot
                if (!isOfVersionOne()) noGap(frame.get("prev").asLong(), frame);
                assertTrue(seq > last, () -> "repeated: " + frame + ", last is " + last);
                received.add(seq);
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
                    received.clear();
                    booted = boot.getAsLong();
                    start = booted;
                    last = booted;
                }
                default -> {}
            }
        }

        /** A client of version 1 knows only the positions of its events and detects no gap; its events are compared at the end. */
        private boolean isOfVersionOne() {
            return format instanceof FlatJsonFrames;
        }

        private void noGap(long previous, JsonNode frame) {
            assertTrue(previous <= last, () -> "gap before " + frame + ", last is " + last);
        }
    }

    private static final class RandomHistory {
        private static final FrameFormat V1 = new FlatJsonFrames(EventShapes.ALL);
        private static final FrameFormat V2 = new JsonFrames(EventShapes.ALL);

        private final Random random;
        private final SessionFixture fixture;
        private final TreeSet<Long> mine = new TreeSet<>();
        private final List<Client> clients = new ArrayList<>();
        private int depth;

        RandomHistory(long seed) {
            random = new Random(seed);
            fixture = new SessionFixture(
                    random.nextBoolean()
                            ? SessionFixture.RING_EVENTS_MAX
                            : 80); // less or more than one step of a catch-up
        }

        void run() {
            for (int step = 0; step < STEPS; step++) step();
            settle();
            for (Client client : clients) {
                assertEquals(
                        List.copyOf(mine.tailSet(client.start, false)),
                        client.received,
                        () -> "a client that started at " + client.start);
            }
        }

        private void step() {
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> commit();
                case 3, 4 -> fixture.apply(fixture.applied + random.nextLong(fixture.head - fixture.applied + 1));
                case 5 -> signal();
                case 6 -> connect();
                case 7 -> leave();
                case 8, 9 -> read();
                case 10 -> catchUpOne();
                default -> fixture.advance(Duration.ofSeconds(random.nextInt(8)));
            }
        }

        private void commit() {
            for (int i = random.nextInt(6); i >= 0; i--) {
                if (random.nextInt(3) == 0) fixture.commit(Events.deleted(1), 2);
                else if (random.nextInt(10) == 0) fixture.commit(Events.unknown(), 1);
                else mine.add(fixture.commit(Events.deleted(1), 1));
            }
        }

        private void signal() {
            fixture.signal(Events.typing(2), 1);
            if (random.nextBoolean()) fixture.answerPresence();
        }

        private void connect() {
            List<Client> away =
                    clients.stream().filter(client -> client.socket.isEmpty()).toList();
            if (!away.isEmpty() && random.nextInt(3) > 0) {
                Client client = away.get(random.nextInt(away.size()));
                open(client);
            } else if (clients.size() < 6 && random.nextInt(3) == 0) {
                // The client boots when its handshake is answered, which is after it has joined.
                Client client = new Client(V1, fixture.applied, () -> fixture.head);
                clients.add(client);
                open(client, new ResumeRequest.None());
            } else if (clients.size() < 6) {
                // The client has just booted at the head of the log, which the gateway may not have reached.
                Client client =
                        new Client(V2, random.nextBoolean() ? fixture.head : fixture.applied, () -> fixture.head);
                clients.add(client);
                open(client);
            }
        }

        private void open(Client client) {
            Optional<String> epoch = Optional.of(fixture.epoch).filter(_ -> !client.isOfVersionOne());
            open(client, new ResumeRequest.From(epoch, client.last));
        }

        private void open(Client client, ResumeRequest resume) {
            fixture.format = client.format;
            ClientConnection connection = fixture.join(1, resume);
            RecordingSocket socket = new RecordingSocket(new QueueConfig(40, 1 << 20, 12, 1 << 19, 1 << 16));
            socket.whileWaiting = () -> runRandomSteps(client);
            client.connection = Optional.of(connection);
            client.socket = Optional.of(socket);
            runRandomSteps(client);
            if (client.socket.equals(Optional.of(socket)))
                connection.onOpen(socket); // otherwise the client has disconnected already
        }

        /** Runs random actions while a connection waits. */
        private void runRandomSteps(Client client) {
            if (depth > 0) return;
            depth++;
            for (int i = random.nextInt(4); i > 0; i--) step();
            depth--;
            client.socket.ifPresent(socket -> socket.read().forEach(client::receive));
        }

        private void catchUpOne() {
            if (depth == 0 && !fixture.catchUps.isEmpty())
                fixture.catchUps.poll().run();
        }

        private void read() {
            for (Client client : clients) {
                if (random.nextBoolean()) readAll(client);
            }
        }

        private void readAll(Client client) {
            client.socket.ifPresent(socket -> {
                List<JsonNode> frames = socket.read();
                frames.forEach(client::receive);
                if (frames.stream()
                        .anyMatch(frame -> frame.path("type").asText().equals("ping"))) pong(client, socket);
                if (socket.closed().isPresent()) end(client, socket);
            });
        }

        private static void pong(Client client, RecordingSocket socket) {
            client.connection
                    .orElseThrow()
                    .onText(socket, ("{\"type\":\"pong\",\"last\":" + client.last + "}").getBytes());
        }

        private static void end(Client client, RecordingSocket socket) {
            client.connection.orElseThrow().onEnd(socket, new CloseStatus(1006, "", CloseStatus.Cause.VANISHED, false));
            client.socket = Optional.empty();
            client.connection = Optional.empty();
        }

        /** Disconnects a client that may have read only some of the queued frames. */
        private void leave() {
            if (clients.isEmpty()) return;
            Client client = clients.get(random.nextInt(clients.size()));
            client.socket.ifPresent(socket -> {
                List<JsonNode> frames = socket.read();
                frames.subList(0, random.nextInt(frames.size() + 1)).forEach(client::receive);
                end(client, socket);
            });
        }

        /** Reconnects all clients until they have received all events. */
        private void settle() {
            for (int round = 0; round < 50; round++) {
                fixture.apply(fixture.head);
                while (!fixture.catchUps.isEmpty()) fixture.catchUps.poll().run();
                clients.forEach(this::readAll);
                for (Client client : List.copyOf(clients)) { // opening may add clients
                    if (client.socket.isEmpty()) open(client);
                }
                if (mine.isEmpty() || clients.stream().allMatch(client -> client.last >= mine.last())) return;
            }
            throw new AssertionError("the clients have not received all events after 50 rounds");
        }
    }
}
