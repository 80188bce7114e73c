package collab.persistence;

import java.io.Serial;

/** The store failed, not the command: the caller can try again with the same operation id. */
public final class LedgerUnavailable extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** Whether the command was executed. */
    public enum Outcome {
        /** The command was not executed. */
        NOT_EXECUTED,
        /** The command may have been executed. */
        UNKNOWN
    }

    private final Outcome outcome;

    public LedgerUnavailable(Outcome outcome, String message, Throwable cause) {
        super(message, cause);
        this.outcome = outcome;
    }

    public LedgerUnavailable(Outcome outcome, String message) {
        super(message);
        this.outcome = outcome;
    }

    public Outcome outcome() {
        return outcome;
    }
}
