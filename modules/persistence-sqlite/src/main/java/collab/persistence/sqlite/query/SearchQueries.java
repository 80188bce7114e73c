package collab.persistence.sqlite.query;

import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import collab.domain.model.Message;
import collab.persistence.MessageSearch;
import collab.persistence.MessageSearch.Filter;
import collab.persistence.MessageSearch.Hit;
import collab.persistence.MessageSearch.Trait;
import collab.persistence.search.SearchExcerpt;
import collab.persistence.search.SearchPhrase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Searches messages with SQLite's FTS5. Each phrase is passed as a quoted string, never as FTS5 syntax. */
public final class SearchQueries {
    /** An FTS5 expression that matches nothing, for a parameter that is not used. */
    private static final String NO_MATCH = "\"\"";

    /**
     * The conditions beside the words. One text serves all searches, because each connection keeps a prepared statement per text; a
     * parameter of 0 switches the condition after it off.
     */
    private static final String CONDITIONS = """
            (m.sort_at, m.id) < (?, ?) AND m.deleted_at IS NULL AND m.channel_id IN (SELECT value FROM json_each(?))
              AND (? = 0 OR m.user_id = ?) AND m.created_at >= ? AND m.created_at < ?
              AND (? = 0 OR m.text LIKE '%http://%' OR m.text LIKE '%https://%')
              AND (? = 0 OR m.reactions IS NOT NULL) AND (? = 0 OR m.pinned = 1)
              AND (? = 0 OR m.reply_count > 0) AND (? = 0 OR m.parent_id IS NOT NULL)
            """;

    private static final String SELECT = "SELECT m.sort_at, " + MessageQueries.COLUMNS;

    private static final String WORDS = SELECT + """
            FROM message_index CROSS JOIN message m ON m.id = message_index.rowid
            WHERE message_index MATCH ? AND message_index.rowid < ? AND
            """ + CONDITIONS;

    /**
     * The messages that were sent. The index is read from its newest row on and only until the page is full; an order by {@code
     * m.id}, which is the same number, would make SQLite collect and sort all matches. CROSS JOIN keeps the index as the outer loop.
     */
    public static final String BY_WORDS = WORDS + """
            AND m.imported = 0
            ORDER BY message_index.rowid DESC LIMIT ?
            """;

    /** The imported messages: their ids have another order than their times, so all matches of them are sorted. */
    private static final String IMPORTED_BY_WORDS = WORDS + """
            AND m.imported = 1
            ORDER BY m.sort_at DESC, m.id DESC LIMIT ?
            """;

    private static final String CONDITIONS_ONLY = SELECT + """
            FROM message m
            WHERE m.id < ? AND (? = 0 OR m.id NOT IN (SELECT rowid FROM message_index WHERE message_index MATCH ?)) AND
            """ + CONDITIONS;

    /** The messages that were sent are read by descending id, and only until the page is full. */
    public static final String BY_CONDITIONS = CONDITIONS_ONLY + """
            AND m.imported = 0
            ORDER BY m.id DESC LIMIT ?
            """;

    /** The imported messages are read in the order of their times. */
    public static final String IMPORTED_BY_CONDITIONS = CONDITIONS_ONLY.replace("WHERE m.id", "WHERE +m.id") + """
            AND m.imported = 1
            ORDER BY m.sort_at DESC, m.id DESC LIMIT ?
            """;

    private static final String ANY_IMPORTED = "SELECT 1 FROM message WHERE imported = 1 LIMIT 1";

    private static final String PLACE = "SELECT id, sort_at, imported FROM message WHERE id = ?";

    private final Statements statements;

    public SearchQueries(Statements statements) {
        this.statements = statements;
    }

