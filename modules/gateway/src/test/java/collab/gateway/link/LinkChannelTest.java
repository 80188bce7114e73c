package collab.gateway.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import collab.gateway.config.GatewayConfig;
import collab.gateway.config.GatewayConfigKeys;
import collab.gateway.config.LinkConfig;
import collab.runtime.Settings;
import collab.runtime.TlsIdentity;
import collab.testkit.TestAuthority;
import collab.wire.link.v1.AdmitRequest;
import collab.wire.link.v1.EventStreamGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS between a gateway and its server. */
class LinkChannelTest {
    @TempDir
    Path folder;

    private TestAuthority trusted;
    private Server server;

    @BeforeEach
    void start() throws IOException {
        trusted = new TestAuthority(folder, "trusted");
        TestAuthority.Identity own = trusted.certify("server", "127.0.0.1", "link.example.org");
        server = NettyServerBuilder.forAddress(
                        new InetSocketAddress("127.0.0.1", 0),
                        TlsServerCredentials.newBuilder()
                                .keyManager(
                                        own.certificate().toFile(), own.key().toFile())
                                .trustManager(trusted.certificate().toFile())
                                .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                                .build())
                .addService(new EventStreamGrpc.EventStreamImplBase() {}) // a call that arrives gets UNIMPLEMENTED
                .build()
                .start();
    }

    @AfterEach
    void stop() {
        server.shutdownNow();
    }

    private Optional<TlsIdentity> identity(TestAuthority certifiedBy, TestAuthority trustedByGateway) {
        TestAuthority.Identity own = certifiedBy.certify("gateway");
        Map<String, String> files = Map.of(
                GatewayConfigKeys.LINK_CERTIFICATE_FILE.name(),
                        own.certificate().toString(),
                GatewayConfigKeys.LINK_KEY_FILE.name(), own.key().toString(),
                GatewayConfigKeys.LINK_TRUSTED_FILE.name(),
                        trustedByGateway.certificate().toString());
        return GatewayConfig.tls(Settings.read(GatewayConfigKeys.ALL, Optional.empty(), Map.of(), files));
    }

    private Status.Code call(Optional<TlsIdentity> tls, Optional<String> serverName) {
        ManagedChannel channel = LinkChannel.open(LinkConfig.plain("", "link secret of the test", "g1")
                .withServer(new LinkConfig.Server("127.0.0.1:" + server.getPort(), serverName))
                .withTls(tls));
        try {
            return assertThrows(
                            StatusRuntimeException.class,
                            () -> EventStreamGrpc.newBlockingStub(channel)
                                    .withDeadlineAfter(30, TimeUnit.SECONDS)
                                    .admit(AdmitRequest.getDefaultInstance()))
                    .getStatus()
                    .getCode();
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void mutualTlsConnects() {
        assertEquals(Status.Code.UNIMPLEMENTED, call(identity(trusted, trusted), Optional.empty()));
    }

    @Test
    void serverCertificateMustContainTheConfiguredName() {
        assertEquals(Status.Code.UNIMPLEMENTED, call(identity(trusted, trusted), Optional.of("link.example.org")));
        assertEquals(Status.Code.UNAVAILABLE, call(identity(trusted, trusted), Optional.of("elsewhere.example.org")));
    }

    @Test
    void serverCertificateOfUntrustedAuthorityIsRejected() {
        assertEquals(
                Status.Code.UNAVAILABLE,
                call(identity(trusted, new TestAuthority(folder, "foreign")), Optional.empty()));
    }

    @Test
    void connectionWithoutTlsIsRejected() {
        assertEquals(Status.Code.UNAVAILABLE, call(Optional.empty(), Optional.empty()));
    }
}
