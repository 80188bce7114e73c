package collab.gateway.session;

import collab.gateway.config.SessionConfig;
import collab.gateway.protocol.SharedEvent;
import collab.wire.CloseCode;
import collab.wire.link.v1.Envelope;
import collab.wire.link.v1.Envelopes;
import collab.wire.link.v1.LiveFrom;
import collab.wire.link.v1.PresenceAnswer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The sessions of everybody this gateway knows, and the stream's way to them.
 *
 * <p>A session is held by whoever is being admitted to it and by its tabs. When nobody has held it for a while it is given up
 * and its events are no longer wanted. Interest in a user's events and the user's being online are different facts, told to
 * the server separately; each is told under the lock that decided it, so the server hears them in the order in which they
 * were true.
 */
public final class SessionRegistry implements StreamListener {
    private final SessionConfig config;
    private final Uplink uplink;
    private final EnvelopeReader events;
    private final PresenceRequests presence;
    private final TimerWheel wheel;
    private final GatewayMetrics metrics;
    private final SocketProbe canary;
    private final InstantSource clock;
    private final LongSupplier random;

    /** A session and how many hold it. */
    private static final class Held {
        private final UserSession session;
        private int holders;
        private Optional<TimerWheel.Timer> givingUp = Optional.empty();

        Held(UserSession session) {
            this.session = session;
        }
    }

    /** Guards changes of what follows and the insides of {@link Held}; the stream reads without it. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<Long, Held> sessions = new ConcurrentHashMap<>();
    private final Map<Long, Integer> openSockets = new HashMap<>();
    private final Condition nobody = lock.newCondition();
    private long lastNumber;

    // Only the link's thread.
    private final DeferredActions consequences = new DeferredActions();
    private int streamVersion;

    /** @param random a number below any bound by remainder; spreads what many would do at once */
    public SessionRegistry(
            SessionConfig config,
            Uplink uplink,
            EnvelopeReader events,
            PresenceRequests presence,
            TimerWheel wheel,
            GatewayMetrics metrics,
            SocketProbe canary,
            InstantSource clock,
            LongSupplier random) {
        this.config = config;
        this.uplink = uplink;
        this.events = events;
        this.presence = presence;
        this.wheel = wheel;
        this.metrics = metrics;
        this.canary = canary;
        this.clock = clock;
        this.random = random;
    }

    // -- holding
    // ---------------------------------------------------------------------------------------------------------

    /** The user's session, held until {@link #release}; asks for the user's events when they are not coming yet. */
    public UserSession hold(long userId) {
        lock.lock();
        try {
            Held held = sessions.get(userId);
            if (held == null) {
                held = new Held(new UserSession(userId, ++lastNumber, config, uplink, metrics));
                sessions.put(userId, held);
                uplink.want(lastNumber, userId);
            }
            held.holders++;
            held.givingUp.ifPresent(TimerWheel.Timer::cancel);
            held.givingUp = Optional.empty();
            return held.session;
        } finally {
            lock.unlock();
        }
    }

    public void release(UserSession session) {
        lock.lock();
        try {
            Held held = sessions.get(session.userId());
            if (held == null || held.session != session || --held.holders > 0) return;
            held.givingUp = Optional.of(wheel.after(config.kept(), () -> giveUp(session)));
        } finally {
            lock.unlock();
        }
    }

    private void giveUp(UserSession session) {
        lock.lock();
        try {
            Held held = sessions.get(session.userId());
            if (held == null || held.session != session || held.holders > 0) return;
            sessions.remove(session.userId());
            uplink.drop(session.userId());
        } finally {
            lock.unlock();
        }
        closeAll(session.end(), CloseCode.GAP);
    }

    /** A tab's socket has opened. */
    void opened(long userId) {
        lock.lock();
        try {
            if (openSockets.merge(userId, 1, Integer::sum) == 1) uplink.online(userId);
        } finally {
            lock.unlock();
        }
    }

    /** A tab is over; it held its session. */
    void left(UserSession session, boolean wasOpen) {
        if (wasOpen) closed(session.userId());
        release(session);
    }

