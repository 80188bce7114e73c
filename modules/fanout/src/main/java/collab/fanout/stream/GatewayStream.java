package collab.fanout.stream;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;
import static java.util.Objects.requireNonNull;

import collab.domain.Audience;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.fanout.presence.Presence;
import collab.fanout.presence.Signal;
import collab.fanout.presence.SignalQueue;
import collab.fanout.routing.EnvelopeBatch;
import collab.fanout.routing.MembershipChange;
import collab.fanout.routing.MembershipIndex;
import collab.fanout.routing.RequestIds;
import collab.fanout.routing.RouteTable;
import collab.fanout.routing.VersionNegotiation;
import collab.persistence.LoggedEvent;
import collab.wire.link.v1.Ack;
import collab.wire.link.v1.AttachRequest;
import collab.wire.link.v1.AttachResponse;
import collab.wire.link.v1.Draining;
import collab.wire.link.v1.Envelope;
import collab.wire.link.v1.Envelopes;
import collab.wire.link.v1.Hello;
import collab.wire.link.v1.LiveFrom;
import collab.wire.link.v1.PresenceAnswer;
import collab.wire.link.v1.PresenceQuery;
import collab.wire.link.v1.ServerHeartbeat;
import collab.wire.link.v1.Want;
import collab.wire.link.v1.Welcome;
import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The {@code Attach} stream of one gateway: a cursor into the log, the routes of the users it wants, and the thread
 * that writes.
 *
 * <h2>Threads</h2>
 *
 * <p>The transport's thread calls {@link #receive} and never waits there: Helidon reads window updates after requests
 * on the same thread, so a receiver that blocks or writes can stop the very update it waits for. It counts
 * acknowledgements itself, which keeps a sender without credit reachable, and puts every other request into a bounded
 * queue of the sender. The sender is a platform thread, because a fan-out loop would occupy a carrier of virtual
 * threads. Only the sender writes, and it blocks in the write while the peer's window is closed.
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
 * others must know at once; the sender closes the transport, because it may still be inside a write.
 */
final class GatewayStream {
    private static final System.Logger LOG = System.getLogger(GatewayStream.class.getName());
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** Requests answered, events sent or signals sent in one turn before the other two get theirs. */
    private static final int TURN = 256;

    /** The longest accepted gateway id. */
    private static final int NAME_MAX = 200;

    /** The longest accepted drain time. */
    private static final Duration HOLD_MAX = Duration.ofMinutes(10);

    private final StreamServices parts;
    private final StreamObserver<AttachResponse> gateway;
    private final Thread sender;
    private final Future<?> beats;

    // From any thread.
    private final WakeupSignal bell = new WakeupSignal();
    private final Queue<AttachRequest> requests;
    private final SignalQueue signals;
    private final AtomicInteger silentBeats = new AtomicInteger();
    private final AtomicLong acknowledged = new AtomicLong();
    private final CompletableFuture<Status> ending = new CompletableFuture<>();
    private final StreamWriter writes = new StreamWriter();
    private volatile boolean beatIsDue;
    private volatile boolean snapshotsAreDue;
    private final AtomicReference<Optional<CommitProbe.Song>> song = new AtomicReference<>(Optional.empty());

    // Written only by the sender.
    private volatile String gatewayId = "";
    private volatile Optional<Presence.Hold> hold = Optional.empty();
    private final AtomicLong sent = new AtomicLong();
    private volatile LogPosition cursor = LogPosition.START;

    // Only the sender.
    private final RouteTable routes = new RouteTable();
    private final Set<UserId> toldProvisionally = new HashSet<>();
    private final Deque<UserId> owedSnapshots = new ArrayDeque<>();
    private String epoch = "";
    private int version;

    private GatewayStream(StreamServices parts, StreamObserver<AttachResponse> gateway) {
        this.parts = parts;
        this.gateway = gateway;
        this.requests = new LinkedBlockingQueue<>(parts.config().link().requestsMax());
        this.signals = new SignalQueue(parts.config().link().signalsMax());
        this.sender = Thread.ofPlatform()
                .name("link-" + NUMBERS.incrementAndGet() + "-send")
                .daemon()
                .unstarted(this::run);
        long heartbeat = parts.config().link().heartbeat().toMillis();
        this.beats = parts.scheduler().scheduleAtFixedRate(this::beat, heartbeat, heartbeat, TimeUnit.MILLISECONDS);
    }

