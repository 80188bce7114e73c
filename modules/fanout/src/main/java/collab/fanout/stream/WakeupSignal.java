package collab.fanout.stream;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Wakes the one thread that waits here. Any number of rings before it looks are one ring, and none is lost: whoever changes
 * something rings afterwards, the waiter looks at everything after each return.
 */
final class WakeupSignal {
    private final AtomicBoolean rung = new AtomicBoolean();
    private final Semaphore wakeups = new Semaphore(0);

    /** Never blocks. */
    void ring() {
        if (rung.compareAndSet(false, true)) {
            wakeups.release();
        }
    }

    /** Only one thread waits. An interrupt does not end the wait, and stays visible. */
    void await() {
        wakeups.acquireUninterruptibly();
        rung.set(false);
    }
}
