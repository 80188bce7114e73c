package collab.archive.text;

import static collab.archive.text.EmphasisMarks.closes;
import static collab.archive.text.EmphasisMarks.isPunctuation;
import static collab.archive.text.EmphasisMarks.isSpace;
import static collab.archive.text.EmphasisMarks.opens;

import collab.archive.text.Span.Kind;
import collab.archive.text.Span.Style;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
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
    private static final Pattern AFTER_BARE = Pattern.compile("[.,:;!?]*(?:\\s|\\z)");
    private static final Pattern AFTER_ADDRESS = Pattern.compile("[.,:;!?)'\"]*(?:\\s|\\z)");
    private static final Pattern INSIDE_EMPHASIS = Pattern.compile("[.,:;!?)'\"]*[ \t]+\\S");
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
            if (!joined.isEmpty() && joins(joined.getLast(), span)) {
                Span last = joined.removeLast();
                joined.add(last.withText(last.text() + span.text()));
            } else {
                joined.add(span);
            }
        }
        return joined;
    }

    private static boolean joins(Span last, Span span) {
        return last.kind() == span.kind()
                && span.kind() != Kind.LINK
                && last.styles().equals(span.styles());
    }

    // ---- Emphasis ----

    private String write(List<Span> spans, Set<Style> within, int before, int after) {
        StringBuilder out = new StringBuilder();
        for (int at = 0, end; at < spans.size(); at = end) {
            Style found = null;
            end = at + 1;
            for (Style one : Style.values()) {
                int length = reach(spans, at, one);
                if (length > at && !within.contains(one) && (found == null || length > end)) {
                    found = one;
                    end = length;
                }
            }
            Style style = found;
            int left = out.isEmpty() ? before : out.codePointBefore(out.length());
            int right = end == spans.size() ? after : first(spans.get(end));
            boolean marks =
                    end < spans.size() && !within.containsAll(spans.get(end).styles());
            String part;
            if (style == null) {
                String rest = end < spans.size() ? rest(spans.get(end)) : after == EDGE ? "" : "*";
                part = leaf(spans.get(at), new Place(left, right, marks, !within.isEmpty()), rest);
            } else {
                Set<Style> inside = EnumSet.of(style);
                inside.addAll(within);
                List<Span> emphasised = spans.subList(at, end);
                boolean bolds = style == Style.BOLD && endsWithMark(out); // four signs would not be marks
                part = Optional.of(write(emphasised, inside, '*', '*'))
                        .filter(_ -> !bolds)
                        .flatMap(text -> wrap(style, text, new Place(left, right, marks, false)))
                        .orElseGet(() -> write(emphasised, inside, left, right));
            }
            boolean joins = left == '`' && part.startsWith("`"); // two pieces of code would become one
            out.append(joins ? " " : "").append(part);
        }
        return out.toString();
    }

    private static boolean endsWithMark(StringBuilder out) {
        int end = out.length();
        return end > 0 && out.charAt(end - 1) == '*' && (end == 1 || out.charAt(end - 2) != '\\');
    }

    private static int reach(List<Span> spans, int from, Style style) {
        int end = from;
        while (end < spans.size() && spans.get(end).styles().contains(style)) end++;
        return end;
    }

    private static int first(Span span) {
        return switch (span.kind()) {
            case TEXT, MARKDOWN -> span.text().codePointAt(0);
            case CODE -> '`';
            case LINK -> span.text().isBlank() || span.text().equals(span.address()) ? 'h' : '[';
        };
    }

    private static String rest(Span span) {
        return span.kind() == Kind.TEXT ? span.text() : "*";
    }

    /** Empty when the marks would not be marks there. */
    private static Optional<String> wrap(Style style, String inside, Place place) {
        StringBuilder lines = new StringBuilder();
        String[] all = inside.split("\n", -1);
        for (int i = 0; i < all.length; i++) {
            boolean last = i == all.length - 1;
            Place at = new Place(
                    i == 0 ? place.before() : EDGE, last ? place.after() : EDGE, last && place.marksAfter(), false);
            Optional<String> line = line(style, all[i], at);
            if (line.isEmpty()) return line;
            lines.append(i == 0 ? "" : "\n").append(line.get());
        }
        return Optional.of(lines.toString());
    }

    private static Optional<String> line(Style style, String inside, Place place) {
        int from = 0;
        int to = inside.length();
        while (from < to && isSpace(inside.charAt(from))) from++;
        while (to > from && isSpace(inside.charAt(to - 1))) to--;
        if (from == to) return Optional.of(inside);
        String core = inside.substring(from, to);
        String begin = inside.substring(0, from);
        String end = inside.substring(to);
        Place at = new Place(
                from > 0 ? ' ' : place.before(), end.isEmpty() ? place.after() : ' ', place.marksAfter(), false);
        return style.marks().stream()
                .filter(mark -> fits(mark, core, at))
                .findFirst()
                .map(mark -> begin + mark + core + mark + end);
    }

    private static boolean fits(String mark, String core, Place place) {
        int sign = mark.charAt(0);
        int last = core.codePointBefore(core.length());
        boolean ends = last == sign && !core.endsWith("\\" + mark.charAt(0));
        boolean inside = core.charAt(0) == sign || ends;
        boolean beside = place.before() == sign || place.after() == sign || place.marksAfter();
        return !(inside && sign == '*')
                && !(beside && mark.equals("*"))
                && opens(sign, place.before(), core.codePointAt(0))
                && closes(sign, last, place.after())
                && (!place.marksAfter() || closes(sign, last, '*'));
    }

    // ---- Parts ----

    /**
     * Where a text stands.
     *
     * @param before the character before it
     * @param after the character after it, or after the marks that may follow
     * @param marksAfter whether marks may follow
     * @param emphasised whether marks are around it
     */
    private record Place(int before, int after, boolean marksAfter, boolean emphasised) {}

    private String leaf(Span span, Place place, String rest) {
        return switch (span.kind()) {
            case TEXT -> text(span.text(), place, rest);
            case CODE -> code(span.text());
            case LINK -> link(span, place, rest);
            case MARKDOWN -> span.text();
        };
    }

    /** An address that is not followed by a space becomes a link, so that it ends where it ended. */
    private String text(String text, Place place, String rest) {
        StringBuilder out = new StringBuilder();
        Matcher address = ADDRESS.matcher(text);
        int at = 0;
        while (address.find()) {
            escape(text, at, address.start(), place, brackets, out);
            String following = text.substring(address.end());
            boolean ends = (place.emphasised() ? INSIDE_EMPHASIS : AFTER_ADDRESS)
                    .matcher(following.isBlank() ? rest : following)
                    .lookingAt();
            out.append(ends || address.group().startsWith("www") ? address.group() : marked(address.group()));
            at = address.end();
        }
        escape(text, at, text.length(), place, brackets, out);
        return out.toString();
    }

    private static String marked(String address) {
        return "[" + address + "](" + encoded(address) + ")";
    }

    /** Text in which addresses are no links of their own. */
    private static String literal(String text, Place place) {
        StringBuilder out = new StringBuilder();
        escape(text, 0, text.length(), place, true, out);
        return out.toString();
    }

    private static void escape(String text, int from, int to, Place place, boolean brackets, StringBuilder out) {
        for (int at = from; at < to; ) {
            char sign = text.charAt(at);
            int end = at + 1;
            while (end < to && text.charAt(end) == sign && "*_~".indexOf(sign) >= 0) end++;
            int left = at == 0 ? place.before() : text.codePointBefore(at);
            int right = end == text.length() ? place.after() : text.codePointAt(end);
            boolean mark = switch (sign) {
                case '\\' ->
                    place.emphasised()
                            || (end == text.length() && place.marksAfter())
                            || right == EDGE
                            || (right < 128 && isPunctuation(right));
                case '`' -> true;
                case '*', '_', '~' ->
                    place.emphasised()
                            || (end == text.length() && place.marksAfter())
                            || opens(sign, left, right)
                            || closes(sign, left, right);
                case '@' -> asciiWord(right) && !asciiWord(left); // literal text mentions no user
                case '[', ']' -> brackets;
                case '<' -> TAG.matcher(text).region(at, text.length()).lookingAt();
                default -> false;
            };
            for (int i = at; i < end; i++) out.append(mark ? "\\" : "").append(sign);
            at = end;
        }
    }

    private static boolean asciiWord(int point) {
        return point < 128 && Character.isLetterOrDigit(point);
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
        boolean padded = text.startsWith("`") || text.endsWith("`") || (text.startsWith(" ") && text.endsWith(" "));
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

    private static String link(Span span, Place place, String rest) {
        String address = span.address().strip();
        String label = span.text().replaceAll("\\s+", " ").strip();
        if (label.isEmpty()) label = address;
        if (!LINKABLE.matcher(address).matches()) {
            return literal(label.equals(address) ? label : label + " (" + address + ")", place);
        }
        boolean bare = label.equals(address)
                && BARE.matcher(address).matches()
                && balanced(address)
                && !Character.isLetterOrDigit(place.before())
                && AFTER_BARE.matcher(rest).lookingAt();
        if (bare) return address;
        if (address.equalsIgnoreCase("mailto:" + label)) return literal(label, place);
        return "[" + literal(label, new Place('[', ']', false, place.emphasised())) + "](" + encoded(address) + ")";
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
