package collab.runtime.limit;

import collab.runtime.AcceptedSocketOptions;
import collab.runtime.Metrics;
import collab.runtime.ProcessFailure;
import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The bounds of a listener: its connections in all and per network, and the time that an HTTP connection may be idle.
 *
 * <p>At the bound the listener accepts no connection until one has ended (Helidon takes a permit before it accepts); new clients wait
 * in the backlog of the operating system. A connection over the share of its network is closed at once.
 */
public final class ListenerBounds {
    /** The longest time between two requests on a connection. WebSockets have heartbeats instead. */
    public static final Duration IDLE_TIMEOUT = Duration.ofSeconds(75);

    /** Must be longer than {@link ConnectionShares#CROWDED_NANOS}. */
    private static final Duration IDLE_CHECK = Duration.ofMillis(500);

    private static final System.Logger SECURITY = System.getLogger("collab.security");

    private final String name;
    private final ConnectionShares shares;
    private final Metrics metrics;
    private final Metrics.Counter rejected;

    private ListenerBounds(String name, ConnectionShares shares, Metrics metrics) {
        this.name = name;
        this.shares = shares;
        this.metrics = metrics;
        this.rejected = metrics.counter(
                "collab_connections_rejected_total",
                "Connections closed because their network held its share of the listener's connections.",
                "listener",
                name);
    }

    /**
     * @param name of the listener, {@code http} or {@code link}
     * @param connectionsMax connections at the same time
     * @param proxies addresses of trusted reverse proxies, which have no share
     */
    public static ListenerBounds of(String name, int connectionsMax, Set<String> proxies, Metrics metrics) {
        ConnectionShares shares = new ConnectionShares(connectionsMax, addresses(proxies), System::nanoTime);
        metrics.gauge(
                "collab_listener_connections",
                "Open connections of the listener.",
                Map.of("listener", name),
                shares::count);
        metrics.gauge(
                "collab_listener_connections_max",
                "Connections that the listener may have open.",
                Map.of("listener", name),
                () -> connectionsMax);
        return new ListenerBounds(name, shares, metrics);
    }

    private static Set<InetAddress> addresses(Set<String> proxies) {
        Set<InetAddress> addresses = new HashSet<>();
        for (String proxy : proxies) {
            try {
                addresses.add(InetAddress.getByName(proxy));
            } catch (UnknownHostException unknown) {
                throw new IllegalArgumentException("the address of a proxy must be known, got " + proxy, unknown);
            }
        }
        return addresses;
    }

    /** Bounds the connections. Call it after everything else that sets the connection options of the listener. */
    public void configure(ListenerConfig.BuilderBase<?, ?> listener) {
        SocketOptions options = listener.connectionOptions()
                .orElseGet(() -> SocketOptions.builder().build());
        listener.maxTcpConnections(shares.max()).connectionOptions(new AcceptedSocketOptions(options, this::accepted));
    }

    /**
     * Ends HTTP connections that have been idle for {@link #IDLE_TIMEOUT}, and for {@link IdleConnections#IDLE_WHEN_CROWDED} while the
     * listener has little room. Call it after the protocols of the listener are set.
     */
    public void endIdle(ListenerConfig.BuilderBase<?, ?> listener) {
        Metrics.Counter closed = metrics.counter(
                "collab_connections_idle_closed_total",
                "HTTP connections closed between two requests because the listener had little room.",
                "listener",
                name);
        List<ServerConnectionSelector> protocols = List.copyOf(listener.connectionSelectors());
        listener.idleConnectionTimeout(IDLE_TIMEOUT)
                .idleConnectionPeriod(IDLE_CHECK)
                .clearConnectionSelectors();
        for (ServerConnectionSelector protocol : protocols) {
            listener.addConnectionSelector(new IdleConnections(protocol, shares, closed));
        }
    }

    /** An exception makes Helidon close the connection before it reads from it. */
    private void accepted(SocketChannel connection) {
        if (shares.admit(connection)) return;
        rejected.increment();
        String peer = Optional.ofNullable(connection.socket().getInetAddress())
                .map(InetAddress::getHostAddress)
                .orElse("-");
        SECURITY.log(
                System.Logger.Level.WARNING,
                "closed a connection from {0}: its network holds its share of the connections of {1}",
                peer,
                name);
        throw new IllegalStateException("the share of the network is exhausted");
    }

    /** Watches the running listener until the result is closed: when the listener ends by itself, the process ends. */
    public ListenerWatch watch(WebServer listener, InetAddress address, ProcessFailure failure) {
        return ListenerWatch.start(name, new InetSocketAddress(address, listener.port()), failure);
    }
}
