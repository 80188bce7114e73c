package collab.persistence.sqlite.query;

import collab.persistence.Verification;
import collab.persistence.search.SearchTokenizer;
import collab.persistence.spi.EventCodec;
import collab.wire.event.v2.Event;
import com.google.protobuf.InvalidProtocolBufferException;
import io.helidon.dbclient.DbClientException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks that the rows of a database agree: file, log, memberships, counters, read states, search index. */
public final class DatabaseChecks {
    /** How many problems of one kind are reported. */
    private static final int EXAMPLES = 5;

    /** The tables whose rows are counted, by the name of the count. */
    private static final Map<String, String> COUNTED_TABLES = countedTables();

    private final Statements statements;
    private final List<String> problems = new ArrayList<>();

    private DatabaseChecks(Statements statements) {
        this.statements = statements;
    }

    public static Verification run(Statements statements) {
        DatabaseChecks checks = new DatabaseChecks(statements);
        Map<String, Long> counts = new LinkedHashMap<>();
        try {
            checks.checkFile();
            if (checks.problems.isEmpty()) {
                COUNTED_TABLES.forEach(
                        (name, table) -> counts.put(name, statements.number("SELECT count(*) FROM " + table)));
                checks.checkLog();
                ConsistencyQueries.ALL.forEach(checks::check);
                if (checks.hasTable("thread_state")) ConsistencyQueries.OF_THREADS.forEach(checks::check);
                checks.checkSearchIndex();
            }
        } catch (DbClientException unreadable) {
            checks.problems.add("the file cannot be read: " + rootMessage(unreadable));
        }
        return new Verification(counts, checks.problems);
    }

    private static String rootMessage(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) cause = cause.getCause();
        return String.valueOf(cause.getMessage());
    }

    private static Map<String, String> countedTables() {
        Map<String, String> tables = new LinkedHashMap<>();
        tables.put("people", "app_user");
        tables.put("workspaces", "workspace");
        tables.put("channels", "channel");
        tables.put("messages", "message");
        tables.put("events", "event_log");
        return tables;
    }

    // ---- File ----

    /** SQLite checks pages, indexes and references itself. */
    private void checkFile() {
        statements.each("PRAGMA integrity_check(" + EXAMPLES + ")", row -> {
            String result = row.text("integrity_check");
            if (!result.equals("ok")) problems.add("file: " + result);
        });
        statements.each(
                """
                SELECT "table", CAST(rowid AS TEXT) AS id, parent FROM pragma_foreign_key_check LIMIT\s""" + EXAMPLES,
                row -> problems.add("row " + row.optionalText("id").orElse("?") + " of " + row.text("table")
                        + " refers to a missing row of " + row.text("parent")));
        statements.each(
                """
                SELECT 'log_state' AS name WHERE NOT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'log_state')
                """, row -> problems.add("this is not a database of hero-collab: it has no table " + row.text("name")));
    }

    // ---- Log ----

    private void checkLog() {
        EventLogQueries.State state = EventLogQueries.State.read(statements);
        long expected = state.head().value() - state.floor().value();
        long found = statements.number("SELECT count(*) FROM event_log");
        if (found != expected) {
            problems.add("log: " + found + " events between floor " + state.floor() + " and head " + state.head()
                    + ", expected " + expected);
        }
        List<String> unreadable = new ArrayList<>();
        statements.each("SELECT seq, type, event FROM event_log", row -> {
            if (unreadable.size() < EXAMPLES && !isReadable(row)) {
                unreadable.add("event " + row.number("seq") + " is not a " + row.text("type"));
            }
        });
        problems.addAll(unreadable);
    }

    private static boolean isReadable(Row row) {
        try {
            return EventCodec.type(Event.parseFrom(row.bytes("event"))).equals(row.text("type"));
        } catch (InvalidProtocolBufferException | IllegalStateException _) {
            return false;
        }
    }

    // ---- Search index ----

    /**
     * Builds the index again in a temporary table and compares its terms and positions with the stored ones. A database of an earlier
     * schema has another index, which the migration replaces.
     */
    private void checkSearchIndex() {
        if (!hasTable("message_index")) return;
        SearchIndex index = new SearchIndex(statements);
        if (!index.isOf(SearchTokenizer.VERSION)) return; // the next start builds it again
        statements.run("CREATE VIRTUAL TABLE temp.fresh_index USING fts5 (terms, content = '', tokenize = 'ascii')");
        index.copyTo("temp.fresh_index");
        statements.run("CREATE VIRTUAL TABLE temp.fresh_terms USING fts5vocab (temp, fresh_index, instance)");
        statements.run("CREATE VIRTUAL TABLE temp.stored_terms USING fts5vocab (main, message_index, instance)");
        String expected = "SELECT doc, term, offset FROM temp.fresh_terms";
        String found = "SELECT doc, term, offset FROM temp.stored_terms WHERE doc >= " + index.indexedFrom();
        check("""
                SELECT DISTINCT 'message ' || doc || ' has words that the search index does not contain' AS problem
                FROM (%s EXCEPT %s)
                """.formatted(expected, found));
        check("""
                SELECT DISTINCT 'the search index has words of message ' || doc || ' that its text does not contain' AS problem
                FROM (%s EXCEPT %s)
                """.formatted(found, expected));
    }

    /** @param sql returns one sentence, {@code problem}, for each inconsistent row */
    private void check(String sql) {
        statements.each(sql + " LIMIT " + EXAMPLES, row -> problems.add(row.text("problem")));
    }

    private boolean hasTable(String name) {
        return statements.exists("SELECT 1 FROM sqlite_master WHERE name = ?", name);
    }
}
