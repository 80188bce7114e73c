package collab.rpc.view;

import collab.api.ErrorCode;
import collab.persistence.MessageSearch.Term;
import collab.persistence.MessageSearch.Trait;
import collab.persistence.search.SearchPhrase;
import collab.rpc.jsonrpc.RpcFailure;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A parsed search text: words, phrases and filters. Usernames and channel names are not resolved yet.
 *
 * @param included a message must contain all of these
 * @param excluded a message must contain none of these
 * @param from a username, or {@code me}
 * @param in the name of a channel
 * @param created when the messages were created
 */
public record SearchQuery(
        List<Term> included,
        List<Term> excluded,
        Optional<String> from,
        Optional<String> in,
        Period created,
        Set<Trait> traits) {
    /**
     * @param from inclusive
     * @param before exclusive
     */
    public record Period(Optional<Instant> from, Optional<Instant> before) {}

    /** Maximum number of words, phrases and filters in one query. */
    private static final int PARTS_MAX = 32;

    /** Maximum number of terms of all words and phrases together; only characters that stand for several letters exceed it. */
    private static final int TERMS_MAX = 500;

    /** The quotation marks that keyboards and phones write. */
    private static final String QUOTES = "\"“”„‟«»";

    /**
     * Parses a query. A quotation mark without a second one is closed at the end of the query.
     *
     * @param zone returns the time zone of the days in the query; called only when the query contains a day
     * @throws RpcFailure {@code invalid_value} with the part that is malformed
     */
    public static SearchQuery parse(String text, Supplier<ZoneId> zone) {
        Parser parser = new Parser(zone);
        List<Part> parts = split(withNarrowSigns(text));
        if (parts.size() > PARTS_MAX) {
            throw malformed("the query has " + parts.size() + " parts, at most " + PARTS_MAX + " are allowed");
        }
        parts.forEach(parser::add);
        return parser.query();
    }

    /** Keyboards of East Asian languages write the signs of filters and phrases in full width. */
    private static String withNarrowSigns(String text) {
        return text.replace('：', ':')
                .replace('＂', '"')
                .replace('＊', '*')
                .replace('－', '-')
                .replace('＠', '@')
                .replace('＃', '#');
    }

    private static RpcFailure malformed(String detail) {
        return new RpcFailure(ErrorCode.INVALID_VALUE, detail);
    }

    /**
     * A part between spaces.
     *
     * @param quoted whether the part, without a leading {@code -}, was in quotation marks: then it is always a phrase
     */
    private record Part(String text, boolean quoted, boolean negative) {}

    private static List<Part> split(String text) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            if (isSpace(text.charAt(at))) {
                at++;
                continue;
            }
            boolean negative = text.charAt(at) == '-' && at + 1 < text.length() && !isSpace(text.charAt(at + 1));
            int begin = negative ? at + 1 : at;
            if (isQuote(text.charAt(begin))) {
                int close = begin + 1;
                while (close < text.length() && !isQuote(text.charAt(close))) close++;
                parts.add(new Part(text.substring(begin + 1, close), true, negative));
                at = close + 1;
            } else {
                int end = begin;
                while (end < text.length() && !isSpace(text.charAt(end))) end++;
                parts.add(new Part(text.substring(begin, end), false, negative));
                at = end;
            }
        }
        return parts;
    }

    private static boolean isQuote(char c) {
        return QUOTES.indexOf(c) >= 0;
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    /** Collects the parts of one query. */
    private static final class Parser {
        private final List<Term> included = new ArrayList<>();
        private final List<Term> excluded = new ArrayList<>();
        private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
        private final Supplier<ZoneId> zone;
        private int terms;
        private Optional<String> from = Optional.empty();
        private Optional<String> in = Optional.empty();
        private Optional<Instant> createdFrom = Optional.empty();
        private Optional<Instant> createdBefore = Optional.empty();

        Parser(Supplier<ZoneId> zone) {
            this.zone = zone;
        }

        void add(Part part) {
            int colon = part.quoted() ? -1 : part.text().indexOf(':');
            String key =
                    colon < 0 ? "" : narrow(part.text().substring(0, colon)).toLowerCase(Locale.ROOT);
            switch (key) {
                case "from" -> from = Optional.of(name(part, colon, "@"));
                case "in" -> in = Optional.of(name(part, colon, "#"));
                case "before" -> until(moment(part, colon).begin());
                case "after" -> since(moment(part, colon).end());
                case "on" -> {
                    Moment day = moment(part, colon);
                    since(day.begin());
                    until(day.end());
                }
                case "has" -> traits.add(trait(part, colon));
                case "is" -> {
                    if (!value(part, colon).equals("reply"))
                        throw malformed(part.text() + " is not understood; expected is:reply");
                    traits.add(Trait.REPLY);
                }
                default -> word(part);
            }
        }

        private void word(Part part) {
            boolean prefix = !part.quoted() && part.text().endsWith("*");
            String text = prefix ? part.text().substring(0, part.text().length() - 1) : part.text();
            if (text.indexOf('\u0000') >= 0) throw malformed("the query must not contain U+0000");
            Term term = new Term(text, prefix);
            SearchPhrase phrase = SearchPhrase.of(term);
            if (phrase.isEmpty()) return; // nothing but punctuation: it is not in the index and would match nothing
            terms += phrase.terms().size();
            if (terms > TERMS_MAX) throw malformed("the query has more than " + TERMS_MAX + " words and characters");
            (part.negative() ? excluded : included).add(term);
        }

        /** Letters and digits in full width as narrow ones. */
        private static String narrow(String text) {
            return Normalizer.normalize(text, Normalizer.Form.NFKC);
        }

        private static String value(Part part, int colon) {
            if (part.negative()) {
                throw malformed("-" + part.text() + " is not understood; only words and phrases can be excluded");
            }
            String value = part.text().substring(colon + 1);
            if (value.isEmpty()) throw malformed(part.text() + " must be followed by a value, without a space");
            return Normalizer.normalize(value.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
        }

        private static String name(Part part, int colon, String sign) {
            String value = value(part, colon);
            String name = value.startsWith(sign) ? value.substring(1) : value;
            if (name.isEmpty()) throw malformed(part.text() + " must be followed by a name");
            return name;
        }

        private static Trait trait(Part part, int colon) {
            return switch (value(part, colon)) {
                case "link" -> Trait.LINK;
                case "reaction" -> Trait.REACTION;
                case "pin" -> Trait.PIN;
                case "thread" -> Trait.THREAD;
                default ->
                    throw malformed(
                            part.text() + " is not understood; expected has:link, has:reaction, has:pin or has:thread");
            };
        }

        /** A day or a time; a time is 1 ms long. */
        private record Moment(Instant begin, Instant end) {}

        private Moment moment(Part part, int colon) {
            String value = narrow(value(part, colon)).toUpperCase(Locale.ROOT);
            try {
                if (value.indexOf('T') >= 0) {
                    Instant time = Instant.parse(value);
                    requireYear(time.atOffset(ZoneOffset.UTC).getYear());
                    return new Moment(time, time.plusMillis(1));
                }
                LocalDate day = LocalDate.parse(value);
                return new Moment(begin(day), begin(day.plusDays(1)));
            } catch (DateTimeException notATime) {
                throw malformed(part.text() + " is not understood; expected a day like 2026-11-23 or a time like"
                        + " 2026-11-23T05:38:00Z, in the years 0001 to 9999");
            }
        }

        private Instant begin(LocalDate day) {
            requireYear(day.getYear());
            return day.atStartOfDay(zone.get()).toInstant();
        }

        /** Other years have no time in milliseconds or are a mistake. */
        private static void requireYear(int year) {
            if (year < 1 || year > 9999) throw new DateTimeException("the year must be 0001-9999");
        }

        private void since(Instant time) {
            createdFrom = createdFrom.filter(time::isBefore).or(() -> Optional.of(time));
        }

        private void until(Instant time) {
            createdBefore = createdBefore.filter(time::isAfter).or(() -> Optional.of(time));
        }

        SearchQuery query() {
            boolean empty = included.isEmpty()
                    && from.isEmpty()
                    && in.isEmpty()
                    && createdFrom.isEmpty()
                    && createdBefore.isEmpty()
                    && traits.isEmpty();
            if (empty) throw malformed("the query must contain a word, a phrase or a filter");
            return new SearchQuery(included, excluded, from, in, new Period(createdFrom, createdBefore), traits);
        }
    }
}
