package collab.gateway;

import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
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
final class HeadDeadline implements Http1ConnectionListener {
    private final Duration timeout;
    private final Deadlines deadlines;
    private final Map<ConnectionContext, Future<?>> armed = new ConcurrentHashMap<>();

    HeadDeadline(Duration timeout, Deadlines deadlines) {
        this.timeout = timeout;
        this.deadlines = deadlines;
    }

    /** A connection was made and has said nothing yet. */
    void connected(ConnectionContext connection) {
        arm(connection);
    }

    @Override
    public void prologue(ConnectionContext connection, HttpPrologue prologue) {
        if (!armed.containsKey(connection)) arm(connection);
    }

    @Override
    public void headers(ConnectionContext connection, Headers headers) {
        Future<?> deadline = armed.remove(connection);
        if (deadline != null) deadline.cancel(false);
    }

    int armed() {
        return armed.size();
    }

    /** Only the connection's own thread arms and disarms; the deadline thread takes away what it has used. */
    private void arm(ConnectionContext connection) {
        armed.put(connection, deadlines.after(timeout, () -> {
            armed.remove(connection);
            HelidonTransport.close(connection);
        }));
    }
}
