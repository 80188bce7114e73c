import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Writes the reference pages of the API from the contract:
 * {@code java GenerateReference.java markdown|html OPENRPC-JSON OUTPUT-DIRECTORY}.
 *
 * <p>There is one page per namespace of methods, and a page each for events, errors and schemas, and an index. Both formats
 * have the same pages and texts. With {@code html} the file {@code pages.txt} lists the pages, because the classes that
 * serve them cannot list a folder inside a runtime image. Equal input gives equal bytes.
 */
static final ObjectMapper MAPPER = new ObjectMapper();

JsonNode document;

void main(String[] args) throws IOException {
    if (args.length != 3) throw new IllegalArgumentException("usage: GenerateReference.java markdown|html OPENRPC-JSON OUTPUT-DIRECTORY");
    document = MAPPER.readTree(Path.of(args[1]).toFile());
    Format format = switch (args[0]) {
        case "markdown" -> Format.MARKDOWN;
        case "html" -> Format.HTML;
        default -> throw new IllegalArgumentException("format must be markdown or html, got " + args[0]);
    };
    new FileWriter(format, Path.of(args[2])).write(pages());
}

// ---- Pages -----------------------------------------------------------------------------------------------------------

/** A page as blocks of text. {@code name} is also the name of its file. */
record Page(String name, String title, List<Block> blocks) {}

sealed interface Block {
    record Heading(int level, String text) implements Block {}

    /** Text may contain `code` and links as {@link #link} makes them. */
    record Paragraph(String text) implements Block {}

    record Table(List<String> columns, List<List<String>> rows) implements Block {}

    record Code(String language, String text) implements Block {}
}

static final String INDEX = "index";
static final String EVENTS = "events";
static final String ERRORS = "errors";
static final String SCHEMAS = "schemas";

/** The errors that many methods share. Their components name the code; the other components stand for several codes. */
static final Map<String, String> SHARED_ERRORS = Map.of(
        "InvalidParams", "invalid_params", "Unauthenticated", "unauthenticated",
        "RateLimited", "rate_limited", "Unavailable", "unavailable");

List<Page> pages() {
    List<Page> pages = new ArrayList<>();
    pages.add(index());
    document.path("x-namespaces").properties().forEach(entry -> pages.add(namespace(entry.getKey(), entry.getValue().asText())));
    pages.add(events());
    pages.add(errors());
    pages.add(schemas());
    return pages;
}

Page index() {
    List<Block> blocks = new ArrayList<>();
    for (String paragraph : document.at("/info/description").asText().split("\n\n")) blocks.add(new Block.Paragraph(paragraph));
    blocks.add(new Block.Heading(2, "Methods"));
    List<List<String>> namespaces = new ArrayList<>();
    document.path("x-namespaces").properties().forEach(entry -> namespaces.add(List.of(
            link("`" + entry.getKey() + "`", entry.getKey(), ""), entry.getValue().asText())));
    blocks.add(new Block.Table(List.of("Namespace", "Contents"), namespaces));
    List<List<String>> methods = new ArrayList<>();
    for (JsonNode method : document.path("methods")) {
        methods.add(List.of(methodLink(method), summary(method)));
    }
    blocks.add(new Block.Table(List.of("Method", "Purpose"), methods));
    blocks.add(new Block.Heading(2, "Rate classes"));
    blocks.add(new Block.Paragraph("The server limits the calls of each caller per rate class. A call that exceeds the limit is rejected with "
            + errorLink("rate_limited") + ". The limits below are the defaults; the server's configuration can change them."));
    List<List<String>> classes = new ArrayList<>();
    document.path("x-rate-classes").properties().forEach(entry -> classes.add(List.of("`" + entry.getKey() + "`", entry.getValue().asText())));
    blocks.add(new Block.Table(List.of("Rate class", "Limit"), classes));
    blocks.add(new Block.Heading(2, "More"));
    blocks.add(new Block.Paragraph(link("Events", EVENTS, "") + " that the server sends to clients, " + link("errors", ERRORS, "")
            + " that calls are rejected with, and " + link("schemas", SCHEMAS, "") + " of parameters, results and events."));
    return new Page(INDEX, "API reference", blocks);
}

