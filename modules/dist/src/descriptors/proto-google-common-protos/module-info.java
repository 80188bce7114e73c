/** The common protos of Google, as a module: only what gRPC's own statuses need stays in the image. */
module proto.google.common.protos {
    requires transitive com.google.protobuf;

    exports com.google.rpc;
    exports com.google.rpc.context;
}
