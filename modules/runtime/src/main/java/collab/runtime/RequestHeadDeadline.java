package collab.runtime;

import static java.lang.System.Logger.Level.TRACE;

import io.helidon.common.socket.SocketOptions;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;

/**
 * Cuts connections of a listener that do not complete a request head in time: the first one from the moment the connection is
 * taken, so that silence before or within a TLS handshake, or before it is known which protocol is spoken, is bounded too; later
 * ones from their first line on. A connection between two requests is the idle timeout's business.
 *
 * <p>A connection is known by its peer's address until its head is there. A deadline that has lost its connection runs out and
 * does no harm; so there are never more of them than connections were made in one deadline's length.
 */
public final class RequestHeadDeadline implements Http1ConnectionListener {
    /** How long a connection may be silent, unless a configuration says otherwise. */
    public static final Duration USUAL = Duration.ofSeconds(10);

    private static final System.Logger LOG = System.getLogger(RequestHeadDeadline.class.getName());

    private final Duration timeout;
    private final TimeoutScheduler alarm;
    private final Map<SocketAddress, Armed> armed = new ConcurrentHashMap<>();

    public RequestHeadDeadline(Duration timeout, TimeoutScheduler alarm) {
        this.timeout = timeout;
        this.alarm = alarm;
    }

    /** Watches what {@code listener} takes. Its protocols have to say which heads are complete. */
    public void configure(ListenerConfig.BuilderBase<?, ?> listener, SocketOptions options) {
        listener.connectionOptions(new ConnectionOptionsListener(options, this));
    }

    /** How many connections owe a head. */
    int owing() {
        return armed.size();
    }

    // ---- a connection's way ----

    /** It was taken; nobody has read from it. */
    void accepted(SocketChannel connection) {
        peer(connection).ifPresent(peer -> arm(peer, () -> close(connection)));
    }

    /** The first line of a request was read. */
    public void begin(ConnectionContext connection) {
        Optional.ofNullable(connection.remotePeer().address())
                .filter(peer -> !armed.containsKey(peer))
                .ifPresent(peer -> arm(peer, () -> close(connection)));
    }

    /** The head is there. */
    public void complete(ConnectionContext connection) {
        Optional.ofNullable(connection.remotePeer().address())
                .map(armed::remove)
                .ifPresent(Armed::disarm);
    }

    @Override
    public void prologue(ConnectionContext connection, HttpPrologue prologue) {
        begin(connection);
    }

    @Override
    public void headers(ConnectionContext connection, Headers headers) {
        complete(connection);
    }

    /** What ends the connection at once, below TLS and whoever writes to it. Asked for before its first head is complete. */
    public Runnable ending(ConnectionContext connection) {
        return Optional.ofNullable(connection.remotePeer().address())
                .map(armed::get)
                .map(first -> first.close)
                .orElse(() -> close(connection));
    }

    private void arm(SocketAddress peer, Runnable close) {
        Armed next = new Armed(close);
        Optional.ofNullable(armed.put(peer, next)).ifPresent(Armed::disarm); // of an earlier connection, which is gone
        next.deadline = Optional.of(alarm.after(timeout, () -> {
            if (armed.remove(peer, next)) next.close.run();
        }));
    }

    /** What is removed from the map never closes anything, so a future that came too late to be cancelled does no harm. */
    private static final class Armed {
        private final Runnable close;
        private volatile Optional<Future<?>> deadline = Optional.empty();

        Armed(Runnable close) {
            this.close = close;
        }

        void disarm() {
            deadline.ifPresent(waiting -> waiting.cancel(false));
        }
    }

    // ---- closing ----

    private static Optional<SocketAddress> peer(SocketChannel connection) {
        try {
            return Optional.ofNullable(connection.getRemoteAddress());
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static void close(SocketChannel connection) {
        try {
            connection.close();
        } catch (IOException gone) {
            LOG.log(TRACE, "was closed already", gone);
        }
    }

    private static void close(ConnectionContext connection) {
        try {
            connection.serverSocket().close();
        } catch (RuntimeException gone) {
            LOG.log(TRACE, "was closed already", gone);
        }
    }
}
