package collab.persistence.sqlite.query;

import collab.domain.id.MessageId;
import collab.persistence.search.SearchTokenizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the full-text index {@code message_index}: a row per message with the terms of {@link SearchTokenizer}. The writer adds each
 * new text. Messages that are older than the index are added in steps, the newest first, until {@code indexed_from} is 0.
 */
public final class SearchIndex {
    /** How many messages, and about how many characters of text, one step adds. */
    static final int MESSAGES_MAX = 250;

    static final int CHARS_MAX = 128 * 1024;

    private static final String INSERT = "INSERT INTO message_index (rowid, terms) VALUES (?, ?)";

    private static final String DELETE = "DELETE FROM message_index WHERE rowid = ?";

    private static final String IS_VERSION = "SELECT 1 FROM search_index WHERE tokenizer = ?";

    private static final String DELETE_ALL = "INSERT INTO message_index (message_index) VALUES ('delete-all')";

    private static final String BEGIN = """
            UPDATE search_index SET tokenizer = ?, indexed_from = (SELECT coalesce(max(id), -1) + 1 FROM message)
            """;

    private static final String INDEXED_FROM = "SELECT indexed_from FROM search_index";

    private static final String SET_INDEXED_FROM = "UPDATE search_index SET indexed_from = ?";

    private static final String MESSAGES_BEFORE = """
            SELECT id, text FROM message WHERE id < ? AND text <> '' ORDER BY id DESC LIMIT ?
            """;

    private static final String MESSAGES_FROM = "SELECT id, text FROM message WHERE id >= ? AND text <> '' ORDER BY id";

    private final Statements statements;

    public SearchIndex(Statements statements) {
        this.statements = statements;
    }

    public void add(MessageId message, String text) {
        insert(message.value(), text);
    }

    public void replace(MessageId message, String text) {
        remove(message);
        insert(message.value(), text);
    }

    public void remove(MessageId message) {
        statements.run(DELETE, message);
    }

    private void insert(long id, String text) {
        String terms = SearchTokenizer.terms(text);
        if (!terms.isEmpty()) statements.run(INSERT, id, terms);
    }

    // ---- Messages that are older than the index ----

    /** Whether the stored terms are those of this version of the tokenizer. */
    public boolean isOf(int version) {
        return statements.exists(IS_VERSION, version);
    }

    /** Empties an index of another version of the tokenizer. It contains no message then. */
    public void requireVersion(int version) {
        if (isOf(version)) return;
        statements.run(DELETE_ALL);
        statements.run(BEGIN, version);
    }

    /** The id from which on all messages are in the index; 0 when the index is complete. */
    public long indexedFrom() {
        return statements.number(INDEXED_FROM);
    }

    /**
     * Adds the newest messages that are not in the index. A message that was edited meanwhile is in the index already.
     *
     * @return whether there can be more
     */
    public boolean addOlder() {
        long from = indexedFrom();
        if (from == 0) return false;
        List<MessageText> page = statements.list(MESSAGES_BEFORE, MessageText::of, from, MESSAGES_MAX);
        List<MessageText> step = bounded(page);
        // ascending: the index writes a segment whenever an id is less than the one before it
        for (MessageText message : step.reversed()) {
            statements.run(DELETE, message.id());
            insert(message.id(), message.text());
        }
        boolean more = step.size() < page.size() || page.size() == MESSAGES_MAX;
        statements.run(SET_INDEXED_FROM, more ? step.getLast().id() : 0);
        return more;
    }

    private static List<MessageText> bounded(List<MessageText> page) {
        List<MessageText> step = new ArrayList<>();
        int chars = 0;
        for (MessageText message : page) {
            step.add(message);
            chars += message.text().length();
            if (chars >= CHARS_MAX) break;
        }
        return step;
    }

    /** Adds all messages that have to be in the index to a table with its columns. */
    public void copyTo(String table) {
        String insert = "INSERT INTO " + table + " (rowid, terms) VALUES (?, ?)";
        statements.each(
                MESSAGES_FROM,
                row -> {
                    String terms = SearchTokenizer.terms(row.text("text"));
                    if (!terms.isEmpty()) statements.run(insert, row.number("id"), terms);
                },
                indexedFrom());
    }

    private record MessageText(long id, String text) {
        static MessageText of(Row row) {
            return new MessageText(row.number("id"), row.text("text"));
        }
    }
}
