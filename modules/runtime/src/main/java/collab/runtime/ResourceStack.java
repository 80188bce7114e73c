package collab.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * What a start has opened so far, to be closed in the opposite order: by the start itself when a later step fails, otherwise
 * by whoever ends the process. What fails to close is logged and keeps nothing else open.
 */
public final class ResourceStack implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ResourceStack.class.getName());

    /** Guarded by this; the last one first. */
    private final Deque<AutoCloseable> things = new ArrayDeque<>();

    public synchronized <T extends AutoCloseable> T add(T thing) {
        things.push(thing);
        return thing;
    }

    /** Closing twice is fine. */
    @Override
    public void close() {
        for (Optional<AutoCloseable> thing = next(); thing.isPresent(); thing = next()) close(thing.get());
    }

    private static void close(AutoCloseable thing) {
        try {
            thing.close();
        } catch (Exception broken) {
            LOG.log(System.Logger.Level.WARNING, "could not close " + thing, broken);
        }
    }

    private synchronized Optional<AutoCloseable> next() {
        return Optional.ofNullable(things.poll());
    }
}
