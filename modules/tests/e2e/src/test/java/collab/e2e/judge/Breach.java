package collab.e2e.judge;

/** A broken guarantee: which rule, and what was expected and seen. */
public record Breach(JudgeRule rule, String what) {
    @Override
    public String toString() {
        return rule + ": " + what;
    }
}
