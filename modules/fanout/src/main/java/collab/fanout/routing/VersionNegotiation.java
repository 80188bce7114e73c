package collab.fanout.routing;

import collab.wire.EventShapes;
import io.grpc.Status;
import java.util.List;
import java.util.NavigableSet;

/** Selects the version of events of a stream. */
public final class VersionNegotiation {
    private VersionNegotiation() {}

    /**
     * The newest common version.
     *
     * @throws io.grpc.StatusRuntimeException FAILED_PRECONDITION, naming both ranges, when there is none
     */
    public static int negotiate(String peer, List<Integer> offered, NavigableSet<Integer> supported) {
        return EventShapes.newestCommon(supported, offered)
                .orElseThrow(() -> Status.FAILED_PRECONDITION
                        .withDescription(
                                peer + " supports event versions " + offered + ", this server supports " + supported)
                        .asRuntimeException());
    }
}