Page namespace(String namespace, String contents) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Paragraph(contents));
    List<JsonNode> methods = methodsOf(namespace);
    if (methods.isEmpty()) throw new IllegalArgumentException("x-namespaces names " + namespace + ", but no method belongs to it");
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode method : methods) rows.add(List.of(methodLink(method), summary(method)));
    blocks.add(new Block.Table(List.of("Method", "Purpose"), rows));
    for (JsonNode method : methods) describe(method, blocks);
    return new Page(namespace, namespace, blocks);
}

List<JsonNode> methodsOf(String namespace) {
    List<JsonNode> methods = new ArrayList<>();
    for (JsonNode method : document.path("methods")) if (namespaceOf(method).equals(namespace)) methods.add(method);
    return methods;
}

String namespaceOf(JsonNode method) {
    String namespace = method.at("/tags/0/name").asText();
    if (!document.path("x-namespaces").has(namespace)) throw new IllegalArgumentException("x-namespaces does not describe the namespace " + namespace);
    return namespace;
}

// ---- Methods ---------------------------------------------------------------------------------------------------------

void describe(JsonNode method, List<Block> blocks) {
    blocks.add(new Block.Heading(2, method.path("name").asText()));
    blocks.add(new Block.Paragraph(summary(method) + ". " + method.path("description").asText()));
    blocks.add(new Block.Paragraph(access(method)));
    parameters(method, blocks);
    result(method, blocks);
    errors(method, blocks);
    events(method, blocks);
    for (JsonNode example : method.path("examples")) example(method, example, blocks);
}

static String summary(JsonNode method) {
    return method.path("summary").asText();
}

String access(JsonNode method) {
    String session = method.path("x-auth").asText().equals("none") ? "no authentication required" : "login session or access token required";
    String scope = method.path("x-scope").asText("any");
    if (scope.equals("account")) session = "login session required";
    else if (!scope.equals("any")) session = "login session or access token with scope `" + scope + "` required";
    if (method.path("x-confirmation").asBoolean()) session = "login session with a confirmation within 15 minutes required";
    String rate = method.path("x-rate-class").asText();
    String limit = rate.equals("none") ? "no rate limit" : "rate class " + link("`" + rate + "`", INDEX, "Rate classes");
    String change = method.path("x-mutating").asBoolean() ? "changes data" : "changes no data";
    return "Access: " + session + "; " + limit + "; " + change + ".";
}

void parameters(JsonNode method, List<Block> blocks) {
    blocks.add(new Block.Heading(3, "Parameters"));
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode param : method.path("params")) {
        String name = param.path("name").asText();
        rows.add(List.of(
                "`" + name + "`", type(param.path("schema")), param.path("required").asBoolean() ? "yes" : "no",
                param.path("description").asText(described(name, param.path("schema")))));
    }
    if (rows.isEmpty()) blocks.add(new Block.Paragraph("None."));
    else blocks.add(new Block.Table(List.of("Name", "Type", "Required", "Description"), rows));
}

void result(JsonNode method, List<Block> blocks) {
    blocks.add(new Block.Heading(3, "Result"));
    JsonNode schema = method.at("/result/schema");
    if (!schema.has("properties")) {
        blocks.add(new Block.Paragraph("An object: " + schema.path("description").asText()));
    } else if (schema.path("properties").isEmpty()) {
        blocks.add(new Block.Paragraph("An empty object."));
    } else {
        blocks.add(members(schema));
    }
}

