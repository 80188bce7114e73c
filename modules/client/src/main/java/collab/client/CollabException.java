package collab.client;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;

/**
 * A call was not answered with a result. {@link #code} is the JSON-RPC code, {@link #name} its stable cause (for example
 * {@code channel_archived}); programs act on these, people read the message.
 */
public final class CollabException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** No answer came: refused, reset, timed out, or not JSON-RPC. */
    public static final int UNREACHABLE = 0;

    public static final int UNAUTHENTICATED = -32001;
    public static final int PERMISSION_DENIED = -32002;
    public static final int NOT_FOUND = -32003;
    public static final int RATE_LIMITED = -32005;
    public static final int UNAVAILABLE = -32007;

    private final int code;
    private final String name;
    private final transient Optional<Duration> retryAfter;

    CollabException(int code, String name, String message, Optional<Duration> retryAfter) {
        super(message);
        this.code = code;
        this.name = name;
        this.retryAfter = retryAfter;
    }

    static CollabException unreachable(String message, Throwable cause) {
        CollabException exception = new CollabException(UNREACHABLE, "unreachable", message, Optional.empty());
        exception.initCause(cause);
        return exception;
    }

    public int code() {
        return code;
    }

    public String name() {
        return name;
    }

    /** When the server asked to try again, if it said so. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** Whether the same call may succeed later, unchanged. */
    public boolean passing() {
        return code == UNREACHABLE || code == UNAVAILABLE || code == RATE_LIMITED;
    }
}
