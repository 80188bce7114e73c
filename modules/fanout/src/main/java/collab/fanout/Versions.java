package collab.fanout;

import collab.wire.EventShapes;
import io.grpc.Status;
import java.util.List;

/** Settles in which version a stream speaks. */
final class Versions {
    private Versions() {}

    /**
     * The newest common version.
     *
     * @throws io.grpc.StatusRuntimeException FAILED_PRECONDITION, naming both ranges, when there is none
     */
    static int negotiate(String peer, List<Integer> offered, EventShapes shapes) {
        return shapes.newestCommon(offered)
                .orElseThrow(() -> Status.FAILED_PRECONDITION
                        .withDescription(peer + " speaks event versions " + offered + ", this server speaks "
                                + shapes.versions())
                        .asRuntimeException());
    }
}
