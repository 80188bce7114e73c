/** The formats that server and gateway share: link, events, close codes, versions and limits. */
module collab.wire {
    requires transitive com.google.protobuf;
    requires transitive io.grpc;
    requires transitive io.grpc.stub;
    requires io.grpc.protobuf;
    requires com.google.common; // ListenableFuture in the generated future stubs

    exports collab.wire;
    exports collab.wire.event;
    exports collab.wire.event.v1;
    exports collab.wire.event.v2;
    exports collab.wire.link.v1;
    exports collab.wire.socket.v2;
}
