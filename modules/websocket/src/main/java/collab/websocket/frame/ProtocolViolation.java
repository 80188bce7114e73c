package collab.websocket.frame;

/** The peer violated RFC 6455; the code of the violation is the code of the close frame. */
public final class ProtocolViolation extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int code;

    ProtocolViolation(int code, String message) {
        super(message, null, false, false); // the cause is in the peer's data, so a stack trace has no use
        this.code = code;
    }

    public int code() {
        return code;
    }
}
