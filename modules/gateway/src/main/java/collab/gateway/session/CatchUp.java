package collab.gateway.session;

import collab.gateway.protocol.ResumeFailure;
import collab.gateway.protocol.SharedEvent;
import collab.wire.CloseCode;
import collab.wire.link.v1.ReplayRefusal;
import collab.wire.link.v1.ReplayResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Brings one connection up to date at the pace of its socket: from the replay ring, and from the event log for events that the ring
 * does not contain any more. Runs on a thread of its own, because it waits for the socket and for the server.
 */
final class CatchUp {
    private static final CatchUpStep LOG_UNAVAILABLE =
            new CatchUpStep.Close(CloseCode.UNAVAILABLE, "the event log is unavailable");

    private final UserSession session;
    private final ClientConnection connection;
    private final CatchUpServices services;
    private final Duration capacityTimeout;

    CatchUp(UserSession session, ClientConnection connection, CatchUpServices services, Duration capacityTimeout) {
        this.session = session;
        this.connection = connection;
        this.services = services;
        this.capacityTimeout = capacityTimeout;
    }

    /** Runs until the connection is live, has ended, or is to be closed; returns which. */
    CatchUpStep run(CatchUpStep first) throws InterruptedException {
        CatchUpStep step = first;
        while (true) {
            switch (step) {
                case CatchUpStep.ReadLog range -> step = readLog(range);
                case CatchUpStep.AwaitCapacity _ -> step = pull();
                case CatchUpStep.Done done -> {
                    return done;
                }
                case CatchUpStep.Close close -> {
                    return close;
                }
            }
            connection.socket().flush();
        }
    }

    private CatchUpStep pull() throws InterruptedException {
        return connection.socket().awaitCapacity(capacityTimeout) ? session.pull(connection) : CatchUpStep.SLOW;
    }

    private CatchUpStep readLog(CatchUpStep.ReadLog range) throws InterruptedException {
        ReplayQuota quota = session.replayQuota();
        if (!quota.acquire(capacityTimeout)) return LOG_UNAVAILABLE;
        try {
            return readLogInTurn(range);
        } finally {
            quota.release();
        }
    }

    private CatchUpStep readLogInTurn(CatchUpStep.ReadLog range) throws InterruptedException {
        Semaphore permits = services.replayPermits();
        if (!permits.tryAcquire(capacityTimeout.toMillis(), TimeUnit.MILLISECONDS)) return LOG_UNAVAILABLE;
        try {
            if (connection.ended()) return CatchUpStep.DONE;
            LogReader reader = new LogReader(range.to());
            services.history().replay(session.userId(), range.epoch(), range.from(), range.to(), reader);
            return reader.result();
        } catch (ServerUnavailable e) {
            return LOG_UNAVAILABLE;
        } finally {
            permits.release();
        }
    }

    /** Queues the parts of a replay as the socket's capacity allows. Used by the catch-up thread only. */
    private final class LogReader implements Predicate<ReplayResponse> {
        private final long to;
        private Optional<CatchUpStep> decided = Optional.empty();
        private long reached;

        LogReader(long to) {
            this.to = to;
        }

        @Override
        public boolean test(ReplayResponse part) {
            if (connection.ended()) return stop(CatchUpStep.DONE);
            if (part.getRefusal() != ReplayRefusal.REPLAY_REFUSAL_UNSPECIFIED) {
                return stop(session.fail(connection, reason(part.getRefusal())));
            }
            try {
                if (!queue(services.reader().read(part.getEnvelopesList()))) return stop(CatchUpStep.SLOW);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return stop(LOG_UNAVAILABLE);
            }
            session.fedTo(connection, part.getTo());
            reached = part.getTo();
            return reached < to;
        }

        private boolean queue(List<SharedEvent> events) throws InterruptedException {
            for (int next = 0; next < events.size(); ) {
                if (!connection.socket().awaitCapacity(capacityTimeout)) return false;
                next = session.feed(connection, events, next);
                if (next < 0) return false;
                connection.socket().flush();
            }
            return true;
        }

        private boolean stop(CatchUpStep step) {
            decided = Optional.of(step);
            return false;
        }

        CatchUpStep result() {
            return decided.orElseGet(() -> reached >= to ? session.pull(connection) : LOG_UNAVAILABLE);
        }
    }

    private static ResumeFailure reason(ReplayRefusal refusal) {
        return switch (refusal) {
            case REPLAY_REFUSAL_EPOCH -> ResumeFailure.EPOCH;
            case REPLAY_REFUSAL_TOO_FAR -> ResumeFailure.TOO_FAR;
            case REPLAY_REFUSAL_FUTURE -> ResumeFailure.FUTURE;
            case REPLAY_REFUSAL_TOO_OLD, REPLAY_REFUSAL_UNSPECIFIED, UNRECOGNIZED -> ResumeFailure.TOO_OLD;
        };
    }
}
