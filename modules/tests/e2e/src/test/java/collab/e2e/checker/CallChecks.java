package collab.e2e.checker;

import collab.e2e.checker.HistoryEntry.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Checks the calls of the workload: one operation has one position, however many calls make it at once; its
 * {@code op_id} is not accepted for another operation; every call gets a response, and without a fault none fails within
 * the product; an ended session is served no longer.
 */
final class CallChecks {
    private static final String OPERATION_REUSED = "operation_reused";

    private final Map<String, HistoryEntry.Called> acknowledged = new HashMap<>();
    private final Findings findings;

    /** The time of the last {@link HistoryEntry.Calm}; absent while a fault is in effect. */
    private OptionalLong calmSince = OptionalLong.empty();

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
                case HistoryEntry.Calm calm ->
                    checks.calmSince = calm.calm() ? OptionalLong.of(calm.at()) : OptionalLong.empty();
                case HistoryEntry.Failed failed -> checks.checkFailed(failed);
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

    /** Without a fault, no call fails within the product: a process that a fault has broken must end. */
    private void checkFailed(HistoryEntry.Failed failed) {
        if (calmSince.isPresent() && failed.begin() > calmSince.getAsLong()) {
            findings.add(ProofRule.RECOVERY, "a call failed without a fault: %s", failed);
        }
    }

    private void checkRevoked(HistoryEntry.Revoked revoked) {
        if (!revoked.served().isEmpty()) findings.add(ProofRule.LEAK, "an ended session is served: %s", revoked);
    }
}
