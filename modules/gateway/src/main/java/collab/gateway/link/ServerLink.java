package collab.gateway.link;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import collab.gateway.config.LinkConfig;
import collab.gateway.link.LinkInbox.Item;
import collab.gateway.session.GatewayMetrics;
import collab.gateway.session.StreamListener;
import collab.wire.EventShapes;
import collab.wire.link.v1.Ack;
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
 * The gateway's life line: attaches to the server, applies what comes in its order, and attaches again where it was when the
 * stream breaks.
 *
 * <h2>Concurrency</h2>
 * One thread ({@code link}) owns everything here: it takes from the {@link LinkInbox}, applies, sends, and minds the times.
 * The transport's threads and everybody who wants something only fill the inbox. What others read stands in
 * {@link LinkState}.
 *
 * <h2>Position</h2>
 * The position moves when a whole message is in the rings, never inside one, so a new attachment repeats nothing and misses
 * nothing. When the server can not go on from there (another log, a past that is gone), what is remembered is dropped and
 * the link attaches at the head.
 *
 * <h2>Bounds</h2>
 * The server is acknowledged what is applied and stops when too much is not; the transport has credit for
 * {@link LinkConfig#MESSAGES_UNDER_WAY} messages.
 */
public final class ServerLink implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ServerLink.class.getName());

    /** An acknowledgement is sent at the latest after so many envelopes: a small part of what may go unanswered. */
    private static final int ACK_EVERY = 512;

    private static final long CONNECT_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private final LinkConfig config;
    private final ManagedChannel channel;
    private final LinkInbox inbox;
    private final LinkState state;
    private final StreamListener listener;
    private final Consumer<Welcome> welcomed;
    private final GatewayMetrics metrics;
    private final String incarnation = UUID.randomUUID().toString();
    private final Thread thread;

    // Only the link's thread.
    private Optional<LinkStream> stream = Optional.empty();
    private long heardAt = System.nanoTime();
    private long nextAttempt = System.nanoTime();
    private long nextConnect = System.nanoTime();
    private long nextHeartbeat = System.nanoTime();
    private boolean leaseOver;
    private Optional<Draining> leaving = Optional.empty();
    private String lastEnding = "";

    private ServerLink(
            LinkConfig config,
            ManagedChannel channel,
            LinkInbox inbox,
            LinkState state,
            StreamListener listener,
            Consumer<Welcome> welcomed,
            GatewayMetrics metrics) {
        this.config = config;
        this.channel = channel;
        this.inbox = inbox;
        this.state = state;
        this.listener = listener;
        this.welcomed = welcomed;
        this.metrics = metrics;
        this.thread = Thread.ofPlatform().daemon().name("link").unstarted(this::run);
    }

    /** @param welcomed hears every welcome, on the link's thread */
    public static ServerLink start(
            LinkConfig config,
            ManagedChannel channel,
            LinkInbox inbox,
            LinkState state,
            StreamListener listener,
            Consumer<Welcome> welcomed,
            GatewayMetrics metrics) {
        ServerLink link = new ServerLink(config, channel, inbox, state, listener, welcomed, metrics);
        link.thread.start();
        return link;
    }

    /** We are leaving: our people count as online for that long. */
    public void draining(Duration hold) {
        inbox.leaving(hold);
    }

    /** Ends the stream and the thread; returns when it has ended. */
    @Override
    public void close() {
        inbox.stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // -- the loop
    // --------------------------------------------------------------------------------------------------------

    private void run() {
        while (true) {
            Optional<Item> item = inbox.take(nanosToNextTime());
            if (item.isPresent() && item.get() instanceof Item.Stop) break;
            try {
                item.ifPresent(this::handle);
                mindTheTimes();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "the link failed and attaches anew", e);
                breakOff("internal error");
            }
        }
        stream.ifPresent(open -> open.cancel("the gateway stops"));
        state.detached();
    }

    private void handle(Item item) {
        switch (item) {
            case Item.Message message -> {
                if (isCurrent(message.stream())) receive(message.stream(), message.response());
            }
            case Item.Ending ending -> {
                if (isCurrent(ending.stream())) ended(ending.status());
            }
            // Without a stream a request is part of what the next hello says.
            case Item.Request request -> stream.ifPresent(open -> open.send(request.request()));
            case Item.Leaving leaving -> leave(leaving.hold());
            case Item.Overflow _ -> breakOff("too many requests waited");
            case Item.Stop _ -> throw new IllegalStateException("the loop has ended");
        }
    }

    private boolean isCurrent(LinkStream other) {
        return stream.filter(current -> current == other).isPresent();
    }

    private long nanosToNextTime() {
        long now = System.nanoTime();
        if (stream.isEmpty()) return Math.max(0, Math.min(nextAttempt - now, nextConnect - now));
        long deadline = config.deadline().toNanos() - (now - heardAt);
        return Math.max(0, Math.min(nextHeartbeat - now, deadline));
    }

    private void mindTheTimes() {
        long now = System.nanoTime();
        if (!leaseOver && state.silenceNanos() >= config.lease().toNanos()) {
            leaseOver = true;
            LOG.log(WARNING, "no link for " + config.lease() + ": sockets are closed");
            listener.leaseExpired();
        }
        if (stream.isEmpty()) {
            if (now - nextConnect >= 0) {
                nextConnect = now + CONNECT_AGAIN_NANOS;
                channel.resetConnectBackoff(); // it would grow to two minutes
            }
            if (now - nextAttempt >= 0) attach();
        } else if (now - heardAt >= config.deadline().toNanos()) {
            breakOff("silent for " + config.deadline());
        } else if (now - nextHeartbeat >= 0) {
            nextHeartbeat = now + config.heartbeat().toNanos();
            send(AttachRequest.newBuilder().setHeartbeat(GatewayHeartbeat.getDefaultInstance()));
        }
    }

    // -- attaching
    // -------------------------------------------------------------------------------------------------------

    private void attach() {
        StreamListener.Standing standing = listener.standing();
        LinkStream attempt = new LinkStream(inbox, standing.wanted());
        stream = Optional.of(attempt);
        heardAt = System.nanoTime();
        nextHeartbeat = heardAt + config.heartbeat().toNanos();
        var _ = EventStreamGrpc.newStub(channel).attach(attempt);
        Hello hello = Hello.newBuilder()
                .setGatewayId(config.gatewayId())
                .setIncarnation(incarnation)
                .addAllVersions(EventShapes.ALL.versionsUpTo(config.versionMax()))
                .setEpoch(state.epoch())
                .setPosition(state.applied())
                .addAllWantedUsers(standing.wanted().keySet())
                .addAllOnlineUsers(standing.online())
                .build();
        send(AttachRequest.newBuilder().setHello(hello));
        leaving.ifPresent(again -> send(AttachRequest.newBuilder().setDraining(again)));
    }

    private void leave(Duration hold) {
        Draining draining = Draining.newBuilder()
                .setHoldMs(Math.toIntExact(hold.toMillis()))
                .build();
        leaving = Optional.of(draining);
        send(AttachRequest.newBuilder().setDraining(draining));
    }

    private void welcome(LinkStream open, Welcome welcome) {
        if (!state.epoch().isEmpty() && !state.epoch().equals(welcome.getEpoch())) {
            beginAgain("the server welcomed us to the log " + welcome.getEpoch() + " instead of " + state.epoch());
            return;
        }
        LOG.log(
                INFO,
                () -> "attached to " + config.target() + " behind position " + welcome.getPosition() + " in version "
                        + welcome.getVersion());
        open.attached = true;
        leaseOver = false;
        lastEnding = "";
        state.attachedAt(welcome.getEpoch(), welcome.getVersion(), welcome.getPosition(), welcome.getHead());
        listener.attached(open.wanted(), welcome.getVersion(), welcome.getPosition());
        welcomed.accept(welcome);
    }

    private void ended(Status status) {
        if (status.getCode() == Status.Code.OUT_OF_RANGE) {
            beginAgain("the server can not go on from position " + state.applied() + ": " + status.getDescription());
        } else {
            detach(status.getCode() + ": " + status.getDescription());
        }
    }

    private void breakOff(String why) {
        stream.ifPresent(open -> open.cancel(why));
        detach(why);
    }

    /** What we remember is of no use to anybody: forget it and attach at the head. */
    private void beginAgain(String why) {
        breakOff(why);
        listener.pastLost();
        state.pastLost();
        nextAttempt = System.nanoTime();
    }

    private void detach(String why) {
        metrics.linkEndings.increment();
        if (!why.equals(lastEnding)) LOG.log(WARNING, "no stream from " + config.target() + ": " + why);
        lastEnding = why;
        stream = Optional.empty();
        state.detached();
        long retryMax = config.retryMax().toNanos();
        nextAttempt = System.nanoTime() + ThreadLocalRandom.current().nextLong(retryMax / 10, retryMax);
    }

    // -- the stream
    // ------------------------------------------------------------------------------------------------------

    private void receive(LinkStream open, AttachResponse response) {
        heardAt = System.nanoTime();
        switch (response.getKindCase()) {
            case WELCOME -> welcome(open, response.getWelcome());
            case ENVELOPES -> apply(open, response.getEnvelopes());
            case LIVE_FROM -> listener.liveFrom(response.getLiveFrom());
            case HEARTBEAT -> heartbeat(open, response.getHeartbeat());
            case PRESENCE_ANSWER -> listener.presence(response.getPresenceAnswer());
            case KIND_NOT_SET -> {} // a kind of a later server
        }
        state.heard();
        open.applied();
        acknowledge(open);
    }

    private void apply(LinkStream open, Envelopes message) {
        listener.envelopes(message);
        open.envelopes += message.getEnvelopesCount();
        open.ackDue = true;
        for (int i = message.getEnvelopesCount() - 1; i >= 0; i--) {
            long seq = message.getEnvelopes(i).getSeq();
            if (seq == 0) continue; // a signal has no position
            state.appliedTo(seq);
            return;
        }
    }

    private void heartbeat(LinkStream open, ServerHeartbeat heartbeat) {
        if (!heartbeat.getEpoch().equals(state.epoch())) {
            beginAgain("the log is another one: " + heartbeat.getEpoch());
            return;
        }
        state.appliedTo(heartbeat.getPosition());
        state.headAt(heartbeat.getHead());
        if (heartbeat.getCanary() > 0) listener.canary(heartbeat.getCanary());
        open.ackDue = true;
    }

    /** Says what has been applied, once for what came together. */
    private void acknowledge(LinkStream open) {
        if (!open.attached || !open.ackDue || !isCurrent(open)) return;
        if (!inbox.isEmpty() && open.envelopes - open.envelopesAcknowledged < ACK_EVERY) return;
        open.ackDue = false;
        open.envelopesAcknowledged = open.envelopes;
        Ack ack = Ack.newBuilder()
                .setPosition(state.applied())
                .setEnvelopes(open.envelopes)
                .build();
        send(AttachRequest.newBuilder().setAck(ack));
    }

    private void send(AttachRequest.Builder request) {
        stream.ifPresent(open -> open.send(request.build()));
    }
}
