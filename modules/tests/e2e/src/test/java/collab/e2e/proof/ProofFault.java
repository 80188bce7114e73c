package collab.e2e.proof;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A fault. It has an effect and reports the evidence. It is over when {@link #strike} returns, or at the last call of
 * {@link ProofScene#over} before that. From then on everything must recover.
 */
interface ProofFault {
    FaultEvidence strike(ProofScene scene);

    /** The name of the constant. */
    String name();

    /** Why this machine does not allow the fault; empty when it does. */
    default Optional<String> unavailableReason(ProofSystem system) {
        return Optional.empty();
    }

    /** Whether a run without this fault's effect fails. */
    default boolean required() {
        return true;
    }

    /** Whether a run of two minutes and less contains the fault. */
    default boolean quick() {
        return required();
    }

    /** Whether users must be served also while it lasts: their calls and deliveries are measured from its begin. */
    default boolean served() {
        return false;
    }

    /** The name in commands and histories. */
    default String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static List<ProofFault> all() {
        return Stream.<ProofFault[]>of(
                        ProcessFault.values(),
                        NetworkFault.values(),
                        PauseFault.values(),
                        ThreadFault.values(),
                        DiskFault.values(),
                        OutputFault.values(),
                        AttackFault.values(),
                        HistoryFault.values(),
                        ClockFault.values())
                .flatMap(Arrays::stream)
                .toList();
    }
}
