/** Follows the log and tells each gateway what its users are to hear. */
module collab.fanout {
    requires collab.domain;
    requires collab.persistence;
    requires collab.wire;
    requires io.grpc.stub;
    requires io.helidon.webserver;
    requires io.helidon.webserver.grpc;
}
