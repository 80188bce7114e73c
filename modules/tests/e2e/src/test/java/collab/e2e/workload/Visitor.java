package collab.e2e.workload;

import collab.e2e.harness.AwaitableState;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.WireClient;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A user who is online for a while and then offline for longer than the grace period, again and again. */
final class Visitor {
    private static final Duration ONLINE = Duration.ofSeconds(6);

    /** The grace period of 15 s, the interval of presence changes, and a margin. */
    private static final Duration OFFLINE = Duration.ofSeconds(20);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final RpcCaller caller;
    private final List<URI> gateways;
    private final AwaitableState<Boolean> pause = new AwaitableState<>(Boolean.FALSE); // never changes

    Visitor(RpcCaller caller, List<URI> gateways) {
        this.caller = caller;
        this.gateways = gateways;
    }

    RpcCaller caller() {
        return caller;
    }

    void visitUntil(BooleanSupplier over) {
        for (int visit = 0; !over.getAsBoolean(); visit++) {
            RpcCaller at = caller.at(gateways.get(visit % gateways.size()));
            try (WireClient _ = WireClient.open(at, Optional.empty())) {
                pauseFor(ONLINE, over);
            } catch (UncheckedIOException | WireClient.UpgradeRejected unreachable) {
                pauseFor(LOOK_AGAIN, over);
                continue;
            }
            pauseFor(OFFLINE, over);
        }
    }

    private void pauseFor(Duration duration, BooleanSupplier over) {
        long end = System.nanoTime() + duration.toNanos();
        while (!over.getAsBoolean() && System.nanoTime() < end) pause.becomes(LOOK_AGAIN, never -> never);
    }
}
