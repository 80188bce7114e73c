package collab.gateway.session;

/** The stream to the server as the sessions use it: its state, and requests to the server. No method blocks. */
public interface Uplink {

    /** Whether a stream is attached. */
    boolean attached();

    /** The epoch of the event log to which positions belong; empty before the first attachment. */
    String epoch();

    /** The event version of the stream; 0 before the first attachment. */
    int version();

    /** All events up to here for users of this gateway are in the replay rings. */
    long applied();

    /** The newest known position of the event log; at least {@link #applied}. */
    long head();

    /** The time since the last message of the stream that was applied. */
    long silenceMs();

    /** Subscribes to a user's events; the answer contains the number. */
    void subscribe(long number, long userId);

    void unsubscribe(long userId);

    /** The first socket of a user has opened. */
    void reportOnline(long userId);

    /** The last socket of a user has ended. */
    void reportOffline(long userId);

    /** Requests a presence snapshot of the people whom a user may see; the answer contains the number. */
    void requestPresence(long number, long userId);

    /** Discards the waiting requests; a new stream starts with the complete state. */
    void discardRequests();
}
