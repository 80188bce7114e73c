package collab.rpc.jsonrpc;

import collab.api.ErrorCode;
import collab.domain.audit.Origin;
import collab.domain.id.UserId;
import collab.domain.model.Caller;
import collab.domain.model.Session;
import collab.rpc.limit.RateLimiter;
import collab.runtime.limit.ClientNetwork;
import collab.runtime.rpc.RpcExchange;
import java.util.Optional;

/**
 * The caller of one HTTP request, and the cookie to set in the response. All calls of a batch share it. Confined to
 * the thread that serves the request.
 */
public final class CallContext {
    private final Optional<Session> session;
    private final RpcExchange.Peer peer;
    private final Optional<String> device;
    private Optional<String> cookie = Optional.empty();
    private boolean discovered;

    /** @param device names the browser or program of the client */
    public CallContext(Optional<Session> session, RpcExchange.Peer peer, Optional<String> device) {
        this.session = session;
        this.peer = peer;
        this.device = device;
    }

    /** Names the browser or program of the client, when it is known. */
    public Optional<String> device() {
        return device;
    }

    public RpcExchange.Peer peer() {
        return peer;
    }

    /** @throws RpcFailure {@code unauthenticated} when the request has no session */
    public Session session() {
        return session.orElseThrow(() -> new RpcFailure(ErrorCode.UNAUTHENTICATED));
    }

    /** @throws RpcFailure {@code unauthenticated} when the request has no session */
    public UserId userId() {
        return session().userId();
    }

    /** @throws RpcFailure {@code unauthenticated} when the request has no session */
    public Caller caller() {
        return new Caller.Person(session().userId(), session().id(), session().scopes());
    }

    /** From where the call comes, for the audit log. */
    public Origin origin() {
        return session.map(present -> Origin.ofClient(
                        peer.address(), new Caller.Person(present.userId(), present.id(), present.scopes())))
                .orElseGet(() -> Origin.ofClient(peer.address()));
    }

    /** Whether the request has no session. */
    public boolean isAnonymous() {
        return session.isEmpty();
    }

    /** Notes a call of {@code rpc.discover}; returns whether it is the first one of the request. */
    public boolean beginDiscovery() {
        boolean first = !discovered;
        discovered = true;
        return first;
    }

    /** The key of the caller's rate limits: the user, or the client's network without a session. */
    public String rateLimitKey() {
        return session.map(present -> RateLimiter.callerKey(present.userId()))
                .orElseGet(() -> "network " + ClientNetwork.of(peer.address()));
    }

    /**
     * @param value the {@code Set-Cookie} header of the response; replaces an earlier one, as a browser has one session
     */
    public void setCookie(String value) {
        cookie = Optional.of(value);
    }

    public Optional<String> cookie() {
        return cookie;
    }
}
