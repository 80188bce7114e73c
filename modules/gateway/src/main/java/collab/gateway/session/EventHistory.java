package collab.gateway.session;

import collab.wire.link.v1.ReplayResponse;
import java.util.function.Predicate;

/** Reads events from the event log that the replay rings of the gateway do not contain any more. Blocks: for virtual threads only. */
public interface EventHistory {

    /**
     * Reads one user's events of {@code (from, to]} in parts, at the pace of the consumer.
     *
     * @param consumer returns whether it accepts more parts; otherwise it gets no further part, and the rest is read without it
     * @throws ServerUnavailable when the server does not answer or stops answering
     */
    void replay(long userId, String epoch, long from, long to, Predicate<ReplayResponse> consumer);
}
