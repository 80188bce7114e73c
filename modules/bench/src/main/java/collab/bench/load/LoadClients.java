package collab.bench.load;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;

/**
 * Runs many clients in one process. A few threads serve the sockets; each thread has one selector. The load generator must cost
 * little compared with what it measures. Therefore it reads only the header of a frame, and the content only where a timestamp
 * or a position is needed.
 *
 * <p>With {@link Detail#EVERYTHING} each client keeps its position and counts an event whose {@code prev} or {@code seq} does not
 * fit this position as a fault.
 */
public final class LoadClients implements AutoCloseable {
    /**
     * Events in flight per socket at full load. The value is large enough for a busy gateway to batch frames, and far below the 256
     * waiting frames at which the gateway closes a slow socket.
     */
    public static final int WINDOW = 64;

    /** How long a publisher that finds the window full waits before it checks again. */
    public static final long POLL_INTERVAL_NANOS = 20_000;

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final List<ClientLoop> loops;
    private final int size;

    private LoadClients(List<ClientLoop> loops, int size) {
        this.loops = loops;
        this.size = size;
    }

    /**
     * Opens a socket for each identity and waits until each has received {@code hello}.
     *
     * @param detail which parts of the frames are read
     * @param threads number of client loops
     * @param connecting handshakes in progress at the same time
     */
    public static LoadClients connect(
            URI gateway, List<ClientIdentity> identities, Detail detail, int threads, int connecting)
            throws InterruptedException {
        InetSocketAddress address = new InetSocketAddress(gateway.getHost(), gateway.getPort());
        List<ClientLoop> started = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            List<LoadClient> share = new ArrayList<>();
            for (int n = i; n < identities.size(); n += threads) share.add(new LoadClient(identities.get(n)));
            started.add(ClientLoop.start(address, share, detail, Math.max(1, connecting / threads)));
        }
        LoadClients clients = new LoadClients(started, identities.size());
        try {
            clients.connectAll();
        } catch (InterruptedException | RuntimeException e) {
            clients.close();
            throw e;
        }
        return clients;
    }

    /** Which parts of the frames are read. */
    public enum Detail {
        /** Counts all frames and reads the timestamp of some of them. Use it at full load. */
        COUNT,
        /** Reads the timestamp and the position of every frame. */
        EVERYTHING
    }

    private void connectAll() throws InterruptedException {
        loops.forEach(ClientLoop::connect);
        await("all sockets to be open", clients -> clients.sum(LoopCounters::open) == size);
    }

    /** Cuts all sockets without a close frame. Returns after all are cut. */
    public void cut() throws InterruptedException {
        loops.forEach(ClientLoop::cut);
        await("all sockets to be cut", clients -> clients.sum(LoopCounters::open) == 0);
    }

    /**
     * Reconnects all clients at once, each with its position, and waits until each has caught up.
     *
     * @return the times from this call to the end of each client's catch-up
     */
    public Histogram resume() throws InterruptedException {
        loops.forEach(loop -> loop.counters().resetLatencies());
        long since = System.nanoTime();
        loops.forEach(loop -> loop.resume(since));
        await("all sockets to have caught up", clients -> clients.sum(LoopCounters::caughtUp) == size);
        return times(LoopCounters::catchUps);
    }

    /** Makes one client stop reading ({@code true}) or read again ({@code false}). */
    public void stall(boolean now) throws InterruptedException {
        loops.getFirst().stall(now);
    }

    public int size() {
        return size;
    }

    /** Logged events received by all sockets. */
    public long events() {
        return sum(LoopCounters::events);
    }

    /** The number of socket reads that returned bytes. */
    public long reads() {
        return sum(LoopCounters::reads);
    }

    long bytes() {
        return sum(LoopCounters::bytes);
    }

    /** Sockets that ended although they were not cut. */
    public long lost() {
        return sum(LoopCounters::lost);
    }

    /** Upgrades that the gateway rejected and that were tried again. */
    public long rejected() {
        return sum(LoopCounters::rejected);
    }

    /** Gaps, repeats and frames out of order. */
    public long faults() {
        return sum(LoopCounters::faults);
    }

    /** Discards the latencies recorded so far. */
    public void resetLatencies() {
        loops.forEach(loop -> loop.counters().resetLatencies());
    }

    /**
     * Times from an event's timestamp to the end of the read that received it, in nanoseconds, since the last reset.
     */
    public Histogram latencies() {
        return times(LoopCounters::latencies);
    }

    private Histogram times(Function<LoopCounters, Histogram> of) {
        Histogram all = Latencies.histogram();
        for (ClientLoop loop : loops) all.add(of.apply(loop.counters()));
        return all;
    }

    private long sum(ToLongFunction<LoopCounters> counter) {
        return loops.stream().map(ClientLoop::counters).mapToLong(counter).sum();
    }

    /** Waits until this many events were received in total; returns false when the timeout passes first. */
    public boolean awaitEvents(long events, Duration timeout) throws InterruptedException {
        return waitFor(clients -> clients.events() >= events, timeout);
    }

    private void await(String what, Predicate<LoadClients> come) throws InterruptedException {
        if (waitFor(come, TIMEOUT)) return;
        throw new IllegalStateException("timed out waiting for " + what + ": " + sum(LoopCounters::open) + " of " + size
                + " are open, " + sum(LoopCounters::caughtUp) + " have caught up, " + rejected() + " were rejected, "
                + lost()
                + " were lost; "
                + loops.stream()
                        .map(loop -> loop.counters().firstError())
                        .filter(firstError -> !firstError.isEmpty())
                        .findFirst()
                        .orElse(""));
    }

    private boolean waitFor(Predicate<LoadClients> come, Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (!come.test(this)) {
            if (System.nanoTime() - end > 0) return false;
            Thread.sleep(1); // counters are polled, because a signal per event would cost more than what is measured
        }
        return true;
    }

    /** Cuts the open sockets and ends the threads. */
    @Override
    public void close() {
        loops.forEach(ClientLoop::close);
    }
}