/** The members of an object. */
Block members(JsonNode schema) {
    Set<String> required = new HashSet<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    List<List<String>> rows = new ArrayList<>();
    schema.path("properties").properties().forEach(member -> rows.add(List.of(
            "`" + member.getKey() + "`", type(member.getValue()), required.contains(member.getKey()) ? "always" : "optional",
            described(member.getKey(), member.getValue()))));
    return new Block.Table(List.of("Name", "Type", "Present", "Description"), rows);
}

void errors(JsonNode method, List<Block> blocks) {
    Set<String> codes = new LinkedHashSet<>();
    method.path("x-error-codes").forEach(code -> codes.add(code.asText()));
    for (JsonNode error : method.path("errors")) {
        String shared = SHARED_ERRORS.get(lastSegment(error.path("$ref").asText()));
        if (shared != null) codes.add(shared);
    }
    blocks.add(new Block.Heading(3, "Errors"));
    List<List<String>> rows = new ArrayList<>();
    for (String code : codes) {
        JsonNode error = document.path("x-error-codes").path(code);
        rows.add(List.of(errorLink(code), error.path("code").asText(), error.path("message").asText()));
    }
    blocks.add(new Block.Table(List.of("Code", "Number", "Meaning"), rows));
}

void events(JsonNode method, List<Block> blocks) {
    if (method.path("x-events").isEmpty()) return;
    blocks.add(new Block.Heading(3, "Events"));
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode type : method.path("x-events")) {
        JsonNode event = document.path("x-event-types").path(type.asText());
        rows.add(List.of(link("`" + type.asText() + "`", EVENTS, type.asText()), event.at("/x-audience/who").asText()));
    }
    blocks.add(new Block.Table(List.of("Event", "Sent to"), rows));
}

void example(JsonNode method, JsonNode example, List<Block> blocks) {
    blocks.add(new Block.Heading(3, "Example: " + example.path("name").asText()));
    ObjectNode request = MAPPER.createObjectNode().put("jsonrpc", "2.0").put("id", 1).put("method", method.path("name").asText());
    ObjectNode params = request.putObject("params");
    example.path("params").forEach(param -> params.set(param.path("name").asText(), param.path("value")));
    blocks.add(new Block.Code("json", json(request, 0)));
    ObjectNode response = MAPPER.createObjectNode().put("jsonrpc", "2.0").put("id", 1);
    String note = example.at("/result/description").asText();
    if (!note.isEmpty()) {
        blocks.add(new Block.Paragraph(note)); // the value then only satisfies the schema and is not what the server returns
    } else if (example.has("result")) {
        response.set("result", example.at("/result/value"));
        blocks.add(new Block.Code("json", json(response, 0)));
    }
}

// ---- Events, errors, schemas -----------------------------------------------------------------------------------------

Page events() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Paragraph("The server sends these events to clients over WebSocket and returns them from "
            + link("`session.pull`", "session", "session.pull") + ". A signal is not stored in the event log and is never replayed."));
    List<List<String>> rows = new ArrayList<>();
    document.path("x-event-types").properties().forEach(entry -> rows.add(List.of(
            link("`" + entry.getKey() + "`", EVENTS, entry.getKey()), entry.getValue().at("/x-audience/who").asText())));
    blocks.add(new Block.Table(List.of("Event", "Sent to"), rows));
    document.path("x-event-types").properties().forEach(entry -> {
        blocks.add(new Block.Heading(2, entry.getKey()));
        blocks.add(new Block.Paragraph(entry.getValue().at("/schema/description").asText()
                + " Sent to " + entry.getValue().at("/x-audience/who").asText() + "."));
        blocks.add(members(entry.getValue().path("schema")));
        List<String> causes = new ArrayList<>();
        for (JsonNode method : document.path("methods")) {
            for (JsonNode type : method.path("x-events")) if (type.asText().equals(entry.getKey())) causes.add(methodLink(method));
        }
        if (!causes.isEmpty()) blocks.add(new Block.Paragraph("Caused by " + String.join(", ", causes) + "."));
    });
    return new Page(EVENTS, "Events", blocks);
}

