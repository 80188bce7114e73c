package collab.fanout.stream;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Wakes the one thread that waits here. Several signals before it looks count as one, and none is lost: a producer
 * signals after its change, and the waiting thread checks everything after each return.
 */
final class WakeupSignal {
    private final AtomicBoolean signalled = new AtomicBoolean();
    private final Semaphore wakeups = new Semaphore(0);

    /** Never blocks. */
    void signal() {
        if (signalled.compareAndSet(false, true)) {
            wakeups.release();
        }
    }

    /** Only one thread waits. An interrupt does not end the wait, and its flag stays set. */
    void await() {
        wakeups.acquireUninterruptibly();
        signalled.set(false);
    }
}
