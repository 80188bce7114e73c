package collab.runtime.limit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Divides the connections of a listener among the networks of its peers: a network may hold at most twice as many connections as
 * remain free, so alone at most two thirds of all, and no peer can take the last one from a peer that holds none. The reverse
 * proxies of the configuration are exempt, because their connections belong to many clients. Connections that can be closed for others
 * count as free.
 *
 * <p>A connection counts until its channel is closed. The listener does not report that, so closed channels are found by looking,
 * when the count would reject a connection or has doubled. With many connections the search then pauses for ten times as long as it
 * took.
 *
 * <p>Thread-safe. The lock is a leaf.
 */
public final class ConnectionShares {
    private static final int PER_FREE = 2;
    private static final int SWEEP_PAUSE = 10;

    /** To look at so many channels takes some microseconds, less than to accept a connection. */
    private static final int SWEEP_FREELY = 1_000;

    private static final int SWEEP_MIN = 64;

    /** The free connections are counted again after this time. */
    private static final long COUNT_NANOS = 100_000_000;

    /** The listener is crowded while less than this part of its connections is free. */
    private static final int CROWDED_PART = 16;

    /** {@link #isCrowded} is decided again after this time, so that a check of all connections treats them alike. */
    static final long CROWDED_NANOS = 250_000_000;

    private final int max;
    private final Set<InetAddress> exempt;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<String, List<SocketChannel>> open = new HashMap<>();

    @GuardedBy("lock")
    private int count;

    @GuardedBy("lock")
    private int sweepAt = SWEEP_MIN;

    /** When closed channels may be searched again. */
    @GuardedBy("lock")
    private long nextSweep;

    /** How many of the open connections can be closed for others. */
    @GuardedBy("lock")
    private IntSupplier countAsFree = () -> 0;

    @GuardedBy("lock")
    private int closable;

    /** When {@link #closable} is counted again. */
    @GuardedBy("lock")
    private long nextCount;

    @GuardedBy("lock")
    private boolean crowded;

    /** When {@link #crowded} is decided again. */
    @GuardedBy("lock")
    private long nextCrowded;

    /**
     * @param max connections of the listener
     * @param exempt addresses of reverse proxies
     */
    public ConnectionShares(int max, Set<InetAddress> exempt, LongSupplier nanoTime) {
        this.max = max;
        this.exempt = Set.copyOf(exempt);
        this.nanoTime = nanoTime;
        this.nextSweep = nanoTime.getAsLong();
        this.nextCount = nextSweep;
        this.nextCrowded = nextSweep;
    }

    /** @param closable the number of open connections that are closed when there is little room; it must not block */
    void countAsFree(IntSupplier closable) {
        lock.lock();
        try {
            countAsFree = closable;
        } finally {
            lock.unlock();
        }
    }

    /** Counts a connection that was accepted. Returns false when its network's share is exhausted; the caller closes it then. */
    boolean admit(SocketChannel connection) {
        long now = nanoTime.getAsLong();
        InetAddress peer = peer(connection);
        String network = ClientNetwork.of(peer);
        boolean limited = !exempt.contains(peer);
        lock.lock();
        try {
            if (count >= sweepAt || (limited && isOverShare(network, 0))) sweep(now);
            if (limited && isOverShare(network, 0) && isOverShare(network, closable(now))) return false;
            open.computeIfAbsent(network, _ -> new ArrayList<>()).add(connection);
            count++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private boolean isOverShare(String network, int closable) {
        int own = open.getOrDefault(network, List.of()).size() + 1;
        return own > PER_FREE * Math.max(1, max - count - 1 + closable);
    }

    @GuardedBy("lock")
    private int closable(long now) {
        if (now - nextCount >= 0) {
            closable = countAsFree.getAsInt();
            nextCount = now + COUNT_NANOS;
        }
        return closable;
    }

    @GuardedBy("lock")
    private void sweep(long now) {
        if (count > SWEEP_FREELY && now - nextSweep < 0) return;
        open.values().removeIf(connections -> {
            connections.removeIf(connection -> !connection.isOpen());
            return connections.isEmpty();
        });
        count = open.values().stream().mapToInt(List::size).sum();
        sweepAt = Math.max(SWEEP_MIN, 2 * count);
        long end = nanoTime.getAsLong();
        nextSweep = end + SWEEP_PAUSE * (end - now);
    }

    /** The open connections. */
    public int count() {
        lock.lock();
        try {
            sweep(nanoTime.getAsLong());
            return count;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether less than a sixteenth of the connections was free within the last {@value #CROWDED_NANOS} ns. A check that asks this for
     * each connection closes all idle ones or none: if it closed only as many as are over the limit, clients in the backlog of a large
     * listener would wait for many checks.
     */
    boolean isCrowded() {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            if (now - nextCrowded >= 0) {
                if (isCountCrowded()) sweep(now);
                crowded = isCountCrowded();
                nextCrowded = now + CROWDED_NANOS;
            }
            return crowded;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private boolean isCountCrowded() {
        return max - count < Math.max(1, max / CROWDED_PART);
    }

    int max() {
        return max;
    }

    private static InetAddress peer(SocketChannel connection) {
        try {
            return connection.getRemoteAddress() instanceof InetSocketAddress peer
                    ? peer.getAddress()
                    : InetAddress.getLoopbackAddress();
        } catch (IOException gone) {
            return InetAddress.getLoopbackAddress();
        }
    }
}
