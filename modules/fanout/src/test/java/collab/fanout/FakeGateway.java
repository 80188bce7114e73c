package collab.fanout;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import collab.domain.id.UserId;
import collab.wire.event.v2.Event;
import collab.wire.link.v1.Ack;
import collab.wire.link.v1.AttachRequest;
import collab.wire.link.v1.AttachResponse;
import collab.wire.link.v1.Draining;
import collab.wire.link.v1.Drop;
import collab.wire.link.v1.Envelope;
import collab.wire.link.v1.EventStreamGrpc;
import collab.wire.link.v1.GatewayHeartbeat;
import collab.wire.link.v1.Hello;
import collab.wire.link.v1.LiveFrom;
import collab.wire.link.v1.Offline;
import collab.wire.link.v1.Online;
import collab.wire.link.v1.PresenceAnswer;
import collab.wire.link.v1.PresenceQuery;
import collab.wire.link.v1.Want;
import collab.wire.link.v1.Welcome;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The gateway's end of a link, driven by the test: it sends what the test requests and returns what it received in
 * order.
 */
public final class FakeGateway {
    private static final long TIMEOUT_SECONDS = 60;

    /** A user who does not exist; every query about them is answered. */
    private static final UserId UNKNOWN_USER = new UserId(999_999_999);

    final String id;
    private final BlockingQueue<AttachResponse> received = new LinkedBlockingQueue<>();
    private final Deque<Envelope> keptEnvelopes = new ArrayDeque<>();
    private final CompletableFuture<Status> ended = new CompletableFuture<>();
    private final StreamObserver<AttachRequest> requests;

    FakeGateway(EventStreamGrpc.EventStreamStub stub, String id, int messages) {
        this.id = id;
        this.requests = stub.attach(new ClientResponseObserver<AttachRequest, AttachResponse>() {
            @Override
            public void beforeStart(ClientCallStreamObserver<AttachRequest> call) {
                call.disableAutoRequestWithInitial(messages);
            }

            @Override
            public void onNext(AttachResponse response) {
                received.add(response);
            }

            @Override
            public void onError(Throwable failure) {
                ended.complete(Status.fromThrowable(failure));
            }

            @Override
            public void onCompleted() {
                ended.complete(Status.OK);
            }
        });
    }

    // ---- Sending ----

    /** Called by any thread; a stream observer accepts one caller at a time. */
    synchronized void send(AttachRequest request) {
        requests.onNext(request);
    }

    public FakeGateway hello(Hello.Builder hello) {
        if (hello.getIncarnation().isEmpty()) hello.setIncarnation("first");
        send(AttachRequest.newBuilder().setHello(hello.setGatewayId(id)).build());
        return this;
    }

    /** Attaches at the head, without wanted users. */
    public FakeGateway hello() {
        return hello(Hello.newBuilder().addVersions(2));
    }

    void want(long number, UserId user) {
        send(AttachRequest.newBuilder()
                .setWant(Want.newBuilder().setNumber(number).setUserId(user.value()))
                .build());
    }

    void drop(UserId user) {
        send(AttachRequest.newBuilder()
                .setDrop(Drop.newBuilder().setUserId(user.value()))
                .build());
    }

    void online(UserId user) {
        send(AttachRequest.newBuilder()
                .setOnline(Online.newBuilder().setUserId(user.value()))
                .build());
    }

    void offline(UserId user) {
        send(AttachRequest.newBuilder()
                .setOffline(Offline.newBuilder().setUserId(user.value()))
                .build());
    }

    void draining(int holdMs) {
        send(AttachRequest.newBuilder()
                .setDraining(Draining.newBuilder().setHoldMs(holdMs))
                .build());
    }

    public void ack(long envelopes) {
        send(AttachRequest.newBuilder()
                .setAck(Ack.newBuilder().setEnvelopes(envelopes))
                .build());
    }

    void heartbeat() {
        send(AttachRequest.newBuilder()
                .setHeartbeat(GatewayHeartbeat.getDefaultInstance())
                .build());
    }

    synchronized void finish() {
        requests.onCompleted();
    }

    public synchronized void cancel() {
        requests.onError(Status.CANCELLED.asRuntimeException());
    }

    // ---- Receiving ----

    /** The next message that is not a probe: the first probe of a server may still be under way to a new stream. */
    AttachResponse receive() {
        AttachResponse response = receiveAny();
        while (isProbe(response)) response = receiveAny();
        return response;
    }

    private static boolean isProbe(AttachResponse response) {
        return response.getHeartbeat().getCanary() > 0;
    }

    public AttachResponse receiveAny() {
        try {
            AttachResponse response = received.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            assertNotNull(response, () -> "nothing was received; the stream ended: " + ended.getNow(null));
            return response;
        } catch (InterruptedException interrupted) {
            return fail(interrupted);
        }
    }

    public Welcome welcome() {
        AttachResponse response = receive();
        assertTrue(response.hasWelcome(), response::toString);
        return response.getWelcome();
    }

    LiveFrom liveFrom() {
        AttachResponse response = receive();
        assertTrue(response.hasLiveFrom(), response::toString);
        return response.getLiveFrom();
    }

    List<Envelope> envelopes() {
        AttachResponse response = receive();
        assertTrue(response.hasEnvelopes(), response::toString);
        return response.getEnvelopes().getEnvelopesList();
    }

    /** At least that many envelopes, from one or more messages. */
    List<Envelope> envelopes(int count) {
        List<Envelope> all = new ArrayList<>();
        while (all.size() < count) all.addAll(envelopes());
        return all;
    }

    Envelope envelope() {
        List<Envelope> envelopes = envelopes();
        assertTrue(envelopes.size() == 1, envelopes::toString);
        return envelopes.getFirst();
    }

    PresenceAnswer presence(long number, UserId user) {
        send(AttachRequest.newBuilder()
                .setPresenceQuery(PresenceQuery.newBuilder().setNumber(number).setUserId(user.value()))
                .build());
        AttachResponse response = receive();
        assertTrue(response.hasPresenceAnswer(), response::toString);
        return response.getPresenceAnswer();
    }

    /**
     * Returns when the server has processed every earlier request; fails when anything other than a probe arrives
     * meanwhile.
     */
    public void awaitProcessed() {
        presence(0, UNKNOWN_USER);
    }

    /** Like {@link #awaitProcessed}, whatever else is received; envelopes are kept for {@link #nextEnvelope}. */
    public void awaitProcessedKeepingEnvelopes() {
        send(AttachRequest.newBuilder()
                .setPresenceQuery(PresenceQuery.newBuilder().setUserId(UNKNOWN_USER.value()))
                .build());
        for (AttachResponse response = receive(); !response.hasPresenceAnswer(); response = receive()) {
            keptEnvelopes.addAll(response.getEnvelopes().getEnvelopesList());
        }
    }

    /** The next envelope; heartbeats are skipped. */
    Envelope nextEnvelope() {
        while (keptEnvelopes.isEmpty()) {
            keptEnvelopes.addAll(receive().getEnvelopes().getEnvelopesList());
        }
        return keptEnvelopes.remove();
    }

    /** Whether nothing waits except probes. */
    boolean hasReceivedNothing() {
        return received.stream().allMatch(FakeGateway::isProbe);
    }

    boolean hasEnded() {
        return ended.isDone();
    }

    public Status ended() {
        try {
            return ended.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException timeout) {
            return fail("the stream has not ended", timeout);
        }
    }

    static Event event(Envelope envelope) {
        try {
            return Event.parseFrom(envelope.getEvent());
        } catch (InvalidProtocolBufferException broken) {
            return fail(broken);
        }
    }
}
