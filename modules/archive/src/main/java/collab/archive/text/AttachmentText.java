package collab.archive.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Writes a message attachment, a card below a message that Slack and Mattermost describe with the same fields, as a
 * quote: every text that is shown. Colours, icons and small pictures are not imported.
 *
 * @param formatted converts a text with formatting to Markdown
 * @param plain the literal text of a text without formatting
 */
public record AttachmentText(UnaryOperator<String> formatted, UnaryOperator<String> plain) {

    /** @param blocks the attachment's blocks as Markdown, which replace its texts; empty when it has none */
    public void write(JsonNode attachment, String blocks, MarkdownBuilder out) {
        String pretext = formatted(attachment, "pretext");
        if (!pretext.isBlank()) out.gap().markdown(pretext);
        MarkdownBuilder card = new MarkdownBuilder();
        head(attachment, card);
        if (blocks.isBlank()) card.markdown(formatted(attachment, "text"));
        else card.markdown(blocks);
        fields(attachment.path("fields"), card);
        String image = JsonText.of(attachment, "image_url");
        if (!image.isBlank()) card.text(MarkdownText.link("image", image));
        actions(attachment.path("actions"), card);
        String footer = JsonText.of(attachment, "footer");
        if (!footer.isBlank()) card.text(MarkdownText.of(plain.apply(footer)));
        if (card.isEmpty() && pretext.isBlank()) {
            card.text(MarkdownText.of(plain.apply(JsonText.of(attachment, "fallback"))));
        }
        if (!card.isEmpty()) out.gap().quote(card.toString()).gap();
    }

    private void head(JsonNode attachment, MarkdownBuilder card) {
        List<String> from = new ArrayList<>();
        String service = JsonText.of(attachment, "service_name");
        String author = JsonText.of(attachment, "author_name");
        if (!service.isBlank()) from.add(link(service, JsonText.of(attachment, "service_url")));
        if (!author.isBlank()) from.add(link(author, JsonText.of(attachment, "author_link")));
        if (!from.isEmpty()) card.text(String.join(" · ", from));
        String title = JsonText.of(attachment, "title");
        if (title.isBlank()) return;
        Span.Kind kind = JsonText.of(attachment, "title_link").isBlank() ? Span.Kind.TEXT : Span.Kind.LINK;
        card.text(MarkdownText.of(List.of(new Span(
                kind,
                plain.apply(title),
                plain.apply(JsonText.of(attachment, "title_link")),
                java.util.Set.of(Span.Style.BOLD)))));
    }

    private String link(String label, String address) {
        return MarkdownText.link(plain.apply(label), plain.apply(address));
    }

    private void fields(JsonNode fields, MarkdownBuilder card) {
        for (JsonNode field : fields) {
            String title = JsonText.of(field, "title");
            String value = formatted.apply(JsonText.of(field, "value"));
            String name = title.isBlank() ? "" : MarkdownText.bold(plain.apply(title));
            boolean line = !name.isEmpty() && !value.isBlank() && value.indexOf('\n') < 0;
            if (line) {
                card.text(name + ": " + value);
            } else {
                if (!name.isEmpty()) card.text(name);
                card.markdown(value);
            }
        }
    }

    /** The labels of buttons and choices. */
    private void actions(JsonNode actions, MarkdownBuilder card) {
        List<String> labels = new ArrayList<>();
        for (JsonNode action : actions) {
            String label = JsonText.first(action, "text", "name");
            if (!label.isBlank()) labels.add(link(label, JsonText.of(action, "url")));
            for (JsonNode option : action.path("options")) {
                labels.add(MarkdownText.of(plain.apply(JsonText.first(option, "text", "value"))));
            }
        }
        labels.removeIf(String::isBlank);
        if (!labels.isEmpty()) card.text(String.join(" · ", labels));
    }

    private String formatted(JsonNode attachment, String name) {
        String text = JsonText.of(attachment, name);
        JsonNode formattedNames = attachment.path("mrkdwn_in");
        boolean literal = formattedNames.isArray() && !names(formattedNames).contains(name);
        return literal && !name.equals("text")
                ? new MarkdownBuilder().text(MarkdownText.of(plain.apply(text))).toString()
                : formatted.apply(text);
    }

    private static List<String> names(JsonNode array) {
        List<String> names = new ArrayList<>();
        array.forEach(name -> names.add(JsonText.of(name)));
        return names;
    }
}
