package collab.gateway.http;

import collab.runtime.rpc.RpcExchange;

/**
 * Forwards a client's {@code /rpc} request to the server: over HTTP, or directly to the endpoint when both run in one process.
 * Blocks, on the request's own virtual thread. A request is forwarded at most once, because after a failure the gateway does not
 * know whether the server executed it.
 */
@FunctionalInterface
public interface RpcRelay {

    /**
     * @param request without hop-by-hop headers and without the headers that only a gateway may set
     * @throws RelayFailure when the server sent no reply
     */
    RpcExchange.Reply relay(RpcExchange.Request request);
}
