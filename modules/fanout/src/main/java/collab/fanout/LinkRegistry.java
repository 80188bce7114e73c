package collab.fanout;

import collab.domain.Audience;
import collab.domain.UserId;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The streams of gateways: all that are open, and which of them speaks for a gateway id. */
final class LinkRegistry implements Presence.Announcer {
    private final Set<GatewayLink> open = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<String, GatewayLink> attached = new ConcurrentHashMap<>();

    void opened(GatewayLink link) {
        open.add(link);
    }

    /** The newer stream of a gateway ends the older one, before its own first envelope. */
    void attach(String gatewayId, GatewayLink link) {
        Optional.ofNullable(attached.put(gatewayId, link))
                .ifPresent(older -> older.end(
                        Status.ABORTED.withDescription("a newer stream of gateway " + gatewayId + " has taken over")));
    }

    boolean speaksFor(String gatewayId, GatewayLink link) {
        return attached.get(gatewayId) == link;
    }

    void leave(String gatewayId, GatewayLink link) {
        attached.remove(gatewayId, link);
    }

    void closed(GatewayLink link) {
        open.remove(link);
    }

    int openCount() {
        return open.size();
    }

    int attachedCount() {
        return attached.size();
    }

    /** How far the slowest is behind. */
    long lagMax() {
        return attached.values().stream().mapToLong(GatewayLink::lag).max().orElse(0);
    }

    void tell(Signal.Typing signal) {
        attached.values().forEach(link -> link.tell(signal));
    }

    void sing(Canary.Song song) {
        attached.values().forEach(link -> link.sing(song));
    }

    @Override
    public void changed(Map<Audience, Map<UserId, Boolean>> changes) {
        attached.values().forEach(link -> link.tell(changes));
    }

    @Override
    public void known() {
        attached.values().forEach(GatewayLink::presenceIsKnown);
    }

    /** Ends all, and returns when their threads have ended. */
    void endAll(Status why) {
        List<GatewayLink> ending = List.copyOf(open);
        ending.forEach(link -> link.end(why));
        ending.forEach(GatewayLink::join);
    }
}
