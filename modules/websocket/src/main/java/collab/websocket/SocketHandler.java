package collab.websocket;

import collab.websocket.frame.Rfc6455;

/**
 * What happens on one socket. All calls come from that socket's reading thread, one after the other, so a handler needs
 * no lock for what only it touches. A call that blocks holds up nothing but the reading of this one socket.
 *
 * <p>{@link #onEnd} comes exactly once for every accepted handshake, as the last call, however the socket ended, and even
 * when {@link #onOpen} never came. Nothing is delivered between {@link Socket#close} and {@code onEnd}. An exception thrown
 * here is logged and closes the socket with 1011.
 */
public interface SocketHandler {

    /** The handshake is answered; frames may be offered from now on, by any thread. */
    void onOpen(Socket socket);

    /** A whole text message, checked to be UTF-8, within the bound. The array is the handler's to keep. */
    void onText(Socket socket, byte[] utf8);

    /** A whole binary message. */
    default void onBinary(Socket socket, byte[] bytes) {
        socket.close(Rfc6455.UNSUPPORTED_DATA, "text only");
    }

    /** A pong of the protocol's own kind, asked for or not. Pings are answered without the handler. */
    default void onPong(Socket socket, byte[] payload) {}

    /** A frame beyond the allowed number in a minute came and was not delivered; the handler is expected to close. */
    void onFlood(Socket socket);

    /** It is over: nothing more comes, nothing more can be sent, the connection is closed. */
    void onEnd(Socket socket, CloseStatus ending);
}
