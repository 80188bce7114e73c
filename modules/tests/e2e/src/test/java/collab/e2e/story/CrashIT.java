package collab.e2e.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.AwaitableState;
import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCallRejected;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningPair;
import collab.e2e.harness.RunningStart;
import collab.e2e.harness.RunningSystem;
import collab.e2e.harness.TestFrame;
import collab.e2e.harness.TestJson;
import collab.e2e.harness.TestSocket;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Processes are killed with SIGKILL while users write. Afterwards every client and the store have every acknowledged
 * message exactly once, no message that was not sent, and the same order. A call without a response is repeated with
 * its {@code op_id} until it is acknowledged.
 */
class CrashIT {
    private static final int SENDS = 2_000;
    private static final int WRITERS_PER_USER = 2;
    private static final List<String> NAMES = List.of("alice", "bob", "carol", "dave");
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    /** The backoff of a writer before it repeats a call. */
    private static final Duration RETRY_AFTER = Duration.ofMillis(50);

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private final long seed = Long.getLong("collab.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final AwaitableState<Progress> progress = new AwaitableState<>(new Progress());

    /** The progress of the writers. Guarded by the {@link AwaitableState} around it. */
    private static final class Progress {
        final Map<Long, String> acknowledged = new TreeMap<>();
        int repeats;
        boolean ended;
    }

    @Test
    void killedGatewayServerAndBothLoseNothing() throws Exception {
        RunningPair pair = RunningPair.start(programs, programs.folder(), Deployment.UNLIMITED);
        Runnable killGateway = () -> {
            pair.gateway().kill();
            pair.gateway().restart();
        };
        Runnable killServer = () -> {
            pair.server().kill();
            pair.server().restart();
        };
        Runnable killBoth = () -> {
            pair.server().kill();
            pair.gateway().kill();
            pair.server().restart();
            pair.gateway().restart();
        };
        assertSurvives(pair, List.of(killGateway, killServer, killBoth, killGateway, killServer, killBoth));
    }

    @Test
    void killedSingleProcessLosesNothing() throws Exception {
        RunningStart start = RunningStart.start(programs, programs.folder(), Deployment.UNLIMITED);
        Runnable killProcess = () -> {
            start.kill();
            start.restart();
        };
        assertSurvives(start, List.of(killProcess, killProcess, killProcess));
    }

    private void assertSurvives(RunningSystem system, List<Runnable> kills) throws Exception {
        System.out.println("CrashIT seed " + seed + " (repeat with -Dcollab.seed)");
        List<RpcCaller> callers = NAMES.stream().map(system::signIn).toList();
        long channel = callers.getFirst()
                .call("session.bootstrap")
                .at("/channels/0/id")
                .longValue();
        List<TestSocket> clients = new ArrayList<>();
        callers.forEach(caller -> clients.add(TestSocket.open(caller)));
        clients.add(TestSocket.open(callers.getFirst()));

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> writers = IntStream.range(0, callers.size() * WRITERS_PER_USER)
                    .mapToObj(writer -> threads.submit(writer(callers.get(writer % callers.size()), channel, writer)))
                    .toList();
            try {
                runKills(kills);
                for (Future<Void> writer : writers) writer.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            } finally {
                progress.change(state -> state.ended = true);
            }
        }
        Map<Long, String> acknowledged = progress.read(state -> state.acknowledged);
        assertEquals(SENDS, acknowledged.size(), "every send was acknowledged with a separate message");
        System.out.println("CrashIT: " + progress.read(state -> state.repeats) + " sends were repeated");

        JsonNode last =
                callers.getFirst().call("message.send", "channel_id", channel, "text", "the end", "op_id", "the-end");
        acknowledged.put(last.at("/message/id").longValue(), "the end");
        for (TestSocket client : clients) client.awaitSeq(last.get("seq").longValue());
        for (TestSocket client : clients) assertComplete(client, acknowledged, channel);
        clients.forEach(client ->
                assertEquals(order(clients.getFirst()), order(client), "the order is the same for all users"));
        clients.forEach(client ->
                assertTrue(client.sockets() > 1, "user " + client.caller().userId() + " never lost a socket"));
        assertEquals(
                acknowledged,
                listed(callers.getFirst(), channel),
                "the store contains exactly the acknowledged messages");
        clients.forEach(TestSocket::close);
    }

