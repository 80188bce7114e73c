package collab.api;

/** The input is not one JSON value within the limits of {@link Json}. The message contains the position, not the input. */
public final class MalformedJson extends RuntimeException {
    private static final long serialVersionUID = 1;

    MalformedJson(String message) {
        super(message);
    }

    MalformedJson(String message, Throwable cause) {
        super(message, cause);
    }
}
