package collab.e2e.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.checker.Findings;
import collab.e2e.checker.Violation;
import collab.e2e.harness.TestFrame;
import collab.e2e.harness.TestJson;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RestJudgeTest {
    private final SyntheticTabs tabs = new SyntheticTabs(LogScript.story());
    private final OwedEvents owed = OwedEvents.of(tabs.log()); // at its end alice and bob are in a workspace
    private final TabRecord alice = tabs.fresh(LogScript.ALICE);
    private final TabRecord bob = tabs.fresh(LogScript.BOB);
    private final TabRecord mallory = tabs.fresh(LogScript.MALLORY);

    private List<Violation> presence() {
        Findings findings = new Findings();
        RestJudge.presence(List.of(alice, bob, mallory), owed, findings);
        return findings.all();
    }

    private void allOnline() {
        alice.online(Set.of(LogScript.ALICE, LogScript.BOB));
        bob.online(Set.of(LogScript.ALICE, LogScript.BOB));
        mallory.online(Set.of(LogScript.MALLORY));
    }

    @Test
    void visibleUsersWithSocketsAreOnline() {
        allOnline();
        assertEquals(List.of(), presence());
    }

    @Test
    void missingUserIsNamed() {
        allOnline();
        bob.online(Set.of(LogScript.BOB));
        assertPresence("tab-of-2 (user 2) holds users [2] for online; missing are [1]");
    }

    @Test
    void userWithoutSocketIsNamed() {
        allOnline();
        bob.ended(1000);
        assertPresence("tab-of-1 (user 1) holds users [1, 2] for online; missing are []");
    }

    @Test
    void userWhoIsNotVisibleIsNamed() {
        allOnline();
        alice.online(Set.of(LogScript.ALICE, LogScript.BOB, LogScript.MALLORY));
        assertPresence("not online or not visible are [4]");
    }

    @Test
    void userWhoLeftTheCommonWorkspaceMayStayUntilTheNextSnapshot() {
        allOnline();
        alice.online(Set.of(LogScript.ALICE, LogScript.BOB, LogScript.CAROL));
        assertEquals(List.of(), presence());
    }

    private void assertPresence(String what) {
        List<Violation> violations = presence();
        assertEquals(
                List.of(JudgeRule.PRESENCE),
                violations.stream().map(Violation::rule).toList(),
                violations::toString);
        assertTrue(violations.getFirst().what().contains(what), violations::toString);
    }

    // ---- State ----

    private static JsonNode bootstrap(long seq, String status) {
        JsonNode user = TestJson.params("id", LogScript.ALICE, "status_text", status);
        return TestJson.parse(TestJson.params(
                        "epoch",
                        LogScript.EPOCH,
                        "seq",
                        seq,
                        "user",
                        user,
                        "permissions",
                        List.of(),
                        "workspaces",
                        List.of(),
                        "channels",
                        List.of(),
                        "read_states",
                        List.of(),
                        "threads",
                        TestJson.params("unread", List.of(), "following", List.of(), "more", false),
                        "drafts",
                        List.of(),
                        "prefs",
                        List.of())
                .toString());
    }

    private static TestFrame updated(long seq, String status) {
        JsonNode user = TestJson.params("id", LogScript.ALICE, "status_text", status);
        return TestFrame.of(TestJson.params(
                        "prev",
                        0,
                        "seq",
                        seq,
                        "type",
                        "user.updated",
                        "at",
                        "x",
                        "event",
                        TestJson.params("user", user))
                .toString());
    }

    @Test
    void clientWithTheFreshStateDoesNotDiffer() {
        alice.booted(bootstrap(5, "before"));
        alice.received(updated(6, "after"));
        assertEquals("", alice.difference(bootstrap(6, "after")));
    }

    @Test
    void clientWithAnotherStateDiffers() {
        alice.booted(bootstrap(5, "before"));
        assertTrue(alice.difference(bootstrap(6, "after")).contains("after"));
    }

    @Test
    void readStateOfUnknownChannelIsADifference() {
        alice.booted(bootstrap(5, "before"));
        JsonNode state = TestJson.params(
                "channel_id", 99, "read_no", 1, "mentions", 0, "read_broadcast_no", 0, "ver", 6, "user_id", 1);
        alice.received(
                TestFrame.of(TestJson.params("prev", 0, "seq", 6, "type", "read.state", "at", "x", "event", state)
                        .toString()));
        assertTrue(alice.difference(bootstrap(6, "before")).contains("contradict each other"));
    }

    @Test
    void eventThatCannotBeAppliedIsADifference() {
        alice.booted(bootstrap(5, "before"));
        alice.received(TestFrame.of("{\"prev\":0,\"seq\":6,\"type\":\"invented\",\"at\":\"x\",\"event\":{}}"));
        assertTrue(alice.difference(bootstrap(5, "before")).contains("cannot apply invented at position 6"));
    }
}
