package collab.persistence;

import collab.domain.ChannelId;
import collab.domain.Message;
import collab.domain.MessageId;
import collab.domain.UserId;
import collab.persistence.Search.Fragment;
import collab.persistence.Search.Hit;
import collab.persistence.Search.Term;
import collab.persistence.Search.Trait;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** Looks for messages with SQLite's FTS5, in one transaction. Whatever is looked for is a quoted string, never syntax. */
final class SqliteSearch {
    /** Tokens around the first place that was found. */
    private static final int EXCERPT_TOKENS = 32;

    /** Characters of a message that was found by its traits alone. */
    private static final int EXCERPT_CHARS = 200;

    /** Where to look and for what, beside the words: one text for all questions, for each text of a statement is kept. */
    private static final String NARROWED = " m.deleted_at IS NULL AND m.channel_id IN (SELECT value FROM json_each(?))"
            + " AND (? = 0 OR m.id NOT IN (SELECT rowid FROM message_text WHERE message_text MATCH ?))"
            + " AND (? = 0 OR m.user_id = ?) AND m.created_at >= ? AND m.created_at < ? AND m.id < ?"
            + " AND (? = 0 OR m.text LIKE '%http://%' OR m.text LIKE '%https://%')"
            + " AND (? = 0 OR m.reactions IS NOT NULL) AND (? = 0 OR m.pinned = 1)"
            + " AND (? = 0 OR m.reply_count > 0) AND (? = 0 OR m.parent_id IS NOT NULL) ORDER BY m.id DESC LIMIT ?";

    private static final String BY_WORDS = "SELECT " + Rows.MESSAGE + ", snippet(message_text, 0, ?, ?, '…', "
            + EXCERPT_TOKENS + ") FROM message_text JOIN message m ON m.id = message_text.rowid"
            + " WHERE message_text MATCH ? AND" + NARROWED;

    private static final String BY_TRAITS = "SELECT " + Rows.MESSAGE + " FROM message m WHERE" + NARROWED;

    private final Statements statements;

    /** Where a piece that was looked for begins and ends: a text can hold anything, but not what was made up just now. */
    private final String begin = mark("<");

    private final String end = mark(">");

    SqliteSearch(Statements statements) {
        this.statements = statements;
    }

    private static String mark(String side) {
        return side + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()) + side;
    }

    List<Hit> find(Search search) {
        List<Object> parameters = new ArrayList<>();
        if (search.wanted().isEmpty()) {
            narrow(search, parameters);
            return statements.list(
                    BY_TRAITS,
                    row -> {
                        Message message = Rows.message(row);
                        return new Hit(message, beginning(message.text()));
                    },
                    parameters.toArray());
        }
        parameters.addAll(List.of(begin, end, expression(search.wanted(), " AND ")));
        narrow(search, parameters);
        return statements.list(
                BY_WORDS,
                row -> new Hit(Rows.message(row), cut(Rows.text(row, Rows.MESSAGE_COLUMNS + 1))),
                parameters.toArray());
    }

    private static void narrow(Search search, List<Object> parameters) {
        parameters.add(Statements.json(
                search.channels().stream().map(ChannelId::value).sorted().toList()));
        parameters.add(!search.unwanted().isEmpty());
        parameters.add(search.unwanted().isEmpty() ? "\"\"" : expression(search.unwanted(), " OR "));
        parameters.add(search.author().isPresent());
        parameters.add(search.author().map(UserId::value).orElse(0L));
        parameters.add(search.createdFrom().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE));
        parameters.add(search.createdBefore().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE));
        parameters.add(search.before().map(MessageId::value).orElse(Long.MAX_VALUE));
        parameters.add(search.traits().contains(Trait.LINK));
        parameters.add(search.traits().contains(Trait.REACTION));
        parameters.add(search.traits().contains(Trait.PIN));
        parameters.add(search.traits().contains(Trait.THREAD));
        parameters.add(search.traits().contains(Trait.REPLY));
        parameters.add(search.limit());
    }

    private static String expression(List<Term> terms, String between) {
        return terms.stream()
                .map(term -> "\"" + term.text().replace("\"", "\"\"") + "\"" + (term.prefix() ? "*" : ""))
                .collect(Collectors.joining(between));
    }

    private static List<Fragment> beginning(String text) {
        if (text.length() <= EXCERPT_CHARS) {
            return List.of(new Fragment(text, false));
        }
        int end = Character.isHighSurrogate(text.charAt(EXCERPT_CHARS - 1)) ? EXCERPT_CHARS - 1 : EXCERPT_CHARS;
        return List.of(new Fragment(text.substring(0, end) + "…", false));
    }

    private List<Fragment> cut(String marked) {
        List<Fragment> fragments = new ArrayList<>();
        int at = 0;
        while (at < marked.length()) {
            int open = marked.indexOf(begin, at);
            if (open < 0) {
                break;
            }
            add(fragments, marked.substring(at, open), false);
            int close = marked.indexOf(end, open);
            add(fragments, marked.substring(open + begin.length(), close), true);
            at = close + end.length();
        }
        add(fragments, marked.substring(at), false);
        return fragments;
    }

    private static void add(List<Fragment> fragments, String text, boolean hit) {
        if (!text.isEmpty()) {
            fragments.add(new Fragment(text, hit));
        }
    }
}
