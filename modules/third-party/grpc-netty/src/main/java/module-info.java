/** The reference gRPC transport (grpc-netty-shaded), repackaged unchanged with a module descriptor. */
module io.grpc.netty.shaded {
    requires transitive io.grpc;
    requires io.grpc.internal;
    requires io.grpc.util;
    requires io.perfmark;
    requires java.logging;
    requires java.naming;
    requires jdk.unsupported;
    requires static jdk.jfr;

    exports io.grpc.netty.shaded.io.grpc.netty;

    provides io.grpc.ManagedChannelProvider with
            io.grpc.netty.shaded.io.grpc.netty.NettyChannelProvider,
            io.grpc.netty.shaded.io.grpc.netty.UdsNettyChannelProvider;
    provides io.grpc.NameResolverProvider with
            io.grpc.netty.shaded.io.grpc.netty.UdsNameResolverProvider;
}
