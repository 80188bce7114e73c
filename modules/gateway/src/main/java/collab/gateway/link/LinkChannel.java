package collab.gateway.link;

import collab.gateway.config.LinkConfig;
import collab.runtime.TlsIdentity;
import collab.wire.LinkHeaders;
import collab.wire.WireLimits;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.util.concurrent.TimeUnit;

/** Opens the gRPC channel to the server's link; every call carries the link secret. */
public final class LinkChannel {
    private static final int FLOW_CONTROL_BYTES = 4 * 1024 * 1024;

    private LinkChannel() {}

    /** Opens a channel, which connects on the first call and reconnects itself. Callbacks run on the transport's threads and must not block. */
    public static ManagedChannel open(LinkConfig config) {
        Metadata secret = new Metadata();
        secret.put(Metadata.Key.of(LinkHeaders.SECRET, Metadata.ASCII_STRING_MARSHALLER), config.secret());
        NettyChannelBuilder channel = NettyChannelBuilder.forTarget(
                config.server().target(),
                config.tls().map(LinkChannel::mutual).orElseGet(InsecureChannelCredentials::create));
        config.server().certificateName().ifPresent(channel::overrideAuthority);
        return channel.flowControlWindow(FLOW_CONTROL_BYTES)
                .maxInboundMessageSize(
                        WireLimits.LINK_MESSAGE_BYTES_MAX + 64 * 1024) // the largest envelope and its framing
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(3, TimeUnit.SECONDS)
                .keepAliveWithoutCalls(true)
                .intercept(MetadataUtils.newAttachHeadersInterceptor(secret))
                .directExecutor()
                .build();
    }

    private static ChannelCredentials mutual(TlsIdentity identity) {
        return TlsChannelCredentials.newBuilder()
                .keyManager(identity.keyManagers())
                .trustManager(identity.trustManagers())
                .build();
    }
}
