package collab.e2e.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.checker.Violation;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A gateway that rejects every resume passed all runs before the reason of a rejection was compared with the log. */
class ResumeJudgeTest {
    private static final long FLOOR = 10;

    private final LogScript script = LogScript.story();
    private final SyntheticTabs tabs = new SyntheticTabs(script);

    private List<Violation> judge(List<LogEpoch> epochs, TabRecord tab) {
        return Judge.deliveries(epochs, List.of(tab), tabs.contents(), new FaultTimes());
    }

    /** A client that was rejected at a position and boots again at the head. */
    private TabRecord rejected(long position, String reason, String next) {
        TabRecord tab = tabs.fresh(LogScript.MALLORY);
        tab.closed();
        tab.booted(LogScript.EPOCH, position);
        tab.opened(2, position);
        tab.rejected(position, reason);
        tab.ended(1000);
        tab.booted(next, script.head());
        tab.opened(3, script.head());
        tab.resumed(script.head());
        return tab;
    }

    @ParameterizedTest
    @CsvSource({"9, too_old", "1000, future"})
    void trueReasonIsNoViolation(long position, String reason) {
        LogEpoch log = tabs.log();
        log.floor(FLOOR);
        assertEquals(List.of(), judge(List.of(log), rejected(position, reason, LogScript.EPOCH)));
    }

    @ParameterizedTest
    @CsvSource({
        "10, too_old",
        "1000, too_old",
        "20, future",
        "20, epoch",
        "9, too_far",
        "20, too_far",
        "20, malformed",
        "20, unheard_of"
    })
    void falseReasonIsNamed(long position, String reason) {
        LogEpoch log = tabs.log();
        log.floor(FLOOR);
        List<Violation> violations = judge(List.of(log), rejected(position, reason, LogScript.EPOCH));
        assertEquals(
                List.of(JudgeRule.RESUME),
                violations.stream().map(Violation::rule).toList());
        String what = violations.getFirst().what();
        assertTrue(what.contains("tab-of-4 (user 4") && what.contains(reason) && what.contains("" + position), what);
    }

    @Test
    void moreThanFiveThousandOwedEventsAreTooFar() {
        for (int i = 0; i <= 5_000; i++) {
            script.add(
                    LogScript.event()
                            .setSessionRevoked(collab.wire.event.v2.SessionRevoked.newBuilder()
                                    .setUserId(LogScript.MALLORY)),
                    Set.of(LogScript.MALLORY));
        }
        long before = script.head() - 5_001;
        LogEpoch log = script.log();
        assertEquals(List.of(), judge(List.of(log), rejected(before, "too_far", LogScript.EPOCH)));
        assertEquals(
                1,
                judge(List.of(log), rejected(before + 1, "too_far", LogScript.EPOCH))
                        .size());
    }

    // ---- Epochs ----

    private static LogEpoch second(LogEpoch first, long upTo, long firstSeenMs) {
        LogEpoch second = first.next("second", firstSeenMs, upTo);
        for (long seq = upTo + 1; seq <= first.head(); seq++)
            second.add(first.at(seq).orElseThrow());
        return second;
    }

    @Test
    void positionOfReplacedEpochIsRejected() {
        LogEpoch first = tabs.log();
        List<LogEpoch> both = List.of(first, second(first, 5, 200));
        assertEquals(List.of(), judge(both, rejected(20, "epoch", "second")));
    }

    @Test
    void positionOfPresentEpochMayNotBeRejectedForALaterOne() {
        LogEpoch first = tabs.log();
        List<LogEpoch> both = List.of(first, second(first, 5, 60_000));
        assertEquals(
                List.of(JudgeRule.RESUME),
                judge(both, rejected(20, "epoch", "second")).stream()
                        .map(Violation::rule)
                        .toList());
    }

    @Test
    void clientThatStaysInReplacedEpochIsNamed() {
        LogEpoch first = tabs.log();
        TabRecord tab = tabs.fresh(LogScript.MALLORY);
        first.rows().stream()
                .filter(row -> script.owed(row.seq()).contains(LogScript.MALLORY))
                .forEach(row -> tab.received(row.seq(), row.hash()));
        assertEquals(
                List.of(JudgeRule.RESUME),
                judge(List.of(first, second(first, 5, 200)), tab).stream()
                        .map(Violation::rule)
                        .toList());
    }

    @Test
    void epochOfNoLogIsNamed() {
        TabRecord tab = tabs.fresh(LogScript.MALLORY);
        tab.closed();
        tab.booted("invented", 0);
        assertEquals(
                List.of(JudgeRule.EPOCH),
                judge(List.of(tabs.log()), tab).stream().map(Violation::rule).toList());
    }
}
