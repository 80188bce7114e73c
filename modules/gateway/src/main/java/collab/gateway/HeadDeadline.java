package collab.gateway;

import io.helidon.webserver.ConnectionContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;

/**
 * Cuts connections that do not complete a request head in time: the first one from the moment of connecting, later ones
 * from their first line on. A connection between two requests is the idle timeout's business.
 *
 * <p>A deadline that has lost its connection runs out and does no harm; so there are never more of them than connections
 * were made in one deadline's length.
 */
final class HeadDeadline {
    private final Duration timeout;
    private final Deadlines deadlines;
    private final Map<ConnectionContext, Future<?>> armed = new ConcurrentHashMap<>();

    HeadDeadline(Duration timeout, Deadlines deadlines) {
        this.timeout = timeout;
        this.deadlines = deadlines;
    }

    /** A connection was made, or the first line of its next request was read. */
    void begin(ConnectionContext connection) {
        if (!armed.containsKey(connection)) arm(connection);
    }

    /** The head is there. */
    void complete(ConnectionContext connection) {
        Future<?> deadline = armed.remove(connection);
        if (deadline != null) deadline.cancel(false);
    }

    /** Only the connection's own thread arms and disarms; the deadline thread takes away what it has used. */
    private void arm(ConnectionContext connection) {
        armed.put(connection, deadlines.after(timeout, () -> {
            armed.remove(connection);
            HelidonTransport.close(connection);
        }));
    }
}
