package collab.runtime;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The resources that the start of a process has opened, closed in the opposite order: when a later step of the start fails, or
 * when the process stops. A failure to close one is logged and does not keep the others open.
 */
public final class ResourceStack implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ResourceStack.class.getName());

    /** The last one first. */
    @GuardedBy("this")
    private final Deque<AutoCloseable> resources = new ArrayDeque<>();

    public synchronized <T extends AutoCloseable> T add(T resource) {
        resources.push(resource);
        return resource;
    }

    /** Closes everything that was added. Closing twice has no effect. */
    @Override
    public void close() {
        for (Optional<AutoCloseable> resource = next(); resource.isPresent(); resource = next()) close(resource.get());
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception broken) {
            LOG.log(System.Logger.Level.WARNING, "could not close " + resource, broken);
        }
    }

    private synchronized Optional<AutoCloseable> next() {
        return Optional.ofNullable(resources.poll());
    }
}
