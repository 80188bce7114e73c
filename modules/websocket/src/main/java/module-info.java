/** WebSocket connections (RFC 6455) on a Helidon listener; independent of the application protocol. */
module collab.websocket {
    requires transitive collab.runtime; // timers, deadlines of request heads, security headers
    requires static com.google.errorprone.annotations; // documents which lock guards a field
    requires transitive io.helidon.webserver;

    exports collab.websocket;
    exports collab.websocket.frame;
    exports collab.websocket.handshake;
}
