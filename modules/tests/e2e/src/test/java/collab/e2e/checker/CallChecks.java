package collab.e2e.checker;

import collab.e2e.checker.HistoryEntry.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks the calls of the workload: one operation has one position, however many calls make it at once; its
 * {@code op_id} is not accepted for another operation; every call gets a response; an ended session is served no longer.
 */
final class CallChecks {
    private static final String OPERATION_REUSED = "operation_reused";

    private final Map<String, HistoryEntry.Called> acknowledged = new HashMap<>();
    private final Findings findings;

    private CallChecks(Findings findings) {
        this.findings = findings;
    }

    static void check(List<HistoryEntry> entries, Findings findings) {
        CallChecks checks = new CallChecks(findings);
        for (HistoryEntry entry : entries) {
            switch (entry) {
                case HistoryEntry.Called call -> checks.checkCall(call);
                case HistoryEntry.Reused reused -> checks.checkReused(reused);
                case HistoryEntry.Revoked revoked -> checks.checkRevoked(revoked);
                default -> {}
            }
        }
    }

    private void checkCall(HistoryEntry.Called call) {
        if (call.outcome() == Outcome.UNKNOWN) findings.add(ProofRule.RECOVERY, "no response: %s", call);
        if (call.outcome() != Outcome.OK) return;
        HistoryEntry.Called other = acknowledged.putIfAbsent(call.op(), call);
        if (other == null) return;
        boolean same = other.seq() == call.seq() && other.method().equals(call.method()) && other.user() == call.user();
        if (!same) findings.add(ProofRule.TWICE, "one operation, two results: %s and %s", other, call);
    }

    private void checkReused(HistoryEntry.Reused reused) {
        if (reused.error().equals(OPERATION_REUSED)) return;
        findings.add(
                ProofRule.TWICE,
                "the op_id of another operation must be rejected with %s: %s",
                OPERATION_REUSED,
                reused);
    }

    private void checkRevoked(HistoryEntry.Revoked revoked) {
        if (!revoked.served().isEmpty()) findings.add(ProofRule.LEAK, "an ended session is served: %s", revoked);
    }
}
