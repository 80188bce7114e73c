package collab.gateway.session;

import collab.gateway.config.PingTimes;
import collab.gateway.config.ReplayLimits;
import collab.gateway.config.SessionConfig;
import collab.gateway.protocol.FrameFormat;
import collab.gateway.protocol.JsonFrames;
import collab.runtime.Metrics;
import collab.testkit.ManualClock;
import collab.websocket.WriterPool;
import collab.wire.EventShapes;
import collab.wire.event.v2.Event;
import collab.wire.link.v1.Envelope;
import collab.wire.link.v1.Envelopes;
import collab.wire.link.v1.LiveFrom;
import collab.wire.link.v1.PresenceAnswer;
import collab.wire.link.v1.ReplayRefusal;
import collab.wire.link.v1.ReplayResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/**
 * The sessions of a gateway without link and sockets: the test provides the stream, the event log, the clock and the threads, so every
 * action happens when the test calls it.
 */
public final class SessionFixture implements Uplink, EventHistory {
    static final int RING_EVENTS_MAX = 8;

    final SessionConfig config;
    final ManualClock clock = new ManualClock(Instant.parse("2026-11-23T05:38:00Z"));
    final Metrics registered = new Metrics();
    final GatewayMetrics metrics = new GatewayMetrics(registered);
    final TimerWheel wheel = new TimerWheel(() -> clock.instant().toEpochMilli() * 1_000_000);
    final EnvelopeReader events = new EnvelopeReader(EventShapes.ALL, metrics);
    final PresenceRequests presence = new PresenceRequests(this, wheel);
    final SocketProbe probe = SocketProbe.create(
            new WriterPool(1), registered, () -> clock.instant().toEpochMilli() * 1_000_000);
    public final SessionRegistry registry;
    public final EnvelopeDispatcher dispatcher;
    public FrameFormat format = new JsonFrames(EventShapes.ALL);
    final Deque<Runnable> catchUps = new ArrayDeque<>();
    final ConnectionServices services;
    // The event log.
    private final TreeMap<Long, Event> log = new TreeMap<>();
    private final Map<Long, Set<Long>> recipients = new HashMap<>();
    long floor;
    long head = 100;
    boolean logDown;
    public int replays;

    // The stream: the requests of the gateway.
    final List<String> requests = new ArrayList<>();
    final Map<Long, Long> presenceRequests = new HashMap<>(); // number → user
    private final Set<Long> subscribed = new HashSet<>();
    boolean attached = true;
    String epoch = "e1";
    public long applied = 100;
    public int version = 2;

    public SessionFixture() {
        this(RING_EVENTS_MAX);
    }

    SessionFixture(int ringEventsMax) {
        config = new SessionConfig(
                ringEventsMax,
                Duration.ofMinutes(2),
                20,
                new ReplayLimits(
                        100, 2, Duration.ofSeconds(10), new ReplayLimits.PerUser(100, 1_000_000, Duration.ofNanos(1))),
                new PingTimes(Duration.ofSeconds(25), Duration.ofSeconds(10)),
                Duration.ofSeconds(10));
        registry = new SessionRegistry(config, this, presence, wheel, metrics, () -> 1234);
        dispatcher = new EnvelopeDispatcher(registry, events, presence, probe, metrics, clock);
        services = new ConnectionServices(
                config,
                registry,
                this,
                new HeartbeatServices(wheel, () -> Duration.ofSeconds(5), clock),
                new CatchUpServices(
                        this,
                        events,
                        catchUps::add,
                        new Semaphore(config.replay().concurrentMax())),
                metrics);
    }

    // ---- Called by the test ----

    /** Commits an event that the stream has not delivered yet. */
    long commit(Event event, long... to) {
        head++;
        log.put(head, event);
        Set<Long> users = new HashSet<>();
        for (long user : to) users.add(user);
        recipients.put(head, users);
        return head;
    }

    /** The stream delivers all events up to a position in one message. */
    void apply(long position) {
        Envelopes.Builder message = Envelopes.newBuilder();
        log.subMap(applied, false, position, true).forEach((seq, event) -> {
            Set<Long> users = new HashSet<>(recipients.getOrDefault(seq, Set.of()));
            users.retainAll(subscribed);
            if (!users.isEmpty()) message.addEnvelopes(envelope(seq, event).addAllRecipients(users));
        });
        dispatcher.envelopes(message.build());
        applied = Math.max(applied, position);
    }

    /** Commits an event and delivers it. */
    public void publish(Event event, long... to) {
        apply(commit(event, to));
    }