    static GatewayStream start(StreamServices parts, StreamObserver<AttachResponse> gateway) {
        GatewayStream link = new GatewayStream(parts, gateway);
        parts.registry().opened(link);
        parts.follower().join(link.bell);
        link.sender.start();
        return link;
    }

    // ---- Called by the transport's thread ----

    /** Never blocks, never writes. */
    void receive(AttachRequest request) {
        silentBeats.set(0);
        switch (request.getKindCase()) {
            case ACK -> acknowledge(request.getAck());
            case HEARTBEAT -> {}
            case KIND_NOT_SET -> end(Status.INVALID_ARGUMENT.withDescription("unknown kind of request"));
            case HELLO, WANT, DROP, ONLINE, OFFLINE, PRESENCE_QUERY, DRAINING -> {
                if (!requests.offer(request)) {
                    end(Status.RESOURCE_EXHAUSTED.withDescription("too many requests are waiting"));
                }
                bell.ring();
            }
        }
    }

    private void acknowledge(Ack ack) {
        if (ack.getEnvelopes() < 0 || ack.getEnvelopes() > sent.get()) {
            end(Status.INVALID_ARGUMENT.withDescription(
                    ack.getEnvelopes() + "envelopes were acknowledged, " + sent.get() + " were sent"));
            return;
        }
        acknowledged.accumulateAndGet(ack.getEnvelopes(), Math::max);
        bell.ring();
    }

    // ---- Called by other threads ----

    void tell(Signal.Typing signal) {
        if (!signals.offer(signal)) {
            parts.metrics().signalsShed.increment();
        }
        bell.ring();
    }

    void tell(Map<Audience, Map<UserId, Boolean>> changes) {
        signals.offer(changes);
        bell.ring();
    }

    /** Only the newer of two waiting probes is kept. */
    void sing(CommitProbe.Song newer) {
        song.set(Optional.of(newer));
        bell.ring();
    }

    void presenceIsKnown() {
        snapshotsAreDue = true;
        bell.ring();
    }

    /** Positions behind the head. */
    long lag() {
        return Math.max(0, parts.log().head().value() - cursor.value());
    }

    private void beat() {
        if (silentBeats.incrementAndGet() > parts.config().link().silentBeatsMax()) {
            end(Status.DEADLINE_EXCEEDED.withDescription(
                    "the gateway was silent for " + parts.config().link().silenceMax()));
        }
        beatIsDue = true;
        bell.ring();
    }

    /** Ends the stream unless it has ended. Never blocks. */
    void end(Status why) {
        if (!ending.complete(why)) {
            return;
        }
        beats.cancel(false);
        parts.follower().leave(bell);
        leave();
        parts.metrics().ended(why);
        LOG.log(INFO, "gateway {0} left: {1}", gatewayId.isEmpty() ? "no hello was received" : gatewayId, words(why));
        writes.end(sender);
        bell.ring();
    }

    private void leave() {
        parts.registry().leave(gatewayId, this);
        hold.ifPresent(Presence.Hold::lost);
    }

    void join() {
        ThreadTermination.join(sender);
    }

    // ---- The sender thread ----

    private void run() {
        try {
            attach(awaitHello());
            while (!ending.isDone()) {
                boolean busy = answerRequests();
                busy |= sendBeat();
                busy |= tellSignals();
                busy |= tellEvents();
                passSongOn();
                if (!busy) {
                    bell.await();
                }
            }
        } catch (StatusRuntimeException refused) {
            end(refused.getStatus());
        } catch (PeerGone gone) {
            LOG.log(DEBUG, "a write to gateway " + gatewayId + " failed", gone.getCause());
            end(Status.UNAVAILABLE.withDescription("cannot write to the gateway"));
        } catch (RuntimeException broken) {
            if (!ending.isDone()) LOG.log(ERROR, "the stream to gateway " + gatewayId + " broke at " + cursor, broken);
            end(Status.INTERNAL.withDescription("the stream broke"));
        }
        hangUp(ending.join());
        parts.registry().closed(this);
    }

