package collab.e2e.checker;

/**
 * A broken guarantee.
 *
 * @param rule a constant of {@link ProofRule} or of the judge's rules
 * @param what what was expected and seen
 */
public record Violation(Enum<?> rule, String what) {
    @Override
    public String toString() {
        return rule + ": " + what;
    }
}