    void signal(Event event, long to) {
        dispatcher.envelopes(Envelopes.newBuilder()
                .addEnvelopes(envelope(0, event).addRecipients(to))
                .build());
    }

    /** The server answers all presence requests. */
    void answerPresence() {
        Map<Long, Long> pending = new HashMap<>(presenceRequests);
        presenceRequests.clear();
        pending.forEach((number, user) -> dispatcher.presence(PresenceAnswer.newBuilder()
                .setNumber(number)
                .setEnvelope(envelope(0, Events.snapshot(user)).addRecipients(user))
                .build()));
    }

    /** A connection that has joined; its socket is not open yet. */
    public ClientConnection join(long user, ResumeRequest resume) {
        UserSession session = registry.acquire(user);
        session.liveFrom(applied);
        ClientConnection connection = new ClientConnection(
                session, services, format, resume, new ClientConnection.Login(user * 100, head, head));
        if (session.join(connection) != UserSession.JoinResult.JOINED)
            throw new AssertionError("the connection did not join");
        return connection;
    }

    public RecordingSocket open(ClientConnection connection) {
        RecordingSocket socket = new RecordingSocket();
        connection.onOpen(socket);
        return socket;
    }

    public RecordingSocket connect(long user) {
        return open(join(user, new ResumeRequest.None()));
    }

    RecordingSocket resume(long user, long from) {
        return open(join(user, new ResumeRequest.From(Optional.of(epoch), from)));
    }

    public void catchUp() {
        while (!catchUps.isEmpty()) catchUps.poll().run();
    }

    void advance(Duration time) {
        Duration left = time;
        while (left.isPositive()) {
            Duration step = left.compareTo(TimerWheel.TICK) < 0 ? left : TimerWheel.TICK;
            clock.advance(step);
            wheel.advance();
            left = left.minus(step);
        }
    }

    private Envelope.Builder envelope(long seq, Event event) {
        return Envelope.newBuilder()
                .setV(version)
                .setSeq(seq)
                .setEvent(
                        EventShapes.ALL.convert(event, 2, version).orElseThrow().toByteString());
    }

    // ---- Uplink ----

    @Override
    public boolean attached() {
        return attached;
    }

    @Override
    public String epoch() {
        return epoch;
    }

    @Override
    public int version() {
        return version;
    }

    @Override
    public long applied() {
        return applied;
    }

    @Override
    public long head() {
        return applied;
    }

    @Override
    public long silenceMs() {
        return 12;
    }

    @Override
    public void subscribe(long number, long userId) {
        requests.add("subscribe " + userId);
        subscribed.add(userId);
    }

    @Override
    public void unsubscribe(long userId) {
        requests.add("unsubscribe " + userId);
        subscribed.remove(userId);
    }

    @Override
    public void reportOnline(long userId) {
        requests.add("online " + userId);
    }

    @Override
    public void reportOffline(long userId) {
        requests.add("offline " + userId);
    }

    @Override
    public void requestPresence(long number, long userId) {
        presenceRequests.put(number, userId);
    }

    @Override
    public void discardRequests() {
        requests.add("discard");
    }

    // ---- EventHistory ----

    @Override
    public void replay(long userId, String requestedEpoch, long from, long to, Predicate<ReplayResponse> consumer) {
        if (logDown) throw new ServerUnavailable("down", new IllegalStateException());
        replays++;
        List<Long> positions = log.subMap(from, false, to, true).keySet().stream()
                .filter(seq -> recipients.get(seq).contains(userId))
                .toList();
        if (from < floor) {
            consumer.test(refusal(ReplayRefusal.REPLAY_REFUSAL_TOO_OLD));
        } else if (positions.size() > config.replay().eventsMax()) {
            consumer.test(refusal(ReplayRefusal.REPLAY_REFUSAL_TOO_FAR));
        } else {
            boolean more = true;
            for (int i = 0; more && i < positions.size(); i += 3) {
                ReplayResponse.Builder part = ReplayResponse.newBuilder();
                List<Long> some = positions.subList(i, Math.min(i + 3, positions.size()));
                some.forEach(seq -> part.addEnvelopes(envelope(seq, log.get(seq))));
                more = consumer.test(part.setTo(some.getLast()).build());
            }
            if (more) consumer.test(ReplayResponse.newBuilder().setTo(to).build());
        }
    }

    private static ReplayResponse refusal(ReplayRefusal reason) {
        return ReplayResponse.newBuilder().setRefusal(reason).build();
    }

    LiveFrom liveFrom(long number, long user) {
        return LiveFrom.newBuilder()
                .setNumber(number)
                .setUserId(user)
                .setPosition(applied)
                .build();
    }
}
