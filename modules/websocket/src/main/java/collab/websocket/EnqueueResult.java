package collab.websocket;

/** What became of a frame that was offered to a socket. */
public enum EnqueueResult {
    /** It waits in order and will be written, unless the connection breaks first. */
    QUEUED,
    /** A signal met the soft bound and was left out; nothing else is to be done. */
    SHED,
    /** The hard bound would be exceeded and nothing was kept: the reader is too slow, so the session closes. */
    FULL,
    /** The socket is closing or gone; its ending is announced by itself. */
    CLOSED
}
