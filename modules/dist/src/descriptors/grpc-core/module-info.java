/** The core of gRPC, as a module. */
module io.grpc.internal {
    requires transitive com.google.common;
    requires transitive com.google.errorprone.annotations;
    requires com.google.gson;
    requires transitive io.grpc;
    requires io.perfmark;
    requires java.logging;
    requires java.naming;

    exports io.grpc.internal;

    provides io.grpc.LoadBalancerProvider with
            io.grpc.internal.PickFirstLoadBalancerProvider;
    provides io.grpc.NameResolverProvider with
            io.grpc.internal.DnsNameResolverProvider;
}