    private void closed(long userId) {
        lock.lock();
        try {
            int left = openSockets.merge(userId, -1, Integer::sum);
            if (left > 0) return;
            openSockets.remove(userId);
            uplink.offline(userId);
            if (openSockets.isEmpty()) nobody.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public int sessions() {
        return sessions.size();
    }

    /** Users with an open socket. */
    public int usersOnline() {
        lock.lock();
        try {
            return openSockets.size();
        } finally {
            lock.unlock();
        }
    }

    List<ClientConnection> tabs() {
        List<ClientConnection> tabs = new ArrayList<>();
        sessions.values().forEach(held -> tabs.addAll(held.session.tabs()));
        return tabs;
    }

    // -- the stream, on the link's thread
    // --------------------------------------------------------------------------------

    @Override
    public Standing standing() {
        lock.lock();
        try {
            uplink.forgetRequests();
            Map<Long, Long> wanted = new HashMap<>();
            sessions.forEach((userId, held) -> wanted.put(userId, held.session.number()));
            return new Standing(wanted, Set.copyOf(openSockets.keySet()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void attached(Map<Long, Long> wanted, int version, long position) {
        presence.forget();
        boolean reshaped = streamVersion != 0 && streamVersion != version;
        streamVersion = version;
        for (Held held : sessions.values()) {
            UserSession session = held.session;
            if (reshaped) session.reshaped(version, position, consequences);
            Long asked = wanted.get(session.userId());
            if (asked != null && asked == session.number()) session.liveFrom(position);
            if (session.presenceStale()) presence.need(session);
        }
        consequences.happen();
    }

    @Override
    public void envelopes(Envelopes message) {
        List<Envelope> envelopes = message.getEnvelopesList();
        for (int first = 0; first < envelopes.size(); ) {
            int end = first + 1;
            while (end < envelopes.size() && sameRecipients(envelopes.get(first), envelopes.get(end))) end++;
            tell(envelopes.subList(first, end));
            first = end;
        }
        consequences.happen();
    }

    private static boolean sameRecipients(Envelope one, Envelope other) {
        return one.getRecipientsList().equals(other.getRecipientsList());
    }

    /**
     * Tells a run of events that go to the same people: each person all of them, then the next. A session and its sockets are
     * fetched from memory once for the run and not once for each event, which is what a thousand of them cost most (ADR 51).
     */
    private void tell(List<Envelope> run) {
        metrics.envelopes.add(run.size());
        List<SharedEvent> told = events.read(run);
        Envelope addressed = run.getFirst();
        for (int i = 0; i < addressed.getRecipientsCount(); i++) {
            session(addressed.getRecipients(i)).ifPresent(session -> told.forEach(event -> tell(session, event)));
        }
        for (SharedEvent event : told) {
            event.committedAt().ifPresent(at -> metrics.commitToSocket.observe(secondsSince(at)));
        }
    }

    private void tell(UserSession session, SharedEvent event) {
        if (event.seq() > 0) session.logged(event, consequences);
        else if (session.signal(event)) presence.needLater(session);
    }

    private double secondsSince(Instant at) {
        return Math.max(0, Duration.between(at, clock.instant()).toNanos()) / 1e9; // two machines, two clocks
    }

    @Override
    public void liveFrom(LiveFrom liveFrom) {
        session(liveFrom.getUserId())
                .filter(session -> session.number() == liveFrom.getNumber())
                .ifPresent(session -> session.liveFrom(liveFrom.getPosition()));
    }

    @Override
    public void presence(PresenceAnswer answer) {
        presence.answered(answer.getNumber())
                .ifPresent(session -> events.read(answer.getEnvelope())
                        .filter(session::presence)
                        .ifPresent(_ -> presence.needLater(session)));
    }

    @Override
    public void canary(long number) {
        canary.hear(number);
    }

    @Override
    public void pastLost() {
        List<ClientConnection> tabs = new ArrayList<>();
        for (Held held : takeAll()) tabs.addAll(held.session.end());
        spread(tabs, (tab, delay) -> wheel.after(delay, () -> tab.close(CloseCode.GAP, "the past was lost")));
    }

    private List<Held> takeAll() {
        lock.lock();
        try {
            List<Held> all = List.copyOf(sessions.values());
            all.forEach(held -> held.givingUp.ifPresent(TimerWheel.Timer::cancel));
            sessions.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void leaseExpired() {
        closeAll(tabs(), CloseCode.UNAVAILABLE);
    }

    private Optional<UserSession> session(long userId) {
        return Optional.ofNullable(sessions.get(userId)).map(held -> held.session);
    }

    // -- closing many
    // ----------------------------------------------------------------------------------------------------

    /**
     * Tells everybody to go, and to come back at different times.
     *
     * @param leaving hears the longest delay first, before anybody is told
     * @param patience until then everybody is to be told
     */
    public void drain(Consumer<Duration> leaving, Duration patience) {
        List<ClientConnection> tabs = tabs();
        leaving.accept(config.returnWindow(tabs.size()));
        spread(tabs, (tab, delay) -> tab.drain(delay, patience));
    }

    /** Waits until no socket is open; false when that took too long. */
    public boolean awaitNobody(Duration timeout) {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (!openSockets.isEmpty() && left > 0) left = nobody.awaitNanos(left);
            return openSockets.isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void spread(List<ClientConnection> tabs, BiConsumer<ClientConnection, Duration> action) {
        long windowMs = config.returnWindow(tabs.size()).toMillis();
        for (ClientConnection tab : tabs)
            action.accept(tab, Duration.ofMillis(Math.floorMod(random.getAsLong(), windowMs)));
    }

    private static void closeAll(List<ClientConnection> tabs, CloseCode code) {
        tabs.forEach(tab -> tab.close(code, code == CloseCode.UNAVAILABLE ? "no link" : "begin again"));
    }
}
