package collab.archive.slack;

import collab.archive.text.MarkdownBuilder;
import collab.archive.text.MarkdownText;
import collab.archive.text.SingleLine;
import collab.archive.text.Span;
import collab.archive.text.Span.Style;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Converts Slack's mrkdwn to Markdown. What Slack shows as bold, code, a link, a quote or a list is the same afterwards,
 * and what Slack shows literally stays literal. Each fence of a code block gets a line of its own.
 *
 * @param names the names of people, channels and groups
 */
record SlackMarkup(SlackNames names) {
    private static final Pattern FENCE = Pattern.compile("```(.*?)```", Pattern.DOTALL);
    private static final Pattern REFERENCE = Pattern.compile("<([^<>\n]+)>");
    private static final Pattern BULLET = Pattern.compile("(\\s*)[•◦▪‣▸●○■]\ufe0e?\\s+(.*)");
    private static final Pattern QUOTE = Pattern.compile("(?:&gt;|>) ?(.*)");
    private static final Pattern QUOTE_REST = Pattern.compile("(?:&gt;|>){3} ?(.*)");
    private static final int INDENT = 4;

    /** Several lines. */
    String translate(String mrkdwn) {
        return translate(mrkdwn, Set.of());
    }

    /** @param styles of all of the text */
    String translate(String mrkdwn, Set<Style> styles) {
        Blocks blocks = new Blocks(styles);
        String text = mrkdwn.replace("\r\n", "\n");
        Matcher fence = FENCE.matcher(text);
        int at = 0;
        while (fence.find()) {
            if (fence.group(1).isBlank()) continue;
            blocks.prose(text.substring(at, fence.start()));
            blocks.fence(literal(fence.group(1)));
            at = fence.end();
            if (text.startsWith("\n", at)) {
                at++;
                blocks.endLine();
            }
        }
        blocks.prose(text.substring(at));
        return blocks.toString();
    }

    /** One line without blocks. */
    String line(String mrkdwn) {
        return MarkdownText.of(spans(SingleLine.of(mrkdwn), Set.of()));
    }

    /** The text of code, in which only references and entities are replaced. */
    private String literal(String mrkdwn) {
        Matcher reference = REFERENCE.matcher(mrkdwn);
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (reference.find()) {
            text.append(entities(mrkdwn.substring(at, reference.start())));
            Span span = SlackReference.of(reference.group(1), names, Set.of());
            text.append(span.text().isEmpty() ? span.address() : span.text());
            at = reference.end();
        }
        return text.append(entities(mrkdwn.substring(at))).toString();
    }

    static String entities(String text) {
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    }

    // ---- Blocks ----

    /** The blocks of one text. A quote that begins with three signs reaches to the end of the text. */
    private final class Blocks {
        private final Set<Style> styles;
        private final MarkdownBuilder out = new MarkdownBuilder();
        private MarkdownBuilder quoted = new MarkdownBuilder();
        private boolean inQuote;
        private boolean quoteRest;

        Blocks(Set<Style> styles) {
            this.styles = styles;
        }

        void prose(String text) {
            for (int at = 0; at < text.length(); ) {
                int end = text.indexOf('\n', at);
                String line = text.substring(at, end < 0 ? text.length() : end);
                if (!inQuote) line(line);
                else if (quoteRest || !line.isBlank()) block(quoted, line);
                at = end < 0 ? text.length() : end + 1;
                if (end >= 0) endLine();
            }
        }

        void endLine() {
            inQuote = quoteRest;
        }

        private void line(String line) {
            Matcher all = QUOTE_REST.matcher(line);
            Matcher one = QUOTE.matcher(line);
            if (all.matches()) {
                quoteRest = true;
                inQuote = true;
                block(quoted, all.group(1));
            } else if (one.matches()) {
                inQuote = true;
                block(quoted, one.group(1));
            } else {
                endQuote();
                if (!line.isBlank() || !out.isEmpty()) block(out, line);
            }
        }

        private void block(MarkdownBuilder target, String line) {
            Matcher bullet = BULLET.matcher(line);
            if (bullet.matches()) {
                int level = bullet.group(1).replace("\t", "    ").length() / INDENT;
                target.item(level, "-", MarkdownText.of(spans(bullet.group(2), styles)));
            } else {
                target.text(MarkdownText.of(spans(line, styles)));
            }
        }

        /** A fence on the line of a quote is in the quote. */
        void fence(String code) {
            String inside = code.startsWith("\n") ? code.substring(1) : code;
            if (!inQuote) endQuote();
            (inQuote ? quoted : out).fence(inside);
        }

