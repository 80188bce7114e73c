package collab.gateway.session;

import java.util.concurrent.locks.LockSupport;

/** The one thread that moves a {@link TimerWheel} on. */
public final class TimerThread implements AutoCloseable {
    private final Thread thread;
    private volatile boolean stopped;

    private TimerThread(TimerWheel wheel) {
        this.thread = Thread.ofPlatform().daemon().name("gateway-wheel").unstarted(() -> turn(wheel));
    }

    public static TimerThread start(TimerWheel wheel) {
        TimerThread hand = new TimerThread(wheel);
        hand.thread.start();
        return hand;
    }

    private void turn(TimerWheel wheel) {
        while (!stopped) {
            wheel.advance();
            LockSupport.parkNanos(TimerWheel.TICK.toNanos());
        }
    }

    /** Returns when the thread has ended; what was still due does not happen. */
    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
