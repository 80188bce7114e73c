package collab.websocket.frame;

/** One parsed frame of the peer. The receiver owns the arrays. */
public sealed interface InboundFrame {
    /** A fragment; the message continues in a later frame. */
    record Partial() implements InboundFrame {}

    /** A complete text message. */
    record Text(byte[] utf8) implements InboundFrame {}

    /** A complete binary message. */
    record Binary(byte[] bytes) implements InboundFrame {}

    record Ping(byte[] payload) implements InboundFrame {}

    record Pong(byte[] payload) implements InboundFrame {}

    /** The peer's close frame; {@link Rfc6455#NO_STATUS} when it carried no code. */
    record Close(int code, String reason) implements InboundFrame {}
}