    private Hello awaitHello() {
        while (!ending.isDone()) {
            AttachRequest first = requests.poll();
            if (first == null) {
                bell.await();
            } else if (first.hasHello()) {
                return first.getHello();
            } else {
                throw Status.INVALID_ARGUMENT
                        .withDescription("the first request must be a hello, got " + first.getKindCase())
                        .asRuntimeException();
            }
        }
        throw ending.join().asRuntimeException();
    }

    private void attach(Hello hello) {
        checkName("gateway id", hello.getGatewayId());
        checkName("incarnation", hello.getIncarnation());
        version = VersionNegotiation.negotiate(
                "the gateway", hello.getVersionsList(), parts.envelopes().spoken());
        epoch = parts.log().epoch();
        cursor = startOf(hello);
        Set<UserId> wanted = users(hello.getWantedUsersList());
        Set<UserId> online = users(hello.getOnlineUsersList());
        checkWanted(wanted.size());

        gatewayId = hello.getGatewayId();
        parts.registry().attach(gatewayId, this);
        hold = Optional.of(parts.presence()
                .attach(gatewayId, online, () -> parts.registry().speaksFor(gatewayId, this)));
        if (ending.isDone()) {
            leave(); // the stream ended before its presence was registered
            return;
        }
        LOG.log(
                INFO,
                "gateway {0} ({1}) attached at {2} in version {3} with {4} users",
                gatewayId,
                hello.getIncarnation(),
                cursor,
                version,
                wanted.size());
        write(AttachResponse.newBuilder()
                .setWelcome(Welcome.newBuilder()
                        .setVersion(version)
                        .setEpoch(epoch)
                        .setPosition(cursor.value())
                        .setHead(parts.log().head().value())
                        .setLoopbackOnly(parts.config().loopbackOnly())
                        .setCanaryMs(
                                Math.toIntExact(parts.config().link().canary().toMillis())))
                .build());
        wanted.forEach(user -> routes.add(user, parts.memberships().placesOf(user, cursor)));
    }

    private LogPosition startOf(Hello hello) {
        LogPosition head = parts.log().head();
        if (hello.getEpoch().isEmpty()) {
            return head;
        }
        if (!hello.getEpoch().equals(epoch)) {
            throw outOfRange("epoch " + hello.getEpoch() + "is over, the current one is " + epoch);
        }
        if (hello.getPosition() < 0 || hello.getPosition() > head.value()) {
            parts.log().renewEpoch();
            LOG.log(
                    WARNING,
                    "gateway {0} has applied position {1} of epoch {2}, whose head is {3}: an older database file was restored. The"
                            + " epoch is now {4}",
                    hello.getGatewayId(),
                    hello.getPosition(),
                    epoch,
                    head,
                    parts.log().epoch());
            throw outOfRange("position " + hello.getPosition() + " is beyond the head " + head);
        }
        if (hello.getPosition() < parts.log().floor().value()) {
            throw outOfRange("position " + hello.getPosition() + "is below the oldest kept position "
                    + parts.log().floor());
        }
        return new LogPosition(hello.getPosition());
    }

    private boolean answerRequests() {
        int answered = 0;
        for (AttachRequest request = requests.poll(); request != null; request = requests.poll()) {
            answer(request);
            if (++answered == TURN || ending.isDone()) break;
        }
        return answered > 0;
    }

    private void answer(AttachRequest request) {
        switch (request.getKindCase()) {
            case WANT -> want(request.getWant());
            case DROP -> drop(RequestIds.user(request.getDrop().getUserId()));
            case ONLINE -> held().online(RequestIds.user(request.getOnline().getUserId()));
            case OFFLINE -> held().offline(RequestIds.user(request.getOffline().getUserId()));
            case PRESENCE_QUERY -> answer(request.getPresenceQuery());
            case DRAINING -> held().draining(holdOf(request.getDraining()));
            case HELLO ->
                throw Status.INVALID_ARGUMENT.withDescription("a second hello").asRuntimeException();
            case ACK, HEARTBEAT, KIND_NOT_SET ->
                throw new IllegalStateException(request.getKindCase() + "must not reach the sender");
        }
    }

