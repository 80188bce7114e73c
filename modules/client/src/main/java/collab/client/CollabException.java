package collab.client;

import collab.api.ErrorCode;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.Serial;
import java.time.Duration;
import java.util.Optional;

/**
 * A call was not answered with a result. The class says what a program can do about it, {@link #reason} the exact cause in the
 * words of the contract (for example {@link ErrorCode#CHANNEL_ARCHIVED}), the message is for people.
 *
 * <p>The classes are sealed: a {@code switch} over them is complete.
 */
public abstract sealed class CollabException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 2;

    private final int code;
    private final String name;

    private CollabException(int code, String name, String message) {
        super(message);
        this.code = code;
        this.name = name;
    }

    /** Nobody is signed in, or no longer (-32001). */
    public static final class Unauthenticated extends CollabException {
        @Serial
        private static final long serialVersionUID = 1;

        private Unauthenticated(String name, String message) {
            super(-32001, name, message);
        }
    }

    /** One may know of it and may not do it (-32002). */
    public static final class PermissionDenied extends CollabException {
        @Serial
        private static final long serialVersionUID = 1;

        private PermissionDenied(String name, String message) {
            super(-32002, name, message);
        }
    }

    /** It does not exist, or one may not know that it does (-32003). */
    public static final class NotFound extends CollabException {
        @Serial
        private static final long serialVersionUID = 1;

        private NotFound(String name, String message) {
            super(-32003, name, message);
        }
    }

    /** The state of things forbids it: a taken name, an archived channel, a reused {@code op_id} (-32004). */
    public static final class Conflict extends CollabException {
        @Serial
        private static final long serialVersionUID = 1;

        private Conflict(String name, String message) {
            super(-32004, name, message);
        }
    }

    /** Too many calls of this class; nothing was done (-32005). */
    public static final class RateLimited extends CollabException {
        @Serial
        private static final long serialVersionUID = 1;

        private final Duration after;

        private RateLimited(String name, String message, Duration after) {
            super(-32005, name, message);
            this.after = after;
        }

        @Override
        public Optional<Duration> retryAfter() {
            return Optional.of(after);
        }
    }

    /** Larger than a limit of the contract (-32006). */
    public static final class TooLarge extends CollabException {
        @Serial
        private static final long serialVersionUID = 1;

        private TooLarge(String name, String message) {
            super(-32006, name, message);
        }
    }

    /** The server can not do it now (-32007). */
    public static final class Unavailable extends CollabException {
        @Serial
        private static final long serialVersionUID = 1;

        private final Duration after;
        private final boolean mayHaveHappened;

        private Unavailable(String name, String message, Duration after, boolean mayHaveHappened) {
            super(-32007, name, message);
            this.after = after;
            this.mayHaveHappened = mayHaveHappened;
        }

        @Override
        public Optional<Duration> retryAfter() {
            return Optional.of(after);
        }

        @Override
        public boolean mayHaveHappened() {
            return mayHaveHappened;
        }
    }

    /** The call itself is wrong: a parameter, a method that does not exist (-32600 to -32602, -32700). */
    public static final class InvalidCall extends CollabException {
        @Serial
        private static final long serialVersionUID = 1;

        private final String pointer;

        private InvalidCall(int code, String name, String message, String pointer) {
            super(code, name, message);
            this.pointer = pointer;
        }

        /** Which parameter, as a JSON pointer; empty when it is none in particular. */
        public String pointer() {
            return pointer;
        }
    }

    /** The server failed; its log has more under the incident that the message names (-32603, and codes we do not know). */
    public static final class ServerFault extends CollabException {
        @Serial
        private static final long serialVersionUID = 1;

        private ServerFault(int code, String name, String message) {
            super(code, name, message);
        }

        @Override
        public boolean mayHaveHappened() {
            return true;
        }
    }

    /** No answer came: refused, reset, timed out, or not JSON-RPC. */
    public static final class Unreachable extends CollabException {
        @Serial
        private static final long serialVersionUID = 1;

        private final boolean mayHaveHappened;

        private Unreachable(String message, Throwable cause, boolean mayHaveHappened) {
            super(0, "unreachable", message);
            this.mayHaveHappened = mayHaveHappened;
            initCause(cause);
        }

        @Override
        public boolean mayHaveHappened() {
            return mayHaveHappened;
        }
    }

    /** @param sent whether the request may have reached the server */
    static CollabException unreachable(String message, Throwable cause, boolean sent) {
        return new Unreachable(message, cause, sent);
    }

    /** From the {@code error} member of an answer. */
    static CollabException of(JsonNode error) {
        int code = error.path("code").asInt();
        JsonNode data = error.path("data");
        String name = data.path("code").asText("");
        String message = told(name, error.path("message").asText(), data);
        return switch (code) {
            case -32001 -> new Unauthenticated(name, message);
            case -32002 -> new PermissionDenied(name, message);
            case -32003 -> new NotFound(name, message);
            case -32004 -> new Conflict(name, message);
            case -32005 -> new RateLimited(name, message, after(data));
            case -32006 -> new TooLarge(name, message);
            case -32007 ->
                new Unavailable(
                        name,
                        message,
                        after(data),
                        !data.path("outcome").asText().equals("not_executed"));
            case -32700, -32600, -32601, -32602 -> new InvalidCall(code, name, message, pointer(data));
            default -> new ServerFault(code, name, message);
        };
    }

    private static Duration after(JsonNode data) {
        return Duration.ofMillis(Math.clamp(data.path("retry_after_ms").asLong(500), 1, 60_000));
    }

    private static String pointer(JsonNode data) {
        return data.path("pointer").asText("");
    }

    /** The cause in the contract's words rather than the number's phrase, with the details that the server gave. */
    private static String told(String name, String phrase, JsonNode data) {
        if (data.has("expected")) {
            String place = pointer(data).isEmpty() ? "params" : pointer(data).substring(1);
            return place + ": expected " + data.path("expected").asText() + ", got "
                    + data.path("actual").asText();
        }
        String cause = ErrorCode.of(name).map(ErrorCode::message).orElse(phrase);
        String detail = data.path("detail").asText("");
        if (data.has("incident")) detail = "incident " + data.path("incident").asText();
        return detail.isEmpty() ? cause : cause.replaceFirst("\\.$", "") + " (" + detail + ")";
    }

    /** JSON-RPC's; 0 when nobody answered. */
    public int code() {
        return code;
    }

    /** The stable word of the cause, as {@code channel_archived}. */
    public String name() {
        return name;
    }

    /** The cause, when this build knows the word. */
    public Optional<ErrorCode> reason() {
        return ErrorCode.of(name);
    }

    /** When the server asked to try again, if it said so. */
    public Optional<Duration> retryAfter() {
        return Optional.empty();
    }

    /** Whether the call may have been executed all the same: then it is repeated only under an {@code op_id}. */
    public boolean mayHaveHappened() {
        return false;
    }

    /** Whether the same call may succeed later, unchanged. */
    public boolean passing() {
        return this instanceof Unreachable || this instanceof Unavailable || this instanceof RateLimited;
    }
}
