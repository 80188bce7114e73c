package collab.e2e.checker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.checker.HistoryEntry.Action;
import collab.e2e.checker.HistoryEntry.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A database that was put back gave its positions to other events, and clients that kept a position missed events without a sign.
 * The checker judged one history only, so no run could contain such a database.
 */
class HistoryErasTest {
    private static final String TAB = "alice-tab-1";
    private static final long USER = 1;
    private static final long CHANNEL = 100;

    private final List<HistoryEntry> entries = new ArrayList<>();
    private long now;

    private void oldEra() {
        boot(0);
        open(1);
        entries.add(new HistoryEntry.Resumed(++now, TAB, 1, 0));
        write("create", Action.CREATE, 0, 1);
        send("kept", 10, 2, 0, 1);
        send("lost", 11, 3, 2, 1);
    }

    private void replace() {
        entries.add(new HistoryEntry.NewEpoch(++now, 2));
    }

    private void newEra() {
        entries.add(new HistoryEntry.Ended(++now, TAB, 1, 4201));
        open(2);
        entries.add(new HistoryEntry.ResumeFailed(++now, TAB, 2, "epoch"));
        boot(2);
        open(3);
        entries.add(new HistoryEntry.Resumed(++now, TAB, 3, 2));
        send("new", 11, 3, 2, 3);
    }

    private void boot(long seq) {
        entries.add(new HistoryEntry.Booted(++now, TAB, USER, seq));
    }

    private void open(int socket) {
        entries.add(new HistoryEntry.Opened(++now, TAB, socket, "gateway-a"));
    }

    private void write(String op, Action action, long message, long seq) {
        entries.add(new HistoryEntry.Wrote(++now, ++now, op, action, USER, CHANNEL, message, 0, Outcome.OK, seq));
    }

    private void send(String op, long message, long seq, long prev, int socket) {
        write(op, Action.SEND, message, seq);
        receive(op, message, seq, prev, socket);
    }

    private void receive(String op, long message, long seq, long prev, int socket) {
        entries.add(new HistoryEntry.Received(
                ++now, TAB, socket, prev, seq, "message.created", CHANNEL, message, USER, op));
    }

    private Set<Enum<?>> broken() {
        return Checker.check(entries).stream().map(Violation::rule).collect(Collectors.toSet());
    }

    @Test
    void samePositionIsAnotherEventAfterTheReplacement() {
        oldEra();
        replace();
        newEra();
        assertEquals(List.of(), Checker.check(entries));
    }

    @Test
    void samePositionIsTheSameEventWithoutAReplacement() {
        oldEra();
        newEra();
        assertTrue(broken().contains(ProofRule.ORDER));
    }

    @Test
    void clientThatKeepsItsPositionIsReported() {
        oldEra();
        replace();
        open(2);
        entries.add(new HistoryEntry.Resumed(++now, TAB, 2, 3));
        boot(2);
        assertEquals(Set.of(ProofRule.RESUME), broken());
    }

    @Test
    void clientThatNeverFetchesItsStateAgainIsReported() {
        oldEra();
        replace();
        assertEquals(Set.of(ProofRule.RESUME), broken());
    }

    @Test
    void rejectionForAnotherReasonIsReported() {
        oldEra();
        replace();
        open(2);
        entries.add(new HistoryEntry.ResumeFailed(++now, TAB, 2, "too_old"));
        boot(2);
        assertEquals(Set.of(ProofRule.RESUME), broken());
    }

    @Test
    void lostMessageThatIsReceivedAgainIsReported() {
        oldEra();
        replace();
        newEra();
        receive("lost", 12, 4, 3, 3);
        assertEquals(Set.of(ProofRule.PHANTOM), broken());
    }

    @Test
    void keptMessageIsStillOwedAfterTheReplacement() {
        oldEra();
        replace();
        newEra();
        entries.add(new HistoryEntry.StoredChannel(++now, USER, CHANNEL, "", List.of()));
        assertTrue(broken().contains(ProofRule.DURABLE));
    }

    @Test
    void positionBelowTheFloorMayBeRejected() {
        oldEra();
        entries.add(new HistoryEntry.Ended(++now, TAB, 1, 1006));
        open(2);
        entries.add(new HistoryEntry.ResumeFailed(++now, TAB, 2, "too_old"));
        assertEquals(Set.of(ProofRule.RESUME), broken());
        entries.add(entries.size() - 1, new HistoryEntry.Pruned(now, 4));
        assertEquals(Set.of(), broken());
    }

    @Test
    void lastEraBeginsAtTheFloor() {
        oldEra();
        replace();
        newEra();
        entries.add(new HistoryEntry.Pruned(++now, 3));
        List<HistoryEntry.Booted> boots = HistoryEras.last(entries).stream()
                .filter(HistoryEntry.Booted.class::isInstance)
                .map(HistoryEntry.Booted.class::cast)
                .toList();
        assertEquals(List.of(3L), boots.stream().map(HistoryEntry.Booted::seq).toList());
    }
}