    private void want(Want want) {
        UserId user = RequestIds.user(want.getUserId());
        if (!routes.wants(user)) {
            checkWanted(routes.size() + 1);
            checkFloor();
            routes.add(user, parts.memberships().placesOf(user, cursor));
        }
        write(AttachResponse.newBuilder()
                .setLiveFrom(LiveFrom.newBuilder()
                        .setNumber(want.getNumber())
                        .setUserId(user.value())
                        .setPosition(cursor.value()))
                .build());
    }

    private void drop(UserId user) {
        routes.remove(user);
        toldProvisionally.remove(user);
    }

    private void answer(PresenceQuery query) {
        UserId user = RequestIds.user(query.getUserId());
        PresenceAnswer.Builder answer = PresenceAnswer.newBuilder().setNumber(query.getNumber());
        presenceFor(user).ifPresent(answer::setEnvelope);
        write(AttachResponse.newBuilder().setPresenceAnswer(answer).build());
    }

    /** The online users among those whom the user may see; while absence is uncertain, only the certain ones. */
    private Optional<Envelope> presenceFor(UserId user) {
        Set<WorkspaceId> places = routes.wants(user)
                ? routes.workspacesOf(user)
                : parts.memberships().placesOf(user, cursor).workspaces();
        Presence.Seen seen = parts.presence().seenBy(user, places);
        if (!seen.complete() && routes.wants(user)) {
            toldProvisionally.add(user);
        }
        return parts.envelopes().signal(seen.event(), MembershipIndex.address(List.of(user)), version);
    }

    private static Duration holdOf(Draining draining) {
        Duration hold = Duration.ofMillis(Integer.toUnsignedLong(draining.getHoldMs()));
        return hold.compareTo(HOLD_MAX) < 0 ? hold : HOLD_MAX;
    }

    private Presence.Hold held() {
        return hold.orElseThrow();
    }

    private boolean sendBeat() {
        if (!beatIsDue) return false;
        beatIsDue = false;
        write(heartbeat(0));
        return true;
    }

    private AttachResponse heartbeat(long canary) {
        return AttachResponse.newBuilder()
                .setHeartbeat(ServerHeartbeat.newBuilder()
                        .setEpoch(epoch)
                        .setHead(parts.log().head().value())
                        .setPosition(cursor.value())
                        .setCanary(canary))
                .build();
    }

    /** Sent when everything that was committed before it has been sent. */
    private void passSongOn() {
        Optional<CommitProbe.Song> waiting = requireNonNull(song.get());
        if (waiting.isEmpty() || waiting.get().head().isAfter(cursor)) return;
        song.compareAndSet(waiting, Optional.empty());
        write(heartbeat(waiting.get().number()));
        parts.metrics().canaryToldAt = System.nanoTime();
    }

    private boolean tellSignals() {
        if (snapshotsAreDue) {
            snapshotsAreDue = false;
            owedSnapshots.addAll(toldProvisionally);
            toldProvisionally.clear();
        }
        EnvelopeBatch pack = new EnvelopeBatch();
        int told = 0;
        for (int room = room(); told < room && tellNextSignal(pack); told++) {}
        send(pack);
        return told > 0;
    }

    /** Whether there was an event; not every event has a recipient here. */
    private boolean tellNextSignal(EnvelopeBatch pack) {
        if (!owedSnapshots.isEmpty()) {
            UserId user = owedSnapshots.remove();
            if (routes.wants(user)) presenceFor(user).ifPresent(envelope -> put(envelope, pack));
            return true;
        }
        Optional<Signal> next = signals.poll();
        next.flatMap(this::envelope).ifPresent(envelope -> put(envelope, pack));
        return next.isPresent();
    }

    private Optional<Envelope> envelope(Signal signal) {
        return switch (signal) {
            case Signal.Typing typing -> envelope(typing.event(), withoutTypist(typing));
            case Signal.Presence presence ->
                envelope(
                        parts.signals().presenceChanged(presence.users()),
                        parts.audiences().resolve(presence.audience(), cursor, routes));
        };
    }

    private Optional<Envelope> envelope(ByteString event, Envelope addressed) {
        return addressed.getRecipientsCount() == 0
                ? Optional.empty()
                : parts.envelopes().signal(event, addressed, version);
    }

