package collab.fanout.stream;

import static java.lang.System.Logger.Level.WARNING;

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
public final class StreamRegistry implements Presence.Listener {
    private static final System.Logger LOG = System.getLogger(StreamRegistry.class.getName());

    private final Set<GatewayStream> open = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<String, GatewayStream> attached = new ConcurrentHashMap<>();

    void opened(GatewayStream stream) {
        open.add(stream);
    }

    /**
     * The newer stream of a gateway ends the older one, before its own first envelope. The older one of another process was in use:
     * the stream of a process that has ended ends with its connection.
     */
    void attach(AttachedGateway gateway, GatewayStream stream) {
        String id = gateway.gatewayId();
        Optional<GatewayStream> older = Optional.ofNullable(attached.put(id, stream));
        if (older.flatMap(GatewayStream::incarnation)
                .filter(other -> !other.equals(gateway.incarnation()))
                .isPresent()) {
            LOG.log(
                    WARNING,
                    "a second process has attached as gateway {0} and has taken the stream of the first one. When both run,"
                            + " give each gateway its own gateway.id",
                    id);
        }
        older.ifPresent(other -> other.end(
                Status.ABORTED.withDescription("a newer stream of gateway " + id + " has replaced this one")));
    }

    boolean isCurrent(String gatewayId, GatewayStream stream) {
        return attached.get(gatewayId) == stream;
    }

    void detach(String gatewayId, GatewayStream stream) {
        attached.remove(gatewayId, stream);
    }

    void closed(GatewayStream stream) {
        open.remove(stream);
    }

    int openCount() {
        return open.size();
    }

    public int attachedCount() {
        return attached.size();
    }

    /** The number of positions by which the slowest stream is behind the head. */
    public long lagMax() {
        return attached.values().stream().mapToLong(GatewayStream::lag).max().orElse(0);
    }

    public void enqueue(Signal.Typing signal) {
        attached.values().forEach(stream -> stream.enqueue(signal));
    }

    void enqueue(CommitProbe.Probe probe) {
        attached.values().forEach(stream -> stream.enqueue(probe));
    }

    @Override
    public void onChanges(Map<Audience, Map<UserId, Boolean>> changes) {
        attached.values().forEach(stream -> stream.enqueue(changes));
    }

    @Override
    public void onComplete() {
        attached.values().forEach(GatewayStream::onPresenceComplete);
    }

    /** Ends all streams, and returns when their threads have ended. */
    void endAll(Status why) {
        List<GatewayStream> ending = List.copyOf(open);
        ending.forEach(stream -> stream.end(why));
        ending.forEach(GatewayStream::join);
    }
}