Page errors() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Paragraph("The error object of a JSON-RPC response contains `code`, the number; `message`, a short text; and `data`. "
            + "`data.code` is the stable code of the table. `data.detail`, when present, describes the rejected value. "
            + "For `invalid_params`, `data.pointer`, `data.expected` and `data.actual` describe the parameter. "
            + "For `rate_limited` and `unavailable`, `data.retry_after_ms` is the time in milliseconds after which the client may repeat the call. "
            + "For `unavailable`, `data.outcome` is `not_executed` or `unknown`."));
    List<List<String>> rows = new ArrayList<>();
    document.path("x-error-codes").properties().forEach(entry -> rows.add(List.of(
            "`" + entry.getKey() + "`", entry.getValue().path("code").asText(), entry.getValue().path("message").asText())));
    blocks.add(new Block.Table(List.of("Code", "Number", "Meaning"), rows));
    return new Page(ERRORS, "Errors", blocks);
}

Page schemas() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Paragraph("The named types of parameters, results and events, in alphabetical order."));
    Map<String, JsonNode> sorted = new TreeMap<>();
    document.at("/components/schemas").properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    sorted.forEach((name, schema) -> {
        blocks.add(new Block.Heading(2, name));
        blocks.add(new Block.Paragraph(schema.path("description").asText()));
        if (schema.has("properties")) blocks.add(members(schema));
        else blocks.add(new Block.Paragraph("Type: " + bounds(schema) + "."));
    });
    return new Page(SCHEMAS, "Schemas", blocks);
}

// ---- Types -----------------------------------------------------------------------------------------------------------

String type(JsonNode schema) {
    if (schema.has("$ref")) {
        String name = lastSegment(schema.path("$ref").asText());
        return link(name, SCHEMAS, name);
    }
    return switch (schema.path("type").asText()) {
        case "array" -> "array of " + type(schema.path("items")) + items(schema);
        case "object" -> schema.has("additionalProperties") && schema.path("additionalProperties").isObject()
                ? "object from " + type(schema.path("propertyNames")) + " to " + type(schema.path("additionalProperties"))
                : "object";
        default -> bounds(schema);
    };
}

static String items(JsonNode schema) {
    if (schema.has("minItems") && schema.has("maxItems")) return ", " + schema.path("minItems") + " to " + schema.path("maxItems");
    return schema.has("maxItems") ? ", at most " + schema.path("maxItems") : "";
}

/** The type and bounds of a string, number or boolean. */
static String bounds(JsonNode schema) {
    String type = schema.path("type").asText();
    if (schema.has("enum")) {
        List<String> values = new ArrayList<>();
        schema.path("enum").forEach(value -> values.add("`" + value.asText() + "`"));
        return "one of " + String.join(", ", values);
    }
    StringBuilder text = new StringBuilder(type);
    if (schema.has("minimum")) text.append(", ").append(schema.path("minimum").asText()).append(" to ").append(schema.path("maximum").asText());
    if (schema.has("maxLength")) {
        text.append(", ").append(schema.path("minLength").asInt()).append(" to ").append(schema.path("maxLength").asText()).append(" characters");
    }
    if (schema.has("pattern")) text.append(", matching `").append(schema.path("pattern").asText()).append('`');
    if (schema.has("default")) text.append(", default `").append(schema.path("default").asText()).append('`');
    return text.toString();
}

/**
 * The description of a member without one of its own: an id is described by its entity, an object by the first sentence of
 * its schema, which the type links to, and the rest by the schema.
 */
String described(String name, JsonNode schema) {
    if (schema.path("$ref").asText().endsWith("/Id")) {
        return name.equals("id") ? "The id." : "The id of the " + name.replaceFirst("_id$", "").replace('_', ' ') + ".";
    }
    JsonNode resolved = schema.has("$ref") ? document.at(schema.path("$ref").asText().substring(1)) : schema;
    String description = resolved.path("description").asText();
    return resolved.has("properties") ? description.replaceFirst("(?s)\\. .*", ".") : description;
}

