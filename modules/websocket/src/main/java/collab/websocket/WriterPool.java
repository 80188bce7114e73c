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
 * Writes for all sockets of a process. Writers with waiting frames are in one FIFO queue; a few virtual threads, the workers, take
 * the first writer, do one write for it, and put it back at the end while more frames wait.
 *
 * <p>A thread started for each write cost more than the write, and left the threads that fill the queues no time, so every frame
 * became a write of its own. With a queue of writers, frames accumulate while the workers are busy, and one write carries many
 * (ADR 52).
 *
 * <h2>A peer that does not read</h2>
 * It blocks the worker that writes to it and no other: {@link #replaceStuckWorkers} replaces workers that are stuck. A stuck worker
 * is no longer counted as active, so the configured number of active workers can run while the peer does not read. When its write
 * returns, the stuck worker ends.
 *
 * <h2>Concurrency</h2>
 * A writer is in the queue at most once and is used by one worker at a time. So the queue is at most as long as the number of
 * sockets, and each connection is written to by one thread. There is no lock.
 */
public final class WriterPool {
    /** A worker is stuck when one write takes longer than this. */
    private static final long STUCK_NANOS = 5_000_000;

    /** How often stuck workers are replaced; the longest time for which stuck workers can delay other sockets. */
    private static final Duration REPLACEMENT_INTERVAL = Duration.ofMillis(10);

    /** From the third worker on, another worker is started when more than this many writers wait for each active worker. */
    private static final int WAITING_PER_WORKER = 16;

    /** After this many writes a worker yields, so that the connections' threads can use its carrier thread. */
    private static final int WRITES_BEFORE_YIELD = 8;

    private final int activeMax;
    private final LongSupplier nanoTime;
    private final Queue<SocketWriter> ready = new ConcurrentLinkedQueue<>();
    private final AtomicInteger readyCount = new AtomicInteger();
    private final Set<Worker> workers = ConcurrentHashMap.newKeySet();

    /** The number of workers that were not found stuck. */
    private final AtomicInteger active = new AtomicInteger();

    /**
     * Creates a pool with one worker for each core except the core that fills the queues. More workers would empty the queues as fast
     * as they are filled, and every frame would be a write of its own. The deadlines' thread replaces stuck workers.
     */
    public static WriterPool start(ConnectionDeadlines deadlines) {
        WriterPool pool = new WriterPool(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
        deadlines.repeat(REPLACEMENT_INTERVAL, pool::replaceStuckWorkers);
        return pool;
    }

    /** @param activeMax the largest number of workers, stuck ones not counted */
    public WriterPool(int activeMax) {
        this(activeMax, System::nanoTime);
    }

    WriterPool(int activeMax, LongSupplier nanoTime) {
        this.activeMax = activeMax;
        this.nanoTime = nanoTime;
    }

    /** Adds a writer that is neither in the queue nor used by a worker. */
    void schedule(SocketWriter writer) {
        readyCount.incrementAndGet();
        ready.add(writer);
        startWorkerIfNeeded();
    }

    private void startWorkerIfNeeded() {
        int count = active.get();
        int threshold = count < 2 ? 0 : count * WAITING_PER_WORKER;
        if (count < activeMax && readyCount.get() > threshold && active.compareAndSet(count, count + 1)) {
            startWorker();
        }
    }

    /** Replaces workers that are stuck while writers wait. Called by one thread only. */
    void replaceStuckWorkers() {
        if (readyCount.get() == 0) return;
        long now = nanoTime.getAsLong();
        for (Worker worker : workers) {
            if (worker.isStuck(now) && worker.deactivate()) startWorkerIfNeeded();
        }
    }

    /** The number of workers, stuck ones included. */
    int workers() {
        return workers.size();
    }

    private void startWorker() {
        Worker worker = new Worker();
        workers.add(worker);
        Thread.ofVirtual()
                .name("socket-write")
                .inheritInheritableThreadLocals(false)
                .start(worker);
    }

    /** One thread of the pool, with the buffers that it reuses for each write. */
    final class Worker implements Runnable {
        private static final long IDLE = 0;

        final List<OutboundFrame> batch = new ArrayList<>();
        private byte[] buffer = new byte[1024];

        /** When it began to use its current writer. */
        private volatile long busySince = IDLE;

        /** Whether it is counted in {@link WriterPool#active}. */
        private final AtomicBoolean countedActive = new AtomicBoolean(true);

        private Worker() {}

        /** A buffer of at least that many bytes with undefined content. Valid until the next call. */
        byte[] buffer(int bytes) {
            if (buffer.length < bytes) buffer = new byte[Math.max(bytes, 2 * buffer.length)];
            return buffer;
        }

        private boolean isStuck(long now) {
            long since = busySince;
            return since != IDLE && now - since > STUCK_NANOS;
        }

        /** Stops counting this worker as active; returns false when an earlier call did so. */
        private boolean deactivate() {
            boolean counted = countedActive.compareAndSet(true, false);
            if (counted) active.decrementAndGet();
            return counted;
        }

        @Override
        @SuppressWarnings("ThreadPriorityCheck") // yields for fairness; nothing depends on it
        public void run() {
            int writes = 0;
            for (SocketWriter next = ready.poll(); next != null; next = ready.poll()) {
                readyCount.decrementAndGet();
                busySince = nanoTime.getAsLong() | 1; // never equal to IDLE
                next.writeOnce(this);
                busySince = IDLE;
                if (!countedActive.get()) break;
                if (++writes % WRITES_BEFORE_YIELD == 0) Thread.yield();
            }
            workers.remove(this);
            deactivate();
            // A writer that was scheduled before the previous line may have started no worker.
            if (!ready.isEmpty()) startWorkerIfNeeded();
        }
    }
}
