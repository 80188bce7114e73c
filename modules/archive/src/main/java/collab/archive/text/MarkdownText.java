package collab.archive.text;

import collab.archive.text.Span.Kind;
import collab.archive.text.Span.Style;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the spans of a text as Markdown: emphasis, code and links have their marks, and every other character is shown as
 * it is. A character is escaped only where it would be a mark. Where CommonMark has no way to write an emphasis, for
 * example of half a word before a bracket, the text is written without it.
 */
public final class MarkdownText {
    private static final Pattern ADDRESS =
            Pattern.compile("(?<![\\p{L}\\p{N}])(?:https?://|www\\.)[^\\s<>\\[\\]\"`]*[^\\s<>\\[\\]\"`.,:;!?*_~')]");
    private static final Pattern BARE = Pattern.compile("https?://[\\w.~:/?#@!$&'()*+,;=%-]*[\\w/#=&-]");
    private static final Pattern AFTER_BARE = Pattern.compile("[.,:;!?]*(?:\\s.*)?", Pattern.DOTALL);
    private static final Pattern LINKABLE = Pattern.compile("(?i)(?:https?://|mailto:)[^\\s].*");
    private static final Pattern TAG = Pattern.compile("<[A-Za-z/!?][^<>]*>");
    private static final char EDGE = '\n';

    private final boolean brackets;

    private MarkdownText(List<Span> spans) {
        StringBuilder all = new StringBuilder();
        spans.forEach(span -> all.append(span.kind() == Kind.TEXT ? span.text() : " "));
        this.brackets = all.indexOf("](") >= 0 || all.indexOf("]:") >= 0 || all.indexOf("][") >= 0;
    }

    public static String of(List<Span> spans) {
        return new MarkdownText(spans).write(joined(spans), EnumSet.noneOf(Style.class), EDGE, EDGE);
    }

    /** Literal text. */
    public static String of(String literal) {
        return of(List.of(Span.text(literal, Set.of())));
    }

    /** Literal text in bold letters. */
    public static String bold(String literal) {
        return of(List.of(Span.text(literal, Set.of(Style.BOLD))));
    }

    /** A link; only its text when the address is blank. */
    public static String link(String label, String address) {
        return of(List.of(address.isBlank() ? Span.text(label, Set.of()) : Span.link(label, address, Set.of())));
    }

    private static List<Span> joined(List<Span> spans) {
        List<Span> joined = new ArrayList<>();
        for (Span span : spans) {
            if (span.text().isEmpty() && span.address().isEmpty()) continue;
            Span last = joined.isEmpty() ? null : joined.getLast();
            boolean same = last != null
                    && last.kind() == span.kind()
                    && span.kind() != Kind.LINK
                    && last.styles().equals(span.styles());
            if (same) joined.set(joined.size() - 1, last.withText(last.text() + span.text()));
            else joined.add(span);
        }
        return joined;
    }

    // ---- Emphasis ----

    private String write(List<Span> spans, Set<Style> within, int before, int after) {
        StringBuilder out = new StringBuilder();
        for (int at = 0, end; at < spans.size(); at = end) {
            Style style = null;
            end = at + 1;
            for (Style one : Style.values()) {
                int length = reach(spans, at, one);
                if (length > at && !within.contains(one) && (style == null || length > end)) {
                    style = one;
                    end = length;
                }
            }
            int left = out.isEmpty() ? before : out.codePointBefore(out.length());
            int right = end == spans.size() ? after : first(spans.get(end), within);
            if (style == null) {
                out.append(leaf(spans.get(at), left, right, end == spans.size() ? "" : rest(spans.get(end))));
            } else {
                Set<Style> inside = EnumSet.of(style);
                inside.addAll(within);
                out.append(wrap(style, write(spans.subList(at, end), inside, '*', '*'), left, right));
            }
        }
        return out.toString();
    }

    private static int reach(List<Span> spans, int from, Style style) {
        int end = from;
        while (end < spans.size() && spans.get(end).styles().contains(style)) end++;
        return end;
    }

    private static int first(Span span, Set<Style> within) {
        if (!within.containsAll(span.styles())) return '*';
        return switch (span.kind()) {
            case TEXT, MARKDOWN -> span.text().codePointAt(0);
            case CODE -> '`';
            case LINK -> '[';
        };
    }

    private static String rest(Span span) {
        return span.kind() == Kind.TEXT ? span.text() : "*";
    }

    private static String wrap(Style style, String inside, int before, int after) {
        int line = inside.indexOf('\n');
        if (line >= 0) {
            return wrap(style, inside.substring(0, line), before, EDGE) + "\n"
                    + wrap(style, inside.substring(line + 1), EDGE, after);
        }
        int from = 0;
        int to = inside.length();
        while (from < to && space(inside.charAt(from))) from++;
        while (to > from && space(inside.charAt(to - 1))) to--;
        String core = inside.substring(from, to);
        if (core.isEmpty()) return inside;
        int left = from > 0 ? ' ' : before;
        int right = to < inside.length() ? ' ' : after;
        for (String mark : style.marks()) {
            if (fits(mark, core, left, right)) {
                return inside.substring(0, from) + mark + core + mark + inside.substring(to);
            }
        }
        return inside;
    }

