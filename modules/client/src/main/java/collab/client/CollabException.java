package collab.client;

import collab.api.ErrorCode;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.Serial;
import java.time.Duration;
import java.util.Optional;

/**
 * A call was not answered with a result. The class determines what a program can do, {@link #reason} is the error name of the contract (for
 * example {@link ErrorCode#CHANNEL_ARCHIVED}), and the message is for people.
 *
 * <p>The classes are sealed: a {@code switch} over them is complete.
 */
@SuppressWarnings("serial") // one version for all classes: the subclasses have no fields
public abstract sealed class CollabException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 3;

    /** The JSON-RPC error code; 0 when no answer arrived. */
    private final int code;

    /** The error name of the contract. */
    private final String name;

    /** The rejected parameter; empty when there is none. */
    private final String pointer;

    /** 0 when the server stated none. */
    private final long retryAfterMs;

    /** Whether the server may have executed the call although it failed. */
    private final boolean mayHaveHappened;

    /** Stands for a sign-in whose code is missing; empty for all others. */
    private final String challenge;

    private CollabException(Failure failure) {
        super(failure.message(), failure.cause().orElse(null));
        this.code = failure.code();
        this.name = failure.name();
        this.pointer = failure.pointer();
        this.retryAfterMs = failure.repetition().retryAfterMs();
        this.mayHaveHappened = failure.repetition().mayHaveHappened();
        this.challenge = failure.challenge();
    }

    /** The caller has no valid session, or has to prove again who they are (-32001). */
    public static final class Unauthenticated extends CollabException {
        private Unauthenticated(Failure failure) {
            super(failure);
        }

        /** {@return what completes the sign-in with a code of the second factor; present for {@code second_factor_needed}} */
        public Optional<String> challenge() {
            return Optional.of(super.challenge).filter(present -> !present.isEmpty());
        }
    }

    /** The caller may see the object but lacks the permission (-32002). */
    public static final class PermissionDenied extends CollabException {
        private PermissionDenied(Failure failure) {
            super(failure);
        }
    }

    /** The object does not exist, or the caller may not see it (-32003). */
    public static final class NotFound extends CollabException {
        private NotFound(Failure failure) {
            super(failure);
        }
    }

    /** The current state forbids the call: a name in use, an archived channel, a reused {@code op_id} (-32004). */
    public static final class Conflict extends CollabException {
        private Conflict(Failure failure) {
            super(failure);
        }
    }

    /** Too many calls of this class. The call was not executed; {@link #retryAfter} states the delay (-32005). */
    public static final class RateLimited extends CollabException {
        private RateLimited(Failure failure) {
            super(failure);
        }
    }

    /** The call exceeds a limit of the contract (-32006). */
    public static final class TooLarge extends CollabException {
        private TooLarge(Failure failure) {
            super(failure);
        }
    }

    /** The server cannot execute the call now; {@link #retryAfter} states the delay (-32007). */
    public static final class Unavailable extends CollabException {
        private Unavailable(Failure failure) {
            super(failure);
        }
    }

    /** The call is invalid: a wrong parameter, or a method that does not exist (-32600 to -32602, -32700). */
    public static final class InvalidCall extends CollabException {
        private InvalidCall(Failure failure) {
            super(failure);
        }

        /** {@return the rejected parameter as a JSON pointer; empty when there is none} */
        public String pointer() {
            return super.pointer;
        }
    }

    /** The server failed; its log describes the incident that the message names (-32603, and unknown codes). */
    public static final class ServerFault extends CollabException {
        private ServerFault(Failure failure) {
            super(failure);
        }
    }

    /** No answer arrived: the connection was refused, reset or timed out, or the answer was not JSON-RPC. */
    public static final class Unreachable extends CollabException {
        private Unreachable(Failure failure) {
            super(failure);
        }
    }

    // ---- Creation ----

    /** The values of the fields above. */
    private record Failure(
            int code,
            String name,
            String message,
            String pointer,
            String challenge,
            Repetition repetition,
            Optional<Throwable> cause) {}

    /** When the call may be repeated, and whether it may have been executed. */
    private record Repetition(long retryAfterMs, boolean mayHaveHappened) {}

    /** @param sent whether the server may have received the request */
    static CollabException unreachable(String message, Throwable cause, boolean sent) {
        return new Unreachable(
                new Failure(0, "unreachable", message, "", "", new Repetition(0, sent), Optional.of(cause)));
    }

    /** Create the exception for the {@code error} member of an answer. */
    static CollabException of(JsonNode error) {
        int code = error.path("code").asInt();
        JsonNode data = error.path("data");
        String name = data.path("code").asText("");
        String message = describe(code, name, error.path("message").asText(), data);
        Failure failure = new Failure(
                code,
                name,
                message,
                pointer(data),
                data.path("challenge").asText(""),
                new Repetition(retryAfterMs(code, data), mayHaveHappened(code, data)),
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

    /** The description of this failure; without one, the message of the error name rather than that of the number. */
    private static String describe(int code, String name, String phrase, JsonNode data) {
        if (data.has("expected")) {
            String place = pointer(data).isEmpty() ? "params" : pointer(data).substring(1);
            return place + ": expected " + data.path("expected").asText() + ", got "
                    + data.path("actual").asText();
        }
        String detail = data.path("detail").asText("");
        if (!detail.isEmpty()) return detail;
        if (code == -32005) return "too many calls; try again in " + retryAfterMs(code, data) + " ms";
        if (code == -32007) {
            return "the server cannot execute the call now; "
                    + (mayHaveHappened(code, data) ? "it may have been executed" : "it was not executed");
        }
        String cause = ErrorCode.of(name).map(ErrorCode::message).orElse(phrase);
        return data.has("incident")
                ? cause.replaceFirst("\\.$", "") + " (incident "
                        + data.path("incident").asText() + ")"
                : cause;
    }

    /** The message of a failure, or its class when it has none. */
    static String describe(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.toString() : message;
    }

    // ---- Values ----

    /** {@return the JSON-RPC error code; 0 when no answer arrived} */
    public int code() {
        return code;
    }

    /** {@return the error name, for example {@code channel_archived}; empty when the server gave none} */
    public String name() {
        return name;
    }

    /** {@return the error name, when this build knows it} */
    public Optional<ErrorCode> reason() {
        return ErrorCode.of(name);
    }

    /** {@return how long to wait before the next attempt, when the failure is temporary and the server states it} */
    public Optional<Duration> retryAfter() {
        return retryAfterMs == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(retryAfterMs));
    }

    /** {@return whether the server may have executed the call although it failed; then it is repeated only under an {@code op_id}} */
    public boolean mayHaveHappened() {
        return mayHaveHappened;
    }

    /** {@return whether the same call may succeed later, unchanged} */
    public boolean passing() {
        return this instanceof Unreachable || this instanceof Unavailable || this instanceof RateLimited;
    }
}
