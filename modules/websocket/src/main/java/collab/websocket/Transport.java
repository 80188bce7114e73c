package collab.websocket;

/** The output of one TCP connection. */
public interface Transport {

    /**
     * Writes the first {@code length} bytes; blocks while the peer does not read. The caller may reuse the array afterwards.
     *
     * @throws RuntimeException when the connection is broken or closed
     */
    void write(byte[] bytes, int length);

    /** Closes the connection and ends blocked reads and writes. Idempotent; may be called by any thread. */
    void close();
}
