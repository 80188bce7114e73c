package collab.gateway.http;

import java.io.Serial;

/** The server gave no answer to a call. */
public final class RelayFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final boolean executedMaybe;

    /** @param executedMaybe whether the server may have executed it all the same */
    public RelayFailure(String message, boolean executedMaybe, Throwable cause) {
        super(message, cause);
        this.executedMaybe = executedMaybe;
    }

    boolean executedMaybe() {
        return executedMaybe;
    }
}
