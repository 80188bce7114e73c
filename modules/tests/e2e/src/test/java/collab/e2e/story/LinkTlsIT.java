package collab.e2e.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningGateway;
import collab.e2e.harness.RunningPair;
import collab.e2e.harness.RunningServer;
import collab.e2e.harness.TestProcess;
import collab.e2e.harness.WireClient;
import collab.testkit.TestAuthority;
import collab.wire.LinkHeaders;
import collab.wire.link.v1.AdmitRequest;
import collab.wire.link.v1.EventStreamGrpc;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** TLS between server and gateways: both ends need a certificate, and the secret alone is not sufficient. */
@Tag("security")
class LinkTlsIT {
    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private TestAuthority ours;
    private TestAuthority foreign;
    private Path secret;

    @BeforeEach
    void found() {
        ours = new TestAuthority(programs.folder(), "ours");
        foreign = new TestAuthority(programs.folder(), "foreign");
        secret = RunningPair.secretFile(programs);
    }

    private static String[] link(TestAuthority.Identity identity, TestAuthority trusted) {
        return new String[] {
            "link.certificate-file=" + identity.certificate(),
            "link.key-file=" + identity.key(),
            "link.trusted-file=" + trusted.certificate()
        };
    }

    private RunningServer server() {
        TestAuthority.Identity identity = ours.certify("server", "127.0.0.1");
        String[] link = link(identity, ours);
        return RunningServer.start(
                programs,
                programs.folder(),
                secret,
                link[0],
                link[1],
                link[2],
                "http.certificate-file=" + identity.certificate(),
                "http.key-file=" + identity.key());
    }

    private RunningGateway gateway(RunningServer server, TestAuthority certifiedBy, TestAuthority trusted) {
        return RunningGateway.start(programs, server, secret, link(certifiedBy.certify("gateway"), trusted));
    }

    private static void serves(RpcCaller anonymous) {
        anonymous.awaitReady();
        RpcCaller alice = anonymous.signIn("alice");
        try (WireClient socket = WireClient.open(alice, Optional.empty())) {
            socket.awaitType("hello");
            socket.awaitSeq(alice.call("message.send", "channel_id", 1, "text", "over TLS")
                    .get("seq")
                    .longValue());
        }
    }

    @Test
    void bothCertificatesOpenTheWholePath() {
        RunningServer server = server();
        assertEquals("https", server.link().getScheme());
        assertEquals("https", server.http().getScheme());
        serves(RpcCaller.of(gateway(server, ours, ours).http()));
    }

    @Test
    void secretAloneIsNotSufficient() throws IOException {
        RunningServer server = server();
        TestAuthority.Identity known = ours.certify("known");
        TestAuthority.Identity unknown = foreign.certify("unknown");
        assertNotArrived("plainly", answer(server, InsecureChannelCredentials.create()));
        assertNotArrived("without a certificate", answer(server, trusting().build()));
        assertNotArrived(
                "with a certificate of another authority",
                answer(
                        server,
                        trusting()
                                .keyManager(
                                        unknown.certificate().toFile(),
                                        unknown.key().toFile())
                                .build()));
        assertEquals(
                Status.Code.UNAUTHENTICATED, // the token is invalid, but the call has arrived
                answer(
                        server,
                        trusting()
                                .keyManager(
                                        known.certificate().toFile(),
                                        known.key().toFile())
                                .build()),
                "with a valid certificate");
    }

    /** The connection failed, in the handshake or because the other side closed it. */
    private static void assertNotArrived(String how, Status.Code code) {
        assertTrue(code == Status.Code.UNAVAILABLE || code == Status.Code.INTERNAL, how + ": " + code);
    }

    private TlsChannelCredentials.Builder trusting() throws IOException {
        return TlsChannelCredentials.newBuilder()
                .trustManager(ours.certificate().toFile());
    }

    /** The status of a call with the right secret. */
    private Status.Code answer(RunningServer server, ChannelCredentials credentials) throws IOException {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of(LinkHeaders.SECRET, Metadata.ASCII_STRING_MARSHALLER), Files.readString(secret));
        ManagedChannel channel = NettyChannelBuilder.forAddress(
                        server.link().getHost(), server.link().getPort(), credentials)
                .intercept(MetadataUtils.newAttachHeadersInterceptor(headers))
                .build();
        try {
            AdmitRequest admit =
                    AdmitRequest.newBuilder().setToken("unknown").setUserId(1).build();
            return assertThrows(
                            StatusRuntimeException.class,
                            () -> EventStreamGrpc.newBlockingStub(channel)
                                    .withDeadlineAfter(30, TimeUnit.SECONDS)
                                    .admit(admit))
                    .getStatus()
                    .getCode();
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void gatewayRejectsAServerWithAnotherCertificate() throws IOException {
        RunningGateway gateway = gateway(server(), ours, foreign);
        gateway.program().awaitLine("that it has no stream from that server", line -> line.contains("no stream from"));
        RpcCaller anonymous = RpcCaller.of(gateway.http());
        assertEquals(503, anonymous.get("/readyz").statusCode());
        assertTrue(anonymous.rejection("rpc.health").retryable());
    }

    @Test
    void singleProcessUsesTlsForItsOwnLink() {
        TestAuthority.Identity identity = ours.certify("server", "link.example.org");
        String[] link = link(identity, ours);
        TestProcess start = programs.start(ExamplePrograms.with(
                List.of(
                        "start",
                        "--data",
                        programs.folder().toString(),
                        "--port",
                        "0",
                        "--link-port",
                        "0",
                        "--auth-mode",
                        "dev",
                        "--seed-dev-users"),
                link[0],
                link[1],
                link[2],
                "gateway.link-name=link.example.org"));
        assertEquals("https", start.listening("link").getScheme());
        serves(RpcCaller.of(start.listening("http")));
    }

    @Test
    void incompleteTlsConfigurationIsRejected() {
        TestAuthority.Identity identity = ours.certify("server", "127.0.0.1");
        TestProcess program = programs.start(ExamplePrograms.with(
                List.of("server", "--auth-mode", "dev", "--check-config"),
                "link.certificate-file=" + identity.certificate()));
        assertNotEquals(0, program.exitCode());
        assertTrue(
                program.stderr().stream().anyMatch(line -> line.contains("link.key-file must be set")),
                program::report);
    }
}
