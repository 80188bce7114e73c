package collab.persistence.sqlite;

import collab.persistence.Verification;
import collab.persistence.spi.EventCodec;
import collab.wire.event.v2.Event;
import com.google.protobuf.InvalidProtocolBufferException;
import io.helidon.dbclient.DbClientException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether the rows of a database agree with each other: the file, the log, the intervals, the counters, the index of the search. */
final class DatabaseChecks {
    private static final int EXAMPLES = 5;

    /** What is counted, and where. */
    private static final Map<String, String> TABLES = tables();

    private final Statements statements;
    private final List<String> problems = new ArrayList<>();

    private DatabaseChecks(Statements statements) {
        this.statements = statements;
    }

    static Verification run(Statements statements) {
        DatabaseChecks checks = new DatabaseChecks(statements);
        Map<String, Long> counts = new LinkedHashMap<>();
        try {
            checks.file();
            if (checks.problems.isEmpty()) {
                TABLES.forEach((name, table) -> counts.put(name, statements.number("SELECT count(*) FROM " + table)));
                checks.log();
                checks.entities();
                checks.intervals();
                checks.counters();
                checks.reading();
                checks.search();
            }
        } catch (DbClientException unreadable) {
            checks.problems.add("the file can not be read: " + reason(unreadable));
        }
        return new Verification(counts, checks.problems);
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) cause = cause.getCause();
        return String.valueOf(cause.getMessage());
    }

    private static Map<String, String> tables() {
        Map<String, String> tables = new LinkedHashMap<>();
        tables.put("people", "app_user");
        tables.put("workspaces", "workspace");
        tables.put("channels", "channel");
        tables.put("messages", "message");
        tables.put("events", "event_log");
        return tables;
    }

    /** What SQLite itself can tell: pages, indexes, references. */
    private void file() {
        statements.each("PRAGMA integrity_check(" + EXAMPLES + ")", row -> {
            String said = RowMappers.text(row, 1);
            if (!said.equals("ok")) problems.add("file: " + said);
        });
        statements.each(
                "SELECT \"table\", CAST(rowid AS TEXT), parent FROM pragma_foreign_key_check LIMIT " + EXAMPLES,
                row -> problems.add("row " + RowMappers.optionalText(row, 2).orElse("?") + " of "
                        + RowMappers.text(row, 1) + " refers to nothing in " + RowMappers.text(row, 3)));
        statements.each(
                "SELECT 'log_state' WHERE NOT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'log_state')",
                row -> problems.add("this is no database of hero-collab: it has no " + RowMappers.text(row, 1)));
    }

    private void log() {
        var state = SqliteEventLog.State.read(statements);
        long expected = state.head().value() - state.floor().value();
        long found = statements.number("SELECT count(*) FROM event_log");
        if (found != expected) {
            problems.add("log: " + found + " events between floor " + state.floor() + " and head " + state.head()
                    + ", expected " + expected);
        }
        check(
                "SELECT 'event ' || seq || ' is outside of the log' FROM event_log, log_state WHERE seq > head OR seq <= floor");
        check("SELECT 'recipient ' || user_id || ' of event ' || seq || ', which is not there' FROM event_recipient"
                + " WHERE seq NOT IN (SELECT seq FROM event_log)");
        check(
                "SELECT 'peers of workspace ' || workspace_id || ' of event ' || seq || ', which is not there' FROM event_peers"
                        + " WHERE seq NOT IN (SELECT seq FROM event_log)");
        List<String> unreadable = new ArrayList<>();
        statements.each("SELECT seq, type, event FROM event_log", row -> {
            if (unreadable.size() < EXAMPLES
                    && !isReadable(
                            RowMappers.text(row, 2),
                            RowMappers.optionalBytes(row, 3).orElseThrow())) {
                unreadable.add("event " + RowMappers.number(row, 1) + " is not a " + RowMappers.text(row, 2));
            }
        });
        problems.addAll(unreadable);
    }

    private static boolean isReadable(String type, byte[] event) {
        try {
            return EventCodec.type(Event.parseFrom(event)).equals(type);
        } catch (InvalidProtocolBufferException | IllegalStateException _) {
            return false;
        }
    }

    /** Nothing was changed at a position that has not come. */
    private void entities() {
        for (String table : List.of("app_user", "workspace", "channel", "message")) {
            check("SELECT '" + table + " ' || t.id || ' has ver ' || t.ver || ' beyond the head' FROM " + table
                    + " t, log_state l WHERE t.ver > l.head");
        }
        check("SELECT 'read state of user ' || user_id || ' in channel ' || channel_id || ' has ver ' || ver"
                + " || ' beyond the head' FROM read_state, log_state WHERE ver > head");
        check("SELECT 'message ' || id || ' is deleted and has a text' FROM message"
                + " WHERE deleted_at IS NOT NULL AND text <> ''");
    }

    private void intervals() {
        for (String table : List.of("workspace_member", "channel_member")) {
            check("SELECT '" + table + " of user ' || user_id || ' ends at ' || left_seq || ' before it begins at '"
                    + " || joined_seq FROM " + table + " WHERE left_seq < joined_seq");
            check("SELECT '" + table
                    + " of user ' || user_id || ' begins at ' || joined_seq || ' beyond the head' FROM " + table
                    + ", log_state WHERE joined_seq > head");
        }
        check("SELECT 'user ' || m.user_id || ' is in channel ' || m.channel_id || ' and not in its workspace'"
                + " FROM channel_member m JOIN channel c ON c.id = m.channel_id WHERE m.left_seq = " + RowMappers.OPEN
                + " AND NOT EXISTS (SELECT 1 FROM workspace_member w WHERE w.workspace_id = c.workspace_id"
                + " AND w.left_seq = " + RowMappers.OPEN + " AND w.user_id = m.user_id)");
    }

    /** What is stored and could be counted. */
    private void counters() {
        check(
                "SELECT 'channel ' || c.id || ' has last_no ' || c.last_no || ', its messages end at ' || coalesce(m.most, 0)"
                        + " || ' and are ' || coalesce(m.many, 0) FROM channel c LEFT JOIN (SELECT channel_id, max(no) AS most,"
                        + " count(no) AS many, count(DISTINCT no) AS different FROM message WHERE parent_id IS NULL GROUP BY channel_id) m"
                        + " ON m.channel_id = c.id WHERE c.last_no <> coalesce(m.most, 0) OR c.last_no <> coalesce(m.many, 0)"
                        + " OR c.last_no <> coalesce(m.different, 0)");
        check("SELECT 'message ' || p.id || ' has reply_count ' || p.reply_count || ' and ' || coalesce(r.many, 0)"
                + " || ' replies' FROM message p LEFT JOIN (SELECT parent_id, count(*) AS many FROM message"
                + " WHERE parent_id IS NOT NULL AND deleted_at IS NULL GROUP BY parent_id) r ON r.parent_id = p.id"
                + " WHERE p.parent_id IS NULL AND p.deleted_at IS NULL AND p.reply_count <> coalesce(r.many, 0)");
        check(
                "SELECT 'channel ' || c.id || ' has broadcast_no ' || c.broadcast_no || ', its broadcasts end at '"
                        + " || coalesce(m.most, 0) || ' and are ' || coalesce(m.many, 0) FROM channel c LEFT JOIN (SELECT channel_id,"
                        + " max(broadcast_no) AS most, count(DISTINCT broadcast_no) AS many FROM message GROUP BY channel_id) m"
                        + " ON m.channel_id = c.id WHERE c.broadcast_no <> coalesce(m.most, 0) OR c.broadcast_no <> coalesce(m.many, 0)");
    }

    /** Where everybody stands, against what was said. */
    private void reading() {
        check("SELECT 'user ' || r.user_id || ' has read up to ' || r.read_no || ' of ' || c.last_no || ' in channel '"
                + " || c.id FROM read_state r JOIN channel c ON c.id = r.channel_id WHERE r.read_no > c.last_no");
        check("SELECT 'user ' || r.user_id || ' has read up to ' || r.read_no || ' in channel ' || r.channel_id"
                + " || ' and marked message ' || m.id || ', which is number ' || m.no FROM read_state r"
                + " JOIN message m ON m.id = r.last_read WHERE r.read_no < m.no");
        check("SELECT 'user ' || r.user_id || ' has read up to broadcast ' || r.read_broadcast_no || ' of '"
                + " || c.broadcast_no || ' in channel ' || c.id FROM read_state r JOIN channel c ON c.id = r.channel_id"
                + " WHERE r.read_broadcast_no > c.broadcast_no");
        check("SELECT 'user ' || r.user_id || ' has ' || r.mentions || ' unread mentions in channel ' || r.channel_id"
                + " || ', its messages have ' || coalesce(n.many, 0) FROM read_state r JOIN channel_member cm"
                + " ON cm.user_id = r.user_id AND cm.channel_id = r.channel_id AND cm.left_seq = " + RowMappers.OPEN
                + " LEFT JOIN (SELECT mn.user_id, mn.channel_id, count(*) AS many FROM mention mn JOIN read_state s"
                + " ON s.user_id = mn.user_id AND s.channel_id = mn.channel_id AND mn.message_id > coalesce(s.last_read, 0)"
                + " WHERE mn.seen = 0 GROUP BY mn.user_id, mn.channel_id) n"
                + " ON n.user_id = r.user_id AND n.channel_id = r.channel_id WHERE r.mentions <> coalesce(n.many, 0)");
        check("SELECT 'user ' || mn.user_id || ' is mentioned in message ' || mn.message_id || ' of channel '"
                + " || mn.channel_id || ', which is not there' FROM mention mn WHERE NOT EXISTS (SELECT 1 FROM message m"
                + " WHERE m.id = mn.message_id AND m.channel_id = mn.channel_id AND m.deleted_at IS NULL)");
    }

    /** The indexes are made a second time, beside the database, and have to hold the same words at the same places. */
    private void search() {
        statements.run(
                "CREATE VIRTUAL TABLE temp.fresh_text USING fts5 (text, content = '', tokenize = 'unicode61 remove_diacritics 2')");
        statements.run("INSERT INTO temp.fresh_text (rowid, text) SELECT id, text FROM message");
        compare("fresh_text", "message_text", "words");
        statements.run(
                "CREATE VIRTUAL TABLE temp.fresh_sign USING fts5 (signs, content = '', tokenize = 'unicode61 remove_diacritics 0')");
        CjkTokenizer.index(statements, "temp.fresh_sign");
        compare("fresh_sign", "message_sign", "signs");
    }

    private void compare(String fresh, String kept, String what) {
        statements.run("CREATE VIRTUAL TABLE temp." + fresh + "_all USING fts5vocab (temp, " + fresh + ", instance)");
        statements.run("CREATE VIRTUAL TABLE temp." + kept + "_all USING fts5vocab (main, " + kept + ", instance)");
        String expected = "SELECT doc, term, offset FROM temp." + fresh + "_all";
        String found = "SELECT doc, term, offset FROM temp." + kept + "_all";
        check("SELECT DISTINCT 'message ' || doc || ' has " + what + " that the search would not find' FROM ("
                + expected + " EXCEPT " + found + ")");
        check("SELECT DISTINCT 'message ' || doc || ' would be found by " + what + " that it does not have' FROM ("
                + found + " EXCEPT " + expected + ")");
    }

    /** @param sql answers a sentence for each row that is wrong */
    private void check(String sql) {
        statements.each(sql + " LIMIT " + EXAMPLES, row -> problems.add(RowMappers.text(row, 1)));
    }
}
