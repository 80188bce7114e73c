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
 * Processes die by SIGKILL while people write. Afterwards no acknowledged message is missing from anybody's record, none is in
 * it twice, none is in it that nobody sent, and all records have the same order. What was not acknowledged is sent again under
 * its {@code op_id} until it is.
 */
class CrashIT {
    private static final int SENDS = 2_000;
    private static final int WRITERS_PER_USER = 2;
    private static final List<String> NAMES = List.of("alice", "bob", "carol", "dave");
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** How long a writer waits before it asks again: a client's back-off, not a wait for something. */
    private static final Duration RETRY_AFTER = Duration.ofMillis(50);

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private final long seed = Long.getLong("collab.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final AwaitableState<Progress> progress = new AwaitableState<>(new Progress());

    /** What the writers know. Guarded by the {@link AwaitableState} around it. */
    private static final class Progress {
        final Map<Long, String> acknowledged = new TreeMap<>();
        int repeats;
        boolean over;
    }

    @Test
    void killedGatewayServerAndBothLoseNothing() throws Exception {
        RunningPair pair = RunningPair.start(programs, programs.folder(), Deployment.UNLIMITED);
        Runnable gatewayDies = () -> {
            pair.gateway().kill9();
            pair.gateway().restart();
        };
        Runnable serverDies = () -> {
            pair.server().kill9();
            pair.server().restart();
        };
        Runnable bothDie = () -> {
            pair.server().kill9();
            pair.gateway().kill9();
            pair.server().restart();
            pair.gateway().restart();
        };
        survives(pair, List.of(gatewayDies, serverDies, bothDie, gatewayDies, serverDies, bothDie));
    }

    @Test
    void killedSingleProcessLosesNothing() throws Exception {
        RunningStart start = RunningStart.start(programs, programs.folder(), Deployment.UNLIMITED);
        Runnable dies = () -> {
            start.kill9();
            start.restart();
        };
        survives(start, List.of(dies, dies, dies));
    }

    private void survives(RunningSystem system, List<Runnable> deaths) throws Exception {
        System.out.println("CrashIT seed " + seed + " (repeat with -Dcollab.seed)");
        List<RpcCaller> people = NAMES.stream().map(system::signIn).toList();
        long channel =
                people.getFirst().call("session.bootstrap").at("/channels/0/id").longValue();
        List<TestSocket> tabs = new ArrayList<>();
        people.forEach(person -> tabs.add(TestSocket.open(person)));
        tabs.add(TestSocket.open(people.getFirst()));

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> writers = IntStream.range(0, people.size() * WRITERS_PER_USER)
                    .mapToObj(writer -> threads.submit(writer(people.get(writer % people.size()), channel, writer)))
                    .toList();
            try {
                die(deaths);
                for (Future<Void> writer : writers) writer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } finally {
                progress.change(state -> state.over = true);
            }
        }
        Map<Long, String> acknowledged = progress.look(state -> state.acknowledged);
        assertEquals(SENDS, acknowledged.size(), "every send was acknowledged as a message of its own");
        System.out.println("CrashIT: " + progress.look(state -> state.repeats) + " sends were repeated");

        JsonNode last =
                people.getFirst().call("message.send", "channel_id", channel, "text", "the end", "op_id", "the-end");
        acknowledged.put(last.at("/message/id").longValue(), "the end");
        for (TestSocket tab : tabs) tab.awaitSeq(last.get("seq").longValue());
        for (TestSocket tab : tabs) recordIsWhole(tab, acknowledged, channel);
        tabs.forEach(tab -> assertEquals(order(tabs.getFirst()), order(tab), "the order is the same for everybody"));
        tabs.forEach(tab -> assertTrue(tab.sockets() > 1, "user " + tab.caller().userId() + " never lost a socket"));
        assertEquals(acknowledged, listed(people.getFirst(), channel), "the store holds what was acknowledged");
        tabs.forEach(TestSocket::close);
    }

    // ---- writing and dying ----

    private Callable<Void> writer(RpcCaller author, long channel, int writer) {
        int share = SENDS / (NAMES.size() * WRITERS_PER_USER);
        return () -> {
            for (int i = 0; i < share; i++)
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
            } catch (UncheckedIOException unanswered) {
                // whether it happened is not known; the op_id makes asking again harmless
            } catch (RpcCallRejected refused) {
                if (!refused.passing()) throw refused;
            }
            progress.change(state -> state.repeats++);
            if (progress.becomes(RETRY_AFTER, state -> state.over)) return;
        }
    }

    /** The deaths, spread over the run by the count of what was acknowledged. */
    private void die(List<Runnable> deaths) {
        int stretch = SENDS / (deaths.size() + 1);
        for (int i = 0; i < deaths.size(); i++) {
            int when = i * stretch + stretch / 2 + random.nextInt(stretch);
            progress.await(PATIENCE, () -> when + " acknowledged sends", state -> state.acknowledged.size() >= when);
            deaths.get(i).run();
        }
    }

    // ---- what is left ----

    private void recordIsWhole(TestSocket tab, Map<Long, String> acknowledged, long channel)
            throws NoSuchAlgorithmException {
        String who = "user " + tab.caller().userId();
        assertEquals(List.of(), tab.faults(), who);
        List<TestFrame> created = created(tab);
        Map<Long, String> record = new TreeMap<>();
        for (TestFrame event : created) {
            String before = record.put(
                    event.event().at("/message/id").longValue(),
                    event.event().at("/message/text").textValue());
            assertTrue(before == null, () -> who + " was told twice: " + event);
        }
        assertEquals(acknowledged, record, () -> who + " has exactly what was acknowledged");
        assertEquals(
                IntStream.rangeClosed(1, created.size())
                        .mapToObj(no -> (long) no)
                        .toList(),
                created.stream()
                        .map(event -> event.event().at("/message/no").longValue())
                        .toList(),
                () -> who + " has every ordinal, in order");
        JsonNode digest = tab.caller().call("session.digest", "channel_id", channel);
        assertEquals(digest.get("digest").textValue(), digest(created), () -> who + " holds what the store holds");
    }

    private static List<TestFrame> created(TestSocket tab) {
        return tab.applied().stream()
                .filter(event -> event.type().equals("message.created"))
                .toList();
    }

    private static List<Long> order(TestSocket tab) {
        return created(tab).stream()
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
