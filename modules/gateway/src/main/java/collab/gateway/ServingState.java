package collab.gateway;

import static java.lang.System.Logger.Level.ERROR;

import collab.gateway.config.HttpConfig;
import collab.wire.link.v1.Welcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whether a gateway serves clients: not before the server has welcomed it, because the server decides which clients may be served; and
 * no new sockets while it drains.
 */
final class ServingState {
    private static final System.Logger LOG = System.getLogger(ServingState.class.getName());

    private final HttpConfig http;
    private final AtomicBoolean draining = new AtomicBoolean();
    private volatile boolean loopbackOnly;
    private final CompletableFuture<Void> allowed = new CompletableFuture<>();
    private final CompletableFuture<Optional<String>> ended = new CompletableFuture<>();

    ServingState(HttpConfig http) {
        this.http = http;
    }

    /** The server has welcomed the gateway. */
    void welcomed(Welcome welcome) {
        if (welcome.getLoopbackOnly() && !http.loopbackOnly()) {
            String reason = "the server runs in dev mode and serves this machine only, but this gateway listens on "
                    + http.host() + ": listen on 127.0.0.1 or configure another auth mode at the server";
            LOG.log(ERROR, reason);
            ended.complete(Optional.of(reason));
            return;
        }
        loopbackOnly = welcome.getLoopbackOnly();
        allowed.complete(null);
    }

    /** Whether clients must call this gateway by a loopback name, because the server runs in dev mode. */
    boolean loopbackOnly() {
        return loopbackOnly;
    }

    boolean isAllowed() {
        return allowed.isDone();
    }

    boolean isDraining() {
        return draining.get();
    }

    boolean acceptsSockets() {
        return isAllowed() && !isDraining();
    }

    /** Starts draining; false when it was started before. */
    boolean startDraining() {
        return draining.compareAndSet(false, true);
    }

    void closed() {
        ended.complete(Optional.empty());
    }

    CompletableFuture<Optional<String>> ended() {
        return ended.copy();
    }

    /** Waits until the server has allowed to serve clients, or the gateway has ended. */
    void await(Duration timeout, String linkTarget) {
        try {
            CompletableFuture.anyOf(allowed, ended)
                    .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException late) {
            throw new IllegalStateException("not attached to " + linkTarget + " within " + timeout, late);
        }
    }
}
