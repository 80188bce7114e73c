package collab.e2e.checker;

import java.util.List;
import java.util.Random;

/** A change that breaks a sound history, and the rule that the checker must report. */
interface BrokenHistory {
    ProofRule rule();

    void breakHistory(List<HistoryEntry> entries, Random random);
}
