package collab.websocket.handshake;

import collab.websocket.SocketHandler;

/** Decides whether a client may open a socket. */
public interface UpgradePolicy {

    /**
     * Called on the virtual thread of the connection; may block for up to the head timeout. After the head timeout the connection
     * is closed; a handler that is returned later receives {@link SocketHandler#onEnd} only.
     */
    UpgradeDecision decide(UpgradeRequest request);
}
