package collab.gateway.session;

import collab.wire.link.v1.Envelopes;
import collab.wire.link.v1.LiveFrom;
import collab.wire.link.v1.PresenceAnswer;
import java.util.Map;
import java.util.Set;

/** Receives the messages of the stream in order, on the link thread. Must not block. */
public interface StreamListener {

    /**
     * The state that a new stream starts with.
     *
     * @param users every user whose events are subscribed, with the number of the subscription
     * @param online every user with an open socket
     */
    record Subscriptions(Map<Long, Long> users, Set<Long> online) {}

    /** The state for a new stream. Requests that wait for the old stream are discarded, because the state includes them. */
    Subscriptions subscriptions();

    /** A stream has started: every subscription in {@code subscribed} that still has the same number is live from the position. */
    void attached(Map<Long, Long> subscribed, int version, long position);

    void envelopes(Envelopes envelopes);

    void liveFrom(LiveFrom liveFrom);

    void presence(PresenceAnswer answer);

    /** A probe arrived over the link: all events committed before it have been received. */
    void probe(long number);

    /** The server has another event log, or the position of the gateway was pruned: the replay rings are useless. */
    void historyLost();

    /** No stream was attached for a whole lease. */
    void leaseExpired();
}
