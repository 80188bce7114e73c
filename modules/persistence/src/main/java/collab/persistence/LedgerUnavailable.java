package collab.persistence;

import java.io.Serial;

/** The world failed, not the command: it can be tried again, with the same operation id. */
public final class LedgerUnavailable extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** Whether the command may have been executed all the same. */
    public enum Outcome {
        NOT_EXECUTED,
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
