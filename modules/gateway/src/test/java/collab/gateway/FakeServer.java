package collab.gateway;

import collab.testkit.TcpRelay;
import collab.wire.event.v2.Event;
import collab.wire.event.v2.SessionRevoked;
import collab.wire.link.v1.AdmitRequest;
import collab.wire.link.v1.AdmitResponse;
import collab.wire.link.v1.AttachRequest;
import collab.wire.link.v1.AttachResponse;
import collab.wire.link.v1.Envelope;
import collab.wire.link.v1.Envelopes;
import collab.wire.link.v1.EventStreamGrpc;
import collab.wire.link.v1.ReplayRefusal;
import collab.wire.link.v1.ReplayRequest;
import collab.wire.link.v1.ReplayResponse;
import collab.wire.link.v1.ServerHeartbeat;
import io.grpc.Server;
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
 * A server end of the link over real gRPC, with an event log in memory and one stream at a time. Every login session is valid
 * until it is revoked. It answers each heartbeat with its own. All state is guarded by the monitor of the server.
 *
 * <p>Gateways connect through a relay, so the address stays the same after a restart on another port. After a restart another process
 * may use the old port.
 */
final class FakeServer extends EventStreamGrpc.EventStreamImplBase implements AutoCloseable {
    static final String SECRET = "between-us";

    private Server server;
    private final TcpRelay relay;
    final FakeEventLog log = new FakeEventLog();
    private final Map<String, Long> tokens =
            new HashMap<>(); // token → user; the login session of a user is the user's id times 100
    private final Set<String> tickets = new HashSet<>(); // valid once, for any user
    private final Set<Long> revoked = new HashSet<>();
    private final List<AttachRequest> requests = new ArrayList<>();
    private FakeLinkStream current;
    boolean loopbackOnly;
    private boolean silent;
    int admissions;
    int replays;
    Runnable beforeAdmitAnswer = () -> {};

    private FakeServer() throws IOException {
        this.server = listen();
        this.relay = TcpRelay.to(listening());
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
                .intercept(new LinkSecretCheck())
                .addService(this)
                .build()
                .start();
    }

    String target() {
        return "127.0.0.1:" + relay.port();
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
        FakeEventLog.Logged logged = log.append(event, recipients);
        if (current != null) current.deliver(List.of(logged));
        return logged.seq();
    }

    synchronized void signal(Event event, long recipient) {
        if (current == null || !current.wants(recipient)) return;
        Envelope envelope = log.envelope(event).addRecipients(recipient).build();
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
                        .setEpoch(log.epoch())
                        .setHead(log.head())
                        .setPosition(log.head())));
    }

    /** Uses this event version from the next stream on. */
    synchronized void useVersion(int newest) {
        log.useVersion(newest);
    }

    synchronized void pruneBelow(long position) {
        log.pruneBelow(position);
    }

    /** Replaces the event log, as after a restore from a backup. */
    synchronized void recreateLog(String newEpoch) {
        log.recreate(newEpoch);
    }

    synchronized long head() {
        return log.head();
    }

    synchronized void endStream(Status status) {
        if (current == null) return;
        FakeLinkStream ending = current;
        current = null;
        ending.end(status);
    }

    /** Stops the gRPC server; committed events stay. */
    void stop() throws InterruptedException {
        synchronized (this) {
            current = null;
        }
        relay.refuse(true);
        server.shutdownNow().awaitTermination();
    }

    void restart() throws IOException {
        server = listen();
        relay.setTarget(listening());
        relay.refuse(false);
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
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    synchronized void clearRequests() {
        requests.clear();
    }

    @Override
    public void close() {
        server.shutdownNow();
        relay.close();
    }

    // ---- Called by the gateway ----

    @Override
    public synchronized StreamObserver<AttachRequest> attach(StreamObserver<AttachResponse> out) {
        return new FakeLinkStream(this, out);
    }

    /** Records a request; returns false while the server is silent. */
    synchronized boolean accepts(AttachRequest request) {
        if (silent) return false;
        requests.add(request);
        notifyAll();
        return true;
    }

    synchronized void attach(FakeLinkStream stream) {
        current = stream;
    }

    synchronized void detach(FakeLinkStream stream) {
        if (current == stream) current = null;
    }

    synchronized boolean isSilent() {
        return silent;
    }

    @Override
    public void admit(AdmitRequest request, StreamObserver<AdmitResponse> out) {
        AdmitResponse response;
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
            response = AdmitResponse.newBuilder()
                    .setUserId(request.getUserId())
                    .setSession(session)
                    .setEpoch(log.epoch())
                    .setPosition(log.head())
                    .setHead(log.head())
                    .build();
        }
        beforeAdmitAnswer.run();
        out.onNext(response);
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
        if (request.getVersion() != log.version()) {
            out.onError(Status.FAILED_PRECONDITION
                    .withDescription("replay in version " + request.getVersion() + " instead of " + log.version())
                    .asRuntimeException());
            return;
        }
        List<FakeEventLog.Logged> events = log.replayed(request);
        ReplayRefusal refusal = log.refusal(request, events.size());
        if (refusal != ReplayRefusal.REPLAY_REFUSAL_UNSPECIFIED) {
            out.onNext(ReplayResponse.newBuilder().setRefusal(refusal).build());
        } else {
            for (FakeEventLog.Logged logged : events) {
                out.onNext(ReplayResponse.newBuilder()
                        .addEnvelopes(log.envelope(logged))
                        .setTo(logged.seq())
                        .build());
            }
            out.onNext(ReplayResponse.newBuilder().setTo(request.getTo()).build());
        }
        out.onCompleted();
    }
}
