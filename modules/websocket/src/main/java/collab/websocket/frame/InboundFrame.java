package collab.websocket.frame;

/** What one frame from the peer amounted to. The arrays are handed over, not shared. */
public sealed interface InboundFrame {
    /** The message goes on in a later frame. */
    record Partial() implements InboundFrame {}

    /** A whole text message. */
    record Text(byte[] utf8) implements InboundFrame {}

    /** A whole binary message. */
    record Binary(byte[] bytes) implements InboundFrame {}

    record Ping(byte[] payload) implements InboundFrame {}

    record Pong(byte[] payload) implements InboundFrame {}

    /** The peer's close frame; {@link Rfc6455#NO_STATUS} when it carried no code. */
    record Close(int code, String reason) implements InboundFrame {}
}
