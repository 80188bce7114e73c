package collab.fanout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Session;
import collab.fanout.connection.LinkSecretInterceptor;
import collab.wire.link.v1.AdmitRequest;
import collab.wire.link.v1.AdmitResponse;
import collab.wire.link.v1.Envelope;
import collab.wire.link.v1.EventStreamGrpc;
import collab.wire.link.v1.ReplayRefusal;
import collab.wire.link.v1.ReplayRequest;
import collab.wire.link.v1.ReplayResponse;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The calls of the link other than {@code Attach} and {@code Subscribe}, over real gRPC. */
@Tag("security")
class LinkCallsTest {
    private static final UserId ALICE = new UserId(1);
    private static final UserId BOB = new UserId(2);
    private static final WorkspaceId HOME = new WorkspaceId(1);
    private static final ChannelId GENERAL = new ChannelId(1);

    private final LinkFixture server = LinkFixture.start();

    @AfterEach
    void close() {
        server.close();
    }

    // ---- The secret ----

    @Test
    void attachWithoutSecretAndWithoutMessageIsRejectedAfterTimeout() {
        Metadata wrong = new Metadata();
        wrong.put(LinkSecretInterceptor.SECRET, LinkFixture.SECRET + "!");
        var stub = EventStreamGrpc.newStub(server.channel())
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(wrong));
        int before = server.scheduler.waiting();
        FakeGateway unauthenticated = new FakeGateway(stub, "unauthenticated", Integer.MAX_VALUE);
        // the deadline of the connection, and then that of the call; a later advance would close the connection before
        // the answer
        while (server.scheduler.waiting() < before + 2) Thread.onSpinWait();
        server.scheduler.advance(Duration.ofSeconds(5));
        assertEquals(Status.Code.UNAUTHENTICATED, unauthenticated.ended().getCode());
    }

    @Test
    void callsWithoutSecretAreRejected() {
        Metadata wrong = new Metadata();
        wrong.put(LinkSecretInterceptor.SECRET, LinkFixture.SECRET + "!");
        for (Metadata headers : List.of(new Metadata(), wrong)) {
            Status status = statusOf(() -> server.calls(headers)
                    .admit(AdmitRequest.newBuilder()
                            .setUserId(1)
                            .setToken("token-1")
                            .build()));
            assertEquals(Status.Code.UNAUTHENTICATED, status.getCode(), status::toString);
        }
    }

    @Test
    void healthCheckNeedsNoSecretAndReportsDraining() {
        var health = HealthGrpc.newBlockingStub(server.channel()).withDeadlineAfter(20, TimeUnit.SECONDS);
        HealthCheckRequest wholeServer = HealthCheckRequest.getDefaultInstance();
        assertEquals(ServingStatus.SERVING, health.check(wholeServer).getStatus());
        server.fanout.drain();
        assertEquals(ServingStatus.NOT_SERVING, health.check(wholeServer).getStatus());
    }

    @Test
    void reflectionListsServicesToCallersWithSecret() throws Exception {
        ManagedChannel channel = server.channel();
        CompletableFuture<List<String>> names = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> requests = ServerReflectionGrpc.newStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(LinkFixture.secret()))
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse response) {
                        names.complete(response.getListServicesResponse().getServiceList().stream()
                                .map(ServiceResponse::getName)
                                .toList());
                    }

                    @Override
                    public void onError(Throwable failure) {
                        names.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {}
                });
        requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        List<String> listed = names.get(20, TimeUnit.SECONDS);
        assertTrue(listed.contains("collab.link.v1.EventStream"), listed::toString);
        requests.onCompleted();
    }

    // ---- Admit ----

    @Test
    void tokenAdmitsItsUserAtPosition() {
        LogPosition head = server.log.joinWorkspace(HOME, ALICE);
        server.credentials.login(11, ALICE);
        AdmitResponse admitted = server.calls()
                .admit(AdmitRequest.newBuilder()
                        .setUserId(1)
                        .setToken("token-11")
                        .build());
        assertEquals(1, admitted.getUserId());
        assertEquals(11, admitted.getSession());
        assertEquals(head.value(), admitted.getPosition());
        assertEquals(head.value(), admitted.getHead());
        assertEquals("epoch-1", admitted.getEpoch());
    }

    @Test
    void ticketAdmitsOnceAndSessionUntilLogout() {
        Session session = server.credentials.login(11, ALICE);
        server.credentials.ticket("t", session);
        AdmitRequest byTicket =
                AdmitRequest.newBuilder().setUserId(1).setTicket("t").build();
        assertEquals(11, server.calls().admit(byTicket).getSession());
        assertEquals(
                Status.Code.UNAUTHENTICATED,
                statusOf(() -> server.calls().admit(byTicket)).getCode());

        AdmitRequest bySession =
                AdmitRequest.newBuilder().setUserId(1).setSession(11).build();
        assertEquals(11, server.calls().admit(bySession).getSession());
        server.credentials.logout(11);
        assertEquals(
                Status.Code.UNAUTHENTICATED,
                statusOf(() -> server.calls().admit(bySession)).getCode());
    }

    @Test
    void credentialOfAnotherUserIsRejected() {
        server.credentials.login(11, ALICE);
        assertEquals(
                Status.Code.PERMISSION_DENIED,
                statusOf(() -> server.calls()
                                .admit(AdmitRequest.newBuilder()
                                        .setUserId(2)
                                        .setToken("token-11")
                                        .build()))
                        .getCode());
        assertEquals(
                Status.Code.UNAUTHENTICATED,
                statusOf(() -> server.calls()
                                .admit(AdmitRequest.newBuilder().setUserId(1).build()))
                        .getCode());
        assertEquals(
                Status.Code.INVALID_ARGUMENT,
                statusOf(() -> server.calls()
                                .admit(AdmitRequest.newBuilder()
                                        .setToken("token-11")
                                        .build()))
                        .getCode());
    }

    // ---- Replay ----

    @Test
    void invalidReplayIsRejectedBeforeFirstEvent() {
        server.log.joinWorkspace(HOME, ALICE);
        server.log.joinChannel(HOME, GENERAL, ALICE);
        for (int i = 1; i <= 20; i++) server.log.message(GENERAL, i, "m");
        long head = server.log.head().value();
        server.log.prune(new LogPosition(3));
        assertEquals(
                ReplayRefusal.REPLAY_REFUSAL_EPOCH, rejection(replay(5, head).setEpoch("old")));
        assertEquals(ReplayRefusal.REPLAY_REFUSAL_FUTURE, rejection(replay(5, head + 1)));
        assertEquals(ReplayRefusal.REPLAY_REFUSAL_FUTURE, rejection(replay(head + 1, head + 1)));
        assertEquals(ReplayRefusal.REPLAY_REFUSAL_TOO_OLD, rejection(replay(2, head)));
        assertEquals(
                ReplayRefusal.REPLAY_REFUSAL_TOO_FAR, rejection(replay(5, head).setEventsMax(10)));
        assertEquals(
                Status.Code.INVALID_ARGUMENT,
                statusOf(() -> rejection(replay(9, 8))).getCode());
        assertEquals(
                Status.Code.FAILED_PRECONDITION,
                statusOf(() -> rejection(replay(5, head).setVersion(9))).getCode());
        assertTrue(server.metrics.page().contains("collab_replays_total{result=\"too_far\"} 1\n"));
    }

    @Test
    void replayWithoutEventsReturnsTargetPosition() {
        for (int i = 0; i < 10; i++) server.log.joinWorkspace(new WorkspaceId(1 + i), BOB);
        List<ReplayResponse> responses = replayed(replay(2, 9));
        assertEquals(1, responses.size());
        assertEquals(0, responses.getFirst().getEnvelopesCount());
        assertEquals(9, responses.getFirst().getTo());
        assertEquals(4, replayed(replay(4, 4)).getFirst().getTo());
    }

    @Test
    void longReplayIsDividedIntoMessagesWithTheirPositions() {
        server.log.joinWorkspace(HOME, ALICE);
        LogPosition begin = server.log.joinChannel(HOME, GENERAL, ALICE);
        for (int i = 1; i <= 1_000; i++) server.log.message(GENERAL, i, "x".repeat(400));
        List<ReplayResponse> responses =
                replayed(replay(begin.value(), server.log.head().value()));
        List<Long> seqs = new ArrayList<>();
        for (ReplayResponse response : responses) {
            for (Envelope envelope : response.getEnvelopesList()) {
                assertEquals(List.of(ALICE.value()), envelope.getRecipientsList());
                seqs.add(envelope.getSeq());
            }
            assertEquals(seqs.getLast(), response.getTo());
        }
        assertTrue(responses.size() >= 1_000 * 400 / 65_536);
        assertEquals(1_000, seqs.size());
        assertFalse(seqs.contains(begin.value()));
        assertEquals(server.log.head().value(), seqs.getLast());
    }

    private ReplayRequest.Builder replay(long from, long to) {
        return ReplayRequest.newBuilder()
                .setUserId(1)
                .setEpoch("epoch-1")
                .setFrom(from)
                .setTo(to)
                .setVersion(2);
    }

    private List<ReplayResponse> replayed(ReplayRequest.Builder request) {
        List<ReplayResponse> responses = new ArrayList<>();
        server.calls().replay(request.build()).forEachRemaining(responses::add);
        return responses;
    }

    private ReplayRefusal rejection(ReplayRequest.Builder request) {
        List<ReplayResponse> responses = replayed(request);
        assertEquals(1, responses.size());
        return responses.getFirst().getRefusal();
    }

    private static Status statusOf(Runnable call) {
        return assertThrows(StatusRuntimeException.class, call::run).getStatus();
    }
}
