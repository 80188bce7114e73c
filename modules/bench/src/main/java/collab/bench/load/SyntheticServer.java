package collab.bench.load;

import collab.wire.WireLimits;
import collab.wire.event.v2.Event;
import collab.wire.event.v2.PresenceSnapshot;
import collab.wire.link.v1.AdmitRequest;
import collab.wire.link.v1.AdmitResponse;
import collab.wire.link.v1.AttachRequest;
import collab.wire.link.v1.AttachResponse;
import collab.wire.link.v1.Envelope;
import collab.wire.link.v1.Envelopes;
import collab.wire.link.v1.EventStreamGrpc;
import collab.wire.link.v1.LiveFrom;
import collab.wire.link.v1.PresenceAnswer;
import collab.wire.link.v1.ServerHeartbeat;
import collab.wire.link.v1.Welcome;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The server's end of one gateway's link, without a server: it accepts every credential, sends events to all users, and
 * sends events as fast as they are created. With it a gateway is measured alone and above the rate that a disk could
 * commit.
 *
 * <p>It keeps the rules of the link on which the gateway relies: responses in stream order, batches within their
 * bounds, and no more envelopes than the credit allows. It keeps no log, so a second stream cannot continue where the
 * first one ended.
 */
public final class SyntheticServer extends EventStreamGrpc.EventStreamImplBase implements AutoCloseable {
    private static final String EPOCH = "bench";
    private static final long FIRST_POSITION = 1_000;
    private static final long POLL_INTERVAL_NANOS = 20_000;

    private final CountDownLatch attached = new CountDownLatch(1);
    private final CountDownLatch detached = new CountDownLatch(1);

    /** Guards the sending side of the stream: one thread responds to requests, another sends events. */
    private final Object lock = new Object();

    // Guarded by lock.
    private Optional<ServerCallStreamObserver<AttachResponse>> stream = Optional.empty();
    private long head = FIRST_POSITION;

    private volatile long acknowledged;
    private long sent; // only the publishing thread
    private Optional<Server> server = Optional.empty();

    private SyntheticServer() {}

    public static SyntheticServer start() throws IOException {
        SyntheticServer started = new SyntheticServer();
        started.server =
                Optional.of(NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .permitKeepAliveTime(1, TimeUnit.SECONDS)
                        .permitKeepAliveWithoutCalls(true)
                        .flowControlWindow(4 << 20)
                        .addService(started)
                        .build()
                        .start());
        return started;
    }

    public String address() {
        return "127.0.0.1:" + server.orElseThrow().getPort();
    }

    public void awaitGateway() throws InterruptedException {
        if (!attached.await(60, TimeUnit.SECONDS)) throw new IllegalStateException("no gateway attached");
    }

    @Override
    public void close() {
        server.ifPresent(Server::shutdownNow);
    }

    // ---- Publishing, from one thread ----

    /**
     * Sends envelopes in one message as soon as the gateway has given credit for them. Their positions are consecutive.
     */
    void publish(List<Envelope.Builder> envelopes) {
        awaitCredit(envelopes.size());
        Envelopes.Builder message = Envelopes.newBuilder();
        synchronized (lock) {
            for (Envelope.Builder envelope : envelopes) message.addEnvelopes(envelope.setSeq(++head));
            send(AttachResponse.newBuilder().setEnvelopes(message));
        }
        sent += envelopes.size();
    }

    private void awaitCredit(int envelopes) {
        while (sent + envelopes - acknowledged > WireLimits.UNACKNOWLEDGED_MAX || !ready()) {
            if (detached.getCount() == 0) throw new IllegalStateException("the gateway has ended its stream");
            LockSupport.parkNanos(POLL_INTERVAL_NANOS);
        }
    }

    private boolean ready() {
        synchronized (lock) {
            return stream.filter(ServerCallStreamObserver::isReady).isPresent();
        }
    }

    // ---- Requests of the gateway ----

    private void send(AttachResponse.Builder response) {
        synchronized (lock) {
            stream.ifPresent(open -> open.onNext(response.build()));
        }
    }

    @Override
    public StreamObserver<AttachRequest> attach(StreamObserver<AttachResponse> responses) {
        synchronized (lock) {
            stream = Optional.of((ServerCallStreamObserver<AttachResponse>) responses);
        }
        return new Requests();
    }

    private final class Requests implements StreamObserver<AttachRequest> {
        @Override
        public void onNext(AttachRequest request) {
            switch (request.getKindCase()) {
                case HELLO -> sendWelcome();
                case WANT -> {
                    synchronized (lock) {
                        send(AttachResponse.newBuilder()
                                .setLiveFrom(LiveFrom.newBuilder()
                                        .setNumber(request.getWant().getNumber())
                                        .setUserId(request.getWant().getUserId())
                                        .setPosition(head)));
                    }
                }
                case ACK -> acknowledged = request.getAck().getEnvelopes();
                case HEARTBEAT -> sendHeartbeat();
                case PRESENCE_QUERY ->
                    sendPresence(
                            request.getPresenceQuery().getNumber(),
                            request.getPresenceQuery().getUserId());
                case DROP, ONLINE, OFFLINE, DRAINING, KIND_NOT_SET -> {}
            }
        }

        private void sendWelcome() {
            synchronized (lock) {
                send(AttachResponse.newBuilder()
                        .setWelcome(Welcome.newBuilder()
                                .setVersion(2)
                                .setEpoch(EPOCH)
                                .setPosition(head)
                                .setHead(head)));
            }
            attached.countDown();
        }

        private void sendHeartbeat() {
            synchronized (lock) {
                send(AttachResponse.newBuilder()
                        .setHeartbeat(ServerHeartbeat.newBuilder()
                                .setEpoch(EPOCH)
                                .setHead(head)
                                .setPosition(head)));
            }
        }

        private void sendPresence(long number, long userId) {
            Event snapshot = Event.newBuilder()
                    .setPresenceSnapshot(PresenceSnapshot.newBuilder().addOnline(userId))
                    .build();
            send(AttachResponse.newBuilder()
                    .setPresenceAnswer(PresenceAnswer.newBuilder()
                            .setNumber(number)
                            .setEnvelope(Envelope.newBuilder()
                                    .setV(2)
                                    .addRecipients(userId)
                                    .setEvent(snapshot.toByteString()))));
        }

        @Override
        public void onError(Throwable gone) {
            detach();
        }

        @Override
        public void onCompleted() {
            detach();
        }

        private void detach() {
            synchronized (lock) {
                stream = Optional.empty(); // responses to this stream are dropped from now on
            }
            detached.countDown();
        }
    }

    @Override
    public void admit(AdmitRequest request, StreamObserver<AdmitResponse> response) {
        AdmitResponse.Builder accepted =
                AdmitResponse.newBuilder().setUserId(request.getUserId()).setSession(request.getUserId());
        synchronized (lock) {
            accepted.setEpoch(EPOCH).setPosition(head).setHead(head);
        }
        response.onNext(accepted.build());
        response.onCompleted();
    }
}
