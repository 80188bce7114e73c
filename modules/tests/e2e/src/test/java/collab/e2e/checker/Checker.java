package collab.e2e.checker;

import java.time.Duration;
import java.util.List;

/**
 * Checks a history: which guarantees were broken, and where. Its work grows with the number of frames and of deliveries
 * that are due. It uses only what clients received and which responses they got. It assumes that the run was quiet
 * before its end, and before each replacement of the database.
 */
public final class Checker {
    private Checker() {}

    public static List<Violation> check(List<HistoryEntry> entries) {
        return check(entries, PresenceCheck.GRACE);
    }

    /** @param presenceGrace the setting {@code presence.grace} of the server */
    public static List<Violation> check(List<HistoryEntry> entries, Duration presenceGrace) {
        Findings findings = new Findings();
        for (List<HistoryEntry> era : HistoryEras.of(entries, findings)) {
            Facts facts = Facts.of(era, findings);
            WriteChecks.check(facts, findings);
            DeliveryChecks.check(facts, findings);
            TimeChecks.check(era, facts, findings);
            StateChecks.check(era, facts, findings);
        }
        PresenceCheck.check(
                entries,
                Facts.of(entries, new Findings()),
                findings,
                presenceGrace); // users stay the same in all of them
        CallChecks.check(entries, findings);
        RunChecks.check(entries, findings);
        CounterCheck.check(entries, findings);
        return findings.all();
    }
}
