package collab.e2e.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.AwaitableState;
import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCallRejected;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningStart;
import collab.e2e.harness.TestJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The server is killed with SIGKILL while administrators act. Afterwards the audit log has exactly one record of each act that
 * happened, and none of one that did not, however often its call was repeated.
 */
class AuditCrashIT {
    private static final int WRITERS = 4;
    private static final int ACTS_PER_WRITER = 60;
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final Duration RETRY_AFTER = Duration.ofMillis(50);

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private final AwaitableState<Progress> progress = new AwaitableState<>(new Progress());

    /** Guarded by the {@link AwaitableState} around it. */
    private static final class Progress {
        int acknowledged;
        boolean ended;
    }

    @Test
    void everyActHasExactlyOneRecordAfterKills() throws Exception {
        RunningStart start = RunningStart.start(programs, programs.folder(), Deployment.UNLIMITED);
        RpcCaller alice = start.signIn("alice");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> writers = IntStream.range(0, WRITERS)
                    .mapToObj(writer -> threads.submit(writer(alice, writer)))
                    .toList();
            try {
                for (int kills = 1; kills <= 3; kills++) {
                    int threshold = kills * WRITERS * ACTS_PER_WRITER / 4;
                    progress.await(
                            TIMEOUT, () -> threshold + " acknowledged acts", state -> state.acknowledged >= threshold);
                    start.kill();
                    start.restart();
                }
                for (Future<Void> writer : writers) writer.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            } finally {
                progress.change(state -> state.ended = true);
            }
        }
        List<Long> recorded = targets(alice, "group_created");
        TreeSet<Long> groups = groups(alice);
        assertTrue(groups.size() >= WRITERS * ACTS_PER_WRITER, () -> groups.size() + " groups");
        assertEquals(List.copyOf(groups), recorded.stream().sorted().toList(), "one record for each group");
    }

    private Callable<Void> writer(RpcCaller alice, int writer) {
        return () -> {
            for (int act = 0; act < ACTS_PER_WRITER; act++) {
                createUntilAcknowledged(alice, "crash-" + writer + "-" + act);
            }
            return null;
        };
    }

    private void createUntilAcknowledged(RpcCaller alice, String name) {
        while (true) {
            try {
                alice.call("group.create", "name", name, "op_id", name);
                progress.change(state -> state.acknowledged++);
                return;
            } catch (UncheckedIOException noResponse) {
                // the outcome is unknown; the op_id makes the repetition safe
            } catch (RpcCallRejected rejected) {
                if (!rejected.retryable()) throw rejected;
            }
            if (progress.becomes(RETRY_AFTER, state -> state.ended)) return;
        }
    }

    private static List<Long> targets(RpcCaller alice, String action) {
        List<Long> targets = new ArrayList<>();
        ObjectNode params = TestJson.params("action", action, "limit", 200);
        while (true) {
            JsonNode page = alice.call("audit.list", params);
            page.get("records")
                    .forEach(record -> targets.add(record.get("target_id").longValue()));
            if (!page.has("next_before_id")) return targets;
            params.set("before_id", page.get("next_before_id"));
        }
    }

    private static TreeSet<Long> groups(RpcCaller alice) {
        TreeSet<Long> groups = new TreeSet<>();
        ObjectNode params = TestJson.params("limit", 200);
        while (true) {
            JsonNode page = alice.call("group.list", params);
            page.get("groups").forEach(group -> groups.add(group.get("id").longValue()));
            if (!page.has("next_after_id")) return groups;
            params.set("after_id", page.get("next_after_id"));
        }
    }
}
