package collab.persistence.sqlite;

import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.persistence.EventLog;
import collab.persistence.LoggedEvent;
import collab.persistence.PositionPruned;
import collab.persistence.spi.Epoch;
import collab.persistence.spi.EventCodec;
import collab.persistence.spi.LogTail;
import collab.persistence.sqlite.query.EventLogQueries;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The log in SQLite: reads recent events from memory, older ones and those of one user through read connections. */
final class SqliteEventLog implements EventLog {
    private static final Logger LOG = System.getLogger(SqliteEventLog.class.getName());

    private static final String SET_EPOCH = "UPDATE log_state SET epoch = ?";

    private final ReadExecutor readers;
    private final LogTail tail;
    private final SqliteLedger ledger;
    private final PositionMarker marker;
    private volatile String epoch;
    private volatile LogPosition floor;

    SqliteEventLog(ReadExecutor readers, LogTail tail, SqliteLedger ledger, PositionMarker marker) {
        this.readers = readers;
        this.tail = tail;
        this.ledger = ledger;
        this.marker = marker;
        EventLogQueries.State state = readers.read(EventLogQueries.State::read);
        this.epoch = state.epoch();
        this.floor = state.floor();
    }

    @Override
    public String epoch() {
        return epoch;
    }

    @Override
    public void renewEpoch() {
        String next = Epoch.next();
        ledger.maintain(statements -> statements.run(SET_EPOCH, next));
        marker.renewEpoch(next);
        ledger.probeCommit(); // writes the mark; a process that is killed before renews the epoch once more at its
        // start
        LOG.log(
                Level.WARNING,
                "the epoch of the log changed from {0} to {1}: a gateway has a position beyond its head",
                epoch,
                next);
        epoch = next;
    }

    @Override
    public LogPosition head() {
        return tail.head();
    }

    @Override
    public LogPosition floor() {
        return floor;
    }

    // ---- Reading ----

    @Override
    public List<LoggedEvent> read(LogPosition after, int max) {
        return tail.read(after, max)
                .orElseGet(() -> readers.read(statements -> {
                    EventLogQueries queries = new EventLogQueries(statements);
                    checkKept(queries, after);
                    return queries.after(after, max);
                }));
    }

    @Override
    public List<LoggedEvent> readFor(UserId user, LogPosition from, LogPosition to, int max) {
        return readers.read(statements -> {
            EventLogQueries queries = new EventLogQueries(statements);
            checkKept(queries, from);
            return withoutDeletedTexts(queries, queries.addressed(user, from, to, max));
        });
    }

    @Override
    public int countFor(UserId user, LogPosition from, LogPosition to, int max) {
        return readers.read(statements -> {
            EventLogQueries queries = new EventLogQueries(statements);
            checkKept(queries, from);
            return queries.countAddressed(user, from, to, max);
        });
    }

    /** Runs in the transaction of the read, so that no event is pruned between the check and the read. */
    private static void checkKept(EventLogQueries queries, LogPosition from) {
        LogPosition floor = queries.state().floor();
        if (floor.isAfter(from)) {
            throw new PositionPruned(from, floor);
        }
    }

    private static List<LoggedEvent> withoutDeletedTexts(EventLogQueries queries, List<LoggedEvent> page) {
        Map<LogPosition, MessageId> messages = new HashMap<>();
        for (LoggedEvent event : page) {
            EventCodec.messageWithText(event).ifPresent(message -> messages.put(event.seq(), message));
        }
        if (messages.isEmpty()) {
            return page;
        }
        Set<MessageId> deleted = queries.deletedOf(messages.values());
        return page.stream()
                .map(event -> Optional.ofNullable(messages.get(event.seq()))
                        .filter(deleted::contains)
                        .map(_ -> EventCodec.withoutText(event))
                        .orElse(event))
                .toList();
    }

    // ---- Following ----

    @Override
    public Subscription onAdvance(Runnable listener) {
        return tail.onAdvance(listener);
    }

    /** Called before the transaction that prunes commits, so that no reader relies on events that are about to be deleted. */
    void raiseFloor(LogPosition position) {
        floor = position;
    }
}