    // ---- Writers and kills ----

    private Callable<Void> writer(RpcCaller author, long channel, int writer) {
        int sendsPerWriter = SENDS / (NAMES.size() * WRITERS_PER_USER);
        return () -> {
            for (int i = 0; i < sendsPerWriter; i++)
                sendUntilAcknowledged(author, channel, "writer-" + writer + "-message-" + i);
            return null;
        };
    }

    private void sendUntilAcknowledged(RpcCaller author, long channel, String text) {
        while (true) {
            try {
                JsonNode sent = author.call("message.send", "channel_id", channel, "text", text, "op_id", text);
                assertEquals(text, sent.at("/message/text").textValue());
                progress.change(
                        state -> state.acknowledged.put(sent.at("/message/id").longValue(), text));
                return;
            } catch (UncheckedIOException noResponse) {
                // the outcome is unknown; the op_id makes the repetition safe
            } catch (RpcCallRejected rejected) {
                if (!rejected.retryable()) throw rejected;
            }
            progress.change(state -> state.repeats++);
            if (progress.becomes(RETRY_AFTER, state -> state.ended)) return;
        }
    }

    /** Kills processes at certain counts of acknowledged messages, spread over the run. */
    private void runKills(List<Runnable> kills) {
        int interval = SENDS / (kills.size() + 1);
        for (int i = 0; i < kills.size(); i++) {
            int threshold = i * interval + interval / 2 + random.nextInt(interval);
            progress.await(
                    TIMEOUT, () -> threshold + " acknowledged sends", state -> state.acknowledged.size() >= threshold);
            kills.get(i).run();
        }
    }

    // ---- Checks ----

    private void assertComplete(TestSocket client, Map<Long, String> acknowledged, long channel)
            throws NoSuchAlgorithmException {
        String user = "user " + client.caller().userId();
        assertEquals(List.of(), client.faults(), user);
        List<TestFrame> created = created(client);
        Map<Long, String> record = new TreeMap<>();
        for (TestFrame event : created) {
            String before = record.put(
                    event.event().at("/message/id").longValue(),
                    event.event().at("/message/text").textValue());
            assertTrue(before == null, () -> user + " received twice: " + event);
        }
        assertEquals(acknowledged, record, () -> user + " received exactly the acknowledged messages");
        assertEquals(
                IntStream.rangeClosed(1, created.size())
                        .mapToObj(no -> (long) no)
                        .toList(),
                created.stream()
                        .map(event -> event.event().at("/message/no").longValue())
                        .toList(),
                () -> user + " received every ordinal, in order");
        JsonNode digest = client.caller().call("session.digest", "channel_id", channel);
        assertEquals(
                digest.get("digest").textValue(), digest(created), () -> user + " received the messages of the store");
    }

    private static List<TestFrame> created(TestSocket client) {
        return client.applied().stream()
                .filter(event -> event.type().equals("message.created"))
                .toList();
    }

    private static List<Long> order(TestSocket client) {
        return created(client).stream()
                .map(event -> event.event().at("/message/id").longValue())
                .toList();
    }

    private static String digest(List<TestFrame> created) throws NoSuchAlgorithmException {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        Map<Long, Long> versions = new TreeMap<>();
        created.forEach(event -> versions.put(
                event.event().at("/message/id").longValue(),
                event.event().at("/message/ver").longValue()));
        versions.forEach((id, ver) -> sha.update((id + ":" + ver + "\n").getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(sha.digest());
    }

    private static Map<Long, String> listed(RpcCaller caller, long channel) {
        TreeMap<Long, String> all = new TreeMap<>();
        ObjectNode page = TestJson.params("channel_id", channel, "limit", 200);
        while (true) {
            JsonNode messages = caller.call("message.list", page).get("messages");
            if (messages.isEmpty()) return all;
            messages.forEach(message ->
                    all.put(message.get("id").longValue(), message.get("text").textValue()));
            page.put("before_id", all.firstKey());
        }
    }
}
