package collab.persistence.sqlite;

import collab.domain.Audience;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.persistence.EventLog;
import collab.persistence.LoggedEvent;
import collab.persistence.PositionPruned;
import collab.persistence.spi.AudienceKind;
import collab.persistence.spi.Epoch;
import collab.persistence.spi.EventCodec;
import collab.persistence.spi.LogTail;
import com.google.protobuf.ByteString;
import io.helidon.dbclient.DbRow;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** The log in SQLite: the newest events from memory, older ones and those of one user through read connections. */
final class SqliteEventLog implements EventLog {
    private static final Logger LOG = System.getLogger(SqliteEventLog.class.getName());

    private final ReadExecutor readers;
    private final LogTail tail;
    private final SqliteLedger ledger;
    private volatile String epoch;
    private volatile LogPosition floor;

    SqliteEventLog(ReadExecutor readers, LogTail tail, SqliteLedger ledger) {
        this.readers = readers;
        this.tail = tail;
        this.ledger = ledger;
        State state = readers.read(State::read);
        this.epoch = state.epoch();
        this.floor = state.floor();
    }

    /** What the log's one row says. */
    record State(String epoch, LogPosition head, LogPosition floor) {
        static State read(Statements statements) {
            return statements
                    .find(
                            "SELECT epoch, head, floor FROM log_state",
                            row -> new State(
                                    RowMappers.text(row, 1), RowMappers.position(row, 2), RowMappers.position(row, 3)))
                    .orElseThrow(() -> new IllegalStateException("the log has no state"));
        }
    }

    @Override
    public String epoch() {
        return epoch;
    }

