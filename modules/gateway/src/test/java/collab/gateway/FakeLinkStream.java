package collab.gateway;

import collab.wire.event.v2.Event;
import collab.wire.event.v2.PresenceSnapshot;
import collab.wire.link.v1.AttachRequest;
import collab.wire.link.v1.AttachResponse;
import collab.wire.link.v1.Envelope;
import collab.wire.link.v1.Envelopes;
import collab.wire.link.v1.Hello;
import collab.wire.link.v1.LiveFrom;
import collab.wire.link.v1.PresenceAnswer;
import collab.wire.link.v1.Welcome;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The stream of a gateway to a {@link FakeServer}. Guarded by the monitor of the server. */
final class FakeLinkStream implements StreamObserver<AttachRequest> {
    private final FakeServer server;
    private final StreamObserver<AttachResponse> out;
    private final Set<Long> wanted = new HashSet<>();

    FakeLinkStream(FakeServer server, StreamObserver<AttachResponse> out) {
        this.server = server;
        this.out = out;
    }

    @Override
    public void onNext(AttachRequest request) {
        synchronized (server) {
            if (!server.accepts(request)) return;
            switch (request.getKindCase()) {
                case HELLO -> hello(request.getHello());
                case WANT -> {
                    wanted.add(request.getWant().getUserId());
                    send(AttachResponse.newBuilder()
                            .setLiveFrom(LiveFrom.newBuilder()
                                    .setNumber(request.getWant().getNumber())
                                    .setUserId(request.getWant().getUserId())
                                    .setPosition(server.log.head())));
                }
                case HEARTBEAT -> server.heartbeat();
                case DROP -> wanted.remove(request.getDrop().getUserId());
                case PRESENCE_QUERY ->
                    presence(
                            request.getPresenceQuery().getNumber(),
                            request.getPresenceQuery().getUserId());
                default -> {}
            }
        }
    }

    boolean wants(long userId) {
        return wanted.contains(userId);
    }

    void end(Status status) {
        out.onError(status.asRuntimeException());
    }

    private void hello(Hello hello) {
        boolean fresh = hello.getEpoch().isEmpty();
        if (!fresh && !server.log.canResume(hello)) {
            out.onError(Status.OUT_OF_RANGE
                    .withDescription("log " + server.log.epoch() + " at " + server.log.head())
                    .asRuntimeException());
            return;
        }
        server.attach(this);
        wanted.addAll(hello.getWantedUsersList());
        long position = fresh ? server.log.head() : hello.getPosition();
        send(AttachResponse.newBuilder()
                .setWelcome(Welcome.newBuilder()
                        .setVersion(server.log.version())
                        .setEpoch(server.log.epoch())
                        .setPosition(position)
                        .setHead(server.log.head())
                        .setLoopbackOnly(server.loopbackOnly)));
        deliver(server.log.after(position));
    }

    private void presence(long number, long userId) {
        Event snapshot = Event.newBuilder()
                .setPresenceSnapshot(PresenceSnapshot.newBuilder().addOnline(userId))
                .build();
        Envelope envelope = server.log.envelope(snapshot).addRecipients(userId).build();
        send(AttachResponse.newBuilder()
                .setPresenceAnswer(PresenceAnswer.newBuilder().setNumber(number).setEnvelope(envelope)));
    }

    void deliver(List<FakeEventLog.Logged> events) {
        Envelopes.Builder message = Envelopes.newBuilder();
        for (FakeEventLog.Logged logged : events) {
            Set<Long> recipients = new HashSet<>(logged.recipients());
            recipients.retainAll(wanted);
            if (!recipients.isEmpty())
                message.addEnvelopes(server.log.envelope(logged).addAllRecipients(recipients));
        }
        if (message.getEnvelopesCount() > 0) send(AttachResponse.newBuilder().setEnvelopes(message));
    }

    void send(AttachResponse.Builder response) {
        if (!server.isSilent()) out.onNext(response.build());
    }

    @Override
    public void onError(Throwable error) {
        synchronized (server) {
            server.detach(this);
        }
    }

    @Override
    public void onCompleted() {
        out.onCompleted();
    }
}
