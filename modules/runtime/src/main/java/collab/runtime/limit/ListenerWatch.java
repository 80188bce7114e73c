package collab.runtime.limit;

import collab.runtime.ProcessFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Notices that a listener has ended by itself, and then ends the process. Helidon 4.5.0 ends a listener for ever when accepting fails
 * once, for example because the process has no file descriptor left, and still reports it as running.
 *
 * <p>The virtual thread {@code listener-watch-NAME} connects to the listener when it has accepted nothing for a while. It does not
 * when all connections are in use, because a listener at its bound accepts nothing, or when the first attempt was refused, because
 * then the machine does not allow such connections.
 */
public final class ListenerWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ListenerWatch.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    /** Refusals one after the other before the listener counts as ended. */
    private static final int REFUSALS = 2;

    private enum Answer {
        ACCEPTED,
        REFUSED,
        UNKNOWN
    }

    private final String name;
    private final SocketAddress address;
    private final ConnectionShares shares;
    private final ProcessFailure failure;
    private final Duration interval;
    private final CountDownLatch closed = new CountDownLatch(1);

    private ListenerWatch(
            String name,
            SocketAddress address,
            ConnectionShares shares,
            ProcessFailure failure,
            Duration interval) {
        this.name = name;
        this.address = address;
        this.shares = shares;
        this.failure = failure;
        this.interval = interval;
    }

    static ListenerWatch start(String name, SocketAddress address, ConnectionShares shares, ProcessFailure failure) {
        return start(name, address, shares, failure, INTERVAL);
    }

    static ListenerWatch start(
            String name, SocketAddress address, ConnectionShares shares, ProcessFailure failure, Duration interval) {
        ListenerWatch watch = new ListenerWatch(name, address, shares, failure, interval);
        Thread.ofVirtual().name("listener-watch-" + name).start(watch::run);
        return watch;
    }

    private void run() {
        if (connect() != Answer.ACCEPTED) {
            LOG.log(System.Logger.Level.WARNING, "cannot connect to {0}, so the listener {1} is not watched", address, name);
            return;
        }
        int refusals = 0;
        while (!awaitClosed()) {
            if (shares.idle().compareTo(interval) < 0 || shares.isFull()) continue;
            refusals = switch (connect()) {
                case ACCEPTED -> 0;
                case REFUSED -> refusals + 1;
                case UNKNOWN -> refusals;
            };
            if (refusals == REFUSALS && closed.getCount() > 0) {
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

    private Answer connect() {
        try (Socket probe = new Socket()) {
            probe.connect(address, (int) Math.max(1, interval.toMillis()));
            return Answer.ACCEPTED;
        } catch (ConnectException refused) {
            return Answer.REFUSED;
        } catch (IOException unknown) {
            return Answer.UNKNOWN; // a timeout, or no file descriptor left
        }
    }

    /** Stops watching. Close it before the listener is stopped. */
    @Override
    public void close() {
        closed.countDown();
    }
}
