package collab.runtime.limit;

import collab.runtime.ProcessFailure;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Notices that a listener has ended by itself, and then ends the process. Helidon 4.5.0 ends a listener for ever when accepting fails
 * once, for example because the process has no file descriptor left, and still reports it as running.
 *
 * <p>The virtual thread {@code listener-watch-NAME} tries to bind the address of the listener, which fails as long as the listener
 * has it. So a listener whose connections are all in use counts as running, and no connection is made.
 */
public final class ListenerWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ListenerWatch.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    /** How often in succession the address is free before the listener counts as ended. */
    private static final int FREE_MAX = 2;

    private enum Address {
        IN_USE,
        FREE,
        UNKNOWN
    }

    private final String name;
    private final SocketAddress address;
    private final ProcessFailure failure;
    private final Duration interval;
    private final CountDownLatch closed = new CountDownLatch(1);

    private ListenerWatch(String name, SocketAddress address, ProcessFailure failure, Duration interval) {
        this.name = name;
        this.address = address;
        this.failure = failure;
        this.interval = interval;
    }

    static ListenerWatch start(String name, SocketAddress address, ProcessFailure failure) {
        return start(name, address, failure, INTERVAL);
    }

    /** A listener whose address can be bound a second time from the beginning is not watched. */
    static ListenerWatch start(String name, SocketAddress address, ProcessFailure failure, Duration interval) {
        ListenerWatch watch = new ListenerWatch(name, address, failure, interval);
        if (watch.look() == Address.FREE) {
            LOG.log(System.Logger.Level.WARNING, "the listener {0} is not watched: {1} can be bound twice", name, address);
        } else {
            Thread.ofVirtual().name("listener-watch-" + name).start(watch::run);
        }
        return watch;
    }

    private void run() {
        int free = 0;
        while (!awaitClosed()) {
            free = switch (look()) {
                case IN_USE -> 0;
                case FREE -> free + 1;
                case UNKNOWN -> free;
            };
            if (free == FREE_MAX && closed.getCount() > 0) {
                failure.end("the listener " + name + " has ended by itself and accepts no connections");
                return;
            }
        }
    }

    private boolean awaitClosed() {
        try {
            return closed.await(interval.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopped) {
            return true;
        }
    }

    private Address look() {
        try (ServerSocketChannel probe = ServerSocketChannel.open()) {
            probe.bind(address, 1);
            return Address.FREE;
        } catch (BindException inUse) {
            return Address.IN_USE;
        } catch (IOException unknown) {
            return Address.UNKNOWN; // for example no file descriptor left
        }
    }

    /** Stops watching. Close it before the listener is stopped. */
    @Override
    public void close() {
        closed.countDown();
    }
}
