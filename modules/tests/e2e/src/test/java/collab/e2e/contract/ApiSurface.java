package collab.e2e.contract;

import collab.wire.CloseCode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What programs depend on: the served OpenRPC document without its texts, the close codes, and the protocol buffers. */
final class ApiSurface {
    /** Members that hold text for people, or examples. */
    private static final Set<String> TEXTS = Set.of("description", "summary", "examples", "x-audience");

    private static final Pattern COMMENT = Pattern.compile("//[^\n]*|/\\*.*?\\*/", Pattern.DOTALL);

    /** A statement, the begin of a block, or the end of a block. */
    private static final Pattern STATEMENT = Pattern.compile("([^;{}]*)([;{}])");

    private ApiSurface() {}

    static void addTo(Surface surface, JsonNode openrpc) {
        surface.add("rpc methods", methods(openrpc.get("methods")));
        surface.add("rpc errors", errors(openrpc.get("x-error-codes")));
        surface.add("rpc schemas", named(openrpc.at("/components/schemas")));
        surface.add("events", events(openrpc.get("x-event-types")));
        surface.add(
                "close codes",
                Arrays.stream(CloseCode.values())
                        .map(code -> code.number() + " " + code + " " + code.reaction())
                        .toList());
    }

    private static List<String> methods(JsonNode methods) {
        List<String> lines = new ArrayList<>();
        for (JsonNode method : methods) {
            String name = method.get("name").textValue();
            List<String> properties = method.propertyStream()
                    .filter(property -> property.getKey().startsWith("x-"))
                    .map(property -> property.getKey().substring(2) + "=" + property.getValue())
                    .sorted()
                    .toList();
            lines.add(name + " " + String.join(" ", properties));
            lines.add(name + " result " + plain(method.at("/result/schema")));
            for (JsonNode param : method.get("params")) {
                lines.add(name + " param " + param.get("name").textValue()
                        + (param.path("required").booleanValue() ? " required " : " optional ")
                        + plain(param.get("schema")));
            }
        }
        return lines;
    }

    private static List<String> errors(JsonNode errors) {
        return errors.propertyStream()
                .map(error -> error.getKey() + " " + error.getValue().get("code"))
                .toList();
    }

    private static List<String> events(JsonNode events) {
        return events.propertyStream()
                .map(event -> event.getKey() + " audience="
                        + event.getValue().at("/x-audience/kinds") + " "
                        + plain(event.getValue().get("schema")))
                .toList();
    }

    private static List<String> named(JsonNode schemas) {
        return schemas.propertyStream()
                .map(schema -> schema.getKey() + " " + plain(schema.getValue()))
                .toList();
    }

    /** A schema as JSON on one line, without the texts for people. */
    private static String plain(JsonNode schema) {
        return withoutTexts(schema, false).toString();
    }

    /** @param names whether the members of this object are names that the contract defines */
    private static JsonNode withoutTexts(JsonNode node, boolean names) {
        if (node instanceof ArrayNode array) {
            ArrayNode kept = array.arrayNode();
            array.forEach(element -> kept.add(withoutTexts(element, false)));
            return kept;
        }
        if (!(node instanceof ObjectNode object)) return node;
        ObjectNode kept = object.objectNode();
        object.propertyStream()
                .filter(member -> names || !TEXTS.contains(member.getKey()))
                .forEach(member -> kept.set(
                        member.getKey(),
                        withoutTexts(
                                member.getValue(), !names && member.getKey().equals("properties"))));
        return kept;
    }

    // ---- protocol buffers ----

    /** The statements of every file below a folder, without comments and Java options: {@code file / block: statement}. */
    static List<String> protos(Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".proto"))
                    .sorted()
                    .toList()) {
                lines.addAll(statements(folder.relativize(file).toString(), Files.readString(file)));
            }
        }
        return lines;
    }

    private static List<String> statements(String file, String source) {
        List<String> lines = new ArrayList<>();
        List<String> blocks = new ArrayList<>(List.of(file));
        Matcher statement = STATEMENT.matcher(COMMENT.matcher(source).replaceAll(""));
        while (statement.find()) {
            String words = statement.group(1).strip().replaceAll("\\s+", " ");
            switch (statement.group(2)) {
                case "{" -> blocks.add(words);
                case "}" -> blocks.removeLast();
                default -> {
                    if (!words.isEmpty() && !words.startsWith("option java_"))
                        lines.add(String.join(" / ", blocks) + ": " + words);
                }
            }
        }
        return lines;
    }
}
