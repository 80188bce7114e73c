package collab.e2e.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningPair;
import collab.e2e.harness.WireClient;
import collab.wire.LinkHeaders;
import collab.wire.link.v1.AdmitRequest;
import collab.wire.link.v1.AttachRequest;
import collab.wire.link.v1.AttachResponse;
import collab.wire.link.v1.EventStreamGrpc;
import collab.wire.link.v1.Hello;
import collab.wire.link.v1.ReplayRequest;
import collab.wire.link.v1.SubscribeRequest;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The port between server and gateways as an unauthenticated client sees it: without the secret, nothing is sent. */
@Tag("security")
class LinkIT {
    private static final Metadata.Key<String> SECRET =
            Metadata.Key.of(LinkHeaders.SECRET, Metadata.ASCII_STRING_MARSHALLER);

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private RunningPair pair;
    private RpcCaller alice;
    private ManagedChannel channel;

    @BeforeEach
    void start() {
        pair = RunningPair.start(programs, programs.folder());
        alice = pair.signIn("alice");
        channel = NettyChannelBuilder.forAddress(
                        pair.server().link().getHost(), pair.server().link().getPort())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void serverStillServesItsGateway() {
        channel.shutdownNow();
        try (WireClient socket = WireClient.open(alice, Optional.empty())) {
            socket.awaitType("hello");
            socket.awaitSeq(alice.call("message.send", "channel_id", 1, "text", "still here")
                    .get("seq")
                    .longValue());
        }
    }

    @Test
    void callWithoutTheSecretReceivesNothing() throws Exception {
        assertRejectsCalls(channel);
    }

    @Test
    void callWithAWrongSecretReceivesNothing() throws Exception {
        Metadata guess = new Metadata();
        guess.put(SECRET, "0123456789abcdef0123456789abcdef0123456789abcdef");
        assertRejectsCalls(ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(guess)));
    }

    private void assertRejectsCalls(Channel channel) throws Exception {
        EventStreamGrpc.EventStreamBlockingStub calls =
                EventStreamGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
        AdmitRequest admit =
                AdmitRequest.newBuilder().setToken(alice.token()).setUserId(1).build();
        assertEquals(Status.Code.UNAUTHENTICATED, code(() -> calls.admit(admit)));
        assertRefused(code(() -> first(
                calls.replay(ReplayRequest.newBuilder().setUserId(1).setTo(10).build()))));
        assertRefused(code(() -> first(
                calls.subscribe(SubscribeRequest.newBuilder().addVersions(2).build()))));

        Ending ending = new Ending();
        StreamObserver<AttachRequest> attach = EventStreamGrpc.newStub(channel).attach(ending);
        attach.onNext(AttachRequest.newBuilder()
                .setHello(Hello.newBuilder()
                        .setGatewayId("unauthenticated")
                        .addVersions(2)
                        .addWantedUsers(1))
                .build());
        assertRefused(ending.code.get(20, TimeUnit.SECONDS));
    }

    /**
     * A further call uses a new connection when the client has read the GOAWAY of the first one; otherwise the bound of one call per
     * connection without the secret refuses it.
     */
    private static void assertRefused(Status.Code code) {
        assertTrue(
                EnumSet.of(Status.Code.UNAUTHENTICATED, Status.Code.RESOURCE_EXHAUSTED)
                        .contains(code),
                code::name);
    }

    private static <T> T first(Iterator<T> responses) {
        return responses.next();
    }

    private static Status.Code code(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(StatusRuntimeException.class, call).getStatus().getCode();
    }

    /** The status with which a stream ended; a message before the end is a leak. */
    private static final class Ending implements StreamObserver<AttachResponse> {
        final CompletableFuture<Status.Code> code = new CompletableFuture<>();

        @Override
        public void onNext(AttachResponse leak) {
            code.completeExceptionally(new AssertionError("an unauthenticated client received " + leak));
        }

        @Override
        public void onError(Throwable end) {
            code.complete(Status.fromThrowable(end).getCode());
        }

        @Override
        public void onCompleted() {
            code.complete(Status.Code.OK);
        }
    }

    @Test
    void malformedBytesDoNotStopTheLink() throws IOException {
        for (String malformed : new String[] {
            "GET / HTTP/1.1\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nnot a frame at all", "\u0000\u0001"
        }) {
            try (Socket socket = WireClient.connect(pair.server().link())) {
                socket.getOutputStream().write(malformed.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
    }
}
