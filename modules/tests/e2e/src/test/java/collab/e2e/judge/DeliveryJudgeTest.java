package collab.e2e.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.checker.Violation;
import collab.e2e.judge.SyntheticTabs.Wrong;
import collab.wire.event.EventOptionsProto;
import collab.wire.event.v2.Event;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** For each event type and each way to deliver it wrongly: the judge names exactly that, and nothing in a sound run. */
class DeliveryJudgeTest {
    private static final int FIRST_SIGNAL = 100;

    private static final Map<Wrong, JudgeRule> RULES = Map.of(
            Wrong.DROPPED, JudgeRule.MISSING,
            Wrong.ADDED, JudgeRule.NOT_OWED,
            Wrong.CHANGED, JudgeRule.CONTENT,
            Wrong.DOUBLED, JudgeRule.DOUBLED,
            Wrong.DELAYED, JudgeRule.LATE);

    private final LogScript script = LogScript.story();
    private final SyntheticTabs tabs = new SyntheticTabs(script);
    private final FaultTimes faults = new FaultTimes();

    private List<Violation> judge(List<TabRecord> records) {
        return Judge.deliveries(List.of(tabs.log()), records, tabs.contents(), faults);
    }

    @Test
    void soundRunHasNoViolation() {
        assertEquals(List.of(), judge(tabs.tabs(0, 0, Optional.empty())));
    }

    @Test
    void storyHasEveryLoggedType() {
        Set<String> logged = Event.getDescriptor().getOneofs().getFirst().getFields().stream()
                .filter(field -> field.getNumber() < FIRST_SIGNAL)
                .map(field -> field.getOptions().getExtension(EventOptionsProto.typeName))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> told = tabs.log().rows().stream().map(LogRow::type).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(logged, told);
    }

    static Stream<Arguments> misdeliveries() {
        LogScript script = LogScript.story();
        return script.log().rows().stream()
                .flatMap(row -> Stream.of(Wrong.values()).map(wrong -> Arguments.of(row.seq(), row.type(), wrong)));
    }

    @ParameterizedTest(name = "{1} at {0} {2}")
    @MethodSource("misdeliveries")
    void oneWrongDeliveryIsNamed(long seq, String type, Wrong wrong) {
        long user = LogScript.USERS.stream()
                .sorted()
                .filter(one -> script.owed(seq).contains(one) == (wrong != Wrong.ADDED))
                .findFirst()
                .orElseThrow();
        List<Violation> violations = judge(tabs.tabs(user, seq, Optional.of(wrong)));
        assertEquals(
                List.of(RULES.get(wrong)),
                violations.stream().map(Violation::rule).toList(),
                violations::toString);
        String what = violations.getFirst().what();
        assertTrue(what.contains("tab-of-" + user + " (user " + user), what);
        assertTrue(what.contains("position " + seq), what);
        if (wrong != Wrong.DOUBLED) assertTrue(what.contains(type), what);
    }

    @Test
    void eventUpToTheResumedPositionIsDoubled() {
        TabRecord tab = tabs.fresh(LogScript.ALICE);
        tabs.log().rows().stream()
                .filter(row -> script.owed(row.seq()).contains(LogScript.ALICE))
                .forEach(row -> tab.received(row.seq(), row.hash()));
        tab.ended(1006);
        tab.opened(2, script.head());
        tab.received(1, tabs.log().at(1).orElseThrow().hash());
        tab.resumed(script.head());
        assertEquals(
                List.of(JudgeRule.DOUBLED),
                judge(List.of(tab)).stream().map(Violation::rule).toList());
    }

    @Test
    void eventAfterTheClaimToBeCompleteIsMissing() {
        TabRecord tab = tabs.fresh(LogScript.MALLORY);
        tab.pinged(script.head());
        tabs.log().rows().stream()
                .filter(row -> script.owed(row.seq()).contains(LogScript.MALLORY))
                .forEach(row -> tab.received(row.seq(), row.hash()));
        Set<Enum<?>> rules = judge(List.of(tab)).stream().map(Violation::rule).collect(Collectors.toSet());
        assertEquals(Set.of(JudgeRule.MISSING), rules);
    }

    @Test
    void closedClientIsOwedNothingAfterItsPosition() {
        TabRecord tab = tabs.fresh(LogScript.ALICE);
        tab.received(1, tabs.log().at(1).orElseThrow().hash());
        tab.closed();
        assertEquals(List.of(), judge(List.of(tab)));
    }

