package collab.e2e.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.RpcMethod;
import collab.e2e.checker.History;
import collab.e2e.checker.HistoryEntry;
import collab.e2e.checker.HistoryEntry.Called;
import collab.e2e.checker.HistoryEntry.Outcome;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RuntimeImage;
import collab.e2e.harness.TestJson;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Tests the table of situations, and that it and the workload contain every mutating method of the contract. */
class SituationTest {
    private static final URI GATEWAY = URI.create("http://gateway.example");
    private static final String AT_ONCE = "one operation was made by several calls at once";
    private static final String PRESENCE = "a user was announced as offline and later as online";

    private final MetricTotals totals = new MetricTotals(List.of());

    private Map<String, Long> occurrences(HistoryEntry... entries) {
        return Situation.occurred(1, new Situation.Seen(List.of(entries), totals)).stream()
                .map(HistoryEntry.Occurred.class::cast)
                .collect(Collectors.toMap(HistoryEntry.Occurred::situation, HistoryEntry.Occurred::times));
    }

    private static Set<String> demanded(boolean everything, String... faults) {
        return Set.copyOf(Situation.demanded(1, everything, List.of(faults)).situations());
    }

    /** A method that is added to the contract without an action of the workload fails the next run: it never succeeds. */
    @Test
    void everyMutatingMethodOfTheContractMustSucceed() throws Exception {
        JsonNode contract =
                TestJson.parse(Files.readString(RuntimeImage.repository().resolve("openrpc.json")));
        Set<String> mutating = contract.get("methods")
                .valueStream()
                .filter(method -> method.get("x-mutating").booleanValue())
                .map(method -> method.get("name").asText() + " succeeded")
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> methods = demanded(false).stream()
                .filter(situation -> situation.endsWith(" succeeded"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(mutating, methods);
        assertTrue(occurrences().keySet().containsAll(mutating), "not counted");
    }

    @Test
    void methodThatChangesNothingHasNoAction() {
        Operations operations = new Operations(List.of(GATEWAY), History.inMemory());
        Team.Member member = new Team.Member("mia", RpcCaller.of(GATEWAY), false);
        Actor actor = new Actor(member, new Team(1, List.of(member), List.of()), operations, new Random(1));
        MethodActions actions = new MethodActions(actor);
        for (RpcMethod method : RpcMethod.values()) {
            if (method.mutating()) continue;
            assertThrows(IllegalArgumentException.class, () -> actions.perform(method), method.wireName());
        }
    }

    @Test
    void longRunWithAllFaultsDemandsEverySituation() {
        assertEquals(occurrences().keySet(), demanded(true));
    }

    @Test
    void shortRunDemandsWhatItsFaultsCause() {
        Set<String> situations = demanded(false, "kill-gateway");
        assertTrue(situations.contains("a resume was answered from the log"));
        assertFalse(situations.contains("a resume was answered from the ring"));
        assertFalse(situations.contains("a position was older than the log"));
        assertTrue(situations.contains(AT_ONCE));
    }

    @Test
    void counterOfAProcessIsEvidence() {
        totals.add(
                GATEWAY,
                Map.of(
                        "collab_gateway_ring_hits_total", 2.0,
                        "collab_gateway_ring_misses_total", 4.0,
                        "collab_replays_total{result=\"complete\"}", 3.0,
                        "collab_resumes_total{result=\"too_old\"}", 5.0,
                        "collab_resumes_total{result=\"epoch\"}", 6.0,
                        "collab_socket_endings_total{code=\"4100\"}", 7.0));
        Map<String, Long> occurrences = occurrences();
        assertEquals(2, occurrences.get("a resume was answered from the ring"));
        assertEquals(3, occurrences.get("a resume was answered from the log"));
        assertEquals(5, occurrences.get("a position was older than the log"));
        assertEquals(6, occurrences.get("a position was of another epoch"));
        assertEquals(7, occurrences.get("the lease of a link expired"));
    }

    @Test
    void presenceIsLostAndRegainedOnOneTab() {
        HistoryEntry offline = new HistoryEntry.Presence(1, "tab-1", 1, List.of(), List.of(7L));
        HistoryEntry online = new HistoryEntry.Presence(2, "tab-1", 1, List.of(7L), List.of());
        HistoryEntry elsewhere = new HistoryEntry.Presence(2, "tab-2", 1, List.of(7L), List.of());
        assertEquals(1, occurrences(offline, online, online).get(PRESENCE));
        assertEquals(0, occurrences(online, offline).get(PRESENCE));
        assertEquals(0, occurrences(offline, elsewhere).get(PRESENCE));
    }

    @Test
    void callsOfOneOperationMustOverlap() {
        Called first = new Called(1, 5, "op", "message.pin", 7, Outcome.OK, 9);
        Called atOnce = new Called(4, 8, "op", "message.pin", 7, Outcome.OK, 9);
        Called later = new Called(6, 8, "op", "message.pin", 7, Outcome.OK, 9);
        Called rejected = new Called(4, 8, "op", "message.pin", 7, Outcome.REFUSED, 0);
        assertEquals(1, occurrences(first, atOnce).get(AT_ONCE));
        assertEquals(0, occurrences(first, later).get(AT_ONCE));
        assertEquals(0, occurrences(first, rejected).get(AT_ONCE));
    }

    @Test
    void successOfAMethodIsCounted() {
        Called done = new Called(1, 5, "op", "message.pin", 7, Outcome.OK, 9);
        Called rejected = new Called(1, 5, "other", "message.unpin", 7, Outcome.REFUSED, 0);
        assertEquals(1, occurrences(done, rejected).get("message.pin succeeded"));
        assertEquals(0, occurrences(done, rejected).get("message.unpin succeeded"));
    }
}
