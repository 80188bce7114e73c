package collab.persistence.sqlite.query;

import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.model.Message;
import collab.persistence.MessageSearch;
import collab.persistence.MessageSearch.Filter;
import collab.persistence.MessageSearch.Hit;
import collab.persistence.MessageSearch.Term;
import collab.persistence.MessageSearch.Trait;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Searches messages with SQLite's FTS5. Each term is passed as a quoted string, never as FTS5 syntax. */
public final class SearchQueries {
    /** The excerpt of a message that was found by its words, in tokens around the first match. */
    private static final int EXCERPT_TOKENS = 32;

    /** An FTS5 expression that matches nothing, for a parameter that is not used. */
    private static final String NO_MATCH = "\"\"";

    /**
     * The conditions beside the words. One text serves all searches, because each connection keeps a prepared statement per text; a
     * parameter of 0 switches the condition after it off.
     */
    private static final String CONDITIONS = """
            m.deleted_at IS NULL AND m.channel_id IN (SELECT value FROM json_each(?))
              AND (? = 0 OR m.id IN (SELECT rowid FROM message_sign WHERE message_sign MATCH ?))
              AND NOT EXISTS (SELECT 1 FROM json_each(?) part WHERE instr(lower(m.text), lower(part.value)) = 0)
              AND (? = 0 OR m.id NOT IN (SELECT rowid FROM message_sign WHERE message_sign MATCH ?))
              AND (? = 0 OR m.user_id = ?) AND m.created_at >= ? AND m.created_at < ?
              AND (? = 0 OR m.text LIKE '%http://%' OR m.text LIKE '%https://%')
              AND (? = 0 OR m.reactions IS NOT NULL) AND (? = 0 OR m.pinned = 1)
              AND (? = 0 OR m.reply_count > 0) AND (? = 0 OR m.parent_id IS NOT NULL)
            """;

    /**
     * The index is read from its newest row on and only until the page is full; an order by {@code m.id}, which is the same number,
     * would make SQLite collect and sort all matches, with an excerpt of each. CROSS JOIN keeps the index as the outer loop.
     */
    public static final String BY_WORDS = "SELECT snippet(message_text, 0, ?, ?, '…', " + EXCERPT_TOKENS
            + ") AS excerpt, " + MessageQueries.COLUMNS + """
            FROM message_text CROSS JOIN message m ON m.id = message_text.rowid
            WHERE message_text MATCH ? AND message_text.rowid < ? AND
            """ + CONDITIONS + """
            ORDER BY message_text.rowid DESC LIMIT ?
            """;

    /** Messages are read by descending id, and only until the page is full. */
    public static final String BY_CONDITIONS = "SELECT " + MessageQueries.COLUMNS + """
            FROM message m
            WHERE m.id < ? AND (? = 0 OR m.id NOT IN (SELECT rowid FROM message_text WHERE message_text MATCH ?)) AND
            """ + CONDITIONS + """
            ORDER BY m.id DESC LIMIT ?
            """;

    private final Statements statements;

    public SearchQueries(Statements statements) {
        this.statements = statements;
    }

    /** The undeleted messages that match, newest first, each with an excerpt. */
    public List<Hit> search(MessageSearch search) {
        Terms required = Terms.of(search.required());
        return required.words().isEmpty() ? byConditions(search, required) : byWords(search, required);
    }

    private List<Hit> byWords(MessageSearch search, Terms required) {
        SnippetMarks marks = SnippetMarks.random();
        Terms excluded = Terms.of(search.excluded());
        List<Object> parameters = new ArrayList<>(
                List.of(marks.begin(), marks.end(), expression(required.words(), excluded.words()), before(search)));
        addConditions(search, required, excluded, parameters);
        return statements.list(
                BY_WORDS,
                row -> new Hit(MessageQueries.message(row), marks.fragments(row.text("excerpt"))),
                parameters.toArray());
    }

    private List<Hit> byConditions(MessageSearch search, Terms required) {
        Optional<Pattern> characters = required.pattern();
        Terms excluded = Terms.of(search.excluded());
        List<Object> parameters = new ArrayList<>(List.of(
                before(search),
                !excluded.words().isEmpty(),
                excluded.words().isEmpty() ? NO_MATCH : expression(excluded.words(), " OR ")));
        addConditions(search, required, excluded, parameters);
        return statements.list(
                BY_CONDITIONS,
                row -> {
                    Message message = MessageQueries.message(row);
                    return new Hit(
                            message,
                            characters
                                    .map(pattern -> SearchExcerpt.around(message.text(), pattern))
                                    .orElseGet(() -> SearchExcerpt.beginning(message.text())));
                },
                parameters.toArray());
    }

    private static long before(MessageSearch search) {
        return search.before().map(MessageId::value).orElse(Long.MAX_VALUE);
    }

    /** Adds the parameters of {@link #CONDITIONS} and the limit. */
    private static void addConditions(MessageSearch search, Terms required, Terms excluded, List<Object> parameters) {
        Filter filter = search.filter();
        parameters.add(Statements.json(
                search.channels().stream().map(ChannelId::value).sorted().toList()));
        parameters.add(!required.unspaced().isEmpty());
        parameters.add(required.characterExpression(" AND "));
        parameters.add(Statements.jsonOfTexts(required.unspaced()));
        parameters.add(!excluded.unspaced().isEmpty());
        parameters.add(excluded.characterExpression(" OR "));
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
    private static String expression(List<Term> required, List<Term> excluded) {
        String words = expression(required, " AND ");
        return excluded.isEmpty() ? words : "(" + words + ") NOT (" + expression(excluded, " OR ") + ")";
    }

    private static String expression(List<Term> terms, String operator) {
        return terms.stream()
                .map(term -> "\"" + term.text().replace("\"", "\"\"") + "\"" + (term.prefix() ? "*" : ""))
                .collect(Collectors.joining(operator));
    }

    /**
     * The terms of a search, separated by the index that finds them.
     *
     * @param words for the index of words
     * @param unspaced texts with characters of a script without spaces: for the index of {@link CjkTokenizer}, which finds the
     *     candidates, and for a comparison with the whole text
     */
    private record Terms(List<Term> words, List<String> unspaced) {
        static Terms of(List<Term> terms) {
            return new Terms(
                    terms.stream()
                            .filter(term -> !CjkTokenizer.appliesTo(term.text()))
                            .toList(),
                    terms.stream()
                            .map(Term::text)
                            .filter(CjkTokenizer::appliesTo)
                            .toList());
        }

        String characterExpression(String operator) {
            return unspaced.isEmpty()
                    ? NO_MATCH
                    : unspaced.stream()
                            .map(text -> '"' + CjkTokenizer.tokens(text) + '"')
                            .collect(Collectors.joining(operator));
        }

        Optional<Pattern> pattern() {
            return unspaced.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Pattern.compile(
                            unspaced.stream().map(Pattern::quote).collect(Collectors.joining("|")),
                            Pattern.CASE_INSENSITIVE));
        }
    }
}
