package collab.rpc.jsonrpc;

import collab.api.ErrorCode;
import collab.domain.id.UserId;
import collab.domain.model.Caller;
import collab.domain.model.Session;
import collab.runtime.RpcExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whoever sent one HTTP request, and the cookies they leave with. Confined to the thread that serves it.
 */
public final class CallContext {
    private final Optional<Session> session;
    private final RpcExchange.Peer peer;
    private final List<String> cookies = new ArrayList<>(1);

    public CallContext(Optional<Session> session, RpcExchange.Peer peer) {
        this.session = session;
        this.peer = peer;
    }

    public RpcExchange.Peer peer() {
        return peer;
    }

    boolean anonymous() {
        return session.isEmpty();
    }

    public Session session() {
        return session.orElseThrow(() -> new RpcFailure(ErrorCode.UNAUTHENTICATED));
    }

    public UserId userId() {
        return session().userId();
    }

    public Caller caller() {
        return new Caller.Person(session().userId(), session().id());
    }

    /** Under which name this visitor's buckets are kept. */
    public String bucket() {
        return session.map(known -> "user " + known.userId()).orElse("address " + peer.address());
    }

    public void giveCookie(String setCookie) {
        cookies.add(setCookie);
    }

    /** The last one given: a browser keeps one session. */
    public Optional<String> cookie() {
        return cookies.isEmpty() ? Optional.empty() : Optional.of(cookies.getLast());
    }
}
