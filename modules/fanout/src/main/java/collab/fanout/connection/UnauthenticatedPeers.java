package collab.fanout.connection;

import static java.lang.System.Logger.Level.TRACE;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The connections of the link whose peer has not proved the secret. There is a bound for all of them and for those of one address.
 * At a bound the oldest of them is closed for the new one: a member proves the secret within milliseconds, so unauthenticated peers close
 * each other's connections. They count from the moment at which the connection is accepted.
 */
final class UnauthenticatedPeers {
    private static final System.Logger LOG = System.getLogger(UnauthenticatedPeers.class.getName());

    private final int max;
    private final int addressMax;
    private final LinkMetrics metrics;

    /** In the order in which they were accepted. */
    @GuardedBy("this")
    private final Map<SocketAddress, SocketChannel> waiting = new LinkedHashMap<>();

    /**
     * @param max connections in all
     * @param addressMax connections of one address
     */
    UnauthenticatedPeers(int max, int addressMax, LinkMetrics metrics) {
        this.max = max;
        this.addressMax = addressMax;
        this.metrics = metrics;
    }

    synchronized int count() {
        return waiting.size();
    }

    /** The peer has proved the secret, or its connection has ended. */
    synchronized void remove(SocketAddress peer) {
        waiting.remove(peer);
    }

    /** The connection was accepted; nothing was read from it. */
    void accepted(SocketChannel connection) {
        try {
            Optional<SocketAddress> peer = Optional.ofNullable(connection.getRemoteAddress());
            if (peer.isPresent()) add(peer.get(), connection).forEach(this::close);
        } catch (IOException gone) {
            LOG.log(TRACE, "was closed already", gone);
        }
    }

    /** Returns the connections to close. */
    private synchronized List<SocketChannel> add(SocketAddress peer, SocketChannel connection) {
        waiting.values().removeIf(Predicate.not(SocketChannel::isOpen));
        List<SocketChannel> closed = new ArrayList<>();
        Optional<InetAddress> address = address(peer);
        long ofAddress = waiting.keySet().stream()
                .filter(other -> address(other).equals(address))
                .count();
        if (ofAddress >= addressMax) {
            removeOldest(other -> address(other).equals(address)).ifPresent(closed::add);
        } else if (waiting.size() >= max) {
            removeOldest(_ -> true).ifPresent(closed::add);
        }
        waiting.put(peer, connection);
        return closed;
    }

    @GuardedBy("this")
    private Optional<SocketChannel> removeOldest(Predicate<SocketAddress> of) {
        for (Iterator<Map.Entry<SocketAddress, SocketChannel>> all =
                        waiting.entrySet().iterator();
                all.hasNext(); ) {
            Map.Entry<SocketAddress, SocketChannel> entry = all.next();
            if (of.test(entry.getKey())) {
                all.remove();
                return Optional.of(entry.getValue());
            }
        }
        return Optional.empty();
    }

    private static Optional<InetAddress> address(SocketAddress peer) {
        return peer instanceof InetSocketAddress internet
                ? Optional.ofNullable(internet.getAddress())
                : Optional.empty();
    }

    private void close(SocketChannel connection) {
        metrics.cut(LinkMetrics.UNAUTHENTICATED);
        try {
            connection.close();
        } catch (IOException gone) {
            LOG.log(TRACE, "was closed already", gone);
        }
    }
}
