package collab.websocket;

import collab.websocket.frame.Rfc6455;

/**
 * Receives the events of one socket. All calls come from that socket's reading thread, one after the other, so a handler needs no
 * lock for its own state. A call that blocks delays only the reading of this socket.
 *
 * <p>{@link #onEnd} is called exactly once for every accepted handshake, as the last call, also when {@link #onOpen} was never
 * called. No message is delivered between {@link Socket#close} and {@code onEnd}. An exception thrown by a handler is logged and
 * closes the socket with 1011.
 */
public interface SocketHandler {

    /** The handshake is complete; from now on any thread may send frames. */
    void onOpen(Socket socket);

    /** A complete text message: valid UTF-8 within the size limit. The handler owns the array. */
    void onText(Socket socket, byte[] utf8);

    /** A complete binary message. The handler owns the array. */
    default void onBinary(Socket socket, byte[] bytes) {
        socket.close(Rfc6455.UNSUPPORTED_DATA, "text only");
    }

    /** A pong frame of RFC 6455, solicited or not. Ping frames are answered without the handler. */
    default void onPong(Socket socket, byte[] payload) {}

    /** A frame exceeded {@link SocketConfig#framesPerMinute} and was not delivered; the handler should close the socket. */
    void onFlood(Socket socket);

    /** The connection is closed: no frame is received or sent any more. */
    void onEnd(Socket socket, CloseStatus status);
}
