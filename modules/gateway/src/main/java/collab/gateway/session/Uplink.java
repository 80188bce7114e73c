package collab.gateway.session;

/** The stream from the server, as the sessions see it: where it stands, and what they may ask of it. Nothing here blocks. */
public interface Uplink {

    /** Whether events arrive now. */
    boolean attached();

    /** The life of the log that positions belong to; empty before the first attachment. */
    String epoch();

    /** The version in which events arrive; 0 before the first attachment. */
    int version();

    /** Every event up to here that anybody on this gateway is to hear is in the rings. */
    long applied();

    /** The newest position of the log that was heard of; at least {@link #applied}. */
    long head();

    /** How long ago the stream last said something that has been applied. */
    long silenceMs();

    /** Asks for a user's events; the answer carries the number. */
    void want(long number, long userId);

    void drop(long userId);

    /** The user's first socket has opened. */
    void online(long userId);

    /** The user's last socket has ended. */
    void offline(long userId);

    /** Asks who is online among the people the user may see; the answer carries the number. */
    void presence(long number, long userId);

    /** What waits to be asked is not asked any more: a new stream is told everything at once. */
    void forgetRequests();
}
