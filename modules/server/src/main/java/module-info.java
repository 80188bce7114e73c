/** Assembles the process that owns the data and the event log. */
module collab.server {
    requires collab.fanout;
    requires collab.persistence;
    requires collab.rpc;
    requires collab.wire;
    requires io.helidon.config;
    requires io.helidon.logging.common;
    requires io.helidon.webserver;
    requires io.helidon.webserver.grpc;
    requires io.helidon.webserver.observe.health;
}
