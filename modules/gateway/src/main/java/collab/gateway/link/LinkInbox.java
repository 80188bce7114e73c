package collab.gateway.link;

import collab.wire.link.v1.AttachRequest;
import collab.wire.link.v1.AttachResponse;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for the link's thread: messages and endings of streams, and requests of our own to be sent.
 *
 * <p>Nobody waits to put something in. Messages are bounded by the credit their stream gives, endings by one per stream.
 * Requests are bounded here: one beyond the bound empties them all and says so ({@link Item.Overflow}); the link then attaches
 * anew, which tells the server the complete state that the lost requests were to change.
 */
public final class LinkInbox {
    public static final int REQUESTS_MAX = 65_536;

    /** One thing for the link's thread. */
    sealed interface Item {
        record Message(LinkStream stream, AttachResponse response) implements Item {}

        record Ending(LinkStream stream, Status status) implements Item {}

        record Request(AttachRequest request) implements Item {}

        record Leaving(Duration hold) implements Item {}

        record Overflow() implements Item {}

        record Stop() implements Item {}
    }

    private final int requestsMax;

    /** Guards everything below. Leaf lock. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition filled = lock.newCondition();
    private final ArrayDeque<Item> items = new ArrayDeque<>();
    private int requests;
    private boolean stopped;

    public LinkInbox(int requestsMax) {
        this.requestsMax = requestsMax;
    }

    void message(LinkStream stream, AttachResponse response) {
        add(new Item.Message(stream, response));
    }

    void ending(LinkStream stream, Status status) {
        add(new Item.Ending(stream, status));
    }

    void request(AttachRequest request) {
        lock.lock();
        try {
            if (requests == requestsMax) {
                forgetRequestsLocked();
                items.add(new Item.Overflow());
            } else {
                requests++;
                items.add(new Item.Request(request));
            }
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    void forgetRequests() {
        lock.lock();
        try {
            forgetRequestsLocked();
        } finally {
            lock.unlock();
        }
    }

    private void forgetRequestsLocked() {
        items.removeIf(item -> item instanceof Item.Request);
        requests = 0;
    }

    void leaving(Duration hold) {
        add(new Item.Leaving(hold));
    }

    /** The next {@link #take} answers {@link Item.Stop}, whatever waits. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    private void add(Item item) {
        lock.lock();
        try {
            items.add(item);
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The next thing, or nothing within that time. Only the link's thread. */
    Optional<Item> take(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (items.isEmpty() && !stopped && left > 0) left = filled.awaitNanos(left);
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
