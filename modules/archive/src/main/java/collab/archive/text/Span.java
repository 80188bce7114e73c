package collab.archive.text;

import java.util.List;
import java.util.Set;

/**
 * A part of a formatted text with one format.
 *
 * @param address of a link; otherwise empty
 */
public record Span(Kind kind, String text, String address, Set<Style> styles) {
    /** How the text of a span is written. */
    public enum Kind {
        /** Literal text. */
        TEXT,
        CODE,
        LINK,
        /** Markdown as it is, for example a mention or the short name of an emoji. */
        MARKDOWN
    }

    /** Emphasis. Code and links can be emphasised too. */
    public enum Style {
        BOLD("**", "**"),
        ITALIC("_", "*"),
        STRIKE("~~", "~~");

        private final String mark;
        private final String otherwise;

        Style(String mark, String otherwise) {
            this.mark = mark;
            this.otherwise = otherwise;
        }

        /** The first that fits is used. */
        List<String> marks() {
            return List.of(mark, otherwise);
        }
    }

    public Span {
        styles = Set.copyOf(styles);
    }

    public static Span text(String text, Set<Style> styles) {
        return new Span(Kind.TEXT, text, "", styles);
    }

    public static Span code(String text, Set<Style> styles) {
        return new Span(Kind.CODE, text, "", styles);
    }

    /** @param label the address is shown when it is blank */
    public static Span link(String label, String address, Set<Style> styles) {
        return new Span(Kind.LINK, label, address, styles);
    }

    public static Span markdown(String text, Set<Style> styles) {
        return new Span(Kind.MARKDOWN, text, "", styles);
    }

    Span withText(String other) {
        return new Span(kind, other, address, styles);
    }
}
