package collab.gateway.session;

import java.io.Serial;

/** The server cannot be reached or does not answer in time. */
public final class ServerUnavailable extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public ServerUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