    private Envelope withoutTypist(Signal.Typing typing) {
        Envelope members = routes.addressed(typing.channel());
        if (!routes.wants(typing.typist())) return members;
        Envelope.Builder others = Envelope.newBuilder();
        for (long member : members.getRecipientsList()) {
            if (member != typing.typist().value()) others.addRecipients(member);
        }
        return others.build();
    }

    private boolean tellEvents() {
        if (!parts.log().epoch().equals(epoch)) {
            throw outOfRange(
                    "epoch " + epoch + "is over, the current one is " + parts.log().epoch());
        }
        int room = room();
        if (room == 0) return false;
        List<LoggedEvent> events = parts.log().read(cursor, room);
        checkFloor();
        EnvelopeBatch pack = new EnvelopeBatch();
        for (LoggedEvent event : events) {
            MembershipChange.of(event).ifPresent(routes::apply);
            Envelope addressed = parts.audiences().resolve(event.audience(), event.seq(), routes);
            if (addressed.getRecipientsCount() > 0) {
                parts.envelopes().event(event, addressed, version).ifPresent(envelope -> put(envelope, pack));
            }
            cursor = event.seq();
        }
        send(pack);
        return !events.isEmpty();
    }

    /** Checked after reading, because events that were pruned meanwhile may be missing. */
    private void checkFloor() {
        if (parts.log().floor().isAfter(cursor)) {
            throw outOfRange("the stream is at " + cursor + ", below the oldest kept position "
                    + parts.log().floor());
        }
    }

    /** How many envelopes may be sent in this turn. */
    private int room() {
        long unacknowledged = sent.get() - acknowledged.get();
        return (int) Math.min(TURN, parts.config().link().creditMax() - unacknowledged);
    }

    private void put(Envelope envelope, EnvelopeBatch pack) {
        if (!pack.hasRoomFor(envelope)) send(pack);
        pack.add(envelope);
    }

    private void send(EnvelopeBatch pack) {
        if (pack.isEmpty()) return;
        List<Envelope> envelopes = pack.take();
        sent.addAndGet(envelopes.size()); // counted before the write, because the acknowledgement may arrive before the write returns
        write(AttachResponse.newBuilder()
                .setEnvelopes(Envelopes.newBuilder().addAllEnvelopes(envelopes))
                .build());
        parts.metrics().envelopes.add(envelopes.size());
        long last = envelopes.getLast().getSeq();
        if (last > 0) {
            parts.follower()
                    .commits()
                    .age(new LogPosition(last), System.nanoTime())
                    .ifPresent(parts.metrics().commitToLink::observeNanos);
        }
    }

    private void write(AttachResponse response) {
        try {
            writes.write(() -> gateway.onNext(response));
        } catch (RuntimeException failed) {
            throw new PeerGone(failed);
        }
    }

    private void hangUp(Status why) {
        boolean _ = Thread.interrupted(); // its work is done
        try {
            if (why.isOk()) gateway.onCompleted();
            else gateway.onError(why.asRuntimeException());
        } catch (RuntimeException gone) {
            LOG.log(DEBUG, "gateway " + gatewayId + "could not be notified why it ended", gone);
        }
    }

    // ---- Validation ----

    private void checkWanted(int wanted) {
        int max = parts.config().link().wantedMax();
        if (wanted > max) {
            throw Status.RESOURCE_EXHAUSTED
                    .withDescription("more than " + max + " users are wanted")
                    .asRuntimeException();
        }
    }

    private static void checkName(String what, String name) {
        if (name.isBlank() || name.length() > NAME_MAX) {
            throw Status.INVALID_ARGUMENT
                    .withDescription(what + " must have 1 to " + NAME_MAX + " characters")
                    .asRuntimeException();
        }
    }

    private static Set<UserId> users(List<Long> ids) {
        Set<UserId> users = HashSet.newHashSet(ids.size());
        ids.forEach(id -> users.add(RequestIds.user(id)));
        return users;
    }

    private static StatusRuntimeException outOfRange(String why) {
        return Status.OUT_OF_RANGE.withDescription(why).asRuntimeException();
    }

    static String words(Status status) {
        return status.getDescription() == null ? status.getCode().name() : status.getDescription();
    }

    /** A write failed, so the peer cannot be notified. */
    private static final class PeerGone extends RuntimeException {
        private static final long serialVersionUID = 1;

        PeerGone(RuntimeException cause) {
            super(cause);
        }
    }
}
