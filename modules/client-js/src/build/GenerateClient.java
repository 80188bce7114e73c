import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Assembles the JavaScript package: {@code java GenerateClient.java OPENRPC-JSON SOURCES CORE OUTPUT-DIRECTORY}. The sources are copied, the
 * modules of the client core go into the folder {@code core}, and two files are generated from the contract. With
 * {@code OPENRPC-JSON TYPES-FILE} it writes only the types, for the browser page.
 *
 * <p>{@code methods.js} has a function for each method. {@code contract.d.ts} has a type for each schema, for the parameters and the
 * result of each method, and for each type of event. Files whose content did not change are not written; files of earlier builds are removed.
 */
JsonNode document;
Set<Path> written = new HashSet<>();

void main(String[] args) throws IOException {
    document = new ObjectMapper().readTree(Path.of(args[0]).toFile());
    if (args.length == 2) {
        save(Path.of(args[1]), types());
        return;
    }
    Path directory = Path.of(args[3]);
    copy(Path.of(args[1]), directory);
    copy(Path.of(args[2]), directory.resolve("core"));
    save(directory.resolve("methods.js"), methods());
    save(directory.resolve("contract.d.ts"), types());
    removeOthers(directory);
}

void copy(Path sources, Path directory) throws IOException {
    try (Stream<Path> files = Files.list(sources)) {
        for (Path file : files.filter(file -> !file.toString().endsWith(".md")).toList()) {
            save(directory.resolve(file.getFileName()), Files.readString(file));
        }
    }
}

void save(Path file, String text) throws IOException {
    written.add(file);
    Files.createDirectories(file.getParent());
    if (!Files.exists(file) || !Files.readString(file).equals(text)) Files.writeString(file, text);
}

void removeOthers(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
            if (!written.contains(file)) Files.delete(file);
        }
    }
}

// ---- functions -------------------------------------------------------------------------------------------------------

String methods() {
    StringBuilder table = new StringBuilder();
    Node root = new Node();
    for (JsonNode method : document.path("methods")) {
        String name = method.path("name").asText();
        boolean mutating = method.path("x-mutating").asBoolean();
        boolean query = !mutating && Set.of("read", "search", "none").contains(method.path("x-rate-class").asText());
        table.append("  \"%s\": { mutating: %s, query: %s },\n".formatted(name, mutating, query));
        root.put(name.split("\\."), name);
    }
    return """
            // Generated from openrpc.json by the build. Change that file instead.
            // @ts-check

            /** Which methods may be repeated: a mutating one under its `op_id`, a query unchanged. */
            export const METHODS = Object.freeze({
            %s});

            /**
             * The methods as functions, grouped by namespace.
             * @param {(method: string, params: object, options?: object) => Promise<any>} call
             */
            export function functions(call) {
              const method = (/** @type {string} */ name) => (/** @type {object} */ params = {}, /** @type {object | undefined} */ options = undefined) => call(name, params, options);
              return {
            %s  };
            }
            """.formatted(table, root.code("    "));
}

/** A namespace or a method. */
static final class Node {
    final Map<String, Node> children = new LinkedHashMap<>();
    Optional<String> method = Optional.empty();

    void put(String[] words, String name) {
        Node node = this;
        for (String word : words) node = node.children.computeIfAbsent(word, _ -> new Node());
        node.method = Optional.of(name);
    }

    String code(String indent) {
        StringBuilder code = new StringBuilder();
        children.forEach((word, child) -> {
            if (child.method.isPresent()) {
                code.append("%s%s: method(\"%s\"),\n".formatted(indent, camel(word), child.method.get()));
            } else {
                code.append("%s%s: {\n%s%s},\n".formatted(indent, camel(word), child.code(indent + "  "), indent));
            }
        });
        return code.toString();
    }

    String types(String indent, Map<String, JsonNode> byName) {
        StringBuilder code = new StringBuilder();
        children.forEach((word, child) -> {
            if (child.method.isEmpty()) {
                code.append("%sreadonly %s: {\n%s%s};\n".formatted(indent, camel(word), child.types(indent + "  ", byName), indent));
                return;
            }
            JsonNode method = byName.get(child.method.get());
            boolean needed = false;
            for (JsonNode param : method.path("params")) needed |= param.path("required").asBoolean();
            code.append("%s/** %s. %s */\n".formatted(indent, comment(method.path("summary").asText()), comment(method.path("description").asText())));
            code.append("%s%s(params%s: %sParams, options?: CallOptions): Promise<%sResult>;\n".formatted(
                    indent, camel(word), needed ? "" : "?", title(child.method.get()), title(child.method.get())));
        });
        return code.toString();
    }
}

