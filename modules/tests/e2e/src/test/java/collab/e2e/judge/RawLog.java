package collab.e2e.judge;

import collab.e2e.checker.Violation;
import collab.wire.event.v2.Event;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.sqlite.SQLiteConfig;

/**
 * The event log as the server's database contains it, copied while the server runs. It is read with a connection of its
 * own in short transactions. What was copied stays, also when the server prunes it or another database is put in its
 * place.
 */
public final class RawLog {
    private static final String STATE = "SELECT epoch, head, floor FROM log_state";

    private static final String ROWS = """
            SELECT e.seq, e.audience_kind, e.audience_id, e.event FROM event_log e WHERE e.seq > ? ORDER BY e.seq
            """;

    private static final String USERS = "SELECT group_id, user_id FROM group_person ORDER BY group_id, user_id";
    private static final String GROUPS = "SELECT group_id, inner_id FROM group_nested ORDER BY group_id, inner_id";
    private static final int BUSY_TIMEOUT_MS = 2_000;

    private final Path database;
    private final LongSupplier clockMs;
    private final List<LogEpoch> epochs = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();

    /** The present file lacks events of the epoch; that is right until a server has started with it. */
    private Optional<LostEnd> lostEnd = Optional.empty();

    private record LostEnd(long head, Violation violation) {}

    public RawLog(Path database, LongSupplier clockMs) {
        this.database = database;
        this.clockMs = clockMs;
    }

    /** The epochs so far, the oldest first. */
    synchronized List<LogEpoch> epochs() {
        return List.copyOf(epochs);
    }

    synchronized List<Violation> violations() {
        List<Violation> all = new ArrayList<>(violations);
        lostEnd.map(LostEnd::violation)
                .filter(violation -> !all.contains(violation))
                .ifPresent(all::add);
        return all;
    }

    /**
     * Copies what is new.
     *
     * @throws SQLException when the database cannot be read at present, for example while it is replaced
     */
    public synchronized void capture() throws SQLException {
        boolean log = serverHasOpened();
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        // without a write-ahead log no server runs; immutable, so that the reading creates no files beside the database
        String url = "jdbc:sqlite:file:" + database + (log ? "" : "?immutable=1");
        try (Connection connection = config.createConnection(url)) {
            connection.setAutoCommit(false);
            copy(connection);
            connection.rollback();
        }
    }

    /** Whether a server has, or had until it was killed, the database open. */
    boolean serverHasOpened() {
        return Files.exists(database.resolveSibling(database.getFileName() + "-wal"));
    }

    private void copy(Connection connection) throws SQLException {
        String name;
        long head;
        long floor;
        try (Statement statement = connection.createStatement();
                ResultSet state = statement.executeQuery(STATE)) {
            if (!state.next()) return;
            name = state.getString("epoch");
            head = state.getLong("head");
            floor = state.getLong("floor");
        }
        if (name.contains(".")) return; // a restored database before its first start
        LogEpoch epoch = epoch(name, floor);
        if (!continues(connection, epoch, head, floor)) return;
        List<Long> changed = new ArrayList<>();
        List<LogRow> rows = rows(connection, epoch.head());
        if (!rows.isEmpty() && rows.getLast().seq() != head) throw new SQLException("the file is being replaced");
        for (LogRow row : rows) {
            epoch.add(row);
            if (row.event().hasGroupUpdated()) changed.add(row.seq());
        }
        if (!changed.isEmpty())
            epoch.groups(new GroupMembers(pairs(connection, USERS), pairs(connection, GROUPS)), changed);
        epoch.floor(floor);
    }

    private LogEpoch epoch(String name, long floor) {
        if (epochs.isEmpty()) epochs.add(LogEpoch.first(name, clockMs.getAsLong()));
        LogEpoch last = epochs.getLast();
        if (last.name().equals(name)) return last;
        lostEnd = Optional.empty();
        LogEpoch next = last.next(name, clockMs.getAsLong(), floor);
        epochs.add(next);
        return next;
    }

    /** Whether the database still contains the last event that was copied. */
    private boolean continues(Connection connection, LogEpoch epoch, long head, long floor) throws SQLException {
        long copied = epoch.head();
        if (copied == 0 || copied <= floor) return true;
        List<LogRow> last = head < copied ? List.of() : rows(connection, copied - 1, 1);
        LogRow before = epoch.at(copied).orElseThrow();
        if (!last.isEmpty()
                && last.getFirst().seq() == copied
                && last.getFirst().blankHash() == before.blankHash()) { // a deletion may have blanked its text
            lostEnd = Optional.empty();
            return true;
        }
        if (lostEnd.isEmpty()) {
            String type = epoch.at(copied).orElseThrow().type();
            String what = "the log of epoch %s had position %d (%s), and now has the head %d without that event; "
                    + "expected a new epoch";
            Violation violation = new Violation(JudgeRule.EPOCH, what.formatted(epoch.name(), copied, type, head));
            lostEnd = Optional.of(new LostEnd(head, violation));
        } else if (head > lostEnd.get().head()
                && !violations.contains(lostEnd.get().violation())) {
            violations.add(lostEnd.get().violation()); // a server continued it
        }
        return false;
    }

    private List<LogRow> rows(Connection connection, long after) throws SQLException {
        return rows(connection, after, -1);
    }

    private List<LogRow> rows(Connection connection, long after, int max) throws SQLException {
        List<LogRow> rows = new ArrayList<>();
        long now = clockMs.getAsLong();
        try (PreparedStatement statement = connection.prepareStatement(ROWS + " LIMIT " + max)) {
            statement.setLong(1, after);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String audience = row.getInt("audience_kind") + "/" + row.getLong("audience_id");
                    rows.add(LogRow.of(row.getLong("seq"), now, event(row), audience));
                }
            }
        }
        return rows;
    }

    private static Event event(ResultSet row) throws SQLException {
        try {
            return Event.parseFrom(row.getBytes("event"));
        } catch (InvalidProtocolBufferException unreadable) {
            throw new IllegalStateException("position " + row.getLong("seq") + " has an unreadable event", unreadable);
        }
    }

    private static Map<Long, List<Long>> pairs(Connection connection, String query) throws SQLException {
        Map<Long, List<Long>> pairs = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                pairs.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>()).add(row.getLong(2));
            }
        }
        return pairs;
    }
}
