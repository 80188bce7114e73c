package collab.gateway.session;

import collab.gateway.config.SessionConfig;
import collab.gateway.protocol.ResumeFailure;
import collab.gateway.protocol.SharedEvent;
import collab.websocket.EnqueueResult;
import collab.websocket.frame.EncodedFrame;
import collab.websocket.frame.OutboundFrame;
import collab.wire.CloseCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One user's presence on this gateway: the ring of recent events and the tabs they go to.
 *
 * <h2>Life</h2>
 * Wanted: asked for, nothing is known yet. Live: everything above {@link ReplayRing#floor} is in the ring. Ended: the past was
 * lost or nobody came back; tabs that are still here hear nothing more and are closed.
 *
 * <h2>A tab's place</h2>
 * {@code JOINED} (no socket yet) → {@code CATCHING_UP} or {@code LIVE} → {@code GONE}. While a tab catches up, one thread
 * pulls for it; events of the stream go to the ring alone. It becomes live under the lock at the moment when its place has
 * met the ring's end, so nothing can come between: no event is lost and none comes twice. A client that goes on from nowhere
 * begins where its hello says; without a hello (version 1) all it sees of its beginning is the answer to its handshake, so it is
 * told what came since it joined.
 *
 * <h2>Ordering</h2>
 * Everything for a tab is queued under this lock, so what a frame says of the order ({@code prev}, a ping's {@code head}) is
 * true of the queue. Only leaves are taken inside it: a socket's queue, an event, a tab's monitor.
 */
public final class UserSession {
    /** How much a catching-up tab is handed between two looks at its room: well below a queue's distance of soft to hard. */
    private static final int STEP_EVENTS = 32;

    private static final int STEP_BYTES = 128 * 1024;

    private final long userId;
    private final long number;
    private final SessionConfig config;
    private final Uplink uplink;
    private final GatewayMetrics metrics;

    /** Opens when the session has left the wanted state. */
    private final CountDownLatch settled = new CountDownLatch(1);

    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private State state = State.WANTED;
    private ReplayRing ring;
    private final List<ClientConnection> tabs = new ArrayList<>(2);

    private enum State {
        WANTED,
        LIVE,
        ENDED
    }

    /** @param number of the want that asked for the user's events */
    UserSession(long userId, long number, SessionConfig config, Uplink uplink, GatewayMetrics metrics) {
        this.userId = userId;
        this.number = number;
        this.config = config;
        this.uplink = uplink;
        this.metrics = metrics;
        this.ring = new ReplayRing(0, config.ringEventsMax());
    }

    long userId() {
        return userId;
    }

    long number() {
        return number;
    }

    // -- the stream
    // ------------------------------------------------------------------------------------------------------

    /** The answer to the want: every event above that position will come. A second one changes nothing. */
    void liveFrom(long position) {
        lock.lock();
        try {
            if (state != State.WANTED) return;
            ring = new ReplayRing(position, config.ringEventsMax());
            state = State.LIVE;
        } finally {
            lock.unlock();
        }
        settled.countDown();
    }

    /**
     * The stream goes on from there in another version. What is remembered was told in the old one and is forgotten, the log
     * tells it again; tabs that speak a newer one than now arrives can not be told anything more.
     */
    void reshaped(int version, long position, DeferredActions after) {
        lock.lock();
        try {
            if (state != State.LIVE) return;
            ring = new ReplayRing(position, config.ringEventsMax());
            for (ClientConnection tab : tabs) {
                if (tab.format().protocol().events() <= version) continue;
                tab.place = ClientConnection.Place.GONE;
                after.close(tab, CloseCode.GAP, "the server speaks an older version now");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for {@link #liveFrom}; the position, or nothing when it did not come in time or the session has ended. */
    public Optional<Long> awaitLive(Duration timeout) throws InterruptedException {
        if (!settled.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) return Optional.empty();
        lock.lock();
        try {
            return state == State.LIVE ? Optional.of(ring.floor()) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** An event of the stream: into the ring, and to every tab that is live. */
    void logged(SharedEvent event, DeferredActions after) {
        lock.lock();
        try {
            if (state != State.LIVE || event.seq() <= ring.last()) return;
            ring.add(event);
            for (ClientConnection tab : tabs) {
                if (tab.place == ClientConnection.Place.LIVE) tellLocked(tab, event, after);
                if (event.revokes(tab.loginSession(), tab.goodAt())) {
                    tab.place = ClientConnection.Place.GONE;
                    after.close(tab, CloseCode.SESSION_REVOKED, "session revoked");
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** A signal: to the live tabs that have room for it. Answers whether one had none. */
    boolean signal(SharedEvent event) {
        boolean shed = false;
        lock.lock();
        try {
            for (ClientConnection tab : tabs) {
                if (tab.place == ClientConnection.Place.LIVE) shed |= shedLocked(tab, event);
            }
        } finally {
            lock.unlock();
        }
        return shed;
    }

    /** Who is online: to the live tabs that wait for it. Answers whether one had no room. */
    boolean presence(SharedEvent snapshot) {
        boolean shed = false;
        lock.lock();
        try {
            for (ClientConnection tab : tabs) {
                if (tab.place != ClientConnection.Place.LIVE || !tab.presenceStale) continue;
                tab.presenceStale = false;
                shed |= shedLocked(tab, snapshot);
            }
        } finally {
            lock.unlock();
        }
        return shed;
    }

    private boolean shedLocked(ClientConnection tab, SharedEvent signal) {
        Optional<EncodedFrame> frame = signal.frame(tab.format());
        if (frame.isEmpty() || tab.socket().offerSignal(frame.get()) != EnqueueResult.SHED) return false;
        tab.presenceStale = true;
        return true;
    }

    /** The stream may have missed signals: every live tab needs to hear who is online. Answers whether there is one. */
    boolean presenceStale() {
        lock.lock();
        try {
            boolean any = false;
            for (ClientConnection tab : tabs) {
                if (tab.place != ClientConnection.Place.LIVE) continue;
                tab.presenceStale = true;
                any = true;
            }
            return any;
        } finally {
            lock.unlock();
        }
    }

    // -- coming and going
    // ------------------------------------------------------------------------------------------------

    /** What became of a tab that wanted to join. */
    public enum Joining {
        JOINED,
        /** The session was revoked after the server had called it good. */
        REVOKED,
        /** The past since then is not complete here: ask again. */
        ASK_AGAIN,
        TOO_MANY,
        ENDED
    }

    /** Adds a tab whose login session was good at a position; from now on a revocation above it closes the tab. */
    public Joining join(ClientConnection tab) {
        lock.lock();
        try {
            if (state != State.LIVE || tab.format().protocol().events() > uplink.version()) return Joining.ENDED;
            if (tabs.size() >= config.socketsMax()) return Joining.TOO_MANY;
            if (!ring.serves(tab.goodAt())) return Joining.ASK_AGAIN;
            for (SharedEvent event : ring.after(tab.goodAt(), config.ringEventsMax())) {
                if (event.revokes(tab.loginSession(), tab.goodAt())) return Joining.REVOKED;
            }
            tab.joinedAt = positionLocked();
            tabs.add(tab);
            return Joining.JOINED;
        } finally {
            lock.unlock();
        }
    }

    void leave(ClientConnection tab) {
        lock.lock();
        try {
            tab.place = ClientConnection.Place.GONE;
            tabs.remove(tab);
        } finally {
            lock.unlock();
        }
    }

    List<ClientConnection> tabs() {
        lock.lock();
        try {
            return List.copyOf(tabs);
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more is remembered or told. Answers the tabs, which are to be closed. */
    List<ClientConnection> end() {
        lock.lock();
        try {
            state = State.ENDED;
            for (ClientConnection tab : tabs) tab.place = ClientConnection.Place.GONE;
            return List.copyOf(tabs);
        } finally {
            lock.unlock();
            settled.countDown();
        }
    }

    // -- one tab
    // ---------------------------------------------------------------------------------------------------------

    /** What a tab needs next. */
    sealed interface Next {
        /** It is live, or it is over. */
        record Nothing() implements Next {}

        /** It was given something and needs room for more. */
        record Room() implements Next {}

        /** Its past is no longer in the ring. */
        record Log(String epoch, long from, long to) implements Next {}

        /** It can not be told everything and is to be closed. */
        record Close(CloseCode code, String reason) implements Next {}
    }

    private static final Next NOTHING = new Next.Nothing();
    private static final Next ROOM = new Next.Room();
    private static final Next SLOW = new Next.Close(CloseCode.SLOW_CONSUMER, "too slow");

    /** The tab's socket is open: says hello and finds out where it goes on. */
    Next open(ClientConnection tab) {
        lock.lock();
        try {
            if (state != State.LIVE) return new Next.Close(CloseCode.GAP, "begin again");
            if (tab.place != ClientConnection.Place.JOINED) return NOTHING;
            long here = positionLocked();
            Optional<EncodedFrame> hello = tab.format().hello(uplink.epoch(), here, tab.loginSession());
            hello.ifPresent(first -> tab.socket().enqueue(new OutboundFrame(first)));
            return switch (tab.resume()) {
                case ResumeRequest.None _ -> {
                    if (hello.isEmpty()) yield catchUpLocked(tab, tab.joinedAt);
                    tab.sent = here;
                    liveLocked(tab, here);
                    yield NOTHING;
                }
                case ResumeRequest.Malformed _ -> failLocked(tab, ResumeFailure.MALFORMED);
                case ResumeRequest.From from -> resumeLocked(tab, from);
            };
        } finally {
            lock.unlock();
        }
    }

    private Next resumeLocked(ClientConnection tab, ResumeRequest.From from) {
        if (from.epoch().filter(epoch -> !epoch.equals(uplink.epoch())).isPresent())
            return failLocked(tab, ResumeFailure.EPOCH);
        if (from.position() > Math.max(tab.headAtLeast(), uplink.head())) return failLocked(tab, ResumeFailure.FUTURE);
        if (ring.serves(from.position())) metrics.ringHits.increment();
        else metrics.ringMisses.increment();
        return catchUpLocked(tab, from.position());
    }

    private Next catchUpLocked(ClientConnection tab, long from) {
        tab.place = ClientConnection.Place.CATCHING_UP;
        tab.sent = from;
        tab.complete = from;
        tab.resumedFrom = from;
        return pullLocked(tab);
    }

    /** Gives a catching-up tab its next events, or makes it live. */
    Next pull(ClientConnection tab) {
        lock.lock();
        try {
            return tab.place == ClientConnection.Place.CATCHING_UP ? pullLocked(tab) : NOTHING;
        } finally {
            lock.unlock();
        }
    }

    private Next pullLocked(ClientConnection tab) {
        long here = positionLocked();
        if (!ring.serves(tab.complete)) return new Next.Log(uplink.epoch(), tab.complete, here);
        int given = 0;
        int bytes = 0;
        for (SharedEvent event : ring.after(tab.complete, STEP_EVENTS)) {
            if (given > 0 && bytes >= STEP_BYTES) return ROOM;
            if (!giveLocked(tab, event)) return SLOW;
            given++;
            bytes = tab.socket().bytesQueued();
        }
        if (tab.complete < ring.last()) return ROOM;
        tab.complete = Math.max(tab.complete, here);
        long to = tab.complete;
        Optional<EncodedFrame> resumed = tab.format().resumed(tab.resumedFrom, to, tab.given);
        if (resumed.isPresent() && tab.socket().enqueue(new OutboundFrame(resumed.get())) == EnqueueResult.FULL)
            return SLOW;
        if (tab.resume() instanceof ResumeRequest.From) metrics.resumed();
        liveLocked(tab, to);
        return NOTHING;
    }

    /** Events of the log for a catching-up tab, from {@code index} on. Answers the next index, or -1 when it was too slow. */
    int feed(ClientConnection tab, List<SharedEvent> events, int index) {
        lock.lock();
        try {
            int next = index;
            while (next < events.size()
                    && next - index < STEP_EVENTS
                    && tab.place == ClientConnection.Place.CATCHING_UP) {
                if (next > index && tab.socket().bytesQueued() >= STEP_BYTES) break;
                if (!giveLocked(tab, events.get(next))) return -1;
                next++;
            }
            return tab.place == ClientConnection.Place.CATCHING_UP ? next : events.size();
        } finally {
            lock.unlock();
        }
    }

    /** The log has been told up to here. */
    void fed(ClientConnection tab, long to) {
        lock.lock();
        try {
            tab.complete = Math.max(tab.complete, to);
        } finally {
            lock.unlock();
        }
    }

    /** The log can not serve it: the tab is told and goes on live. */
    Next fail(ClientConnection tab, ResumeFailure why) {
        lock.lock();
        try {
            return tab.place == ClientConnection.Place.CATCHING_UP ? failLocked(tab, why) : NOTHING;
        } finally {
            lock.unlock();
        }
    }

    private Next failLocked(ClientConnection tab, ResumeFailure why) {
        long here = positionLocked();
        long head = Math.max(here, uplink.head());
        if (tab.socket().enqueue(new OutboundFrame(tab.format().resumeFailed(why, head))) == EnqueueResult.FULL)
            return SLOW;
        metrics.resumeFailed(why);
        tab.sent = here;
        liveLocked(tab, here);
        return NOTHING;
    }

    private static void liveLocked(ClientConnection tab, long complete) {
        tab.place = ClientConnection.Place.LIVE;
        tab.complete = complete;
        tab.presenceStale = true;
    }

    /** Asks whether the tab still lives; says only what is already in its queue. */
    Next ping(ClientConnection tab, long timeMs) {
        lock.lock();
        try {
            if (tab.place != ClientConnection.Place.LIVE && tab.place != ClientConnection.Place.CATCHING_UP)
                return NOTHING;
            long head = tab.place == ClientConnection.Place.LIVE ? positionLocked() : tab.complete;
            EncodedFrame ping = tab.format().ping(timeMs, tab.sent, head, uplink.silenceMs());
            return tab.socket().enqueue(new OutboundFrame(ping)) == EnqueueResult.FULL ? SLOW : NOTHING;
        } finally {
            lock.unlock();
        }
    }

    private void tellLocked(ClientConnection tab, SharedEvent event, DeferredActions after) {
        if (event.seq() <= tab.complete) return; // the client was ahead of this gateway
        if (giveLocked(tab, event)) {
            after.wake(tab.socket());
        } else {
            tab.place = ClientConnection.Place.GONE;
            after.close(tab, CloseCode.SLOW_CONSUMER, "too slow");
        }
    }

    /** Queues an event for a tab; false when there is no room. */
    private static boolean giveLocked(ClientConnection tab, SharedEvent event) {
        Optional<OutboundFrame> frame = event.after(tab.sent, tab.format());
        if (frame.isPresent()) {
            EnqueueResult offer = tab.socket().enqueue(frame.get());
            if (offer == EnqueueResult.FULL) return false;
            tab.sent = event.seq();
            tab.given++;
        }
        tab.complete = event.seq();
        return true;
    }

    /** Every event of this user up to here is in the ring or was pushed out of it. */
    private long positionLocked() {
        return Math.max(uplink.applied(), ring.last());
    }
}
