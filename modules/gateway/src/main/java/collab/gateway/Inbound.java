package collab.gateway;

/** What one frame from the peer amounted to. The arrays are handed over, not shared. */
sealed interface Inbound {
    /** The message goes on in a later frame. */
    record Partial() implements Inbound {}

    /** A whole text message. */
    record Text(byte[] utf8) implements Inbound {}

    /** A whole binary message. */
    record Binary(byte[] bytes) implements Inbound {}

    record Ping(byte[] payload) implements Inbound {}

    record Pong(byte[] payload) implements Inbound {}

    /** The peer's close frame; {@link Rfc6455#NO_STATUS} when it carried no code. */
    record Close(int code, String reason) implements Inbound {}
}
