package collab.websocket;

import collab.websocket.frame.OutboundFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Writes for all sockets of a gateway. Whoever has something waiting stands in one line; a few virtual threads, the hands, take
 * the first, do one write for it, and let it stand at the end again while more waits.
 *
 * <p>A thread started for each write cost more than the write, and left whoever filled the queues no time: nothing gathered, so
 * every frame became a write of its own. In a line frames gather by themselves when there is much to do (ADR 52).
 *
 * <h2>A peer that does not read</h2>
 * It blocks the hand that writes to it and nobody else: {@link #relieve} replaces hands that are stuck. They count no more from
 * then on, so that as many as before can be free for as long as the peer does not read. The hand that comes back is one too many
 * and leaves.
 *
 * <h2>Concurrency</h2>
 * A writer stands in line at most once, and is taken by one hand at a time; so the line is as long as there are sockets, and each
 * connection is written to by one thread. There is no lock.
 */
public final class WriterPool {
    /** A write that takes longer than this is stuck on its peer. */
    private static final long STUCK_NANOS = 5_000_000;

    /** How often stuck hands are looked for, and so how long a whole crew of them can keep others waiting. */
    private static final Duration RELIEF = Duration.ofMillis(10);

    /** Beyond two, one more hand is worth waking when so many wait for each that works. */
    private static final int WAITING_PER_HAND = 16;

    /** After so many writes a hand lets the connections' own threads have its carrier. */
    private static final int WRITES_BEFORE_YIELD = 8;

    private final int freeHandsMax;
    private final LongSupplier nanoTime;
    private final Queue<SocketWriter> line = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Set<Hand> hands = ConcurrentHashMap.newKeySet();

    /** Of the hands, those that were not found stuck. */
    private final AtomicInteger freeHands = new AtomicInteger();

    /**
     * A hand for each core but the one on which the queues are filled: more would empty them as fast as they are filled, and a
     * frame would be a write again. The deadlines' thread looks after hands that are stuck.
     */
    public static WriterPool start(ConnectionDeadlines deadlines) {
        WriterPool crew = new WriterPool(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
        deadlines.every(RELIEF, crew::relieve);
        return crew;
    }

    /** @param freeHandsMax hands at work, those that are stuck not counted */
    public WriterPool(int freeHandsMax) {
        this(freeHandsMax, System::nanoTime);
    }

    WriterPool(int freeHandsMax, LongSupplier nanoTime) {
        this.freeHandsMax = freeHandsMax;
        this.nanoTime = nanoTime;
    }

    /** Only for a writer that does not stand in line already, and of which no hand has hold. */
    void add(SocketWriter writer) {
        waiting.incrementAndGet();
        line.add(writer);
        callHands();
    }

    private void callHands() {
        int count = freeHands.get();
        int worthOneMore = count < 2 ? 0 : count * WAITING_PER_HAND;
        if (count < freeHandsMax && waiting.get() > worthOneMore && freeHands.compareAndSet(count, count + 1)) {
            start();
        }
    }

    /** Replaces hands that are stuck while others wait. Only one thread calls this. */
    void relieve() {
        if (waiting.get() == 0) return;
        long now = nanoTime.getAsLong();
        for (Hand hand : hands) {
            if (hand.isStuck(now) && hand.leaveFree()) callHands();
        }
    }

    /** Those that are stuck, too. */
    int hands() {
        return hands.size();
    }

    private void start() {
        Hand hand = new Hand();
        hands.add(hand);
        Thread.ofVirtual()
                .name("socket-write")
                .inheritInheritableThreadLocals(false)
                .start(hand);
    }

    /** One of the threads, with what it needs for a write: no write allocates. */
    final class Hand implements Runnable {
        private static final long FREE = 0;

        final List<OutboundFrame> batch = new ArrayList<>();
        private byte[] buffer = new byte[1024];

        /** When it took the writer it has hold of. */
        private volatile long busySince = FREE;

        /** Whether it is one of {@link #freeHands}. */
        private final AtomicBoolean countsAsFree = new AtomicBoolean(true);

        private Hand() {}

        /** Room for that many bytes, its content whatever it was. Good until the next call. */
        byte[] buffer(int bytes) {
            if (buffer.length < bytes) buffer = new byte[Math.max(bytes, 2 * buffer.length)];
            return buffer;
        }

        private boolean isStuck(long now) {
            long since = busySince;
            return since != FREE && now - since > STUCK_NANOS;
        }

        /** Makes room for another one, once; whether this call did it. */
        private boolean leaveFree() {
            boolean counted = countsAsFree.compareAndSet(true, false);
            if (counted) freeHands.decrementAndGet();
            return counted;
        }

        @Override
        @SuppressWarnings("ThreadPriorityCheck") // yields for fairness; nothing depends on it
        public void run() {
            int writes = 0;
            for (SocketWriter next = line.poll(); next != null; next = line.poll()) {
                waiting.decrementAndGet();
                busySince = nanoTime.getAsLong() | 1; // never the value that means free
                next.turn(this);
                busySince = FREE;
                if (!countsAsFree.get()) break;
                if (++writes % WRITES_BEFORE_YIELD == 0) Thread.yield();
            }
            hands.remove(this);
            leaveFree();
            // Whoever came before this line saw one more hand than there is; so look once more.
            if (!line.isEmpty()) callHands();
        }
    }
}
