package collab.rpc.methods;

import collab.domain.id.UserId;
import collab.persistence.Snapshots;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcError;
import collab.rpc.jsonrpc.RpcFailure;
import collab.rpc.limit.ParallelCalls;
import collab.rpc.view.VisibleSnapshot;
import java.time.Duration;
import java.util.function.Function;

/** The steps that all queries share: the caller's session, one snapshot, and the part of it that the caller may see. */
final class QueryExecutor {
    /** When a caller whose other scans are still running may try again. */
    private static final Duration SCAN_RETRY = Duration.ofSeconds(1);

    private final Snapshots snapshots;
    private final ParallelCalls scans;

    /** @param scansParallel scans of one user at the same time */
    QueryExecutor(Snapshots snapshots, int scansParallel) {
        this.snapshots = snapshots;
        this.scans = new ParallelCalls(scansParallel);
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
        if (!scans.begin(user)) throw new RpcFailure(RpcError.rateLimited(SCAN_RETRY));
        try {
            return snapshots.scan(snapshot -> query.apply(VisibleSnapshot.of(snapshot, call)));
        } finally {
            scans.end(user);
        }
    }
}
