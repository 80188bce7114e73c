package collab.e2e.checker;

import java.time.Duration;
import java.util.List;

/**
 * Checks a history: which guarantees were broken, and where. Its work grows with the number of frames and of deliveries
 * that are due. It uses only what clients received and which responses they got. It assumes that the run was quiet
 * before its end.
 */
public final class Checker {
    private Checker() {}

    public static List<Violation> check(List<HistoryEntry> entries) {
        return check(entries, PresenceCheck.GRACE);
    }

    /** @param presenceGrace the setting {@code presence.grace} of the server */
    public static List<Violation> check(List<HistoryEntry> entries, Duration presenceGrace) {
        Findings findings = new Findings();
        Facts facts = Facts.of(entries, findings);
        WriteChecks.check(facts, findings);
        CallChecks.check(entries, findings);
        DeliveryChecks.check(facts, findings);
        TimeChecks.check(entries, facts, findings);
        StateChecks.check(entries, facts, findings);
        PresenceCheck.check(entries, facts, findings, presenceGrace);
        RunChecks.check(entries, findings);
        CounterCheck.check(entries, findings);
        return findings.all();
    }
}
