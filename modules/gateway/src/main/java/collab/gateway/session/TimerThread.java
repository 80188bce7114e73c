package collab.gateway.session;

import java.util.concurrent.locks.LockSupport;

/** The thread that advances a {@link TimerWheel}. */
public final class TimerThread implements AutoCloseable {
    private final Loop loop;
    private final Thread thread;

    private TimerThread(Loop loop, Thread thread) {
        this.loop = loop;
        this.thread = thread;
    }

    public static TimerThread start(TimerWheel wheel) {
        Loop loop = new Loop(wheel);
        return new TimerThread(
                loop, Thread.ofPlatform().daemon().name("gateway-wheel").start(loop));
    }

    /** Stops the thread and returns after it has ended; pending timers do not fire. */
    @Override
    public void close() {
        loop.stopped = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Loop implements Runnable {
        private final TimerWheel wheel;
        private volatile boolean stopped;

        Loop(TimerWheel wheel) {
            this.wheel = wheel;
        }

        @Override
        public void run() {
            while (!stopped) {
                wheel.advance();
                LockSupport.parkNanos(TimerWheel.TICK.toNanos());
            }
        }
    }
}
