package collab.api;

/** The bytes are not one JSON value within the bounds of {@link Json}; the message says where, not what. */
public final class MalformedJson extends RuntimeException {
    private static final long serialVersionUID = 1;

    MalformedJson(String message) {
        super(message);
    }

    MalformedJson(String message, Throwable cause) {
        super(message, cause);
    }
}
