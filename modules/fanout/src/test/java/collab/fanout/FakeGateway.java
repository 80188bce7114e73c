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

/** The gateway's end of a link, driven by the test: says what it is told to say and hands over what it hears in order. */
public final class FakeGateway {
    private static final long PATIENCE_SECONDS = 60;

    final String id;
    private final BlockingQueue<AttachResponse> heard = new LinkedBlockingQueue<>();
    private final Deque<Envelope> kept = new ArrayDeque<>();
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
                heard.add(response);
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

    // ---- says -----------------------------------------------------------------------------------------------------

    /** From any thread: a stream observer is for one at a time. */
    synchronized void say(AttachRequest request) {
        requests.onNext(request);
    }

    public FakeGateway hello(Hello.Builder hello) {
        say(AttachRequest.newBuilder()
                .setHello(hello.setGatewayId(id).setIncarnation("first"))
                .build());
        return this;
    }

    /** At the head, wanting nobody. */
    public FakeGateway hello() {
        return hello(Hello.newBuilder().addVersions(2));
    }

    void want(long number, UserId user) {
        say(AttachRequest.newBuilder()
                .setWant(Want.newBuilder().setNumber(number).setUserId(user.value()))
                .build());
    }

    void drop(UserId user) {
        say(AttachRequest.newBuilder()
                .setDrop(Drop.newBuilder().setUserId(user.value()))
                .build());
    }

    void online(UserId user) {
        say(AttachRequest.newBuilder()
                .setOnline(Online.newBuilder().setUserId(user.value()))
                .build());
    }

    void offline(UserId user) {
        say(AttachRequest.newBuilder()
                .setOffline(Offline.newBuilder().setUserId(user.value()))
                .build());
    }

    void draining(int holdMs) {
        say(AttachRequest.newBuilder()
                .setDraining(Draining.newBuilder().setHoldMs(holdMs))
                .build());
    }

    public void ack(long envelopes) {
        say(AttachRequest.newBuilder()
                .setAck(Ack.newBuilder().setEnvelopes(envelopes))
                .build());
    }

    void heartbeat() {
        say(AttachRequest.newBuilder()
                .setHeartbeat(GatewayHeartbeat.getDefaultInstance())
                .build());
    }

    synchronized void finish() {
        requests.onCompleted();
    }

    synchronized void cancel() {
        requests.onError(Status.CANCELLED.asRuntimeException());
    }

    // ---- hears ----------------------------------------------------------------------------------------------------

    /** Past canaries: the first of a server may still be under way to a stream that is opened at once. */
    AttachResponse hear() {
        AttachResponse response = hearAnything();
        while (isCanary(response)) response = hearAnything();
        return response;
    }

    private static boolean isCanary(AttachResponse response) {
        return response.getHeartbeat().getCanary() > 0;
    }

    public AttachResponse hearAnything() {
        try {
            AttachResponse response = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertNotNull(response, () -> "nothing is heard; the stream ended: " + ended.getNow(null));
            return response;
        } catch (InterruptedException interrupted) {
            return fail(interrupted);
        }
    }

    public Welcome welcome() {
        AttachResponse response = hear();
        assertTrue(response.hasWelcome(), response::toString);
        return response.getWelcome();
    }

    LiveFrom liveFrom() {
        AttachResponse response = hear();
        assertTrue(response.hasLiveFrom(), response::toString);
        return response.getLiveFrom();
    }

    List<Envelope> envelopes() {
        AttachResponse response = hear();
        assertTrue(response.hasEnvelopes(), response::toString);
        return response.getEnvelopes().getEnvelopesList();
    }

    /** At least so many, in as many messages as they come. */
    List<Envelope> envelopes(int count) {
        List<Envelope> all = new ArrayList<>();
        while (all.size() < count) all.addAll(envelopes());
        return all;
    }

    Envelope envelope() {
        List<Envelope> one = envelopes();
        assertTrue(one.size() == 1, one::toString);
        return one.getFirst();
    }

    PresenceAnswer presence(long number, UserId user) {
        say(AttachRequest.newBuilder()
                .setPresenceQuery(PresenceQuery.newBuilder().setNumber(number).setUserId(user.value()))
                .build());
        AttachResponse response = hear();
        assertTrue(response.hasPresenceAnswer(), response::toString);
        return response.getPresenceAnswer();
    }

    /** Returns when everything said before was answered or taken note of; nothing else may be heard meanwhile. */
    void settle() {
        UserId nobody = new UserId(999_999_999);
        presence(0, nobody);
    }

    /** Like {@link #settle}, whatever else is heard; envelopes are kept for {@link #nextEnvelope}. */
    void settleHearing() {
        say(AttachRequest.newBuilder()
                .setPresenceQuery(PresenceQuery.newBuilder().setUserId(999_999_999))
                .build());
        for (AttachResponse response = hear(); !response.hasPresenceAnswer(); response = hear()) {
            kept.addAll(response.getEnvelopes().getEnvelopesList());
        }
    }

    /** The next one, past heartbeats. */
    Envelope nextEnvelope() {
        while (kept.isEmpty()) {
            kept.addAll(hear().getEnvelopes().getEnvelopesList());
        }
        return kept.remove();
    }

    boolean hearsNothing() {
        return heard.stream().allMatch(FakeGateway::isCanary);
    }

    boolean hasEnded() {
        return ended.isDone();
    }

    Status ended() {
        try {
            return ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException still) {
            return fail("the stream has not ended", still);
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
