package collab.e2e.proof;

import java.util.List;

/**
 * The evidence that a fault had its effect.
 *
 * @param hit whether the effect was observed
 * @param detail what was observed
 */
record FaultEvidence(boolean hit, String detail) {
    static FaultEvidence all(List<FaultEvidence> parts) {
        return new FaultEvidence(
                parts.stream().allMatch(FaultEvidence::hit),
                String.join("; ", parts.stream().map(FaultEvidence::detail).toList()));
    }
}
