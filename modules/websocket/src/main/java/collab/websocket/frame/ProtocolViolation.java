package collab.websocket.frame;

/** The peer broke the protocol; the code says how and goes into the close frame. */
public final class ProtocolViolation extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int code;

    ProtocolViolation(int code, String message) {
        super(message, null, false, false); // a peer's mistake is no place in our code: no stack trace
        this.code = code;
    }

    public int code() {
        return code;
    }
}
