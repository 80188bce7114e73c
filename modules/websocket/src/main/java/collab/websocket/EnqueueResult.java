package collab.websocket;

/** The result of offering a frame to a socket. */
public enum EnqueueResult {
    /** The frame is queued in order and will be written unless the connection ends first. */
    QUEUED,
    /** A droppable frame exceeded the soft limit and was discarded; the caller continues. */
    SHED,
    /** The frame exceeds the hard limit and was not queued: the reader is too slow, and the caller closes the socket. */
    FULL,
    /** The socket is closing or closed; its handler is notified separately. */
    CLOSED
}
