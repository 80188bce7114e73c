package collab.gateway.link;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import collab.gateway.config.LinkConfig;
import collab.gateway.link.LinkInbox.Item;
import collab.gateway.session.GatewayMetrics;
import collab.gateway.session.StreamListener;
import collab.wire.EventShapes;
import collab.wire.link.v1.AttachRequest;
import collab.wire.link.v1.AttachResponse;
import collab.wire.link.v1.Draining;
import collab.wire.link.v1.Envelopes;
import collab.wire.link.v1.EventStreamGrpc;
import collab.wire.link.v1.GatewayHeartbeat;
import collab.wire.link.v1.Hello;
import collab.wire.link.v1.ServerHeartbeat;
import collab.wire.link.v1.Welcome;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Attaches to the server, applies the messages of the stream in order, and attaches again at its position when the stream breaks.
 *
 * <h2>Concurrency</h2>
 * One thread ({@code link}) runs this class: it takes items from the {@link LinkInbox}, applies them, sends requests and checks the
 * deadlines. The threads of the transport and of the sessions only fill the inbox. The state that other threads read is in
 * {@link LinkState}.
 *
 * <h2>Position</h2>
 * The position advances after all events of a message are in the replay rings, so a new stream repeats no event and misses none. When
 * the server cannot continue from the position (another event log, or the position was pruned), the sessions are ended and the link
 * attaches at the head.
 *
 * <h2>Limits</h2>
 * The gateway acknowledges applied envelopes, and the server stops sending when too many are unacknowledged; the transport allows
 * {@link LinkConfig#MESSAGES_IN_FLIGHT_MAX} messages in flight.
 */
final class LinkLoop implements Runnable {
    private static final System.Logger LOG = System.getLogger(LinkLoop.class.getName());

    /** How often the channel's own backoff is reset while no stream is attached; it would grow to two minutes. */
    private static final long RECONNECT_NANOS = Duration.ofSeconds(1).toNanos();

    private final LinkConfig config;
    private final ManagedChannel channel;
    private final LinkInbox inbox;
    private final LinkState state;
    private final StreamListener listener;
    private final Consumer<Welcome> onWelcome;
    private final GatewayMetrics metrics;
    private final String incarnation = UUID.randomUUID().toString();

    // Used by the link thread only.
    private Optional<LinkStream> stream = Optional.empty();
    private long receivedAt = System.nanoTime();
    private long nextAttempt = System.nanoTime();
    private long nextConnect = System.nanoTime();
    private long nextHeartbeat = System.nanoTime();
    private boolean leaseExpired;
    private Optional<Draining> draining = Optional.empty();
    private String lastEndReason = "";

    LinkLoop(LinkContext context, StreamListener listener, Consumer<Welcome> onWelcome, GatewayMetrics metrics) {
        this.config = context.config();
        this.channel = context.channel();
        this.inbox = context.inbox();
        this.state = context.state();
        this.listener = listener;
        this.onWelcome = onWelcome;
        this.metrics = metrics;
    }

    // ---- The loop ----

    @Override
    public void run() {
        while (true) {
            Optional<Item> item = inbox.poll(nanosToNextDeadline());
            if (item.isPresent() && item.get() instanceof Item.Stop) break;
            try {
                item.ifPresent(this::handle);
                checkDeadlines();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "the link failed and attaches again", e);
                endStream("internal error");
            }
        }
        stream.ifPresent(open -> open.cancel("the gateway is stopping"));
        state.detached();
    }

    private void handle(Item item) {
        switch (item) {
            case Item.Message message -> {
                if (isCurrent(message.stream())) receive(message.stream(), message.response());
            }
            case Item.Ended ended -> {
                if (isCurrent(ended.stream())) streamEnded(ended.status());
            }
            // Without a stream, the next hello includes the request.
            case Item.Request request -> stream.ifPresent(open -> open.send(request.request()));
            case Item.Draining start -> startDraining(start.hold());
            case Item.Overflow _ -> endStream("too many waiting requests");
            case Item.Stop _ -> throw new IllegalStateException("the loop ends before it handles a stop");
        }
    }

    private boolean isCurrent(LinkStream other) {
        return stream.filter(current -> current == other).isPresent();
    }

    private long nanosToNextDeadline() {
        long now = System.nanoTime();
        if (stream.isEmpty()) return Math.max(0, Math.min(nextAttempt - now, nextConnect - now));
        long deadline = config.times().deadline().toNanos() - (now - receivedAt);
        return Math.max(0, Math.min(nextHeartbeat - now, deadline));
    }

    private void checkDeadlines() {
        long now = System.nanoTime();
        if (!leaseExpired && state.silenceNanos() >= config.times().lease().toNanos()) {
            leaseExpired = true;
            LOG.log(WARNING, "no stream for " + config.times().lease() + ", closing all sockets");
            listener.leaseExpired();
        }
        if (stream.isEmpty()) {
            if (now - nextConnect >= 0) {
                nextConnect = now + RECONNECT_NANOS;
                channel.resetConnectBackoff();
            }
            if (now - nextAttempt >= 0) attach();
        } else if (now - receivedAt >= config.times().deadline().toNanos()) {
            endStream("no message for " + config.times().deadline());
        } else if (now - nextHeartbeat >= 0) {
            nextHeartbeat = now + config.times().heartbeat().toNanos();
            send(AttachRequest.newBuilder().setHeartbeat(GatewayHeartbeat.getDefaultInstance()));
        }
    }

    // ---- Attaching ----

    private void attach() {
        StreamListener.Subscriptions subscriptions = listener.subscriptions();
        LinkStream attempt = new LinkStream(inbox, subscriptions.users());
        stream = Optional.of(attempt);
        receivedAt = System.nanoTime();
        nextHeartbeat = receivedAt + config.times().heartbeat().toNanos();
        var _ = EventStreamGrpc.newStub(channel).attach(attempt);
        Hello hello = Hello.newBuilder()
                .setGatewayId(config.gatewayId())
                .setIncarnation(incarnation)
                .addAllVersions(EventShapes.ALL.versionsUpTo(config.versionMax()))
                .setEpoch(state.epoch())
                .setPosition(state.applied())
                .addAllWantedUsers(subscriptions.users().keySet())
                .addAllOnlineUsers(subscriptions.online())
                .build();
        send(AttachRequest.newBuilder().setHello(hello));
        draining.ifPresent(again -> send(AttachRequest.newBuilder().setDraining(again)));
    }

    private void startDraining(Duration hold) {
        Draining message = Draining.newBuilder()
                .setHoldMs(Math.toIntExact(hold.toMillis()))
                .build();
        draining = Optional.of(message);
        send(AttachRequest.newBuilder().setDraining(message));
    }

    private void welcome(LinkStream open, Welcome welcome) {
        if (!state.epoch().isEmpty() && !state.epoch().equals(welcome.getEpoch())) {
            restartAtHead("the server has the event log " + welcome.getEpoch() + " instead of " + state.epoch());
            return;
        }
        LOG.log(
                INFO,
                () -> "attached to " + config.server().target() + " after position " + welcome.getPosition()
                        + " in version " + welcome.getVersion());
        open.welcomed();
        leaseExpired = false;
        lastEndReason = "";
        state.attachedAt(welcome.getEpoch(), welcome.getVersion(), welcome.getPosition(), welcome.getHead());
        listener.attached(open.subscribed(), welcome.getVersion(), welcome.getPosition());
        onWelcome.accept(welcome);
    }

    private void streamEnded(Status status) {
        if (status.getCode() == Status.Code.OUT_OF_RANGE) {
            restartAtHead(
                    "the server cannot continue from position " + state.applied() + ": " + status.getDescription());
        } else {
            detach(status.getCode() + ": " + status.getDescription());
        }
    }

    private void endStream(String reason) {
        stream.ifPresent(open -> open.cancel(reason));
        detach(reason);
    }

    /** The replay rings are useless: ends all sessions and attaches at the head. */
    private void restartAtHead(String reason) {
        endStream(reason);
        listener.historyLost();
        state.historyLost();
        nextAttempt = System.nanoTime();
    }

    private void detach(String reason) {
        metrics.linkEndings.increment();
        if (!reason.equals(lastEndReason))
            LOG.log(WARNING, "no stream from " + config.server().target() + ": " + reason);
        lastEndReason = reason;
        stream = Optional.empty();
        state.detached();
        long retryMax = config.times().retryMax().toNanos();
        nextAttempt = System.nanoTime() + ThreadLocalRandom.current().nextLong(retryMax / 10, retryMax);
    }

    // ---- The stream ----

    private void receive(LinkStream open, AttachResponse response) {
        receivedAt = System.nanoTime();
        switch (response.getKindCase()) {
            case WELCOME -> welcome(open, response.getWelcome());
            case ENVELOPES -> apply(open, response.getEnvelopes());
            case LIVE_FROM -> listener.liveFrom(response.getLiveFrom());
            case HEARTBEAT -> heartbeat(open, response.getHeartbeat());
            case PRESENCE_ANSWER -> listener.presence(response.getPresenceAnswer());
            case KIND_NOT_SET -> {} // a message of a newer server
        }
        state.messageApplied();
        open.requestNext();
        acknowledge(open);
    }

    private void apply(LinkStream open, Envelopes message) {
        listener.envelopes(message);
        open.envelopesApplied(message.getEnvelopesCount());
        for (int i = message.getEnvelopesCount() - 1; i >= 0; i--) {
            long seq = message.getEnvelopes(i).getSeq();
            if (seq == 0) continue; // signals have no position
            state.appliedTo(seq);
            return;
        }
    }

    private void heartbeat(LinkStream open, ServerHeartbeat heartbeat) {
        if (!heartbeat.getEpoch().equals(state.epoch())) {
            restartAtHead("the server has another event log: " + heartbeat.getEpoch());
            return;
        }
        state.appliedTo(heartbeat.getPosition());
        state.headAt(heartbeat.getHead());
        if (heartbeat.getCanary() > 0) listener.probe(heartbeat.getCanary());
        open.heartbeatReceived();
    }

    private void acknowledge(LinkStream open) {
        if (!isCurrent(open)) return;
        open.nextAck(state.applied(), !inbox.isEmpty())
                .ifPresent(ack -> send(AttachRequest.newBuilder().setAck(ack)));
    }

    private void send(AttachRequest.Builder request) {
        stream.ifPresent(open -> open.send(request.build()));
    }
}
