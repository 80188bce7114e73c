package collab.archive.slack;

import collab.archive.text.JsonText;
import collab.archive.text.MarkdownBuilder;
import collab.archive.text.MarkdownText;
import collab.archive.text.Span;
import collab.archive.text.Span.Style;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Writes rich text of Slack, the block in which people write, as Markdown. */
record SlackRichText(SlackNames names) {

    /** @param block of type {@code rich_text} */
    void write(JsonNode block, MarkdownBuilder out) {
        for (JsonNode element : block.path("elements")) {
            switch (JsonText.of(element, "type")) {
                case "rich_text_list" -> list(element, out);
                case "rich_text_quote" -> quote(element, out);
                case "rich_text_preformatted" -> preformatted(element, out);
                default -> out.text(inline(element));
            }
        }
    }

    private void quote(JsonNode element, MarkdownBuilder out) {
        String text = new MarkdownBuilder().text(inline(element)).toString();
        boolean nested = element.path("border").asInt() > 0;
        out.quote(nested ? new MarkdownBuilder().quote(text).toString() : text);
    }

    private void preformatted(JsonNode element, MarkdownBuilder out) {
        StringBuilder code = new StringBuilder();
        for (Span span : spans(element)) {
            code.append(span.text().isEmpty() ? span.address() : span.text());
        }
        MarkdownBuilder fence = new MarkdownBuilder().fence(code.toString());
        if (element.path("border").asInt() > 0) out.quote(fence.toString());
        else out.fence(code.toString());
    }

    private void list(JsonNode list, MarkdownBuilder out) {
        boolean ordered = JsonText.of(list, "style").equals("ordered");
        int number = list.path("offset").asInt() + 1;
        MarkdownBuilder target = new MarkdownBuilder();
        boolean quoted = list.path("border").asInt() > 0;
        for (JsonNode item : list.path("elements")) {
            String mark = ordered ? number++ + "." : "-";
            (quoted ? target : out).item(list.path("indent").asInt(), mark, inline(item));
        }
        if (quoted) out.quote(target.toString());
    }

    /** The text of a section, a quote, or an item of a list. */
    String inline(JsonNode section) {
        return MarkdownText.of(spans(section));
    }

    private List<Span> spans(JsonNode section) {
        List<Span> spans = new ArrayList<>();
        for (JsonNode element : section.path("elements")) {
            if (element.path("elements").isArray()) spans.addAll(spans(element));
            else spans.add(span(element));
        }
        return spans;
    }

    private Span span(JsonNode element) {
        Set<Style> styles = styles(element.path("style"));
        String text = JsonText.of(element, "text");
        boolean code = element.at("/style/code").asBoolean();
        return switch (JsonText.of(element, "type")) {
            case "text" -> code ? Span.code(text, styles) : Span.text(text, styles);
            case "link" -> link(element, text, styles, code);
            case "user" -> SlackReference.mention(names.person(JsonText.of(element, "user_id"), text), styles);
            case "usergroup" -> SlackReference.mention(names.group(JsonText.of(element, "usergroup_id"), text), styles);
            case "channel" -> Span.text("#" + names.channel(JsonText.of(element, "channel_id"), text), styles);
            case "broadcast" ->
                SlackReference.mention(JsonText.of(element, "range").equals("here") ? "here" : "channel", styles);
            case "emoji" -> emoji(element, styles);
            case "date" -> date(element, styles);
            default -> Span.text(SlackTexts.all(element), styles);
        };
    }

    private static Span link(JsonNode element, String text, Set<Style> styles, boolean code) {
        String address = JsonText.of(element, "url");
        return code && (text.isEmpty() || text.equals(address))
                ? Span.code(address, styles)
                : Span.link(text, address, styles);
    }

    private static Span emoji(JsonNode element, Set<Style> styles) {
        String name = JsonText.of(element, "name");
        String tone = JsonText.of(element, "skin_tone");
        boolean toned = !tone.isEmpty() && !name.contains("::");
        return Span.markdown(":" + name + (toned ? "::skin-tone-" + tone : "") + ":", styles);
    }

    private static Span date(JsonNode element, Set<Style> styles) {
        String fallback = JsonText.of(element, "fallback");
        String text = fallback.isBlank()
                ? SlackReference.date(JsonText.of(element, "timestamp"), JsonText.of(element, "format"))
                : fallback;
        String address = JsonText.of(element, "url");
        return address.isEmpty() ? Span.text(text, styles) : Span.link(text, address, styles);
    }

    private static Set<Style> styles(JsonNode style) {
        Set<Style> styles = EnumSet.noneOf(Style.class);
        if (style.path("bold").asBoolean()) styles.add(Style.BOLD);
        if (style.path("italic").asBoolean()) styles.add(Style.ITALIC);
        if (style.path("strike").asBoolean()) styles.add(Style.STRIKE);
        return styles;
    }
}
