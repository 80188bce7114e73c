package collab.e2e.checker;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether the run is valid: the planned faults had their effect, the demanded situations occurred, and after each fault
 * everything worked again in time.
 */
final class RunChecks {
    private RunChecks() {}

    static void check(List<HistoryEntry> entries, Findings findings) {
        Set<String> hit = new HashSet<>();
        Set<String> occurred = new HashSet<>();
        for (HistoryEntry entry : entries) {
            if (entry instanceof HistoryEntry.Fault fault && fault.hit()) hit.add(fault.name());
            if (entry instanceof HistoryEntry.Occurred situation && situation.times() > 0) {
                occurred.add(situation.situation());
            }
        }
        for (HistoryEntry entry : entries) {
            switch (entry) {
                case HistoryEntry.Planned planned ->
                    planned.faults().stream()
                            .filter(fault -> !hit.contains(fault))
                            .forEach(
                                    fault -> findings.add(ProofRule.SOMETIMES, "fault %s never had its effect", fault));
                case HistoryEntry.Demanded demanded ->
                    demanded.situations().stream()
                            .filter(situation -> !occurred.contains(situation))
                            .forEach(situation -> findings.add(ProofRule.SOMETIMES, "never occurred: %s", situation));
                case HistoryEntry.Healed healed -> {
                    if (healed.firstSendSeconds() <= healed.secondsMax()
                            && healed.caughtUpSeconds() <= healed.secondsMax()) continue;
                    findings.add(ProofRule.RECOVERY, "took longer than allowed: %s", healed);
                }
                default -> {}
            }
        }
    }
}