    @Override
    public void renewEpoch() {
        String next = Epoch.next();
        ledger.tidy(statements -> statements.run("UPDATE log_state SET epoch = ?", next));
        LOG.log(Level.WARNING, "the log of epoch {0} goes on as {1}: somebody was further than its head", epoch, next);
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

    // ---- reading

    @Override
    public List<LoggedEvent> read(LogPosition after, int max) {
        return tail.read(after, max)
                .orElseGet(() -> readers.read(statements -> {
                    checkKept(statements, after);
                    return page(statements, EVENTS_AFTER, after, max);
                }));
    }

    private static final String EVENT = "e.seq, e.type, e.audience_kind, e.audience_id, e.event";
    private static final String EVENTS_AFTER =
            "SELECT " + EVENT + " FROM event_log e WHERE e.seq > ? ORDER BY e.seq LIMIT ?";

    @Override
    public List<LoggedEvent> readFor(UserId user, LogPosition from, LogPosition to, int max) {
        return readers.read(statements -> {
            checkKept(statements, from);
            List<LoggedEvent> page = page(
                    statements,
                    "SELECT " + EVENT + " FROM event_log e WHERE e.seq IN (" + ADDRESSED + ") ORDER BY e.seq",
                    addressed(user, from, to, max));
            return blankDeleted(statements, page);
        });
    }

    @Override
    public int countFor(UserId user, LogPosition from, LogPosition to, int max) {
        return readers.read(statements -> {
            checkKept(statements, from);
            return (int) statements.number("SELECT count(*) FROM (" + ADDRESSED + ")", addressed(user, from, to, max));
        });
    }

    /**
     * The first positions in (from, to] that were addressed to a user: from each of the user's memberships that range of the
     * audience's index which the interval covers, at most {@code max} of each. So the cost follows the user's memberships and
     * events; what happens elsewhere is never looked at.
     */
    static final String ADDRESSED = """
            SELECT seq FROM (
              SELECT r.seq FROM event_recipient r
                WHERE r.user_id = ?1 AND r.seq > ?2 AND r.seq <= ?3 ORDER BY r.seq LIMIT ?4)
            UNION
            SELECT e.seq FROM channel_member m JOIN event_log e ON e.seq IN (
                SELECT a.seq FROM event_log a
                  WHERE a.audience_kind = 1 AND a.audience_id = m.channel_id
                    AND a.seq > max(?2, m.joined_seq - 1) AND a.seq < min(?3 + 1, m.left_seq)
                  ORDER BY a.seq LIMIT ?4)
              WHERE m.user_id = ?1 AND m.left_seq > ?2 AND m.joined_seq <= ?3
            UNION
            SELECT e.seq FROM workspace_member m JOIN event_log e ON e.seq IN (
                SELECT a.seq FROM event_log a
                  WHERE a.audience_kind = 2 AND a.audience_id = m.workspace_id
                    AND a.seq > max(?2, m.joined_seq - 1) AND a.seq < min(?3 + 1, m.left_seq)
                  ORDER BY a.seq LIMIT ?4)
              WHERE m.user_id = ?1 AND m.left_seq > ?2 AND m.joined_seq <= ?3
            UNION
            SELECT e.seq FROM workspace_member m JOIN event_log e ON e.seq IN (
                SELECT p.seq FROM event_peers p
                  WHERE p.workspace_id = m.workspace_id
                    AND p.seq > max(?2, m.joined_seq - 1) AND p.seq < min(?3 + 1, m.left_seq)
                  ORDER BY p.seq LIMIT ?4)
              WHERE m.user_id = ?1 AND m.left_seq > ?2 AND m.joined_seq <= ?3
            ORDER BY seq LIMIT ?4
            """;

    private static Object[] addressed(UserId user, LogPosition from, LogPosition to, int max) {
        return new Object[] {user, from, to, max};
    }

    /** In the transaction of the reading itself, so that nothing is pruned between. */
    private static void checkKept(Statements statements, LogPosition from) {
        LogPosition floor = State.read(statements).floor();
        if (floor.isAfter(from)) {
            throw new PositionPruned(from, floor);
        }
    }

    private static List<LoggedEvent> page(Statements statements, String query, Object... parameters) {
        List<Stored> stored = statements.list(query, Stored::of, parameters);
        Map<Long, List<UserId>> listed = recipients(statements, stored);
        return stored.stream()
                .map(event -> event.logged(listed.getOrDefault(event.seq(), List.of())))
                .toList();
    }

    private record Stored(long seq, String type, int audienceKind, OptionalLong audienceId, byte[] event) {
        static Stored of(DbRow row) {
            return new Stored(
                    RowMappers.number(row, 1),
                    RowMappers.text(row, 2),
                    (int) RowMappers.number(row, 3),
                    RowMappers.optionalNumber(row, 4),
                    RowMappers.optionalBytes(row, 5).orElseThrow());
        }

        LoggedEvent logged(List<UserId> listed) {
            Audience audience = AudienceKind.audience(audienceKind, audienceId, listed);
            return new LoggedEvent(new LogPosition(seq), type, audience, ByteString.copyFrom(event));
        }
    }

    private static Map<Long, List<UserId>> recipients(Statements statements, List<Stored> stored) {
        List<Long> listed = stored.stream()
                .filter(event -> event.audienceKind() == AudienceKind.LISTED.code())
                .map(Stored::seq)
                .toList();
        if (listed.isEmpty()) {
            return Map.of();
        }
        Map<Long, List<UserId>> recipients = new HashMap<>();
        statements.each(
                "SELECT seq, user_id FROM event_recipient WHERE seq IN (SELECT value FROM json_each(?))",
                row -> recipients
                        .computeIfAbsent(RowMappers.number(row, 1), _ -> new ArrayList<>())
                        .add(new UserId(RowMappers.number(row, 2))),
                Statements.json(listed));
        return recipients;
    }

    private static List<LoggedEvent> blankDeleted(Statements statements, List<LoggedEvent> page) {
        Map<LogPosition, MessageId> told = new HashMap<>();
        for (LoggedEvent event : page) {
            EventCodec.messageTold(event).ifPresent(message -> told.put(event.seq(), message));
        }
        if (told.isEmpty()) {
            return page;
        }
        Set<MessageId> deleted = new HashSet<>(statements.list(
                "SELECT id FROM message WHERE id IN (SELECT value FROM json_each(?)) AND deleted_at IS NOT NULL",
                row -> new MessageId(RowMappers.number(row, 1)),
                Statements.json(told.values().stream().map(MessageId::value).collect(Collectors.toSet()))));
        return page.stream()
                .map(event -> Optional.ofNullable(told.get(event.seq()))
                        .filter(deleted::contains)
                        .map(_ -> EventCodec.blanked(event))
                        .orElse(event))
                .toList();
    }

    // ---- following

    @Override
    public Subscription onAdvance(Runnable listener) {
        return tail.onAdvance(listener);
    }

    /** Before the transaction commits that prunes up to there: nobody is to believe in events that are going. */
    void raiseFloor(LogPosition position) {
        floor = position;
    }
}
