package collab.runtime.rpc;

import java.io.Serial;

/** The body of a request was not read completely. */
public final class BodyRejection extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** Why, and what becomes of the connection. */
    public enum Reason {
        /** Larger than the receiver accepts; the client gets an answer. */
        TOO_LARGE,

        /** The memory for bodies, or the client's share of it, is in use; the client gets an answer and may try again. */
        NO_MEMORY,

        /** The client sent less than {@link RequestBody#PROGRESS_BYTES} within a window; the connection is closed. */
        TOO_SLOW,

        /** The chunks of the body are malformed (RFC 9112, section 7.1); the client gets an answer, and the connection is closed. */
        MALFORMED,

        /** The client has gone; the connection is closed. */
        BROKEN
    }

    private final Reason reason;

    public BodyRejection(Reason reason) {
        super("the body was not read: " + reason);
        this.reason = reason;
    }

    BodyRejection(Reason reason, Throwable cause) {
        super("the body was not read: " + reason, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
