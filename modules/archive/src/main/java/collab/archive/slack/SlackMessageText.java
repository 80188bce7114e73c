package collab.archive.slack;

import collab.archive.text.AttachmentText;
import collab.archive.text.JsonText;
import collab.archive.text.MarkdownBuilder;
import collab.archive.text.MarkdownText;
import collab.archive.text.Span.Style;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The whole text of a message: what was written, its blocks, its attachments and its files. Blocks are what Slack shows, so
 * they replace the text unless the text has words of its own.
 */
final class SlackMessageText {
    private static final String PLACEHOLDER = "This content can't be displayed.";

    /** In rich text the text is a copy; it counts as different only when most of its words are. */
    private static final double COPY = 0.5;

    private final SlackMarkup markup;
    private final SlackBlocks blocks;
    private final AttachmentText attachments;

    SlackMessageText(SlackNames names) {
        this.markup = new SlackMarkup(names);
        this.blocks = new SlackBlocks(names);
        this.attachments = new AttachmentText(markup::translate, this::plain);
    }

    /** Plain texts of attachments can contain references too. */
    private String plain(String text) {
        return SlackMarkup.entities(text);
    }

    /** @param lost receives what the text does not contain, by kind */
    String of(JsonNode message, Consumer<String> lost) {
        MarkdownBuilder out = new MarkdownBuilder();
        out.markdown(said(message));
        for (JsonNode attachment : message.path("attachments")) attachment(attachment, out);
        files(message, out, lost);
        return out.toString();
    }

    // ---- Text and blocks ----

    private String said(JsonNode message) {
        Set<Style> styles = JsonText.of(message, "subtype").equals("me_message") ? Set.of(Style.ITALIC) : Set.of();
        String text = markup.translate(JsonText.of(message, "text"), styles);
        String comment = JsonText.of(message.path("comment"), "comment");
        if (SlackTexts.missing(comment, text) > 0) text = joined(text, markup.translate(comment));
        String shown = blocks.write(message.path("blocks"));
        if (shown.isBlank()) return text;
        double missing = SlackTexts.missing(text, shown);
        boolean copy = SlackBlocks.onlyRichText(message.path("blocks")) ? missing <= COPY : missing == 0;
        return copy || text.strip().equals(PLACEHOLDER) ? shown : joined(text, shown);
    }

    private static String joined(String first, String second) {
        return new MarkdownBuilder().markdown(first).gap().markdown(second).toString();
    }

    // ---- Attachments ----

    private void attachment(JsonNode attachment, MarkdownBuilder out) {
        String shown = blocks.write(attachment.path("blocks"));
        if (shown.isBlank() && JsonText.of(attachment, "text").isBlank()) {
            for (JsonNode shared : attachment.path("message_blocks")) {
                shown = joined(shown, blocks.write(shared.at("/message/blocks")));
            }
        }
        attachments.write(attachment, shown, out);
        for (JsonNode file : attachment.path("files")) out.gap().quote(link(file));
    }

    // ---- Files ----

    private void files(JsonNode message, MarkdownBuilder out, Consumer<String> lost) {
        boolean one = message.path("files").isEmpty() && message.path("file").isObject();
        for (JsonNode file : one ? java.util.List.of(message.path("file")) : message.path("files")) {
            String link = link(file);
            String comment = JsonText.of(file.path("initial_comment"), "comment");
            if (SlackTexts.missing(comment, out.toString()) > 0) out.markdown(markup.translate(comment));
            if (link.isBlank()) {
                lost.accept("a file without a name or an address");
            } else {
                if (!out.toString().contains(link)) out.text(link);
                lost.accept("a file; its name and address are in the text");
            }
        }
    }

    private static String link(JsonNode file) {
        String name = JsonText.first(file, "title", "name");
        String deleted = JsonText.of(file, "mode").equals("tombstone") ? "deleted file" : "file";
        String address = SlackMarkup.entities(JsonText.first(file, "permalink", "url_private"));
        if (name.isBlank() && address.isBlank())
            return deleted.equals("file") ? "" : MarkdownText.of("(a deleted file)");
        return MarkdownText.link(name.isBlank() ? deleted : SlackMarkup.entities(name), address);
    }
}