    private static boolean fits(String mark, String core, int left, int right) {
        int sign = mark.charAt(0);
        int last = core.codePointBefore(core.length());
        boolean ends = last == sign && !core.endsWith("\\" + mark.charAt(0));
        boolean beside = left == sign || right == sign || core.charAt(0) == sign || ends;
        return !(beside && mark.equals("*"))
                && !(beside && mark.equals("**") && (core.charAt(0) == sign || ends))
                && opens(sign, left, core.codePointAt(0))
                && closes(sign, last, right);
    }

    // ---- Marks of CommonMark ----

    private static boolean opens(int sign, int before, int after) {
        return flanks(before, after) && (sign != '_' || !flanks(after, before) || punctuation(before));
    }

    private static boolean closes(int sign, int before, int after) {
        return flanks(after, before) && (sign != '_' || !flanks(before, after) || punctuation(after));
    }

    /** Whether a run of marks is left-flanking; with the arguments exchanged, whether it is right-flanking. */
    private static boolean flanks(int before, int after) {
        return !space(after) && (!punctuation(after) || space(before) || punctuation(before));
    }

    private static boolean space(int point) {
        return Character.isWhitespace(point) || Character.isSpaceChar(point);
    }

    private static boolean punctuation(int point) {
        return switch (Character.getType(point)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION,
                    Character.MATH_SYMBOL,
                    Character.CURRENCY_SYMBOL,
                    Character.MODIFIER_SYMBOL,
                    Character.OTHER_SYMBOL -> true;
            default -> false;
        };
    }

    // ---- Parts ----

    private String leaf(Span span, int before, int after, String rest) {
        return switch (span.kind()) {
            case TEXT -> literal(span.text(), before, after, brackets);
            case CODE -> code(span.text());
            case LINK -> link(span, before, rest);
            case MARKDOWN -> span.text();
        };
    }

    private static String literal(String text, int before, int after, boolean brackets) {
        StringBuilder out = new StringBuilder();
        Matcher address = ADDRESS.matcher(text);
        int at = 0;
        while (address.find()) {
            escape(text, at, address.start(), before, after, brackets, out);
            out.append(address.group());
            at = address.end();
        }
        escape(text, at, text.length(), before, after, brackets, out);
        return out.toString();
    }

    private static void escape(
            String text, int from, int to, int before, int after, boolean brackets, StringBuilder out) {
        for (int at = from; at < to; ) {
            char sign = text.charAt(at);
            int end = at + 1;
            while (end < to && text.charAt(end) == sign && "*_~".indexOf(sign) >= 0) end++;
            int left = at == 0 ? before : text.codePointBefore(at);
            int right = end == text.length() ? after : text.codePointAt(end);
            boolean mark = switch (sign) {
                case '\\' -> right == EDGE || (right < 128 && punctuation(right));
                case '`' -> true;
                case '*', '_', '~' -> opens(sign, left, right) || closes(sign, left, right);
                case '[', ']' -> brackets;
                case '!' -> right == '[';
                case '<' -> TAG.matcher(text).region(at, text.length()).lookingAt();
                default -> false;
            };
            for (int i = at; i < end; i++) out.append(mark ? "\\" : "").append(sign);
            at = end;
        }
    }

    private static String code(String text) {
        if (text.indexOf('\n') >= 0) {
            StringBuilder lines = new StringBuilder();
            for (String line : text.split("\n", -1)) {
                lines.append(lines.isEmpty() ? "" : "\n").append(code(line));
            }
            return lines.toString();
        }
        if (text.isBlank()) return text;
        String fence = fence(text, 1);
        boolean padded = text.startsWith("`")
                || text.endsWith("`")
                || (text.startsWith(" ") && text.endsWith(" "));
        return fence + (padded ? " " + text + " " : text) + fence;
    }

    /** A run of back ticks that is not in the text. */
    static String fence(String text, int least) {
        int longest = 0;
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            run = text.charAt(i) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return "`".repeat(Math.max(least, longest + 1));
    }

    private static String link(Span span, int before, String rest) {
        String address = span.address().strip();
        String label = span.text().replaceAll("\\s+", " ").strip();
        if (label.isEmpty()) label = address;
        if (!LINKABLE.matcher(address).matches()) {
            return literal(label.equals(address) ? label : label + " (" + address + ")", before, EDGE, true);
        }
        boolean bare = label.equals(address)
                && BARE.matcher(address).matches()
                && balanced(address)
                && !Character.isLetterOrDigit(before)
                && AFTER_BARE.matcher(rest).matches();
        if (bare) return address;
        if (address.equalsIgnoreCase("mailto:" + label)) return literal(label, before, EDGE, true);
        return "[" + literal(label, '[', ']', true) + "](" + encoded(address) + ")";
    }

    private static boolean balanced(String address) {
        int open = 0;
        for (int i = 0; i < address.length() && open >= 0; i++) {
            if (address.charAt(i) == '(') open++;
            if (address.charAt(i) == ')') open--;
        }
        return open == 0 && !address.endsWith(")");
    }

    /** An address without the characters that could end it. */
    private static String encoded(String address) {
        StringBuilder out = new StringBuilder();
        address.codePoints().forEach(point -> {
            boolean ends = point <= ' ' || "()<>\\\"".indexOf(point) >= 0;
            if (ends) out.append('%').append(String.format("%02X", point));
            else out.appendCodePoint(point);
        });
        return out.toString();
    }
}