// ---- types -----------------------------------------------------------------------------------------------------------

String types() {
    StringBuilder code = new StringBuilder("""
            // Generated from openrpc.json by the build. Change that file instead.

            """);
    document.at("/components/schemas").properties().forEach(entry -> code.append(named(entry.getKey(), entry.getValue())));
    Node root = new Node();
    Map<String, JsonNode> byName = new HashMap<>();
    for (JsonNode method : document.path("methods")) {
        String name = method.path("name").asText();
        byName.put(name, method);
        root.put(name.split("\\."), name);
        code.append(params(name, method));
        code.append(named(title(name) + "Result", method.at("/result/schema")));
    }
    code.append(events());
    code.append(calls());
    code.append("""
            /** The values of `RpcError.reason`. */
            export type ErrorCode =
            %s;

            /** The options of one call. */
            export interface CallOptions {
              /** Ends the call and its repetitions. */
              signal?: AbortSignal;
            }

            /** The methods of the contract. */
            export interface Methods {
            %s}
            """.formatted(errorCodes(), root.types("  ", byName)));
    return code.toString();
}

String errorCodes() {
    List<String> words = new ArrayList<>();
    document.path("x-error-codes").fieldNames().forEachRemaining(word -> words.add("  | \"" + word + "\""));
    return String.join("\n", words);
}

String events() {
    StringBuilder code = new StringBuilder();
    StringBuilder union = new StringBuilder();
    document.path("x-event-types").properties().forEach(entry -> {
        String type = title(entry.getKey()) + "Event";
        code.append(named(type, entry.getValue().path("schema")));
        union.append("  | { type: \"%s\"; seq: number; at: Timestamp; event: %s }\n".formatted(entry.getKey(), type));
    });
    return code + "/** An event of a live session. A signal has the position 0. A newer server may send types that are not listed here. */\n"
            + "export type LiveEvent =\n" + union.toString().stripTrailing() + ";\n\n";
}

String calls() {
    StringBuilder code = new StringBuilder("/** The parameters and the result of each method, by method name. */\nexport interface Calls {\n");
    for (JsonNode method : document.path("methods")) {
        String name = method.path("name").asText();
        code.append("  \"%s\": { params: %sParams; result: %sResult };\n".formatted(name, title(name), title(name)));
    }
    return code + "}\n\n";
}

String params(String name, JsonNode method) {
    StringBuilder code = new StringBuilder("/** The parameters of `" + name + "`. */\nexport interface " + title(name) + "Params {\n");
    for (JsonNode param : method.path("params")) {
        code.append("  %s%s: %s;\n".formatted(param.path("name").asText(), param.path("required").asBoolean() ? "" : "?", type(param.path("schema"))));
    }
    return code + "}\n\n";
}

String named(String name, JsonNode schema) {
    String doc = "/** " + comment(schema.path("description").asText()) + " */\n";
    if (!schema.has("properties")) return doc + "export type " + name + " = " + type(schema) + ";\n\n";
    Set<String> required = new HashSet<>();
    schema.path("required").forEach(each -> required.add(each.asText()));
    StringBuilder code = new StringBuilder(doc + "export interface " + name + " {\n");
    schema.path("properties").properties().forEach(member -> code.append("  %s%s: %s;\n".formatted(
            member.getKey(), required.contains(member.getKey()) ? "" : "?", type(member.getValue()))));
    return code + "}\n\n";
}

String type(JsonNode schema) {
    if (schema.has("$ref")) return schema.path("$ref").asText().replaceFirst(".*/", "");
    if (schema.has("enum")) {
        List<String> words = new ArrayList<>();
        schema.path("enum").forEach(word -> words.add("\"" + word.asText() + "\""));
        return String.join(" | ", words);
    }
    return switch (schema.path("type").asText()) {
        case "integer" -> "number";
        case "boolean" -> "boolean";
        case "string" -> "string";
        case "array" -> type(schema.path("items")) + "[]";
        case "object" -> schema.path("additionalProperties").isObject()
                ? "Record<string, " + type(schema.path("additionalProperties")) + ">"
                : "Record<string, unknown>";
        default -> throw new IllegalArgumentException("no type for " + schema);
    };
}

// ---- names -----------------------------------------------------------------------------------------------------------

static String title(String name) {
    return Arrays.stream(name.split("[._]")).map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1)).collect(Collectors.joining());
}

static String camel(String word) {
    String title = title(word);
    return title.substring(0, 1).toLowerCase(Locale.ROOT) + title.substring(1);
}

static String comment(String text) {
    return text.replace("*/", "*\\/");
}
