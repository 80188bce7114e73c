package collab.websocket;

import collab.runtime.RequestHeadDeadline;
import java.time.Duration;

/**
 * How long a socket waits for its peer.
 *
 * @param head from the start of the connection to a complete request head; again for the decision of the upgrade policy
 * @param write the longest duration of one write; a peer that reads too slowly is disconnected after it
 * @param close from the decision to close to the end of the connection
 * @param linger how long the socket reads on after a protocol violation, so that the peer receives the close frame
 */
public record SocketTimeouts(Duration head, Duration write, Duration close, Duration linger) {

    public static final SocketTimeouts DEFAULT = new SocketTimeouts(
            RequestHeadDeadline.DEFAULT_TIMEOUT, Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(1));

    public SocketTimeouts {
        requirePositive("http.head-timeout", head);
        requirePositive("the write timeout", write);
        requirePositive("the close timeout", close);
        requirePositive("the linger timeout", linger);
    }

    public SocketTimeouts withHead(Duration timeout) {
        return new SocketTimeouts(timeout, write, close, linger);
    }

    public SocketTimeouts withWrite(Duration timeout) {
        return new SocketTimeouts(head, timeout, close, linger);
    }

    public SocketTimeouts withClose(Duration timeout) {
        return new SocketTimeouts(head, write, timeout, linger);
    }

    public SocketTimeouts withLinger(Duration timeout) {
        return new SocketTimeouts(head, write, close, timeout);
    }

    private static void requirePositive(String name, Duration value) {
        if (!value.isPositive()) throw new IllegalArgumentException(name + " must be positive, got " + value);
    }
}