    /** The undeleted messages that match, the newest by time first, each with an excerpt. */
    public List<Hit> search(MessageSearch search) {
        List<SearchPhrase> required = SearchPhrase.of(search.required());
        List<SearchPhrase> excluded = SearchPhrase.of(search.excluded());
        Bound bound = bound(search);
        boolean words = !required.isEmpty();
        List<Found> sent = list(words ? BY_WORDS : BY_CONDITIONS, search, required, excluded, bound.amongSent());
        if (!statements.exists(ANY_IMPORTED))
            return sent.stream().map(Found::hit).toList();
        List<Found> imported = list(
                words ? IMPORTED_BY_WORDS : IMPORTED_BY_CONDITIONS, search, required, excluded, bound.amongImported());
        return Stream.concat(sent.stream(), imported.stream())
                .sorted(Comparator.comparingLong(Found::sortAt)
                        .thenComparing(found -> found.hit().message().id())
                        .reversed())
                .limit(search.limit())
                .map(Found::hit)
                .toList();
    }

    private List<Found> list(
            String sql, MessageSearch search, List<SearchPhrase> required, List<SearchPhrase> excluded, Bound bound) {
        List<Object> parameters = new ArrayList<>();
        if (required.isEmpty()) {
            parameters.add(bound.idBelow());
            parameters.add(!excluded.isEmpty());
            parameters.add(excluded.isEmpty() ? NO_MATCH : expression(excluded, " OR "));
        } else {
            parameters.add(expression(required, excluded));
            parameters.add(bound.idBelow());
        }
        parameters.add(bound.at());
        parameters.add(bound.id());
        addConditions(search, parameters);
        return statements.list(
                sql,
                row -> {
                    Message message = MessageQueries.message(row);
                    return new Found(
                            row.number("sort_at"), new Hit(message, SearchExcerpt.of(message.text(), required)));
                },
                parameters.toArray());
    }

    private record Found(long sortAt, Hit hit) {}

    /**
     * Where a page ends: before the place (at, id) in the order of time. After a message that was sent, those that were sent are
     * bounded by its id, because their ids ascend in that order.
     */
    private record Bound(long idBelow, long at, long id) {
        static final Bound NONE = new Bound(Long.MAX_VALUE, Long.MAX_VALUE, 0);

        Bound amongSent() {
            return idBelow == Long.MAX_VALUE ? this : new Bound(idBelow, Long.MAX_VALUE, 0);
        }

        Bound amongImported() {
            return new Bound(Long.MAX_VALUE, at, id);
        }
    }

    private Bound bound(MessageSearch search) {
        if (search.before().isEmpty()) return Bound.NONE;
        long before = search.before().get().value();
        return statements
                .find(
                        PLACE,
                        row -> new Bound(row.flag("imported") ? Long.MAX_VALUE : before, row.number("sort_at"), before),
                        before)
                .orElse(new Bound(before, Long.MAX_VALUE, 0));
    }

    /** Adds the parameters of {@link #CONDITIONS} and the limit. */
    private static void addConditions(MessageSearch search, List<Object> parameters) {
        Filter filter = search.filter();
        parameters.add(Statements.json(
                search.channels().stream().map(ChannelId::value).sorted().toList()));
        parameters.add(filter.author().isPresent());
        parameters.add(filter.author().map(UserId::value).orElse(0L));
        parameters.add(filter.createdFrom().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE));
        parameters.add(filter.createdBefore().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE));
        parameters.add(filter.traits().contains(Trait.LINK));
        parameters.add(filter.traits().contains(Trait.REACTION));
        parameters.add(filter.traits().contains(Trait.PIN));
        parameters.add(filter.traits().contains(Trait.THREAD));
        parameters.add(filter.traits().contains(Trait.REPLY));
        parameters.add(search.limit());
    }

    /** The index skips the excluded words while it reads the required ones, instead of collecting all messages with them first. */
    private static String expression(List<SearchPhrase> required, List<SearchPhrase> excluded) {
        String words = expression(required, " AND ");
        return excluded.isEmpty() ? words : "(" + words + ") NOT (" + expression(excluded, " OR ") + ")";
    }

    /** Terms contain no quotation mark. */
    private static String expression(List<SearchPhrase> phrases, String operator) {
        return phrases.stream()
                .map(phrase -> '"' + String.join(" ", phrase.terms()) + '"' + (phrase.prefix() ? "*" : ""))
                .collect(Collectors.joining(operator));
    }
}
