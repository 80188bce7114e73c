package collab.gateway.http;

import java.io.Serial;

/** The server sent no reply to a request. */
public final class RelayFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final boolean possiblyExecuted;

    /** @param possiblyExecuted whether the server may have executed the request */
    public RelayFailure(String message, boolean possiblyExecuted, Throwable cause) {
        super(message, cause);
        this.possiblyExecuted = possiblyExecuted;
    }

    /** A failure of the gateway itself, without a cause. */
    RelayFailure(String message, boolean possiblyExecuted) {
        super(message);
        this.possiblyExecuted = possiblyExecuted;
    }

    boolean possiblyExecuted() {
        return possiblyExecuted;
    }
}
