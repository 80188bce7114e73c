package collab.gateway;

import java.util.concurrent.locks.LockSupport;

/** The one thread that moves a {@link TimerWheel} on. */
final class WheelHand implements AutoCloseable {
    private final Thread thread;
    private volatile boolean stopped;

    private WheelHand(TimerWheel wheel) {
        this.thread = Thread.ofPlatform().daemon().name("gateway-wheel").unstarted(() -> turn(wheel));
    }

    static WheelHand start(TimerWheel wheel) {
        WheelHand hand = new WheelHand(wheel);
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
