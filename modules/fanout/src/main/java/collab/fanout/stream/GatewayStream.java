package collab.fanout.stream;

import static java.lang.System.Logger.Level.INFO;

import collab.domain.Audience;
import collab.domain.id.UserId;
import collab.fanout.presence.GatewayPresence;
import collab.fanout.presence.Signal;
import collab.wire.link.v1.Ack;
import collab.wire.link.v1.AttachRequest;
import collab.wire.link.v1.AttachResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The {@code Attach} stream of one gateway, as other threads see it: they queue requests, signals and heartbeats, and
 * end it. The work is done by its sender thread, see {@link StreamSender}.
 *
 * <h2>Threads</h2>
 *
 * <p>The transport's thread calls {@link #receive} and never waits there: Helidon reads window updates after requests
 * on the same thread, so a receiver that blocks or writes can stop the very update it waits for. It counts
 * acknowledgements itself, which keeps a sender without credit reachable, and puts every other request into the bounded
 * {@link StreamInbox}. Only the sender writes, and it blocks in the write while the peer's window is closed.
 *
 * <h2>Order</h2>
 *
 * <p>Between two messages, the stream has sent every event up to the cursor that concerns a wanted user. Requests are
 * answered at such a point, so {@code LiveFrom} carries the cursor, and a user is live from exactly the position for
 * which the memberships were loaded.
 *
 * <h2>Bounds</h2>
 *
 * <p>No part of the log is queued here: a gateway without credit, or one that does not read, lags in the log.
 *
 * <h2>Ending</h2>
 *
 * <p>The stream is ended by the first of: the gateway, the sender, a newer stream, the deadline. {@link #end} does what
 * others must know at once; the sender closes the call, because it may still be inside a write.
 */
final class GatewayStream {
    private static final System.Logger LOG = System.getLogger(GatewayStream.class.getName());
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final StreamServices services;
    private final StreamInbox inbox;
    private final SendCredit credit;
    private final StreamWriter output;
    private final ServiceThread sender = new ServiceThread();

    // From any thread.
    private final AtomicInteger silentHeartbeats = new AtomicInteger();
    private final CompletableFuture<Status> ending = new CompletableFuture<>();

    /** Written once, before another thread can end the stream. */
    private volatile Future<?> heartbeats = CompletableFuture.completedFuture(true);

    // Written only by the sender.
    private volatile Optional<AttachedGateway> attached = Optional.empty();
    private volatile Optional<GatewayPresence> presence = Optional.empty();

    private GatewayStream(StreamServices services, StreamObserver<AttachResponse> gateway) {
        this.services = services;
        this.inbox = new StreamInbox(services.link().streams());
        this.credit = new SendCredit(services.link().streams().creditMax());
        this.output = new StreamWriter(gateway, credit, services.follower().commits(), services.metrics());
    }

    static GatewayStream start(StreamServices services, StreamObserver<AttachResponse> gateway) {
        GatewayStream stream = new GatewayStream(services, gateway);
        stream.start();
        return stream;
    }

    private void start() {
        long interval = services.link().heartbeats().interval().toMillis();
        heartbeats =
                services.scheduler().scheduleAtFixedRate(this::onHeartbeat, interval, interval, TimeUnit.MILLISECONDS);
        services.registry().opened(this);
        services.follower().add(inbox.wakeup());
        StreamSender work = new StreamSender(services, this, inbox, credit, output);
        sender.start(
                Thread.ofPlatform()
                        .name("link-" + NUMBERS.incrementAndGet() + "-send")
                        .daemon(),
                work::run);
    }

    // ---- Called by the transport's thread ----

    /** Never blocks, never writes. */
    void receive(AttachRequest request) {
        silentHeartbeats.set(0);
        switch (request.getKindCase()) {
            case ACK -> acknowledge(request.getAck());
            case HEARTBEAT -> {}
            case KIND_NOT_SET -> end(Status.INVALID_ARGUMENT.withDescription("unknown kind of request"));
            case HELLO, WANT, DROP, ONLINE, OFFLINE, PRESENCE_QUERY, DRAINING -> {
                if (!inbox.add(request)) {
                    end(Status.RESOURCE_EXHAUSTED.withDescription("too many requests are waiting"));
                }
            }
        }
    }

    private void acknowledge(Ack ack) {
        if (credit.acknowledge(ack.getEnvelopes())) {
            inbox.wakeup().signal();
        } else {
            end(Status.INVALID_ARGUMENT.withDescription(
                    ack.getEnvelopes() + " envelopes were acknowledged, " + credit.sent() + " were sent"));
        }
    }

    // ---- Called by other threads ----

    void enqueue(Signal.Typing signal) {
        if (!inbox.add(signal)) {
            services.metrics().signalsDropped.increment();
        }
    }

    void enqueue(Map<Audience, Map<UserId, Boolean>> changes) {
        inbox.add(changes);
    }

    /** Only the newer of two waiting probes is kept. */
    void enqueue(CommitProbe.Probe probe) {
        inbox.add(probe);
    }

    /** From now on it is certain who is offline. */
    void onPresenceComplete() {
        inbox.notePresenceIsComplete();
    }

    /** The number of positions by which an attached stream is behind the head. */
    long lag() {
        long head = services.log().head().value();
        return attached.map(gateway -> Math.max(0, head - gateway.cursor().value()))
                .orElse(0L);
    }

    private void onHeartbeat() {
        if (silentHeartbeats.incrementAndGet() > services.link().heartbeats().silentMax()) {
            end(Status.DEADLINE_EXCEEDED.withDescription(
                    "the gateway was silent for " + services.link().heartbeats().silenceMax()));
        }
        inbox.requestHeartbeat();
    }

    /** Ends the stream unless it has ended. Never blocks. */
    void end(Status why) {
        if (!ending.complete(why)) {
            return;
        }
        heartbeats.cancel(false);
        services.follower().remove(inbox.wakeup());
        detach();
        services.metrics().ended(why);
        LOG.log(INFO, "the stream to {0} ended: {1}", this, describe(why));
        output.end();
        inbox.wakeup().signal();
    }

    /** Removes the stream from the registry and reports that its gateway is lost. Calling it twice has no effect. */
    void detach() {
        attached.ifPresent(gateway -> services.registry().detach(gateway.gatewayId(), this));
        presence.ifPresent(GatewayPresence::lost);
    }

    /** Which process attached; empty before its hello. */
    Optional<String> incarnation() {
        return attached.map(AttachedGateway::incarnation);
    }

    boolean hasEnded() {
        return ending.isDone();
    }

    /** Waits until the thread of the sender has ended. */
    void join() {
        sender.join();
    }

    @Override
    public String toString() {
        return attached.map(gateway -> "gateway " + gateway.gatewayId() + " at " + gateway.cursor())
                .orElse("a gateway that sent no hello");
    }

    private static String describe(Status status) {
        return status.getDescription() == null ? status.getCode().name() : status.getDescription();
    }

    // ---- Called by the sender ----

    /** Makes this the current stream of the gateway; an earlier one ends. */
    GatewayPresence attach(AttachedGateway gateway, Set<UserId> online) {
        attached = Optional.of(gateway);
        services.registry().attach(gateway, this);
        GatewayPresence registered = services.presence()
                .attach(gateway.gatewayId(), online, () -> services.registry().isCurrent(gateway.gatewayId(), this));
        presence = Optional.of(registered);
        return registered;
    }

    /** Returns why the stream ended, after it has ended. */
    Status awaitEnd() {
        return ending.join();
    }
}
