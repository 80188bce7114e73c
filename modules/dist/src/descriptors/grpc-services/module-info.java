/** Health and reflection of gRPC, as a module; channelz and binary logs are left out of the image. */
module io.grpc.services {
    requires transitive com.google.common;
    requires transitive com.google.protobuf;
    requires transitive io.grpc;
    requires io.grpc.internal;
    requires io.grpc.protobuf;
    requires transitive io.grpc.stub;
    requires io.grpc.util;
    requires java.logging;

    exports io.grpc.health.v1;
    exports io.grpc.protobuf.services;
    exports io.grpc.protobuf.services.internal;
    exports io.grpc.reflection.v1;
    exports io.grpc.reflection.v1alpha;
    exports io.grpc.services;

    provides io.grpc.LoadBalancerProvider with
            io.grpc.protobuf.services.internal.HealthCheckingRoundRobinLoadBalancerProvider;
}
