package collab.e2e.checker;

import static collab.e2e.checker.HistoryEdits.all;
import static collab.e2e.checker.HistoryEdits.last;
import static collab.e2e.checker.HistoryEdits.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.checker.HistoryEntry.Outcome;
import collab.e2e.checker.HistoryEntry.Received;
import collab.e2e.checker.HistoryEntry.Wrote;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests the checker: each kind of broken guarantee is put into a sound history, and the checker must report its rule.
 */
class CheckerTest {
    private static final int SEEDS = 25;

    @Test
    void soundHistoryHasNoViolation() {
        for (int seed = 0; seed < SEEDS; seed++) {
            assertEquals(List.of(), Checker.check(SoundHistory.of(seed)), "seed " + seed);
        }
    }

    static Stream<BrokenHistory> brokenHistories() {
        return Stream.<BrokenHistory[]>of(BrokenDelivery.values(), BrokenState.values(), BrokenCalls.values())
                .flatMap(Arrays::stream);
    }

    @ParameterizedTest
    @MethodSource("brokenHistories")
    void brokenHistoryIsReportedWithItsRule(BrokenHistory broken) {
        for (int seed = 0; seed < SEEDS; seed++) {
            List<HistoryEntry> entries = new ArrayList<>(SoundHistory.of(seed));
            broken.breakHistory(entries, new Random(seed));
            List<Violation> violations = Checker.check(entries);
            int used = seed;
            assertTrue(
                    violations.stream().anyMatch(violation -> violation.rule() == broken.rule()),
                    () -> "seed " + used + ": " + broken + " must break " + broken.rule() + " but broke " + violations);
        }
    }

    @Test
    void everyRuleHasABrokenHistory() {
        assertEquals(
                EnumSet.allOf(ProofRule.class),
                brokenHistories().map(BrokenHistory::rule).collect(Collectors.toSet()));
    }

    @Test
    void userWithoutSocketForLongEnoughMayBeOffline() {
        List<HistoryEntry> entries = new ArrayList<>(SoundHistory.of(1));
        long end = entries.getLast().at();
        HistoryEntry.Opened last =
                last(entries, HistoryEntry.Opened.class, opened -> opened.tab().equals("tab-2-0"));
        entries.add(new HistoryEntry.Ended(end + 1, "tab-2-0", last.socket(), 1000));
        entries.add(new HistoryEntry.Presence(end + 16_000_000_000L, "tab-1-0", 1, List.of(), List.of(2L)));
        assertEquals(List.of(), Checker.check(entries));
    }

    /** A client that does not read answers no ping, and sees the end of its socket only when it reads again. */
    @Test
    void userWhoDoesNotReadForLongEnoughMayBeOffline() {
        List<HistoryEntry> entries = new ArrayList<>(SoundHistory.of(1));
        long end = entries.getLast().at();
        entries.add(new HistoryEntry.Stalled(end + 1, "tab-2-0", true));
        entries.add(new HistoryEntry.Presence(end + 16_000_000_000L, "tab-1-0", 1, List.of(), List.of(2L)));
        entries.add(new HistoryEntry.Stalled(end + 17_000_000_000L, "tab-2-0", false));
        assertEquals(List.of(), Checker.check(entries));
    }

    /** A send whose response was lost, whose author was then removed, and whose repeat was rejected, breaks no rule. */
    @Test
    void writeRejectedAfterALostResponseMayHaveHappened() {
        for (int seed = 0; seed < SEEDS; seed++) {
            List<HistoryEntry> entries = new ArrayList<>(SoundHistory.of(seed));
            Wrote wrote = all(entries, Wrote.class, HistoryEdits::sent).getFirst();
            entries.set(entries.indexOf(wrote), with(wrote, Outcome.DOUBTFUL, wrote.begin(), 0));
            assertEquals(List.of(), Checker.check(entries), "seed " + seed);
        }
    }

    /** The same with an edit: the store then has a newer text than the last acknowledged one. */
    @Test
    void editRejectedAfterALostResponseMayHaveHappened() {
        for (int seed = 0; seed < SEEDS; seed++) {
            List<HistoryEntry> entries = new ArrayList<>(SoundHistory.of(seed));
            for (Wrote edit : all(entries, Wrote.class, wrote -> wrote.action() == HistoryEntry.Action.EDIT)) {
                entries.set(entries.indexOf(edit), with(edit, Outcome.DOUBTFUL, edit.begin(), 0));
            }
            assertEquals(List.of(), Checker.check(entries), "seed " + seed);
        }
    }

    /** A call whose response was lost, and whose repeat was rejected, may have been executed by the call beside it. */
    @Test
    void operationMayBeExecutedByTheCallThatWasRejectedLater() {
        List<HistoryEntry> entries = new ArrayList<>(SoundHistory.of(1));
        long end = entries.getLast().at();
        long at = entries.stream()
                .filter(Wrote.class::isInstance)
                .mapToLong(entry -> ((Wrote) entry).seq())
                .max()
                .orElseThrow();
        entries.add(new HistoryEntry.Called(1, end + 2, "late", "message.pin", 20, Outcome.DOUBTFUL, 0));
        entries.add(new HistoryEntry.Called(end + 1, end + 2, "late", "message.pin", 20, Outcome.OK, at - 1));
        assertEquals(List.of(), Checker.check(entries));
    }

    @Test
    void unrecordedHistoryHasTheClockAndNoEntries(@TempDir Path folder) {
        try (History history = History.create(folder.resolve("history.jsonl"))) {
            History unrecorded = history.unrecorded();
            long before = history.now();
            unrecorded.add(new HistoryEntry.TabClosed(1, "tab-1-0"));
            assertTrue(unrecorded.now() >= before, "it has another clock");
            assertEquals(List.of(), unrecorded.entries());
            assertEquals(List.of(), history.entries());
        }
    }

    @Test
    void manyViolationsAreCounted() {
        List<HistoryEntry> entries = new ArrayList<>(SoundHistory.of(1));
        entries.removeIf(entry -> entry instanceof Received received && HistoryEdits.hasText(received));
        List<Violation> lost = Checker.check(entries).stream()
                .filter(violation -> violation.rule() == ProofRule.LOST)
                .toList();
        assertEquals(Findings.DETAILS_MAX + 1, lost.size());
        assertTrue(lost.getLast().what().matches("and \\d+ more"), lost.getLast()::what);
    }

    @Test
    void historyIsWrittenAsLinesOfJson(@TempDir Path folder) {
        List<HistoryEntry> written = new ArrayList<>(SoundHistory.of(3));
        written.add(new HistoryEntry.ResumeFailed(1, "tab-1-0", 1, "epoch"));
        written.add(new HistoryEntry.Presence(1, "tab-1-0", 1, List.of(1L), List.of()));
        written.add(new HistoryEntry.TabClosed(2, "tab-1-0"));
        Path file = folder.resolve("history.jsonl");
        try (History history = History.create(file)) {
            written.forEach(history::add);
            assertEquals(written, history.entries());
        }
        assertEquals(written, History.read(file));
    }
}
