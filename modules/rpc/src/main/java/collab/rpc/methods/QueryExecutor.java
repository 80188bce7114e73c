package collab.rpc.methods;

import collab.persistence.Snapshots;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.view.VisibleSnapshot;
import java.util.function.Function;

/** The steps that all queries share: the caller's session, one snapshot, and the part of it that the caller may see. */
final class QueryExecutor {
    private final Snapshots snapshots;

    QueryExecutor(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    /** @throws collab.rpc.jsonrpc.RpcFailure {@code unauthenticated} when the call has no session */
    <R> R read(CallContext call, Function<VisibleSnapshot, R> query) {
        call.session();
        return snapshots.read(snapshot -> query.apply(VisibleSnapshot.of(snapshot, call)));
    }
}
