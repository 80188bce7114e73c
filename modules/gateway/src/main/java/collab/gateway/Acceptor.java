package collab.gateway;

/** Decides who may open a socket. */
interface Acceptor {

    /**
     * Called on the connection's own virtual thread and may block, within the head timeout: when that has passed the
     * connection is cut, and the handler of an answer that comes too late hears {@link SocketHandler#onEnd}.
     */
    Admission accept(Handshake handshake);
}
