/** The API of gRPC, as a module. */
module io.grpc {
    requires transitive com.google.common;
    requires transitive com.google.errorprone.annotations;
    requires java.logging;

    exports io.grpc;

    uses io.grpc.LoadBalancerProvider;
    uses io.grpc.ManagedChannelProvider;
    uses io.grpc.NameResolverProvider;
    uses io.grpc.ServerProvider;
}
