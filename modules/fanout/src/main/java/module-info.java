/** Follows the log and tells each gateway what its users are to hear. */
module collab.fanout {
    requires transitive collab.domain;
    requires transitive collab.ops;
    requires transitive collab.persistence;
    requires collab.wire;
    requires io.grpc.services; // the standard health service
    requires io.grpc.stub;
    requires io.helidon.config;
    requires transitive io.helidon.webserver;
    requires transitive io.helidon.webserver.grpc;
    requires io.helidon.webserver.http2; // its connections are watched

    exports collab.fanout;
}
