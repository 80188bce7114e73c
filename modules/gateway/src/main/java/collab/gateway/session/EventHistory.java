package collab.gateway.session;

import collab.wire.link.v1.ReplayResponse;
import java.util.function.Predicate;

/** The log, for those whose place is no longer in the gateway's memory. Blocks: for virtual threads only. */
public interface EventHistory {

    /**
     * Hands one user's events of {@code (from, to]} over, piece by piece, at the pace of the taker.
     *
     * @param taker answers whether it wants more
     * @throws ServerUnavailable when the server can not be asked or stops answering
     */
    void replay(long userId, String epoch, long from, long to, Predicate<ReplayResponse> taker);
}
