/** Holds one session per connected user and delivers envelopes in order, within bounds. */
module collab.gateway {
    requires collab.wire; // knows envelopes, not the domain, not the database
    requires com.fasterxml.jackson.databind;
    requires io.grpc.netty.shaded;
    requires io.grpc.stub;
    requires io.helidon.config;
    requires io.helidon.logging.common;
    requires io.helidon.webserver;
    requires io.helidon.webserver.staticcontent;
    requires java.net.http;
}
