package collab.gateway;

import collab.testkit.TcpRelay;
import collab.wire.EventShapes;
import collab.wire.LinkHeaders;
import collab.wire.event.v2.Event;
import collab.wire.event.v2.PresenceSnapshot;
import collab.wire.event.v2.SessionRevoked;
import collab.wire.link.v1.AdmitRequest;
import collab.wire.link.v1.AdmitResponse;
import collab.wire.link.v1.AttachRequest;
import collab.wire.link.v1.AttachResponse;
import collab.wire.link.v1.Envelope;
import collab.wire.link.v1.Envelopes;
import collab.wire.link.v1.EventStreamGrpc;
import collab.wire.link.v1.Hello;
import collab.wire.link.v1.LiveFrom;
import collab.wire.link.v1.PresenceAnswer;
import collab.wire.link.v1.ReplayRefusal;
import collab.wire.link.v1.ReplayRequest;
import collab.wire.link.v1.ReplayResponse;
import collab.wire.link.v1.ServerHeartbeat;
import collab.wire.link.v1.Welcome;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A small server end of the link over real gRPC: one event log in memory, one stream at a time, every login session valid until it is
 * revoked. It answers each heartbeat with its own. All state is guarded by the monitor of the server.
 *
 * <p>Gateways connect through a relay, so the address stays the same after a restart on another port. (After a restart another process
 * may use the old port.)
 */
final class FakeServer extends EventStreamGrpc.EventStreamImplBase implements AutoCloseable {
    static final String SECRET = "between-us";

    private record Logged(long seq, Set<Long> recipients, Event event) {}

    private Server server;
    private final TcpRelay address;
    private final List<Logged> log = new ArrayList<>();
    private final Map<String, Long> tokens =
            new HashMap<>(); // token → user; the login session of a user is the user's id times 100
    private final Set<String> tickets = new HashSet<>(); // valid once, for any user
    private final Set<Long> revoked = new HashSet<>();
    private final List<AttachRequest> requests = new ArrayList<>();
    private Stream current;
    private long head = 1000;
    private String epoch = "e1";
    private long floor;
    boolean loopbackOnly;
    private int version = 2;
    private boolean silent;
    int admissions;
    int replays;
    Runnable beforeAdmitAnswer = () -> {};

    private FakeServer() throws IOException {
        this.server = listen();
        this.address = TcpRelay.to(listening());
    }

    static FakeServer start() throws IOException {
        return new FakeServer();
    }

    private InetSocketAddress listening() {
        return new InetSocketAddress("127.0.0.1", server.getPort());
    }

