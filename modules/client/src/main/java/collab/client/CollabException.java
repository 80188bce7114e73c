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
@SuppressWarnings("serial") // one version for all of them: a case has no field of its own
public abstract sealed class CollabException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 3;

    /** JSON-RPC's number; 0 when nobody answered. */
    private final int code;

    /** The contract's word. */
    private final String name;

    /** Which parameter; empty when it is none in particular. */
    private final String pointer;

    /** 0 when the server did not say. */
    private final long retryAfterMs;

    /** Whether it may have been executed all the same. */
    private final boolean mayHaveHappened;

    private CollabException(Failure failure) {
        super(failure.message(), failure.cause().orElse(null));
        this.code = failure.code();
        this.name = failure.name();
        this.pointer = failure.pointer();
        this.retryAfterMs = failure.retryAfterMs();
        this.mayHaveHappened = failure.mayHaveHappened();
    }

    /** Nobody is signed in, or no longer (-32001). */
    public static final class Unauthenticated extends CollabException {
        private Unauthenticated(Failure failure) {
            super(failure);
        }
    }

    /** One may know of it and may not do it (-32002). */
    public static final class PermissionDenied extends CollabException {
        private PermissionDenied(Failure failure) {
            super(failure);
        }
    }

    /** It does not exist, or one may not know that it does (-32003). */
    public static final class NotFound extends CollabException {
        private NotFound(Failure failure) {
            super(failure);
        }
    }

    /** The state of things forbids it: a taken name, an archived channel, a reused {@code op_id} (-32004). */
    public static final class Conflict extends CollabException {
        private Conflict(Failure failure) {
            super(failure);
        }
    }

    /** Too many calls of this class; nothing was done, and {@link #retryAfter} says when to come back (-32005). */
    public static final class RateLimited extends CollabException {
        private RateLimited(Failure failure) {
            super(failure);
        }
    }

    /** Larger than a limit of the contract (-32006). */
    public static final class TooLarge extends CollabException {
        private TooLarge(Failure failure) {
            super(failure);
        }
    }

    /** The server can not do it now; {@link #retryAfter} says when to come back (-32007). */
    public static final class Unavailable extends CollabException {
        private Unavailable(Failure failure) {
            super(failure);
        }
    }

    /** The call itself is wrong: a parameter, a method that does not exist (-32600 to -32602, -32700). */
    public static final class InvalidCall extends CollabException {
        private InvalidCall(Failure failure) {
            super(failure);
        }

        /** {@return which parameter, as a JSON pointer; empty when it is none in particular} */
        public String pointer() {
            return super.pointer;
        }
    }

    /** The server failed; its log has more under the incident that the message names (-32603, and codes we do not know). */
    public static final class ServerFault extends CollabException {
        private ServerFault(Failure failure) {
            super(failure);
        }
    }

    /** No answer came: refused, reset, timed out, or not JSON-RPC. */
    public static final class Unreachable extends CollabException {
        private Unreachable(Failure failure) {
            super(failure);
        }
    }

    // ---- where they come from ----

    /** What there is to say of any failure, as the fields above. */
    private record Failure(
            int code,
            String name,
            String message,
            String pointer,
            long retryAfterMs,
            boolean mayHaveHappened,
            Optional<Throwable> cause) {}

    /** @param sent whether the request may have reached the server */
    static CollabException unreachable(String message, Throwable cause, boolean sent) {
        return new Unreachable(new Failure(0, "unreachable", message, "", 0, sent, Optional.of(cause)));
    }

    /** From the {@code error} member of an answer. */
    static CollabException of(JsonNode error) {
        int code = error.path("code").asInt();
        JsonNode data = error.path("data");
        String name = data.path("code").asText("");
        String message = told(code, name, error.path("message").asText(), data);
        Failure failure = new Failure(
                code,
                name,
                message,
                pointer(data),
                retryAfterMs(code, data),
                mayHaveHappened(code, data),
                Optional.empty());
        return switch (code) {
            case -32001 -> new Unauthenticated(failure);
            case -32002 -> new PermissionDenied(failure);
            case -32003 -> new NotFound(failure);
            case -32004 -> new Conflict(failure);
            case -32005 -> new RateLimited(failure);
            case -32006 -> new TooLarge(failure);
            case -32007 -> new Unavailable(failure);
            case -32700, -32600, -32601, -32602 -> new InvalidCall(failure);
            default -> new ServerFault(failure);
        };
    }

    private static long retryAfterMs(int code, JsonNode data) {
        if (code != -32005 && code != -32007) return 0;
        return Math.clamp(data.path("retry_after_ms").asLong(500), 1, 60_000);
    }

    private static boolean mayHaveHappened(int code, JsonNode data) {
        return switch (code) {
            case -32007 -> !data.path("outcome").asText().equals("not_executed");
            case -32700, -32600, -32601, -32602, -32001, -32002, -32003, -32004, -32005, -32006 -> false;
            default -> true;
        };
    }

    private static String pointer(JsonNode data) {
        return data.path("pointer").asText("");
    }

    /** What the server says of this very case; where it says nothing, the cause in the contract's words rather than the number's phrase. */
    private static String told(int code, String name, String phrase, JsonNode data) {
        if (data.has("expected")) {
            String place = pointer(data).isEmpty() ? "params" : pointer(data).substring(1);
            return place + ": expected " + data.path("expected").asText() + ", got "
                    + data.path("actual").asText();
        }
        String detail = data.path("detail").asText("");
        if (!detail.isEmpty()) return detail;
        if (code == -32005) return "too many calls; try again in " + retryAfterMs(code, data) + " ms";
        if (code == -32007) {
            return "the server can not do this now; "
                    + (mayHaveHappened(code, data) ? "whether it was done is not known" : "nothing was done");
        }
        String cause = ErrorCode.of(name).map(ErrorCode::message).orElse(phrase);
        return data.has("incident")
                ? cause.replaceFirst("\\.$", "") + " (incident "
                        + data.path("incident").asText() + ")"
                : cause;
    }

    // ---- what they say ----

    /** {@return JSON-RPC's number; 0 when nobody answered} */
    public int code() {
        return code;
    }

    /** {@return the stable word of the cause, as {@code channel_archived}; empty when the server gave none} */
    public String name() {
        return name;
    }

    /** {@return the cause, when this build knows the word} */
    public Optional<ErrorCode> reason() {
        return ErrorCode.of(name);
    }

    /** {@return how long the server asked to wait before the next attempt, if it said so} */
    public Optional<Duration> retryAfter() {
        return retryAfterMs == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(retryAfterMs));
    }

    /** {@return whether the call may have been executed all the same: then it is repeated only under an {@code op_id}} */
    public boolean mayHaveHappened() {
        return mayHaveHappened;
    }

    /** {@return whether the same call may succeed later, unchanged} */
    public boolean passing() {
        return this instanceof Unreachable || this instanceof Unavailable || this instanceof RateLimited;
    }
}