    @Test
    void closedClientIsOwedWhatIsBeforeItsPosition() {
        TabRecord tab = tabs.fresh(LogScript.ALICE);
        tab.received(2, tabs.log().at(2).orElseThrow().hash());
        tab.closed();
        assertEquals(
                List.of(JudgeRule.MISSING),
                judge(List.of(tab)).stream().map(Violation::rule).toList());
    }

    @Test
    void clientMayBeStoppedAfterItsSessionWasRevoked() {
        assertEquals(List.of(), judge(List.of(stopped(7))));
    }

    @Test
    void clientMayNotBeStoppedWithoutARevocation() {
        List<Violation> violations = judge(List.of(stopped(8)));
        assertEquals(
                List.of(JudgeRule.STOPPED),
                violations.stream().map(Violation::rule).toList());
        assertTrue(violations.getFirst().what().contains("tab-of-3 (user 3, socket 1) was refused with 4004"));
    }

    private TabRecord stopped(long session) {
        TabRecord tab = tabs.fresh(LogScript.CAROL);
        tab.session(session);
        tab.stopped(4004);
        tab.closed();
        return tab;
    }

    @Test
    void textOfMessageThatIsDeletedLaterMayBeEmpty() {
        assertEquals(List.of(), judge(List.of(withBlankText(102))));
    }

    @Test
    void textOfMessageThatStaysMayNotBeEmpty() {
        assertEquals(
                List.of(JudgeRule.CONTENT),
                judge(List.of(withBlankText(100))).stream().map(Violation::rule).toList());
    }

    @Test
    void textThatTheLogNoLongerHasMayHaveBeenReceived() {
        assertEquals(List.of(), judgeBlankedLog(102));
    }

    @Test
    void textThatTheLogLacksWithoutDeletionIsWrong() {
        assertEquals(
                List.of(JudgeRule.CONTENT),
                judgeBlankedLog(100).stream().map(Violation::rule).toList());
    }

    /** The judge copied the event of a message only after its text was blanked; a client had received it before. */
    private List<Violation> judgeBlankedLog(long message) {
        LogEpoch blanked = LogEpoch.first(tabs.log().name(), 0);
        for (LogRow row : tabs.log().rows()) {
            Event.Builder event = row.event().toBuilder();
            if (creates(row, message)) {
                ObjectNode frame = EventText.frame(row.event());
                tabs.contents().seen(EventText.frameHash(frame), frame, frame.toString());
                event.getMessageCreatedBuilder().getMessageBuilder().clearText();
            }
            blanked.add(LogRow.of(row.seq(), row.seenMs(), event.build(), row.audience()));
        }
        List<TabRecord> all = tabs.tabs(0, 0, Optional.empty()).stream()
                .filter(tab -> tab.user() == LogScript.ALICE)
                .toList();
        return Judge.deliveries(List.of(blanked), all, tabs.contents(), faults);
    }

    private static boolean creates(LogRow row, long message) {
        return row.event().hasMessageCreated()
                && row.event().getMessageCreated().getMessage().getId() == message;
    }

    private TabRecord withBlankText(long message) {
        TabRecord tab = tabs.fresh(LogScript.ALICE);
        for (LogRow row : tabs.log().rows()) {
            if (!script.owed(row.seq()).contains(LogScript.ALICE)) continue;
            tab.received(row.seq(), creates(row, message) ? row.blankHash() : row.hash());
        }
        return tab;
    }

    @Test
    void delayWithinFaultIsAllowed() {
        faults.begin(0);
        assertEquals(List.of(), judge(tabs.tabs(LogScript.ALICE, 1, Optional.of(Wrong.DELAYED))));
    }

    @Test
    void positionBeyondTheLogIsNotOwed() {
        TabRecord tab = tabs.fresh(LogScript.MALLORY);
        tabs.log().rows().stream()
                .filter(row -> script.owed(row.seq()).contains(LogScript.MALLORY))
                .forEach(row -> tab.received(row.seq(), row.hash()));
        tab.received(script.head() + 1, 5);
        assertEquals(
                List.of(JudgeRule.NOT_OWED),
                judge(List.of(tab)).stream().map(Violation::rule).toList());
    }
}
