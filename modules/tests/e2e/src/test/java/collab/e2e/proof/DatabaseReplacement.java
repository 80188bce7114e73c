package collab.e2e.proof;

import collab.e2e.checker.History;
import collab.e2e.checker.HistoryEntry;
import collab.e2e.checker.HistoryEras;
import collab.e2e.harness.RunningServer;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Puts an older database in the place of the newest one while clients hold later positions. */
final class DatabaseReplacement {
    private static final int LOST_MESSAGES = 20;
    private static final Duration FETCHED_MAX = Duration.ofSeconds(60);

    private DatabaseReplacement() {}

    /**
     * Lets the work come to rest, loses what was written after a copy, and lets it go on.
     *
     * @param copy keeps the database as it is
     * @param replace puts the copy back; it begins and ends with a stopped server
     * @return whether the log has a new epoch and every client has fetched its state again
     */
    static FaultEvidence strike(ProofScene scene, Runnable copy, Runnable replace) {
        ProofWorkers workers = scene.workers();
        RunningServer server = scene.system().server();
        History history = scene.history();
        workers.rest();
        scene.heal("rest");
        copy.run();
        JsonNode before = workers.ownerCalls().read("session.bootstrap");
        String epoch = before.get("epoch").textValue();
        long kept = before.get("seq").longValue();
        for (int i = 0; i < LOST_MESSAGES; i++) scene.probe();
        scene.heal("messages that are lost");
        closeEra(scene);
        List<ProofSocket> tabs = workers.tabs();
        List<Integer> boots = tabs.stream().map(ProofSocket::boots).toList();
        server.kill();
        history.add(new HistoryEntry.NewEpoch(history.now(), kept));
        replace.run();
        server.restart();
        scene.over();
        boolean all = scene.becomes(FETCHED_MAX, () -> fetchedAgain(tabs, boots) == tabs.size());
        String renewed =
                workers.ownerCalls().read("session.bootstrap").get("epoch").textValue();
        scene.heal("the replacement");
        scene.system().judge().newEpoch();
        workers.goOn();
        return new FaultEvidence(
                all && !renewed.equals(epoch),
                "%d messages were lost; epoch %s after %s; %d of %d clients fetched their state again"
                        .formatted(LOST_MESSAGES, renewed, epoch, fetchedAgain(tabs, boots), tabs.size()));
    }

    /** Records the final state of this history: the database will be replaced. */
    private static void closeEra(ProofScene scene) {
        scene.workers().recordFinalState(HistoryEras.last(scene.history().entries()));
        scene.system().judge().capture();
    }

    private static long fetchedAgain(List<ProofSocket> tabs, List<Integer> before) {
        return IntStream.range(0, tabs.size())
                .filter(i -> tabs.get(i).boots() > before.get(i))
                .count();
    }
}
