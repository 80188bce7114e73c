package collab.gateway.session;

import collab.wire.link.v1.Envelopes;
import collab.wire.link.v1.LiveFrom;
import collab.wire.link.v1.PresenceAnswer;
import java.util.Map;
import java.util.Set;

/** Hears what the stream says, in its order, on the link's one thread. It must not block. */
public interface StreamListener {

    /**
     * What is true at one moment.
     *
     * @param wanted every user whose events are wanted, with the number of the want
     * @param online every user with an open socket
     */
    record Standing(Map<Long, Long> wanted, Set<Long> online) {}

    /** What a new stream is told first. Whatever waited to be asked of the old one is part of it and forgotten. */
    Standing standing();

    /** A stream has begun: everybody in {@code wanted}, as it was asked for with these numbers, is live from there. */
    void attached(Map<Long, Long> wanted, int version, long position);

    void envelopes(Envelopes envelopes);

    void liveFrom(LiveFrom liveFrom);

    void presence(PresenceAnswer answer);

    /** A canary has come over the link: everything committed before it has been heard. */
    void canary(long number);

    /** The log is another one or its past is gone: what is remembered here is worth nothing any more. */
    void pastLost();

    /** There has been no link for a whole lease. */
    void leaseExpired();
}