// ---- Text ------------------------------------------------------------------------------------------------------------

/** A link to a heading of a page, or to the page itself when the heading is empty. The formats add the file extension. */
static String link(String text, String page, String heading) {
    return "[" + text + "](" + page + "#" + anchor(heading) + ")";
}

String methodLink(JsonNode method) {
    String name = method.path("name").asText();
    return link("`" + name + "`", namespaceOf(method), name);
}

static String errorLink(String code) {
    return link("`" + code + "`", ERRORS, "");
}

/** The anchor that Markdown viewers give to a heading. */
static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 _-]", "").replace(' ', '-');
}

static String lastSegment(String reference) {
    return reference.substring(reference.lastIndexOf('/') + 1);
}

static final int LINE_MAX = 100;

/** JSON on one line when it fits, otherwise one member per line. */
static String json(JsonNode node, int indent) {
    String flat = flat(node);
    if (!node.isContainerNode() || node.isEmpty() || (indent + flat.length() <= LINE_MAX && indent > 0)) return flat;
    String inner = " ".repeat(indent + 2);
    List<String> parts = new ArrayList<>();
    if (node.isObject()) {
        node.properties().forEach(member -> parts.add(inner + quoted(member.getKey()) + ": " + json(member.getValue(), indent + 2)));
    } else {
        node.forEach(item -> parts.add(inner + json(item, indent + 2)));
    }
    String end = "\n" + " ".repeat(indent);
    return (node.isObject() ? "{" : "[") + "\n" + String.join(",\n", parts) + end + (node.isObject() ? "}" : "]");
}

static String flat(JsonNode node) {
    if (!node.isContainerNode()) return node.toString();
    List<String> parts = new ArrayList<>();
    if (node.isArray()) {
        node.forEach(item -> parts.add(flat(item)));
        return "[" + String.join(", ", parts) + "]";
    }
    node.properties().forEach(member -> parts.add(quoted(member.getKey()) + ": " + flat(member.getValue())));
    return parts.isEmpty() ? "{}" : "{ " + String.join(", ", parts) + " }";
}

static String quoted(String text) {
    return MAPPER.getNodeFactory().textNode(text).toString();
}

// ---- Formats ---------------------------------------------------------------------------------------------------------

enum Format {
    MARKDOWN {
        @Override
        String file(String page) {
            return (page.equals(INDEX) ? "README" : page) + ".md";
        }

        @Override
        String render(Page page, List<Page> all) {
            StringBuilder text = new StringBuilder("<!-- Generated from openrpc.json by etc/maven -pl modules/api generate-sources -Dreference.skip=false. Do not edit. -->\n\n# " + page.title() + "\n");
            for (Block block : page.blocks()) text.append('\n').append(render(block));
            return text.toString();
        }

        private String render(Block block) {
            return switch (block) {
                case Block.Heading(int level, String heading) -> "#".repeat(level) + " " + heading + "\n";
                case Block.Paragraph(String paragraph) -> inline(paragraph) + "\n";
                case Block.Code(String language, String code) -> "```" + language + "\n" + code + "\n```\n";
                case Block.Table(List<String> columns, List<List<String>> rows) -> {
                    StringBuilder table = new StringBuilder(row(columns)).append("|").append(" --- |".repeat(columns.size())).append('\n');
                    rows.forEach(cells -> table.append(row(cells.stream().map(this::inline).toList())));
                    yield table.toString();
                }
            };
        }

        private static String row(List<String> cells) {
            return "| " + cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ")) + " |\n";
        }

        private String inline(String text) {
            return LINK.matcher(text).replaceAll(link -> Matcher.quoteReplacement("[" + link.group(1) + "](" + target(link) + ")"));
        }
    },

