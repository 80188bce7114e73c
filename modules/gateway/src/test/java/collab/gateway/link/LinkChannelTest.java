package collab.gateway.link;

import collab.gateway.config.GatewayKeys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import collab.gateway.config.GatewayConfig;
import collab.gateway.config.LinkConfig;
import collab.runtime.Settings;
import collab.runtime.TlsIdentity;
import collab.testkit.TestAuthority;
import collab.wire.EventShapes;
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

/** Whom a gateway takes for its server. */
class LinkChannelTest {
    @TempDir
    Path folder;

    private TestAuthority ours;
    private Server server;

    @BeforeEach
    void start() throws IOException {
        ours = new TestAuthority(folder, "ours");
        TestAuthority.Identity own = ours.certify("server", "127.0.0.1", "link.example.org");
        server = NettyServerBuilder.forAddress(
                        new InetSocketAddress("127.0.0.1", 0),
                        TlsServerCredentials.newBuilder()
                                .keyManager(
                                        own.certificate().toFile(), own.key().toFile())
                                .trustManager(ours.certificate().toFile())
                                .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                                .build())
                .addService(new EventStreamGrpc.EventStreamImplBase() {}) // every call that arrives is UNIMPLEMENTED
                .build()
                .start();
    }

    @AfterEach
    void stop() {
        server.shutdownNow();
    }

    private Optional<TlsIdentity> identity(TestAuthority certifiedBy, TestAuthority trusted) {
        TestAuthority.Identity own = certifiedBy.certify("gateway");
        Map<String, String> files = Map.of(
                GatewayKeys.LINK_CERTIFICATE_FILE.name(), own.certificate().toString(),
                GatewayKeys.LINK_KEY_FILE.name(), own.key().toString(),
                GatewayKeys.LINK_TRUSTED_FILE.name(), trusted.certificate().toString());
        return GatewayConfig.tls(Settings.read(GatewayKeys.ALL, Optional.empty(), Map.of(), files));
    }

    private Status.Code call(Optional<TlsIdentity> tls, Optional<String> serverName) {
        ManagedChannel channel = LinkChannel.open(LinkConfig.of(
                "127.0.0.1:" + server.getPort(),
                "a secret of the tests",
                "g1",
                tls,
                serverName,
                EventShapes.NATIVE_VERSION));
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
    void bothEndsProveThemselves() {
        assertEquals(Status.Code.UNIMPLEMENTED, call(identity(ours, ours), Optional.empty()));
    }

    @Test
    void theCertificateHasToBearTheNameThatWasAskedFor() {
        assertEquals(Status.Code.UNIMPLEMENTED, call(identity(ours, ours), Optional.of("link.example.org")));
        assertEquals(Status.Code.UNAVAILABLE, call(identity(ours, ours), Optional.of("elsewhere.example.org")));
    }

    @Test
    void aServerOfAForeignAuthorityIsNone() {
        assertEquals(
                Status.Code.UNAVAILABLE, call(identity(ours, new TestAuthority(folder, "foreign")), Optional.empty()));
    }

    @Test
    void plainlyNothingIsSaid() {
        assertEquals(Status.Code.UNAVAILABLE, call(Optional.empty(), Optional.empty()));
    }
}
