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
 * Closes connections of a listener that do not complete a request head in time. The first deadline runs from the moment the
 * connection is accepted, so that silence before or during a TLS handshake, or before the protocol is known, is bounded too. Later
 * deadlines run from the first line of a request. The idle timeout covers the time between two requests.
 *
 * <p>A connection is identified by the address of its peer until its head is complete. The deadline of a connection that has ended
 * expires without effect, so there are never more deadlines than connections accepted within one timeout.
 */
public final class RequestHeadDeadline implements Http1ConnectionListener {
    /** The default timeout. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    private static final System.Logger LOG = System.getLogger(RequestHeadDeadline.class.getName());

    private final Duration timeout;
    private final TimeoutScheduler scheduler;
    private final Map<SocketAddress, Pending> pending = new ConcurrentHashMap<>();

    public RequestHeadDeadline(Duration timeout, TimeoutScheduler scheduler) {
        this.timeout = timeout;
        this.scheduler = scheduler;
    }

    /** Watches the connections that {@code listener} accepts. Its protocols must report complete heads. */
    public void configure(ListenerConfig.BuilderBase<?, ?> listener, SocketOptions options) {
        listener.connectionOptions(new AcceptedSocketOptions(options, this::accepted));
    }

    /** The number of connections whose request head is not complete. */
    int pendingCount() {
        return pending.size();
    }

    // ---- Life of a connection ----

    /** The connection was accepted; nothing was read from it. */
    void accepted(SocketChannel connection) {
        peer(connection).ifPresent(peer -> start(peer, () -> close(connection)));
    }

    /** The first line of a request was read. */
    public void begin(ConnectionContext connection) {
        Optional.ofNullable(connection.remotePeer().address())
                .filter(peer -> !pending.containsKey(peer))
                .ifPresent(peer -> start(peer, () -> close(connection)));
    }

    /** The request head is complete. */
    public void complete(ConnectionContext connection) {
        Optional.ofNullable(connection.remotePeer().address())
                .map(pending::remove)
                .ifPresent(Pending::cancel);
    }

    @Override
    public void prologue(ConnectionContext connection, HttpPrologue prologue) {
        begin(connection);
    }

    @Override
    public void headers(ConnectionContext connection, Headers headers) {
        complete(connection);
    }

    /** Closes the connection at once, below TLS and independently of a writer. Call it before the first head is complete. */
    public Runnable closer(ConnectionContext connection) {
        return Optional.ofNullable(connection.remotePeer().address())
                .map(pending::get)
                .map(first -> first.close)
                .orElse(() -> close(connection));
    }

    private void start(SocketAddress peer, Runnable close) {
        Pending next = new Pending(close);
        Optional.ofNullable(pending.put(peer, next))
                .ifPresent(Pending::cancel); // of an earlier connection, which has ended
        next.deadline = Optional.of(scheduler.after(timeout, () -> {
            if (pending.remove(peer, next)) next.close.run();
        }));
    }

    /** An entry that was removed from the map never closes a connection, also when its timeout could not be cancelled in time. */
    private static final class Pending {
        private final Runnable close;
        private volatile Optional<Future<?>> deadline = Optional.empty();

        Pending(Runnable close) {
            this.close = close;
        }

        void cancel() {
            deadline.ifPresent(waiting -> waiting.cancel(false));
        }
    }

    // ---- Closing ----

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
