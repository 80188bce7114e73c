package collab.fanout.stream;

import collab.domain.Audience;
import collab.domain.id.UserId;
import collab.fanout.presence.Presence;
import collab.fanout.presence.Signal;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The streams of gateways: all open ones, and which of them is current for a gateway id. */
public final class StreamRegistry implements Presence.Announcer {
    private final Set<GatewayStream> open = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<String, GatewayStream> attached = new ConcurrentHashMap<>();

    void opened(GatewayStream link) {
        open.add(link);
    }

    /** The newer stream of a gateway ends the older one, before its own first envelope. */
    void attach(String gatewayId, GatewayStream link) {
        Optional.ofNullable(attached.put(gatewayId, link))
                .ifPresent(older -> older.end(
                        Status.ABORTED.withDescription("a newer stream of gateway " + gatewayId + "has replaced this one")));
    }

    boolean speaksFor(String gatewayId, GatewayStream link) {
        return attached.get(gatewayId) == link;
    }

    void leave(String gatewayId, GatewayStream link) {
        attached.remove(gatewayId, link);
    }

    void closed(GatewayStream link) {
        open.remove(link);
    }

    int openCount() {
        return open.size();
    }

    public int attachedCount() {
        return attached.size();
    }

    /** How far the slowest stream is behind the head. */
    public long lagMax() {
        return attached.values().stream().mapToLong(GatewayStream::lag).max().orElse(0);
    }

    public void tell(Signal.Typing signal) {
        attached.values().forEach(link -> link.tell(signal));
    }

    void sing(CommitProbe.Song song) {
        attached.values().forEach(link -> link.sing(song));
    }

    @Override
    public void changed(Map<Audience, Map<UserId, Boolean>> changes) {
        attached.values().forEach(link -> link.tell(changes));
    }

    @Override
    public void known() {
        attached.values().forEach(GatewayStream::presenceIsKnown);
    }

    /** Ends all streams, and returns when their threads have ended. */
    void endAll(Status why) {
        List<GatewayStream> ending = List.copyOf(open);
        ending.forEach(link -> link.end(why));
        ending.forEach(GatewayStream::join);
    }
}
