package collab.gateway.link;

import collab.wire.link.v1.AttachRequest;
import collab.wire.link.v1.AttachResponse;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The queue of the link thread: messages and ends of streams, and requests to be sent.
 *
 * <p>Adding never blocks. Messages are limited by the flow control of their stream, ends by one per stream. Requests are limited
 * here: a request beyond the limit discards all waiting requests and adds {@link Item.Overflow}; the link then attaches again, which
 * sends the server the complete state that includes the discarded requests.
 */
public final class LinkInbox {
    public static final int REQUESTS_MAX = 65_536;

    /** One item for the link thread. */
    sealed interface Item {
        record Message(LinkStream stream, AttachResponse response) implements Item {}

        record Ended(LinkStream stream, Status status) implements Item {}

        record Request(AttachRequest request) implements Item {}

        record Draining(Duration hold) implements Item {}

        record Overflow() implements Item {}

        record Stop() implements Item {}
    }

    private final int requestsMax;

    /** A leaf lock. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition added = lock.newCondition();

    @GuardedBy("lock")
    private final ArrayDeque<Item> items = new ArrayDeque<>();

    @GuardedBy("lock")
    private int requests;

    @GuardedBy("lock")
    private boolean stopped;

    public LinkInbox(int requestsMax) {
        this.requestsMax = requestsMax;
    }

    void message(LinkStream stream, AttachResponse response) {
        add(new Item.Message(stream, response));
    }

    void ended(LinkStream stream, Status status) {
        add(new Item.Ended(stream, status));
    }

    void request(AttachRequest request) {
        lock.lock();
        try {
            if (requests == requestsMax) {
                discardRequestsLocked();
                items.add(new Item.Overflow());
            } else {
                requests++;
                items.add(new Item.Request(request));
            }
            added.signal();
        } finally {
            lock.unlock();
        }
    }

    void discardRequests() {
        lock.lock();
        try {
            discardRequestsLocked();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void discardRequestsLocked() {
        items.removeIf(item -> item instanceof Item.Request);
        requests = 0;
    }

    void draining(Duration hold) {
        add(new Item.Draining(hold));
    }

    /** From now on {@link #poll} returns {@link Item.Stop}, also when other items wait. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            added.signal();
        } finally {
            lock.unlock();
        }
    }

    private void add(Item item) {
        lock.lock();
        try {
            items.add(item);
            added.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The next item, or empty after that time. Called by the link thread only. */
    Optional<Item> poll(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (items.isEmpty() && !stopped && left > 0) left = added.awaitNanos(left);
            if (stopped) return Optional.of(new Item.Stop());
            Item item = items.poll();
            if (item instanceof Item.Request) requests--;
            return Optional.ofNullable(item);
        } catch (InterruptedException e) {
            return Optional.of(new Item.Stop());
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return items.isEmpty();
        } finally {
            lock.unlock();
        }
    }
}
