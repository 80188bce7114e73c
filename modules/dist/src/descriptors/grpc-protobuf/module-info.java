/** Protobuf marshalling for gRPC, as a module. */
module io.grpc.protobuf {
    requires com.google.common;
    requires transitive com.google.errorprone.annotations;
    requires transitive com.google.protobuf;
    requires transitive io.grpc;
    requires io.grpc.protobuf.lite;
    requires transitive proto.google.common.protos;

    exports io.grpc.protobuf;
}
