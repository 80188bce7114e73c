package collab.e2e.checker;

/** A broken guarantee. */
public record Violation(ProofRule rule, String what) {
    @Override
    public String toString() {
        return rule + ": " + what;
    }
}