        private void endQuote() {
            if (!quoted.isEmpty()) out.quote(quoted.toString());
            quoted = new MarkdownBuilder();
        }

        @Override
        public String toString() {
            endQuote();
            return out.toString();
        }
    }

    // ---- Spans ----

    private List<Span> spans(String line, Set<Style> styles) {
        List<Span> spans = new ArrayList<>();
        inline(line, 0, line.length(), styles, spans);
        return spans;
    }

    private void inline(String line, int from, int to, Set<Style> styles, List<Span> spans) {
        int plain = from;
        Set<Style> unclosed = EnumSet.noneOf(Style.class); // so that no sign is searched for twice
        for (int at = from; at < to; ) {
            int end = token(line, at, to);
            Optional<Style> style = end > at || !opens(line, at, from, to)
                    ? Optional.empty()
                    : style(line.charAt(at)).filter(sign -> !unclosed.contains(sign));
            int close = style.isPresent() ? closing(line, at, to) : -1;
            if (close < 0) style.ifPresent(unclosed::add);
            if (end == at && close < 0) {
                at++;
                continue;
            }
            spans.add(Span.text(entities(line.substring(plain, at)), styles));
            if (close >= 0) {
                Set<Style> more = EnumSet.noneOf(Style.class);
                more.addAll(styles);
                style.ifPresent(more::add);
                inline(line, at + 1, close, more, spans);
                end = close + 1;
            } else if (line.charAt(at) == '`') {
                spans.add(Span.code(literal(line.substring(at + 1, end - 1)), styles));
            } else {
                reference(line.substring(at + 1, end - 1), next(line, end), styles, spans);
            }
            at = end;
            plain = end;
        }
        spans.add(Span.text(entities(line.substring(plain, to)), styles));
    }

    /** The end of code or of a reference that begins here; otherwise the place itself. */
    private static int token(String line, int at, int to) {
        if (line.charAt(at) == '`') {
            int end = line.indexOf('`', at + 1);
            return end > at + 1 && end < to && !line.substring(at + 1, end).isBlank() ? end + 1 : at;
        }
        if (line.charAt(at) == '<') {
            Matcher reference = REFERENCE.matcher(line).region(at, to);
            return reference.lookingAt() && !reference.group(1).startsWith("|") ? reference.end() : at;
        }
        return at;
    }

    private static Optional<Style> style(char sign) {
        return switch (sign) {
            case '*' -> Optional.of(Style.BOLD);
            case '_' -> Optional.of(Style.ITALIC);
            case '~' -> Optional.of(Style.STRIKE);
            default -> Optional.empty();
        };
    }

    /** Slack opens and closes emphasis only at the edges of words. */
    private static boolean opens(String line, int at, int from, int to) {
        char sign = line.charAt(at);
        return at + 1 < to
                && !Character.isWhitespace(line.charAt(at + 1))
                && line.charAt(at + 1) != sign
                && !joins(at > from ? line.codePointBefore(at) : ' ', sign);
    }

    /** The closing sign of an emphasis that begins here, or -1. */
    private static int closing(String line, int at, int to) {
        char sign = line.charAt(at);
        for (int i = at + 1; i < to; ) {
            int end = token(line, i, to);
            if (end > i) {
                i = end;
                continue;
            }
            boolean closes = line.charAt(i) == sign
                    && i > at + 1
                    && !Character.isWhitespace(line.charAt(i - 1))
                    && line.charAt(i - 1) != sign
                    && !joins(i + 1 < to ? line.codePointAt(i + 1) : ' ', sign);
            if (closes) return i;
            i++;
        }
        return -1;
    }

    private static boolean joins(int point, char sign) {
        return Character.isLetterOrDigit(point) || point == sign || point == '\\';
    }

    /** A mention ends where letters follow: a space keeps them apart. */
    private void reference(String inside, int next, Set<Style> styles, List<Span> spans) {
        Span span = SlackReference.of(inside, names, styles);
        boolean mention = span.kind() == Span.Kind.MARKDOWN;
        if (mention && !spans.isEmpty() && wordEnds(spans.getLast())) spans.add(Span.text(" ", styles));
        spans.add(span);
        if (mention && ofWord(next)) spans.add(Span.text(" ", styles));
    }

    private static int next(String line, int at) {
        return at < line.length() ? line.codePointAt(at) : ' ';
    }

    private static boolean wordEnds(Span span) {
        String text = span.text();
        return !text.isEmpty() && ofWord(text.codePointBefore(text.length()));
    }

    private static boolean ofWord(int point) {
        return point < 128 && Character.isLetterOrDigit(point);
    }
}
