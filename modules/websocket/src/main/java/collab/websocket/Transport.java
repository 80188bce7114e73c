package collab.websocket;

/** The outgoing side of one TCP connection, and its end. */
public interface Transport {

    /**
     * Writes that many bytes from the beginning, blocking while the peer does not read. The array is the caller's again
     * afterwards.
     *
     * @throws RuntimeException when the connection is broken or was closed meanwhile
     */
    void write(byte[] bytes, int length);

    /** Closes the connection and wakes whoever reads from it or writes to it. Any thread, any number of times. */
    void close();
}
