package collab.e2e.checker;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether the run is valid: the planned faults had their effect, and afterwards everything worked again in time. */
final class RunChecks {
    private RunChecks() {}

    static void check(List<HistoryEntry> entries, Findings findings) {
        Set<String> hit = new HashSet<>();
        for (HistoryEntry entry : entries) {
            if (entry instanceof HistoryEntry.Fault fault && fault.hit()) hit.add(fault.name());
        }
        for (HistoryEntry entry : entries) {
            switch (entry) {
                case HistoryEntry.Planned planned ->
                    planned.faults().stream()
                            .filter(fault -> !hit.contains(fault))
                            .forEach(
                                    fault -> findings.add(ProofRule.SOMETIMES, "fault %s never had its effect", fault));
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
