package collab.bench;

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
final class Swarm implements AutoCloseable {
    /**
     * Events under way for each socket at full load. Deep enough that a busy gateway finds something to gather, far below the 256
     * at which it would give a socket up.
     */
    static final int WINDOW = 64;

    /** How long whoever found the window full lets the others work. */
    static final long NAP_NANOS = 20_000;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Lane> lanes;
    private final int size;

    private Swarm(List<Lane> lanes, int size) {
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
    static Swarm connect(URI gateway, List<Seat> seats, Detail detail, int lanes, int connecting)
            throws InterruptedException {
        InetSocketAddress address = new InetSocketAddress(gateway.getHost(), gateway.getPort());
        List<Lane> started = new ArrayList<>();
        for (int i = 0; i < lanes; i++) {
            List<Client> clients = new ArrayList<>();
            for (int seat = i; seat < seats.size(); seat += lanes) clients.add(new Client(seats.get(seat)));
            started.add(Lane.start(address, clients, detail, Math.max(1, connecting / lanes)));
        }
        Swarm swarm = new Swarm(started, seats.size());
        try {
            swarm.connectAll();
        } catch (InterruptedException | RuntimeException e) {
            swarm.close();
            throw e;
        }
        return swarm;
    }

    /** How closely frames are looked at. */
    enum Detail {
        /** Frames are counted; of one in many the stamp is read. For full load. */
        COUNT,
        /** Every stamp and every position is read. */
        EVERYTHING
    }

    private void connectAll() throws InterruptedException {
        lanes.forEach(Lane::connect);
        await("all sockets to be open", swarm -> swarm.sum(Lane::open) == size);
    }

    /** Cuts all sockets without a word. Returns when they are cut. */
    void cut() throws InterruptedException {
        lanes.forEach(Lane::cut);
        await("all sockets to be cut", swarm -> swarm.sum(Lane::open) == 0);
    }

    /**
     * Brings all back at once, each with its position, and waits until each has caught up.
     *
     * @return from this call to the end of each client's catching up
     */
    Histogram resume() throws InterruptedException {
        lanes.forEach(Lane::forgetTimes);
        long since = System.nanoTime();
        lanes.forEach(lane -> lane.resume(since));
        await("all sockets to have caught up", swarm -> swarm.sum(Lane::caughtUp) == size);
        return times(Lane::catchUps);
    }

    /** One client stops reading, or goes on. */
    void stall(boolean now) throws InterruptedException {
        lanes.getFirst().stall(now);
    }

    int size() {
        return size;
    }

    /** Logged events received by all sockets. */
    long events() {
        return sum(Lane::events);
    }

    /** Calls of read that brought something. */
    long reads() {
        return sum(Lane::reads);
    }

    long bytes() {
        return sum(Lane::bytes);
    }

    /** Sockets that ended unasked. */
    long lost() {
        return sum(Lane::lost);
    }

    /** Upgrades that were refused and tried again. */
    long refused() {
        return sum(Lane::refused);
    }

    /** Gaps, repeats and frames out of order. */
    long faults() {
        return sum(Lane::faults);
    }

    /** Forgets the latencies so far. */
    void forgetTimes() {
        lanes.forEach(Lane::forgetTimes);
    }

    /** From a stamp to the end of the read that brought it, in nanoseconds, since they were last forgotten. */
    Histogram latencies() {
        return times(Lane::latencies);
    }

    private Histogram times(java.util.function.Function<Lane, Histogram> of) {
        Histogram all = Latencies.histogram();
        for (Lane lane : lanes) all.add(of.apply(lane));
        return all;
    }

    private long sum(ToLongFunction<Lane> counter) {
        return lanes.stream().mapToLong(counter).sum();
    }

    /** Waits until so many events have arrived in all; false when they do not within that time. */
    boolean awaitEvents(long events, Duration patience) throws InterruptedException {
        return waitFor(swarm -> swarm.events() >= events, patience);
    }

    private void await(String what, Predicate<Swarm> come) throws InterruptedException {
        if (waitFor(come, PATIENCE)) return;
        throw new IllegalStateException("gave up waiting for " + what + ": " + sum(Lane::open) + " of " + size
                + " are open, " + sum(Lane::caughtUp) + " have caught up, " + refused() + " were refused, " + lost()
                + " were lost; "
                + lanes.stream()
                        .map(Lane::trouble)
                        .filter(trouble -> !trouble.isEmpty())
                        .findFirst()
                        .orElse(""));
    }

    private boolean waitFor(Predicate<Swarm> come, Duration patience) throws InterruptedException {
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
        lanes.forEach(Lane::close);
    }
}
