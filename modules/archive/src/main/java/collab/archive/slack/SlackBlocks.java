package collab.archive.slack;

import collab.archive.text.JsonText;
import collab.archive.text.MarkdownBuilder;
import collab.archive.text.MarkdownText;
import collab.archive.text.SingleLine;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the blocks of a message as Markdown: every text that Slack shows, the labels of buttons and choices included.
 * Buttons are not imported as buttons.
 */
record SlackBlocks(SlackMarkup markup, SlackRichText rich) {
    private static final String BETWEEN = " · ";

    SlackBlocks(SlackNames names) {
        this(new SlackMarkup(names), new SlackRichText(names));
    }

    String write(JsonNode blocks) {
        MarkdownBuilder out = new MarkdownBuilder();
        for (JsonNode block : blocks) {
            boolean rich = JsonText.of(block, "type").equals("rich_text");
            if (!rich) out.gap();
            write(block, out);
            if (!rich) out.gap();
        }
        return out.toString();
    }

    static boolean onlyRichText(JsonNode blocks) {
        for (JsonNode block : blocks) if (!JsonText.of(block, "type").equals("rich_text")) return false;
        return true;
    }

    private void write(JsonNode block, MarkdownBuilder out) {
        switch (JsonText.of(block, "type")) {
            case "rich_text" -> rich.write(block, out);
            case "header" -> add(out, MarkdownText.bold(JsonText.of(block.path("text"), "text")));
            case "section" -> section(block, out);
            case "context", "actions", "context_actions" -> add(out, elements(block.path("elements")));
            case "image" -> image(block, out);
            case "input" -> input(block, out);
            case "table" -> table(block.path("rows"), out);
            case "video" -> video(block, out);
            case "call" -> call(block.at("/call/v1"), block, out);
            case "markdown" -> out.markdown(JsonText.of(block, "text"));
            case "divider", "file" -> {} // without words; files are listed by the message
            default -> add(out, MarkdownText.of(SlackTexts.all(block)));
        }
    }

    private void section(JsonNode block, MarkdownBuilder out) {
        out.markdown(text(block.path("text")));
        for (JsonNode field : block.path("fields")) {
            out.markdown(text(field));
        }
        add(out, element(block.path("accessory")));
    }

    private static void image(JsonNode block, MarkdownBuilder out) {
        add(out, MarkdownText.bold(JsonText.of(block.path("title"), "text")));
        add(out, picture(block));
    }

    /** The alternative text with the address of the picture. */
    private static String picture(JsonNode image) {
        String address = JsonText.first(image, "image_url");
        if (address.isEmpty()) address = JsonText.first(image.path("slack_file"), "url", "id");
        String label = JsonText.of(image, "alt_text");
        return label.isBlank() && address.isBlank()
                ? ""
                : MarkdownText.link(label.isBlank() ? "image" : label, address);
    }

    private void input(JsonNode block, MarkdownBuilder out) {
        add(out, MarkdownText.bold(JsonText.of(block.path("label"), "text")));
        add(out, element(block.path("element")));
        out.markdown(text(block.path("hint")));
    }

    private void video(JsonNode block, MarkdownBuilder out) {
        String address = JsonText.first(block, "title_url", "video_url");
        String title = JsonText.of(block.path("title"), "text");
        add(out, MarkdownText.link(title.isBlank() ? JsonText.of(block, "alt_text") : title, address));
        add(out, MarkdownText.of(JsonText.of(block, "author_name")));
        out.markdown(text(block.path("description")));
    }

    private static void call(JsonNode call, JsonNode block, MarkdownBuilder out) {
        if (call.isMissingNode()) add(out, MarkdownText.of(SlackTexts.all(block)));
        else add(out, MarkdownText.link(JsonText.first(call, "name", "id"), JsonText.of(call, "join_url")));
    }

    private void table(JsonNode rows, MarkdownBuilder out) {
        List<List<String>> cells = new ArrayList<>();
        for (JsonNode row : rows) {
            List<String> line = new ArrayList<>();
            for (JsonNode cell : row) {
                line.add(
                        JsonText.of(cell, "type").equals("rich_text")
                                ? rich.inline(cell)
                                : MarkdownText.of(JsonText.of(cell, "text")));
            }
            cells.add(line);
        }
        if (!cells.isEmpty()) out.table(cells);
    }

    // ---- Elements ----

    private String elements(JsonNode elements) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : elements) {
            String text = SingleLine.of(element(element));
            if (!text.isBlank()) texts.add(text.strip());
        }
        return String.join(BETWEEN, texts);
    }

    private String element(JsonNode element) {
        return switch (JsonText.of(element, "type")) {
            case "" -> "";
            case "mrkdwn", "plain_text" -> inline(element);
            case "image" -> picture(element);
            case "button", "workflow_button" ->
                MarkdownText.link(JsonText.of(element.path("text"), "text"), JsonText.of(element, "url"));
            case "radio_buttons", "checkboxes", "overflow" -> options(element);
            default -> choice(element);
        };
    }

    private String options(JsonNode element) {
        List<String> texts = new ArrayList<>();
        for (JsonNode option : element.path("options")) {
            String text = inline(option.path("text"));
            String more = inline(option.path("description"));
            texts.add(more.isBlank() ? text : text + " (" + more + ")");
        }
        return String.join(BETWEEN, texts);
    }

    /** A menu or a field: its prompt, its choices and what is chosen. */
    private String choice(JsonNode element) {
        List<String> texts = new ArrayList<>();
        for (String name : List.of("placeholder", "initial_option")) {
            JsonNode part = element.path(name);
            texts.add(inline(part.has("type") ? part : part.path("text")));
        }
        texts.add(options(element));
        for (JsonNode group : element.path("option_groups")) {
            texts.add(inline(group.path("label")));
            texts.add(options(group));
        }
        for (String name : List.of("initial_value", "initial_date", "initial_time", "fallback")) {
            texts.add(MarkdownText.of(JsonText.of(element, name)));
        }
        texts.removeIf(String::isBlank);
        return texts.isEmpty() ? MarkdownText.of(SlackTexts.all(element)) : String.join(BETWEEN, texts);
    }

    private String inline(JsonNode text) {
        String words = JsonText.of(text, "text");
        return JsonText.of(text, "type").equals("mrkdwn") ? markup.line(words) : MarkdownText.of(words);
    }

    /** Several lines. */
    private String text(JsonNode text) {
        String words = JsonText.of(text, "text");
        return JsonText.of(text, "type").equals("mrkdwn")
                ? markup.translate(words)
                : new MarkdownBuilder().text(MarkdownText.of(words)).toString();
    }

    private static void add(MarkdownBuilder out, String text) {
        if (!text.isBlank()) out.text(text);
    }
}
