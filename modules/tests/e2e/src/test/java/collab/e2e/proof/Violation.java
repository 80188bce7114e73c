package collab.e2e.proof;

/** A broken guarantee. */
public record Violation(ProofRule rule, String what) {
    @Override
    public String toString() {
        return rule + ": " + what;
    }
}
