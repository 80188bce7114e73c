package collab.persistence.sqlite.query;

import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
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
import java.util.List;
import java.util.stream.Collectors;

/** Searches messages with SQLite's FTS5. Each phrase is passed as a quoted string, never as FTS5 syntax. */
public final class SearchQueries {
    /** An FTS5 expression that matches nothing, for a parameter that is not used. */
    private static final String NO_MATCH = "\"\"";

    /**
     * The conditions beside the words. One text serves all searches, because each connection keeps a prepared statement per text; a
     * parameter of 0 switches the condition after it off.
     */
    private static final String CONDITIONS = """
            m.deleted_at IS NULL AND m.channel_id IN (SELECT value FROM json_each(?))
              AND (? = 0 OR m.user_id = ?) AND m.created_at >= ? AND m.created_at < ?
              AND (? = 0 OR m.text LIKE '%http://%' OR m.text LIKE '%https://%')
              AND (? = 0 OR m.reactions IS NOT NULL) AND (? = 0 OR m.pinned = 1)
              AND (? = 0 OR m.reply_count > 0) AND (? = 0 OR m.parent_id IS NOT NULL)
            """;

    /**
     * The index is read from its newest row on and only until the page is full; an order by {@code m.id}, which is the same number,
     * would make SQLite collect and sort all matches. CROSS JOIN keeps the index as the outer loop.
     */
    public static final String BY_WORDS = "SELECT " + MessageQueries.COLUMNS + """
            FROM message_index CROSS JOIN message m ON m.id = message_index.rowid
            WHERE message_index MATCH ? AND message_index.rowid < ? AND
            """ + CONDITIONS + """
            ORDER BY message_index.rowid DESC LIMIT ?
            """;

    /** Messages are read by descending id, and only until the page is full. */
    public static final String BY_CONDITIONS = "SELECT " + MessageQueries.COLUMNS + """
            FROM message m
            WHERE m.id < ? AND (? = 0 OR m.id NOT IN (SELECT rowid FROM message_index WHERE message_index MATCH ?)) AND
            """ + CONDITIONS + """
            ORDER BY m.id DESC LIMIT ?
            """;

    private final Statements statements;

    public SearchQueries(Statements statements) {
        this.statements = statements;
    }

    /** The undeleted messages that match, newest first, each with an excerpt. */
    public List<Hit> search(MessageSearch search) {
        List<SearchPhrase> required = SearchPhrase.of(search.required());
        List<SearchPhrase> excluded = SearchPhrase.of(search.excluded());
        List<Object> parameters = new ArrayList<>();
        if (required.isEmpty()) {
            parameters.add(before(search));
            parameters.add(!excluded.isEmpty());
            parameters.add(excluded.isEmpty() ? NO_MATCH : expression(excluded, " OR "));
        } else {
            parameters.add(expression(required, excluded));
            parameters.add(before(search));
        }
        addConditions(search, parameters);
        return statements.list(
                required.isEmpty() ? BY_CONDITIONS : BY_WORDS,
                row -> {
                    Message message = MessageQueries.message(row);
                    return new Hit(message, SearchExcerpt.of(message.text(), required));
                },
                parameters.toArray());
    }

    private static long before(MessageSearch search) {
        return search.before().map(MessageId::value).orElse(Long.MAX_VALUE);
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
