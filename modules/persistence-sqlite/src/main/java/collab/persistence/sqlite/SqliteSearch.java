package collab.persistence.sqlite;

import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.model.Message;
import collab.persistence.MessageSearch;
import collab.persistence.MessageSearch.Fragment;
import collab.persistence.MessageSearch.Hit;
import collab.persistence.MessageSearch.Term;
import collab.persistence.MessageSearch.Trait;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Looks for messages with SQLite's FTS5, in one transaction. Whatever is looked for is a quoted string, never syntax. */
final class SqliteSearch {
    /** Tokens around the first place that was found. */
    private static final int EXCERPT_TOKENS = 32;

    /** An expression that finds nothing, where one has to stand. */
    private static final String NOTHING = "\"\"";

    /** Characters of a message that was found by its traits or by a part of a word. */
    private static final int EXCERPT_CHARS = 200;

    /** Where to look and for what, beside the words: one text for all questions, for each text of a statement is kept. */
    private static final String NARROWED = " m.deleted_at IS NULL AND m.channel_id IN (SELECT value FROM json_each(?))"
            + " AND (? = 0 OR m.id NOT IN (SELECT rowid FROM message_text WHERE message_text MATCH ?))"
            + " AND (? = 0 OR m.id IN (SELECT rowid FROM message_sign WHERE message_sign MATCH ?))"
            + " AND NOT EXISTS (SELECT 1 FROM json_each(?) part WHERE instr(lower(m.text), lower(part.value)) = 0)"
            + " AND (? = 0 OR m.id NOT IN (SELECT rowid FROM message_sign WHERE message_sign MATCH ?))"
            + " AND (? = 0 OR m.user_id = ?) AND m.created_at >= ? AND m.created_at < ? AND m.id < ?"
            + " AND (? = 0 OR m.text LIKE '%http://%' OR m.text LIKE '%https://%')"
            + " AND (? = 0 OR m.reactions IS NOT NULL) AND (? = 0 OR m.pinned = 1)"
            + " AND (? = 0 OR m.reply_count > 0) AND (? = 0 OR m.parent_id IS NOT NULL) ORDER BY m.id DESC LIMIT ?";

    private static final String BY_WORDS = "SELECT " + RowMappers.MESSAGE + ", snippet(message_text, 0, ?, ?, '…', "
            + EXCERPT_TOKENS + ") FROM message_text JOIN message m ON m.id = message_text.rowid"
            + " WHERE message_text MATCH ? AND" + NARROWED;

    private static final String BY_TRAITS = "SELECT " + RowMappers.MESSAGE + " FROM message m WHERE" + NARROWED;

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

    List<Hit> find(MessageSearch search) {
        Terms wanted = Terms.of(search.wanted());
        Optional<Pattern> signs = wanted.pattern();
        List<Object> parameters = new ArrayList<>();
        if (wanted.words().isEmpty()) {
            narrow(search, wanted, parameters);
            return statements.list(
                    BY_TRAITS,
                    row -> {
                        Message message = RowMappers.message(row);
                        return new Hit(
                                message,
                                signs.map(pattern -> around(message.text(), pattern))
                                        .orElseGet(() -> beginning(message.text())));
                    },
                    parameters.toArray());
        }
        parameters.addAll(List.of(begin, end, expression(wanted.words(), " AND ")));
        narrow(search, wanted, parameters);
        return statements.list(
                BY_WORDS,
                row -> new Hit(RowMappers.message(row), cut(RowMappers.text(row, RowMappers.MESSAGE_COLUMNS + 1))),
                parameters.toArray());
    }

    /**
     * What is looked for, by the index that finds it.
     *
     * @param words for the index of words
     * @param signs with some of a script without spaces: for the index of {@link CjkTokenizer}, and then letter by letter
     */
    private record Terms(List<Term> words, List<String> signs) {
        static Terms of(List<Term> terms) {
            return new Terms(
                    terms.stream().filter(term -> !CjkTokenizer.in(term.text())).toList(),
                    terms.stream().map(Term::text).filter(CjkTokenizer::in).toList());
        }

        String expression(String between) {
            return signs.isEmpty()
                    ? NOTHING
                    : signs.stream()
                            .map(text -> '"' + CjkTokenizer.spaced(text) + '"')
                            .collect(Collectors.joining(between));
        }

        Optional<Pattern> pattern() {
            return signs.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Pattern.compile(
                            signs.stream().map(Pattern::quote).collect(Collectors.joining("|")),
                            Pattern.CASE_INSENSITIVE));
        }
    }

    private static void narrow(MessageSearch search, Terms wanted, List<Object> parameters) {
        Terms unwanted = Terms.of(search.unwanted());
        parameters.add(Statements.json(
                search.channels().stream().map(ChannelId::value).sorted().toList()));
        parameters.add(!unwanted.words().isEmpty());
        parameters.add(unwanted.words().isEmpty() ? NOTHING : expression(unwanted.words(), " OR "));
        parameters.add(!wanted.signs().isEmpty());
        parameters.add(wanted.expression(" AND "));
        parameters.add(Statements.jsonOfTexts(wanted.signs()));
        parameters.add(!unwanted.signs().isEmpty());
        parameters.add(unwanted.expression(" OR "));
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

    /** The first place that was found, and a bit before it. */
    private static List<Fragment> around(String text, Pattern wanted) {
        Matcher places = wanted.matcher(text);
        int first = places.find() ? places.start() : 0;
        int from = whole(text, Math.max(0, first - EXCERPT_CHARS / 4));
        int to = whole(text, Math.min(text.length(), from + EXCERPT_CHARS));
        List<Fragment> fragments = new ArrayList<>();
        String excerpt = (from > 0 ? "…" : "") + text.substring(from, to) + (to < text.length() ? "…" : "");
        Matcher inside = wanted.matcher(excerpt);
        int at = 0;
        while (inside.find()) {
            add(fragments, excerpt.substring(at, inside.start()), false);
            add(fragments, inside.group(), true);
            at = inside.end();
        }
        add(fragments, excerpt.substring(at), false);
        return fragments;
    }

    /** Not between the halves of one character. */
    private static int whole(String text, int at) {
        return at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
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
