package collab.gateway.session;

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
 * Everything between link and sockets without either: the test is the stream, the log, the clock and the threads. Nothing
 * happens that the test did not ask for.
 */
public final class SessionFixture implements Uplink, EventHistory {
    static final int RING_EVENTS_MAX = 8;

    final SessionConfig config;
    final ManualClock clock = new ManualClock(Instant.parse("2026-11-23T05:38:00Z"));
    final Metrics numbers = new Metrics();
    final GatewayMetrics metrics = new GatewayMetrics(numbers);
    final TimerWheel wheel = new TimerWheel(() -> clock.instant().toEpochMilli() * 1_000_000);
    final EnvelopeReader events = new EnvelopeReader(EventShapes.ALL, metrics);
    final PresenceRequests presence = new PresenceRequests(this, wheel);
    final SocketProbe canary =
            new SocketProbe(new WriterPool(1), numbers, () -> clock.instant().toEpochMilli() * 1_000_000);
    public final SessionRegistry registry;
    public FrameFormat format = new JsonFrames(EventShapes.ALL);
    final Deque<Runnable> catchUps = new ArrayDeque<>();
    final ConnectionServices services;
    // The log: what there is, who is to hear it.
    private final TreeMap<Long, Event> log = new TreeMap<>();
    private final Map<Long, Set<Long>> recipients = new HashMap<>();
    long floor;
    long head = 100;
    boolean logDown;
    public int replays;

    // The stream: what was said to it.
    final List<String> said = new ArrayList<>();
    final Map<Long, Long> asked = new HashMap<>(); // presence number → user
    private final Set<Long> wanted = new HashSet<>();
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
                100,
                2,
                Duration.ofSeconds(10),
                Duration.ofSeconds(25),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10));
        registry = new SessionRegistry(config, this, events, presence, wheel, metrics, canary, clock, () -> 1234);
        services = new ConnectionServices(
                config,
                registry,
                this,
                this,
                events,
                presence,
                wheel,
                () -> Duration.ofSeconds(5),
                clock,
                catchUps::add,
                new Semaphore(config.replaysMax()),
                metrics);
    }

    // -- the test ----------------------------------------------------------------------------------------------------

    /** Commits an event that the stream has not brought yet. */
    long commit(Event event, long... to) {
        head++;
        log.put(head, event);
        Set<Long> users = new HashSet<>();
        for (long user : to) users.add(user);
        recipients.put(head, users);
        return head;
    }

    /** The stream brings everything up to a position, in one message. */
    void bring(long position) {
        Envelopes.Builder message = Envelopes.newBuilder();
        log.subMap(applied, false, position, true).forEach((seq, event) -> {
            Set<Long> users = new HashSet<>(recipients.getOrDefault(seq, Set.of()));
            users.retainAll(wanted);
            if (!users.isEmpty()) message.addEnvelopes(envelope(seq, event).addAllRecipients(users));
        });
        registry.envelopes(message.build());
        applied = Math.max(applied, position);
    }

    public void tell(Event event, long... to) {
        bring(commit(event, to));
    }

    void signal(Event event, long to) {
        registry.envelopes(Envelopes.newBuilder()
                .addEnvelopes(envelope(0, event).addRecipients(to))
                .build());
    }

    /** The server answers every presence question so far. */
    void answerPresence() {
        Map<Long, Long> questions = new HashMap<>(asked);
        asked.clear();
        questions.forEach((number, user) -> registry.presence(PresenceAnswer.newBuilder()
                .setNumber(number)
                .setEnvelope(envelope(0, Events.snapshot(user)).addRecipients(user))
                .build()));
    }

    /** A tab that has joined and whose socket is about to open. */
    public ClientConnection join(long user, ResumeRequest resume) {
        UserSession session = registry.hold(user);
        session.liveFrom(applied);
        ClientConnection tab = new ClientConnection(
                session, services, format, resume, new ClientConnection.Admittance(user * 100, head, head));
        if (session.join(tab) != UserSession.Joining.JOINED) throw new AssertionError("did not join");
        return tab;
    }

    public RecordingSocket open(ClientConnection tab) {
        RecordingSocket socket = new RecordingSocket();
        tab.onOpen(socket);
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

    void pass(Duration time) {
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

    // -- the uplink --------------------------------------------------------------------------------------------------

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
    public void want(long number, long userId) {
        said.add("want " + userId);
        wanted.add(userId);
    }

    @Override
    public void drop(long userId) {
        said.add("drop " + userId);
        wanted.remove(userId);
    }

    @Override
    public void online(long userId) {
        said.add("online " + userId);
    }

    @Override
    public void offline(long userId) {
        said.add("offline " + userId);
    }

    @Override
    public void presence(long number, long userId) {
        asked.put(number, userId);
    }

    @Override
    public void forgetRequests() {
        said.add("forget");
    }

    // -- the log -----------------------------------------------------------------------------------------------------

    @Override
    public void replay(long userId, String askedEpoch, long from, long to, Predicate<ReplayResponse> taker) {
        if (logDown) throw new ServerUnavailable("down", new IllegalStateException());
        replays++;
        List<Long> positions = log.subMap(from, false, to, true).keySet().stream()
                .filter(seq -> recipients.get(seq).contains(userId))
                .toList();
        if (from < floor) {
            taker.test(refusal(ReplayRefusal.REPLAY_REFUSAL_TOO_OLD));
        } else if (positions.size() > config.replayEventsMax()) {
            taker.test(refusal(ReplayRefusal.REPLAY_REFUSAL_TOO_FAR));
        } else {
            boolean more = true;
            for (int i = 0; more && i < positions.size(); i += 3) {
                ReplayResponse.Builder piece = ReplayResponse.newBuilder();
                List<Long> some = positions.subList(i, Math.min(i + 3, positions.size()));
                some.forEach(seq -> piece.addEnvelopes(envelope(seq, log.get(seq))));
                more = taker.test(piece.setTo(some.getLast()).build());
            }
            if (more) taker.test(ReplayResponse.newBuilder().setTo(to).build());
        }
    }

    private static ReplayResponse refusal(ReplayRefusal why) {
        return ReplayResponse.newBuilder().setRefusal(why).build();
    }

    LiveFrom liveFrom(long number, long user) {
        return LiveFrom.newBuilder()
                .setNumber(number)
                .setUserId(user)
                .setPosition(applied)
                .build();
    }
}
