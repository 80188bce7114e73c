package collab.rpc;

import collab.api.ErrorCode;
import collab.domain.Caller;
import collab.domain.Session;
import collab.domain.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whoever sent one HTTP request, and the cookies they leave with. Confined to the thread that serves it.
 */
final class Visitor {
    private final Optional<Session> session;
    private final RpcExchange.Peer peer;
    private final List<String> cookies = new ArrayList<>(1);

    Visitor(Optional<Session> session, RpcExchange.Peer peer) {
        this.session = session;
        this.peer = peer;
    }

    RpcExchange.Peer peer() {
        return peer;
    }

    boolean anonymous() {
        return session.isEmpty();
    }

    Session session() {
        return session.orElseThrow(() -> new RpcFailure(ErrorCode.UNAUTHENTICATED));
    }

    UserId userId() {
        return session().userId();
    }

    Caller caller() {
        return new Caller.Person(session().userId(), session().id());
    }

    /** Under which name this visitor's buckets are kept. */
    String bucket() {
        return session.map(known -> "user " + known.userId()).orElse("address " + peer.address());
    }

    void giveCookie(String setCookie) {
        cookies.add(setCookie);
    }

    /** The last one given: a browser keeps one session. */
    Optional<String> cookie() {
        return cookies.isEmpty() ? Optional.empty() : Optional.of(cookies.getLast());
    }
}
