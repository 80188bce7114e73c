package collab.rpc.http;

import collab.api.Access;
import collab.api.MethodScope;
import collab.api.RpcMethod;
import collab.domain.access.Rejections;
import collab.domain.credential.Scope;
import collab.rpc.auth.Confirmations;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcError;
import collab.rpc.jsonrpc.RpcFailure;
import java.util.Optional;

/** Decides from the contract whether the session of a call may call the method at all. The rules decide the rest. */
record MethodGate(Confirmations confirmations) {

    /** @throws RpcFailure {@code unauthenticated} or {@code scope_missing} */
    void requireSession(CallContext context, RpcMethod method) {
        if (method.access() != Access.SESSION) return;
        Optional<Scope> missing = scope(method.scope())
                .filter(scope -> !context.session().scopes().contains(scope));
        if (missing.isPresent()) throw new RpcFailure(RpcError.of(Rejections.scopeMissing(missing.get())));
        context.session();
    }

    /** @throws RpcFailure {@code confirmation_needed} */
    void requireConfirmation(CallContext context, RpcMethod method) {
        if (method.confirmed()) confirmations.require(context);
    }

    private static Optional<Scope> scope(MethodScope scope) {
        return switch (scope) {
            case ANY -> Optional.empty();
            case READ -> Optional.of(Scope.READ);
            case SEND -> Optional.of(Scope.SEND);
            case MANAGE -> Optional.of(Scope.MANAGE);
            case ADMIN -> Optional.of(Scope.ADMIN);
            case ACCOUNT -> Optional.of(Scope.ACCOUNT);
        };
    }
}