    HTML {
        @Override
        String file(String page) {
            return page + ".html";
        }

        @Override
        String render(Page page, List<Page> all) {
            StringBuilder body = new StringBuilder();
            for (Block block : page.blocks()) body.append(render(block));
            return """
                    <!doctype html>
                    <html lang="en">
                    <head>
                    <meta charset="utf-8">
                    <meta name="viewport" content="width=device-width, initial-scale=1">
                    <meta name="color-scheme" content="light dark">
                    <title>%1$s – Hero Collab API</title>
                    <link rel="stylesheet" href="style.css">
                    </head>
                    <body>
                    <nav aria-label="Pages">
                    <ul>
                    %2$s</ul>
                    </nav>
                    <main>
                    <h1>%1$s</h1>
                    %3$s</main>
                    </body>
                    </html>
                    """.formatted(escape(page.title()), navigation(page, all), body);
        }

        private String navigation(Page page, List<Page> all) {
            StringBuilder items = new StringBuilder();
            for (Page each : all) {
                String current = each == page ? " aria-current=\"page\"" : "";
                items.append("<li><a href=\"%s\"%s>%s</a></li>\n".formatted(file(each.name()), current, escape(each.title())));
            }
            return items.toString();
        }

        private String render(Block block) {
            return switch (block) {
                case Block.Heading(int level, String heading) -> level == 2
                        ? "<h2 id=\"%s\">%s</h2>\n".formatted(anchor(heading), escape(heading))
                        : "<h%1$d>%2$s</h%1$d>\n".formatted(level, escape(heading));
                case Block.Paragraph(String paragraph) -> "<p>" + inline(paragraph) + "</p>\n";
                case Block.Code(String _, String code) -> "<pre tabindex=\"0\"><code>" + escape(code) + "</code></pre>\n";
                case Block.Table(List<String> columns, List<List<String>> rows) -> {
                    StringBuilder table = new StringBuilder("<div class=\"table\"><table>\n<thead><tr>");
                    columns.forEach(column -> table.append("<th scope=\"col\">").append(escape(column)).append("</th>"));
                    table.append("</tr></thead>\n<tbody>\n");
                    rows.forEach(cells -> table.append(row(cells)));
                    yield table.append("</tbody>\n</table></div>\n").toString();
                }
            };
        }

        private String row(List<String> cells) {
            return cells.stream().map(cell -> "<td>" + inline(cell) + "</td>").collect(Collectors.joining("", "<tr>", "</tr>\n"));
        }

        private String inline(String text) {
            String linked = LINK.matcher(escape(text)).replaceAll(link ->
                    Matcher.quoteReplacement("<a href=\"" + target(link) + "\">" + link.group(1) + "</a>"));
            return linked.replaceAll("`([^`]*)`", "<code>$1</code>");
        }

        private static String escape(String text) {
            return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
        }
    };

    static final Pattern LINK = Pattern.compile("\\[([^]\\[]+)]\\(([a-z]+)#([a-z0-9_-]*)\\)");

    abstract String file(String page);

    abstract String render(Page page, List<Page> all);

    String target(MatchResult link) {
        return file(link.group(2)) + (link.group(3).isEmpty() ? "" : "#" + link.group(3));
    }
}

/** Writes the pages and deletes the pages of an earlier contract. */
record FileWriter(Format format, Path directory) {
    void write(List<Page> pages) throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (Page page : pages) files.put(format.file(page.name()), format.render(page, pages));
        if (format == Format.HTML) files.put("pages.txt", String.join("\n", files.keySet()) + "\n");
        Files.createDirectories(directory);
        String extension = format == Format.HTML ? ".html" : ".md";
        try (Stream<Path> present = Files.list(directory)) {
            for (Path file : present.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(extension) && !files.containsKey(name)) Files.delete(file);
            }
        }
        for (var entry : files.entrySet()) {
            Path file = directory.resolve(entry.getKey());
            if (!Files.exists(file) || !Files.readString(file).equals(entry.getValue())) Files.writeString(file, entry.getValue());
        }
    }
}
