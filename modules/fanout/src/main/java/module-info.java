/** Follows the event log and streams to each gateway the events of its users. */
module collab.fanout {
    requires transitive collab.domain;
    requires transitive collab.runtime;
    requires transitive collab.persistence;
    requires transitive collab.wire;
    requires static com.google.errorprone.annotations; // documents which lock guards a field
    requires io.grpc.services; // the standard health service
    requires io.grpc.stub;
    requires io.helidon.config;
    requires transitive io.helidon.webserver;
    requires transitive io.helidon.webserver.grpc;
    requires io.helidon.webserver.http2; // its connections are watched

    exports collab.fanout;
    exports collab.fanout.config;
    exports collab.fanout.presence;
}
