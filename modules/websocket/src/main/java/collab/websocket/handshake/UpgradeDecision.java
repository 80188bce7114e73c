package collab.websocket.handshake;

import collab.websocket.SocketHandler;
import java.util.Optional;

/** The answer to a {@link UpgradeRequest}. */
public sealed interface UpgradeDecision {

    /**
     * No: a plain HTTP response, after which the connection is closed.
     *
     * @param status HTTP status, 400 to 599
     * @param reason one sentence for people; it goes into the body
     */
    record Refused(int status, String reason) implements UpgradeDecision {
        public Refused {
            if (status < 400 || status > 599) throw new IllegalArgumentException("not a refusal: " + status);
        }
    }

    /**
     * Yes.
     *
     * @param protocol the subprotocol to confirm, one of those offered
     * @param handler  hears everything from now on, {@link SocketHandler#onEnd} in any case
     */
    record Accepted(Optional<String> protocol, SocketHandler handler) implements UpgradeDecision {}
}
