package collab.rpc.auth;

import collab.domain.AccountCommand;
import collab.domain.Command;
import collab.domain.id.SessionId;
import collab.domain.model.Caller;
import collab.persistence.Ledger;
import collab.persistence.LedgerUnavailable;
import collab.persistence.Persistence;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Ends sessions that have expired, so that their sockets close as those of revoked ones do, and stores when sessions were used. The
 * thread {@code session-upkeep} does this every {@value #PERIOD_S} s.
 *
 * <p>A clock that leaps must not end sessions: while it disagrees with the monotonic clock by more than five minutes, nothing is ended.
 */
public final class SessionUpkeep implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SessionUpkeep.class.getName());

    private static final int PERIOD_S = 30;

    /** Last uses are stored at every tenth turn. */
    private static final int STORING_TURNS = 10;

    /** Sessions that one command ends or marks. */
    private static final int PIECE = 500;

    /** Commands of one kind in one turn. */
    private static final int PIECES_MAX = 100;

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration LEAP_MAX = Duration.ofMinutes(5);

    private final Persistence persistence;
    private final SeenSessions seen;
    private final Runnable everyTurn;
    private final Runnable atEnd;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Instant startedAt;
    private final long startedNanos;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Optional<Thread> thread = Optional.empty();
    private int turns;

    /**
     * @param everyTurn further work of the thread
     * @param atEnd the last work before the store is closed
     */
    SessionUpkeep(
            Persistence persistence,
            SeenSessions seen,
            Runnable everyTurn,
            Runnable atEnd,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.persistence = persistence;
        this.seen = seen;
        this.everyTurn = everyTurn;
        this.atEnd = atEnd;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.startedAt = clock.instant();
        this.startedNanos = nanoTime.getAsLong();
    }

    void start() {
        thread = Optional.of(Thread.ofPlatform().name("session-upkeep").daemon().start(this::run));
    }

    private void run() {
        try {
            while (!closed.await(PERIOD_S, TimeUnit.SECONDS)) turn();
        } catch (InterruptedException e) {
            LOG.log(Level.WARNING, "the upkeep of sessions was interrupted and stops");
        }
    }

    /** One turn of the thread; what fails is tried again at the next one. */
    void turn() {
        try {
            endExpired();
            if (++turns % STORING_TURNS == 0) storeSeen();
            everyTurn.run();
        } catch (LedgerUnavailable e) {
            LOG.log(Level.DEBUG, "sessions cannot be written at the moment: " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the upkeep of sessions failed", e);
        }
    }

    private void endExpired() {
        if (leaped()) {
            LOG.log(Level.WARNING, "the clock leaped; expired sessions are refused, but their sockets stay open");
            return;
        }
        for (int piece = 0; piece < PIECES_MAX && anyExpired(); piece++) {
            submit(new AccountCommand.EndExpiredSessions(PIECE));
        }
    }

    private boolean anyExpired() {
        return persistence
                .snapshots()
                .read(snapshot -> !snapshot.expiredSessions(1).isEmpty());
    }

    private boolean leaped() {
        Duration byClock = Duration.between(startedAt, clock.instant());
        Duration passed = Duration.ofNanos(nanoTime.getAsLong() - startedNanos);
        return byClock.minus(passed).abs().compareTo(LEAP_MAX) > 0;
    }

    private void storeSeen() {
        for (int piece = 0; piece < PIECES_MAX; piece++) {
            Map<SessionId, Instant> taken = seen.take(PIECE);
            if (taken.isEmpty()) return;
            submit(new AccountCommand.MarkSessionsSeen(taken));
        }
    }

    private void submit(Command command) {
        persistence.ledger().submit(new Ledger.Submission(Caller.SYSTEM, command, Optional.empty()));
    }

    /** Waits for the turn under way, which uses the store. */
    @Override
    public void close() {
        closed.countDown();
        try {
            if (thread.isPresent()) thread.get().join(CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        atEnd.run();
    }
}