    private Server listen() throws IOException {
        return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .permitKeepAliveTime(1, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .intercept(new SecretCheck())
                .addService(this)
                .build()
                .start();
    }

    String target() {
        return "127.0.0.1:" + address.port();
    }

    // ---- Called by the test ----

    synchronized void login(String token, long userId) {
        tokens.put(token, userId);
    }

    synchronized void ticket(String ticket) {
        tickets.add(ticket);
    }

    /** Commits an event and sends it on the stream. */
    synchronized long publish(Event event, long... recipients) {
        Set<Long> to = new HashSet<>();
        for (long recipient : recipients) to.add(recipient);
        Logged logged = new Logged(++head, to, event);
        log.add(logged);
        if (current != null) current.deliver(List.of(logged));
        return head;
    }

    synchronized void signal(Event event, long recipient) {
        if (current == null || !current.wanted.contains(recipient)) return;
        Envelope envelope = envelope(event).addRecipients(recipient).build();
        current.send(
                AttachResponse.newBuilder().setEnvelopes(Envelopes.newBuilder().addEnvelopes(envelope)));
    }

    synchronized long revoke(long userId) {
        revoked.add(userId * 100);
        return publish(
                Event.newBuilder()
                        .setSessionRevoked(SessionRevoked.newBuilder()
                                .setSession(userId * 100)
                                .setUserId(userId))
                        .build(),
                userId);
    }

    synchronized void heartbeat() {
        if (current == null) return;
        current.send(AttachResponse.newBuilder()
                .setHeartbeat(ServerHeartbeat.newBuilder()
                        .setEpoch(epoch)
                        .setHead(head)
                        .setPosition(head)));
    }

    /** Uses this event version from the next stream on. */
    synchronized void useVersion(int newest) {
        version = newest;
    }

    synchronized void pruneBelow(long position) {
        floor = position;
    }

    /** Replaces the event log, as after a restore from a backup. */
    synchronized void recreateLog(String newEpoch) {
        epoch = newEpoch;
        log.clear();
        head = 10;
    }

    synchronized long head() {
        return head;
    }

    synchronized void endStream(Status status) {
        if (current == null) return;
        Stream ending = current;
        current = null;
        ending.out.onError(status.asRuntimeException());
    }

    /** Stops the gRPC server; committed events stay. */
    void stop() throws InterruptedException {
        synchronized (this) {
            current = null;
        }
        address.refuse(true);
        server.shutdownNow().awaitTermination();
    }

    void restart() throws IOException {
        server = listen();
        address.setTarget(listening());
        address.refuse(false);
    }

    /** Waits until the gateway has sent a matching request. */
    synchronized AttachRequest await(String what, Predicate<AttachRequest> matching) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            for (AttachRequest request : requests) if (matching.test(request)) return request;
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0)
                throw new AssertionError("the gateway sent no " + what + " within 20 s; it sent " + requests);
            wait(left);
        }
    }

    synchronized void setSilent(boolean now) {
        silent = now;
    }

    synchronized long subscriptions() {
        return requests.stream().filter(AttachRequest::hasWant).count();
    }

    /** Waits until the gateway has acknowledged all events up to this position. */
    void awaitAcknowledged(long position) {
        try {
            await(
                    "ack of " + position,
                    request -> request.hasAck() && request.getAck().getPosition() >= position);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    synchronized void clearRequests() {
        requests.clear();
    }

    @Override
    public void close() {
        server.shutdownNow();
        address.close();
    }

    // ---- Called by the gateway ----

    @Override
    public synchronized StreamObserver<AttachRequest> attach(StreamObserver<AttachResponse> out) {
        return new Stream(out);
    }

    private final class Stream implements StreamObserver<AttachRequest> {
        private final StreamObserver<AttachResponse> out;
        private final Set<Long> wanted = new HashSet<>();

        Stream(StreamObserver<AttachResponse> out) {
            this.out = out;
        }

        @Override
        public void onNext(AttachRequest request) {
            synchronized (FakeServer.this) {
                if (silent) return;
                requests.add(request);
                FakeServer.this.notifyAll();
                switch (request.getKindCase()) {
                    case HELLO -> hello(request.getHello());
                    case WANT -> {
                        wanted.add(request.getWant().getUserId());
                        send(AttachResponse.newBuilder()
                                .setLiveFrom(LiveFrom.newBuilder()
                                        .setNumber(request.getWant().getNumber())
                                        .setUserId(request.getWant().getUserId())
                                        .setPosition(head)));
                    }
                    case HEARTBEAT -> heartbeat();
                    case DROP -> wanted.remove(request.getDrop().getUserId());
                    case PRESENCE_QUERY ->
                        presence(
                                request.getPresenceQuery().getNumber(),
                                request.getPresenceQuery().getUserId());
                    default -> {}
                }
            }
        }

        private void hello(Hello hello) {
            boolean fresh = hello.getEpoch().isEmpty();
            if (!fresh
                    && (!hello.getEpoch().equals(epoch) || hello.getPosition() < floor || hello.getPosition() > head)) {
                out.onError(Status.OUT_OF_RANGE
                        .withDescription("log " + epoch + " at " + head)
                        .asRuntimeException());
                return;
            }
            current = this;
            wanted.addAll(hello.getWantedUsersList());
            long position = fresh ? head : hello.getPosition();
            send(AttachResponse.newBuilder()
                    .setWelcome(Welcome.newBuilder()
                            .setVersion(version)
                            .setEpoch(epoch)
                            .setPosition(position)
                            .setHead(head)
                            .setLoopbackOnly(loopbackOnly)));
            deliver(log.stream().filter(logged -> logged.seq > position).toList());
        }

        private void presence(long number, long userId) {
            Event snapshot = Event.newBuilder()
                    .setPresenceSnapshot(PresenceSnapshot.newBuilder().addOnline(userId))
                    .build();
            Envelope envelope = envelope(snapshot).addRecipients(userId).build();
            send(AttachResponse.newBuilder()
                    .setPresenceAnswer(
                            PresenceAnswer.newBuilder().setNumber(number).setEnvelope(envelope)));
        }

        private void deliver(List<Logged> events) {
            Envelopes.Builder message = Envelopes.newBuilder();
            for (Logged logged : events) {
                Set<Long> recipients = new HashSet<>(logged.recipients);
                recipients.retainAll(wanted);
                if (!recipients.isEmpty()) message.addEnvelopes(envelope(logged).addAllRecipients(recipients));
            }
            if (message.getEnvelopesCount() > 0)
                send(AttachResponse.newBuilder().setEnvelopes(message));
        }

        private void send(AttachResponse.Builder response) {
            if (!silent) out.onNext(response.build());
        }

        @Override
        public void onError(Throwable error) {
            synchronized (FakeServer.this) {
                if (current == this) current = null;
            }
        }

        @Override
        public void onCompleted() {
            out.onCompleted();
        }
    }

    private Envelope.Builder envelope(Logged logged) {
        return envelope(logged.event).setSeq(logged.seq);
    }

    private Envelope.Builder envelope(Event event) {
        return Envelope.newBuilder()
                .setV(version)
                .setEvent(
                        EventShapes.ALL.convert(event, 2, version).orElseThrow().toByteString());
    }

    @Override
    public void admit(AdmitRequest request, StreamObserver<AdmitResponse> out) {
        AdmitResponse answer;
        synchronized (this) {
            admissions++;
            long session = session(request);
            if (session == 0 || revoked.contains(session)) {
                out.onError(Status.UNAUTHENTICATED.asRuntimeException());
                return;
            }
            if (session != 100 * request.getUserId()) {
                out.onError(Status.PERMISSION_DENIED.asRuntimeException());
                return;
            }
            answer = AdmitResponse.newBuilder()
                    .setUserId(request.getUserId())
                    .setSession(session)
                    .setEpoch(epoch)
                    .setPosition(head)
                    .setHead(head)
                    .build();
        }
        beforeAdmitAnswer.run();
        out.onNext(answer);
        out.onCompleted();
    }

    private long session(AdmitRequest request) {
        return switch (request.getCredentialCase()) {
            case TOKEN -> 100 * tokens.getOrDefault(request.getToken(), 0L);
            case TICKET -> tickets.remove(request.getTicket()) ? 100 * request.getUserId() : 0;
            case SESSION -> request.getSession();
            case CREDENTIAL_NOT_SET -> 0;
        };
    }

    @Override
    public synchronized void replay(ReplayRequest request, StreamObserver<ReplayResponse> out) {
        replays++;
        if (request.getVersion() != version) {
            out.onError(Status.FAILED_PRECONDITION
                    .withDescription("replay in version " + request.getVersion() + " instead of " + version)
                    .asRuntimeException());
            return;
        }
        List<Logged> events = log.stream()
                .filter(logged -> logged.seq > request.getFrom() && logged.seq <= request.getTo())
                .filter(logged -> logged.recipients.contains(request.getUserId()))
                .toList();
        ReplayRefusal refusal = refusal(request, events.size());
        if (refusal != ReplayRefusal.REPLAY_REFUSAL_UNSPECIFIED) {
            out.onNext(ReplayResponse.newBuilder().setRefusal(refusal).build());
        } else {
            for (Logged logged : events) {
                out.onNext(ReplayResponse.newBuilder()
                        .addEnvelopes(envelope(logged))
                        .setTo(logged.seq)
                        .build());
            }
            out.onNext(ReplayResponse.newBuilder().setTo(request.getTo()).build());
        }
        out.onCompleted();
    }

    private ReplayRefusal refusal(ReplayRequest request, int count) {
        if (!request.getEpoch().equals(epoch)) return ReplayRefusal.REPLAY_REFUSAL_EPOCH;
        if (request.getFrom() < floor) return ReplayRefusal.REPLAY_REFUSAL_TOO_OLD;
        if (request.getTo() > head) return ReplayRefusal.REPLAY_REFUSAL_FUTURE;
        if (count > request.getEventsMax()) return ReplayRefusal.REPLAY_REFUSAL_TOO_FAR;
        return ReplayRefusal.REPLAY_REFUSAL_UNSPECIFIED;
    }

    private static final class SecretCheck implements ServerInterceptor {
        private static final Metadata.Key<String> KEY =
                Metadata.Key.of(LinkHeaders.SECRET, Metadata.ASCII_STRING_MARSHALLER);

        @Override
        public <A, B> ServerCall.Listener<A> interceptCall(
                ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
            if (SECRET.equals(headers.get(KEY))) return next.startCall(call, headers);
            call.close(Status.UNAUTHENTICATED, new Metadata());
            return new ServerCall.Listener<>() {};
        }
    }
}
