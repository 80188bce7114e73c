/** Serves browser sockets: one session per connected user, delivery of envelopes in order and within limits, and the HTTP listener. */
module collab.gateway {
    requires transitive collab.runtime;
    requires transitive collab.websocket;
    requires collab.web;
    requires collab.wire; // knows envelopes, not the domain and not the database
    requires com.fasterxml.jackson.databind;
    requires static com.google.errorprone.annotations; // documents which lock guards a field
    requires com.google.protobuf;
    requires io.grpc;
    requires io.grpc.netty.shaded;
    requires io.grpc.stub;
    requires io.helidon.webserver;
    requires java.net.http;

    exports collab.gateway;
    exports collab.gateway.config;
    exports collab.gateway.http;
}
