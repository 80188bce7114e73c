package collab.websocket.handshake;

import collab.websocket.SocketHandler;

/** Decides who may open a socket. */
public interface UpgradePolicy {

    /**
     * Called on the connection's own virtual thread and may block, within the head timeout: when that has passed the
     * connection is cut, and the handler of an answer that comes too late hears {@link SocketHandler#onEnd}.
     */
    UpgradeDecision accept(UpgradeRequest handshake);
}
