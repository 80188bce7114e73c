package collab.websocket.handshake;

import collab.websocket.SocketHandler;
import java.util.Optional;

/** The result of an {@link UpgradePolicy}. */
public sealed interface UpgradeDecision {

    /**
     * The upgrade is rejected with an HTTP response, then the connection is closed.
     *
     * @param status HTTP status, 400 to 599
     * @param reason one sentence for people; it is the body of the response
     */
    record Rejected(int status, String reason) implements UpgradeDecision {
        public Rejected {
            if (status < 400 || status > 599)
                throw new IllegalArgumentException("status must be 400-599, is " + status);
        }
    }

    /**
     * The upgrade is accepted.
     *
     * @param protocol the subprotocol to confirm; must be one of those that the client offered
     * @param handler receives all events of the socket, {@link SocketHandler#onEnd} in every case
     */
    record Accepted(Optional<String> protocol, SocketHandler handler) implements UpgradeDecision {}
}
