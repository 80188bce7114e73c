package collab.bench.load;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;

/**
 * Many browsers in one process: sockets on a few threads that wait for all of theirs at once. It must be cheap beside what it
 * measures, so a frame is passed over by its header, and looked into only where a stamp or a position is wanted.
 *
 * <p>Clients keep the rule of resuming: they know their position and count what contradicts it as a fault.
 */
public final class LoadClients implements AutoCloseable {
    /**
     * Events under way for each socket at full load. Deep enough that a busy gateway finds something to gather, far below the 256
     * at which it would give a socket up.
     */
    public static final int WINDOW = 64;

    /** How long whoever found the window full lets the others work. */
    public static final long NAP_NANOS = 20_000;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<ClientLoop> lanes;
    private final int size;

    private LoadClients(List<ClientLoop> lanes, int size) {
        this.lanes = lanes;
        this.size = size;
    }

    /**
     * Opens a socket for each seat and waits until all have said hello.
     *
     * @param detail how closely frames are looked at
     * @param lanes threads
     * @param connecting sockets on their way at the same time
     */
    public static LoadClients connect(URI gateway, List<ClientIdentity> seats, Detail detail, int lanes, int connecting)
            throws InterruptedException {
        InetSocketAddress address = new InetSocketAddress(gateway.getHost(), gateway.getPort());
        List<ClientLoop> started = new ArrayList<>();
        for (int i = 0; i < lanes; i++) {
            List<LoadClient> clients = new ArrayList<>();
            for (int seat = i; seat < seats.size(); seat += lanes) clients.add(new LoadClient(seats.get(seat)));
            started.add(ClientLoop.start(address, clients, detail, Math.max(1, connecting / lanes)));
        }
        LoadClients swarm = new LoadClients(started, seats.size());
        try {
            swarm.connectAll();
        } catch (InterruptedException | RuntimeException e) {
            swarm.close();
            throw e;
        }
        return swarm;
    }

    /** How closely frames are looked at. */
    public enum Detail {
        /** Frames are counted; of one in many the stamp is read. For full load. */
        COUNT,
        /** Every stamp and every position is read. */
        EVERYTHING
    }

    private void connectAll() throws InterruptedException {
        lanes.forEach(ClientLoop::connect);
        await("all sockets to be open", swarm -> swarm.sum(ClientLoop::open) == size);
    }

    /** Cuts all sockets without a word. Returns when they are cut. */
    public void cut() throws InterruptedException {
        lanes.forEach(ClientLoop::cut);
        await("all sockets to be cut", swarm -> swarm.sum(ClientLoop::open) == 0);
    }

    /**
     * Brings all back at once, each with its position, and waits until each has caught up.
     *
     * @return from this call to the end of each client's catching up
     */
    public Histogram resume() throws InterruptedException {
        lanes.forEach(ClientLoop::forgetTimes);
        long since = System.nanoTime();
        lanes.forEach(lane -> lane.resume(since));
        await("all sockets to have caught up", swarm -> swarm.sum(ClientLoop::caughtUp) == size);
        return times(ClientLoop::catchUps);
    }

    /** One client stops reading, or goes on. */
    public void stall(boolean now) throws InterruptedException {
        lanes.getFirst().stall(now);
    }

    public int size() {
        return size;
    }

    /** Logged events received by all sockets. */
    public long events() {
        return sum(ClientLoop::events);
    }

    /** Calls of read that brought something. */
    public long reads() {
        return sum(ClientLoop::reads);
    }

    long bytes() {
        return sum(ClientLoop::bytes);
    }

    /** Sockets that ended unasked. */
    public long lost() {
        return sum(ClientLoop::lost);
    }

    /** Upgrades that were refused and tried again. */
    public long refused() {
        return sum(ClientLoop::refused);
    }

    /** Gaps, repeats and frames out of order. */
    public long faults() {
        return sum(ClientLoop::faults);
    }

    /** Forgets the latencies so far. */
    public void forgetTimes() {
        lanes.forEach(ClientLoop::forgetTimes);
    }

    /** From a stamp to the end of the read that brought it, in nanoseconds, since they were last forgotten. */
    public Histogram latencies() {
        return times(ClientLoop::latencies);
    }

    private Histogram times(java.util.function.Function<ClientLoop, Histogram> of) {
        Histogram all = Latencies.histogram();
        for (ClientLoop lane : lanes) all.add(of.apply(lane));
        return all;
    }

    private long sum(ToLongFunction<ClientLoop> counter) {
        return lanes.stream().mapToLong(counter).sum();
    }

    /** Waits until so many events have arrived in all; false when they do not within that time. */
    public boolean awaitEvents(long events, Duration patience) throws InterruptedException {
        return waitFor(swarm -> swarm.events() >= events, patience);
    }

    private void await(String what, Predicate<LoadClients> come) throws InterruptedException {
        if (waitFor(come, PATIENCE)) return;
        throw new IllegalStateException("gave up waiting for " + what + ": " + sum(ClientLoop::open) + " of " + size
                + " are open, " + sum(ClientLoop::caughtUp) + " have caught up, " + refused() + " were refused, "
                + lost()
                + " were lost; "
                + lanes.stream()
                        .map(ClientLoop::trouble)
                        .filter(trouble -> !trouble.isEmpty())
                        .findFirst()
                        .orElse(""));
    }

    private boolean waitFor(Predicate<LoadClients> come, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!come.test(this)) {
            if (System.nanoTime() - end > 0) return false;
            Thread.sleep(1); // counters are polled: a signal per event would cost more than what is measured
        }
        return true;
    }

    /** Cuts what is open and ends the threads. */
    @Override
    public void close() {
        lanes.forEach(ClientLoop::close);
    }
}
