package collab.rpc.methods;

import collab.domain.id.UserId;
import collab.persistence.Snapshots;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcError;
import collab.rpc.jsonrpc.RpcFailure;
import collab.rpc.limit.ScanLimits;
import collab.rpc.view.VisibleSnapshot;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/** The steps that all queries share: the caller's session, one snapshot, and the part of it that the caller may see. */
final class QueryExecutor {
    private final Snapshots snapshots;
    private final ScanLimits scans;

    QueryExecutor(Snapshots snapshots, ScanLimits scans) {
        this.snapshots = snapshots;
        this.scans = scans;
    }

    /** @throws collab.rpc.jsonrpc.RpcFailure {@code unauthenticated} when the call has no session */
    <R> R read(CallContext call, Function<VisibleSnapshot, R> query) {
        call.session();
        return snapshots.read(snapshot -> query.apply(VisibleSnapshot.of(snapshot, call)));
    }

    /**
     * Runs a query that can read many rows, as {@link #read} does, on the connections for such queries.
     *
     * @throws collab.rpc.jsonrpc.RpcFailure {@code unauthenticated} when the call has no session, {@code rate_limited} when too
     *     many scans of the caller run or wait
     */
    <R> R scan(CallContext call, Function<VisibleSnapshot, R> query) {
        UserId user = call.userId();
        Optional<Duration> wait = scans.begin(user);
        if (wait.isPresent()) throw new RpcFailure(RpcError.rateLimited(wait.get()));
        AtomicLong ranNanos = new AtomicLong();
        try {
            return snapshots.scan(snapshot -> timed(ranNanos, () -> query.apply(VisibleSnapshot.of(snapshot, call))));
        } finally {
            scans.end(user, Duration.ofNanos(ranNanos.get()));
        }
    }

    private static <R> R timed(AtomicLong nanos, Supplier<R> query) {
        long begin = System.nanoTime();
        try {
            return query.get();
        } finally {
            nanos.set(System.nanoTime() - begin);
        }
    }
}
