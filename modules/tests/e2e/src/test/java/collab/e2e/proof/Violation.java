package collab.e2e.proof;

/** A broken promise. */
public record Violation(ProofRule rule, String what) {
    @Override
    public String toString() {
        return rule + ": " + what;
    }
}
