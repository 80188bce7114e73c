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
import collab.persistence.search.SearchToken;
import collab.persistence.search.SearchTokenizer;
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
     * The messages that were sent since a time. The index is read from its newest row on and only until the page is full; an order
     * by {@code m.id}, which is the same number, would make SQLite collect and sort all matches.
     */
    public static final String BY_WORDS = WORDS + """
            AND m.imported = 0 AND m.sort_at >= ?
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

    /** The ids of the recent messages, if there are few. */
    private static final String RECENT = "SELECT id FROM message WHERE sort_at >= ? LIMIT ?";

    /** Whether a message below an id stands among the recent ones. */
    private static final String RECENT_BELOW = "SELECT 1 FROM message WHERE sort_at >= ? AND +id < ? LIMIT 1";

    /** Among how many ids a page of messages that were sent is looked for, before all matches are read. */
    static final long RECENT_IDS = 20_000;

    /** So many recent messages are found faster by their time than by a word of all messages. */
    private static final int RECENT_FEW = 1_000;

    /**
     * How many of the messages before a place are read and compared with the words, before all matches are read. A word that is so
     * frequent that its matches take long fills a page from them.
     */
    private static final int COMPARED_MAX = 4_000;

    /** Texts in memory at the same time while messages are compared. */
    private static final int COMPARED_AT_ONCE = 200;

    private final Statements statements;

    public SearchQueries(Statements statements) {
        this.statements = statements;
    }

    /** The undeleted messages that match, the newest by time first, each with an excerpt. */
    public List<Hit> search(MessageSearch search) {
        List<SearchPhrase> required = SearchPhrase.of(search.required());
        List<SearchPhrase> excluded = SearchPhrase.of(search.excluded());
        List<Found> found =
                required.isEmpty() ? byConditions(search, excluded) : byWords(search, new Words(required, excluded));
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

    /** The phrases that a text contains and does not contain. */
    private record Words(List<SearchPhrase> required, List<SearchPhrase> excluded) {
        boolean matches(String text) {
            List<SearchToken> tokens = SearchTokenizer.tokens(text);
            return required.stream().allMatch(phrase -> phrase.isIn(tokens))
                    && excluded.stream().noneMatch(phrase -> phrase.isIn(tokens));
        }

        /** The index skips the excluded words while it reads the required ones, instead of collecting all messages with them first. */
        String expression() {
            String words = SearchQueries.expression(required, " AND ");
            return excluded.isEmpty()
                    ? words
                    : "(" + words + ") NOT (" + SearchQueries.expression(excluded, " OR ") + ")";
        }
    }

    /**
     * The messages after the last imported one stand in the order of their ids, in which the index is read; those before it in the
     * order of their times. So (min(sort_at, recent), id) is one order of all messages, also when the clock was corrected between
     * them. A page of the first part needs only its own matches. A page that reaches the second part compares the messages before
     * its place, and reads all matches if that does not fill it: then the words are rare.
     */
    private List<Found> byWords(MessageSearch search, Words words) {
        Optional<Long> lastImported = statements.find(LAST_IMPORTED, Row::number);
        long recent = lastImported.map(last -> last + 1).orElse(Long.MIN_VALUE);
        Optional<Long> place = place(search);
        long below = place.isPresent() ? Long.MAX_VALUE : before(search);
        Object[] bound = {
            recent, Math.min(place.orElse(Long.MAX_VALUE), recent), place.isPresent() ? before(search) : Long.MAX_VALUE
        };
        List<Found> sent = List.of();
        boolean sentIsComplete = true;
        if (place.isEmpty() || place.get() >= recent) {
            long from = lastImported.isEmpty() ? 0 : firstRecent(search, recent);
            sent = listByWords(BY_WORDS, search, words, from, before(search), bound);
            if (lastImported.isEmpty() || sent.size() == search.limit()) return sent;
            sentIsComplete =
                    statements.find(RECENT_BELOW, Row::number, recent, from).isEmpty();
        }
        if (sentIsComplete) {
            Place next = place.filter(time -> time < recent)
                    .map(time -> new Place(time, before(search)))
                    .orElse(new Place(recent, Long.MIN_VALUE));
            Optional<List<Found>> page = compare(search, words, sent, below, next);
            if (page.isPresent()) return page.get();
        }
        return listByWords(ALL_BY_WORDS, search, words, 0, below, bound);
    }

    /**
     * Completes a page with the messages before a place.
     *
     * @param page the messages of the page that stand after the place
     * @param below the ids of all messages are below this one
     * @return empty when {@link #COMPARED_MAX} messages did not fill the page
     */
    private Optional<List<Found>> compare(
            MessageSearch search, Words words, List<Found> page, long below, Place place) {
        List<Found> all = new ArrayList<>(page);
        Place next = place;
        for (int compared = 0; compared < COMPARED_MAX; compared += COMPARED_AT_ONCE) {
            List<Found> more = listByConditions(search, List.of(), below, next, COMPARED_AT_ONCE);
            for (Found found : more) {
                if (words.matches(found.message().text())) all.add(found);
                if (all.size() == search.limit()) return Optional.of(all);
            }
            if (more.size() < COMPARED_AT_ONCE) return Optional.of(all);
            Found last = more.getLast();
            next = new Place(last.sortAt(), last.message().id().value());
        }
        return Optional.empty();
    }

    /** An id with which messages of a time and later begin, or one among the newest. */
    private long firstRecent(MessageSearch search, long time) {
        List<Long> few = statements.list(RECENT, Row::number, time, RECENT_FEW + 1);
        return few.size() <= RECENT_FEW
                ? few.stream().min(Long::compare).orElse(Long.MAX_VALUE)
                : Math.min(before(search), statements.number(NEWEST_ID)) - RECENT_IDS;
    }

    private List<Found> listByWords(
            String sql, MessageSearch search, Words words, long from, long below, Object... bound) {
        List<Object> parameters = new ArrayList<>(List.of(words.expression(), from, below));
        parameters.addAll(List.of(bound));
        addConditions(search, parameters);
        parameters.add(bound[0]);
        parameters.add(search.limit());
        return statements.list(sql, Found::of, parameters.toArray());
    }

    // ---- Searches without words ----

    private List<Found> byConditions(MessageSearch search, List<SearchPhrase> excluded) {
        Optional<Long> place = place(search);
        return listByConditions(
                search,
                excluded,
                place.isPresent() ? Long.MAX_VALUE : before(search),
                place.map(time -> new Place(time, before(search))).orElse(new Place(Long.MAX_VALUE, Long.MAX_VALUE)),
                search.limit());
    }

    /**
     * A message that is not in the index yet may contain the excluded words, so it is no hit of a search with excluded words.
     *
     * @param below the ids of all messages are below this one
     * @param place all messages stand before it
     */
    private List<Found> listByConditions(
            MessageSearch search, List<SearchPhrase> excluded, long below, Place place, int limit) {
        List<Object> parameters = new ArrayList<>();
        parameters.add(!excluded.isEmpty());
        parameters.add(excluded.isEmpty() ? NO_MATCH : expression(excluded, " OR "));
        parameters.add(excluded.isEmpty() ? 0 : new SearchIndex(statements).indexedFrom());
        parameters.add(below);
        parameters.add(place.time());
        parameters.add(place.id());
        addConditions(search, parameters);
        parameters.add(limit);
        return statements.list(BY_CONDITIONS, Found::of, parameters.toArray());
    }

    // ---- Where a page ends ----

    /** A place in the order of times; messages of the same time have the order of their ids. */
    private record Place(long time, long id) {}

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

    /** Terms contain no quotation mark. */
    private static String expression(List<SearchPhrase> phrases, String operator) {
        return phrases.stream()
                .map(phrase -> '"' + String.join(" ", phrase.terms()) + '"' + (phrase.prefix() ? "*" : ""))
                .collect(Collectors.joining(operator));
    }
}
