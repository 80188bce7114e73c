/** Protobuf marshalling for gRPC without descriptors, as a module. */
module io.grpc.protobuf.lite {
    requires com.google.common;
    requires transitive com.google.protobuf;
    requires transitive io.grpc;

    exports io.grpc.protobuf.lite;
}
