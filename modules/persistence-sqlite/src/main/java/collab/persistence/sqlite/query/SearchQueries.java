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
import java.util.Optional;
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
            m.deleted_at IS NULL AND +m.channel_id IN (SELECT value FROM json_each(?))
              AND (? = 0 OR m.user_id = ?) AND m.created_at >= ? AND m.created_at < ?
              AND (? = 0 OR m.text LIKE '%http://%' OR m.text LIKE '%https://%')
              AND (? = 0 OR m.reactions IS NOT NULL) AND (? = 0 OR m.pinned = 1)
              AND (? = 0 OR m.reply_count > 0) AND (? = 0 OR m.parent_id IS NOT NULL)
            """;

    private static final String SELECT = "SELECT m.sort_at, " + MessageQueries.COLUMNS;

    /** CROSS JOIN keeps the index as the outer loop. */
    private static final String WORDS = SELECT + """
            FROM message_index CROSS JOIN message m ON m.id = message_index.rowid
            WHERE message_index MATCH ? AND message_index.rowid >= ? AND message_index.rowid < ?
              AND (min(m.sort_at, ?), m.id) < (?, ?) AND
            """ + CONDITIONS;

    /**
     * The messages that were sent. The index is read from its newest row on and only until the page is full; an order by {@code
     * m.id}, which is the same number, would make SQLite collect and sort all matches.
     */
    public static final String BY_WORDS = WORDS + """
            AND m.imported = 0
            ORDER BY message_index.rowid DESC LIMIT ?
            """;

    /** All matches are read once, and the newest of them are kept. */
    private static final String ALL_BY_WORDS = WORDS + """
            ORDER BY min(m.sort_at, ?) DESC, m.id DESC LIMIT ?
            """;

    /** The messages are read in the order of their times, and only until the page is full. A plus keeps the other indexes out. */
    public static final String BY_CONDITIONS = SELECT + """
            FROM message m
            WHERE (? = 0 OR +m.id NOT IN (SELECT rowid FROM message_index WHERE message_index MATCH ?))
              AND +m.id >= ? AND +m.id < ? AND (m.sort_at, m.id) < (?, ?) AND
            """ + CONDITIONS + """
            ORDER BY m.sort_at DESC, m.id DESC LIMIT ?
            """;

    /** No imported message is in the future, so those that were sent after an import are after this time. */
    public static final String LAST_IMPORTED = """
            SELECT sort_at FROM message WHERE imported = 1 ORDER BY sort_at DESC LIMIT 1
            """;

    /** The place of a message of another channel would reveal the time of a message that the caller may not read. */
    private static final String PLACE = """
            SELECT sort_at FROM message WHERE id = ? AND channel_id IN (SELECT value FROM json_each(?))
            """;

    private static final String NEWEST_ID = "SELECT coalesce(max(id), 0) FROM message";

    /** Among how many ids a page of messages that were sent is looked for, before all matches are read. */
    static final long RECENT_IDS = 20_000;

    private final Statements statements;

    public SearchQueries(Statements statements) {
        this.statements = statements;
    }

    /** The undeleted messages that match, the newest by time first, each with an excerpt. */
    public List<Hit> search(MessageSearch search) {
        List<SearchPhrase> required = SearchPhrase.of(search.required());
        List<SearchPhrase> excluded = SearchPhrase.of(search.excluded());
        List<Found> found =
                required.isEmpty() ? byConditions(search, excluded) : byWords(search, expression(required, excluded));
        return found.stream()
                .map(hit ->
                        new Hit(hit.message(), SearchExcerpt.of(hit.message().text(), required)))
                .toList();
    }

    private record Found(long sortAt, Message message) {
        static Found of(Row row) {
            return new Found(row.number("sort_at"), MessageQueries.message(row));
        }
    }

    // ---- Searches with words ----

    /**
     * The messages after the last imported one stand in the order of their ids, in which the index is read; those before it in the
     * order of their times. So (min(sort_at, recent), id) is one order of all messages, also when the clock was corrected between
     * them. A page of the first part needs only its own matches.
     */
    private List<Found> byWords(MessageSearch search, String words) {
        Optional<Long> lastImported = statements.find(LAST_IMPORTED, Row::number);
        long recent = lastImported.map(last -> last + 1).orElse(Long.MIN_VALUE);
        Optional<Long> place = place(search);
        long below = place.isPresent() ? Long.MAX_VALUE : before(search);
        Object[] bound = {
            recent, Math.min(place.orElse(Long.MAX_VALUE), recent), place.isPresent() ? before(search) : Long.MAX_VALUE
        };
        if (place.isEmpty() || place.get() >= recent) {
            List<Found> sent = listByWords(
                    BY_WORDS, search, words, lastImported.isEmpty() ? 0 : oldestRecent(search), before(search), bound);
            boolean full = sent.size() == search.limit();
            if (lastImported.isEmpty() || full && sent.stream().allMatch(found -> found.sortAt() >= recent))
                return sent;
        }
        return listByWords(ALL_BY_WORDS, search, words, 0, below, bound);
    }

    private long oldestRecent(MessageSearch search) {
        return Math.min(before(search), statements.number(NEWEST_ID)) - RECENT_IDS;
    }

    private List<Found> listByWords(
            String sql, MessageSearch search, String words, long from, long below, Object... bound) {
        List<Object> parameters = new ArrayList<>(List.of(words, from, below));
        parameters.addAll(List.of(bound));
        addConditions(search, parameters);
        if (sql.equals(ALL_BY_WORDS)) parameters.add(bound[0]);
        parameters.add(search.limit());
        return statements.list(sql, Found::of, parameters.toArray());
    }

    // ---- Searches without words ----

    /** A message that is not in the index yet may contain the excluded words, so it is no hit of a search with excluded words. */
    private List<Found> byConditions(MessageSearch search, List<SearchPhrase> excluded) {
        Optional<Long> place = place(search);
        List<Object> parameters = new ArrayList<>();
        parameters.add(!excluded.isEmpty());
        parameters.add(excluded.isEmpty() ? NO_MATCH : expression(excluded, " OR "));
        parameters.add(excluded.isEmpty() ? 0 : new SearchIndex(statements).indexedFrom());
        parameters.add(place.isPresent() ? Long.MAX_VALUE : before(search));
        parameters.add(place.orElse(Long.MAX_VALUE));
        parameters.add(place.isPresent() ? before(search) : Long.MAX_VALUE);
        addConditions(search, parameters);
        parameters.add(search.limit());
        return statements.list(BY_CONDITIONS, Found::of, parameters.toArray());
    }

    // ---- Where a page ends ----

    /** The place of the message before which the page ends; without one in the searched channels, its id is the bound. */
    private Optional<Long> place(MessageSearch search) {
        return search.before().flatMap(before -> statements.find(PLACE, Row::number, before, channels(search)));
    }

    private static long before(MessageSearch search) {
        return search.before().map(MessageId::value).orElse(Long.MAX_VALUE);
    }

    private static String channels(MessageSearch search) {
        return Statements.json(
                search.channels().stream().map(ChannelId::value).sorted().toList());
    }

    /** Adds the parameters of {@link #CONDITIONS}. */
    private static void addConditions(MessageSearch search, List<Object> parameters) {
        Filter filter = search.filter();
        parameters.add(channels(search));
        parameters.add(filter.author().isPresent());
        parameters.add(filter.author().map(UserId::value).orElse(0L));
        parameters.add(filter.createdFrom().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE));
        parameters.add(filter.createdBefore().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE));
        parameters.add(filter.traits().contains(Trait.LINK));
        parameters.add(filter.traits().contains(Trait.REACTION));
        parameters.add(filter.traits().contains(Trait.PIN));
        parameters.add(filter.traits().contains(Trait.THREAD));
        parameters.add(filter.traits().contains(Trait.REPLY));
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
