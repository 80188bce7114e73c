package collab.gateway;

/** The outgoing side of one TCP connection, and its end. */
interface Transport {

    /**
     * Writes all of it, blocking while the peer does not read.
     *
     * @throws RuntimeException when the connection is broken or was closed meanwhile
     */
    void write(byte[] bytes);

    /** Closes the connection and wakes whoever reads from it or writes to it. Any thread, any number of times. */
    void close();
}
