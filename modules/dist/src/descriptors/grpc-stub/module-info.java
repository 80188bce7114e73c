/** The stubs of gRPC, as a module. */
module io.grpc.stub {
    requires transitive com.google.common;
    requires com.google.errorprone.annotations;
    requires transitive io.grpc;
    requires java.logging;

    exports io.grpc.stub;
    exports io.grpc.stub.annotations;
}
