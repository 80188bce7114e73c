package collab.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Prints the result of a method: as JSON, with one line per item of a list; or for people, a list as a table and a single row as
 * lines of name and value. The columns come from the contract.
 */
final class ResultPrinter {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final int CELL_CHARACTERS_MAX = 60;

    /** Members for programs, which are not shown to people. */
    private static final List<String> PROGRAM_MEMBERS = List.of("seq", "await", "ver");

    private final Output output;
    private final JsonNode document;
    private final LongFunction<String> displayNames;

    /** @param displayNames the display name of the person with an id */
    ResultPrinter(Output output, JsonNode document, LongFunction<String> displayNames) {
        this.output = output;
        this.document = document;
        this.displayNames = displayNames;
    }

    void print(JsonNode method, JsonNode result) {
        JsonNode schema = method.at("/result/schema");
        Optional<String> list = listOf(schema);
        if (output.json) printJson(result, list);
        else if (list.isPresent()) printTable(result.path(list.get()), items(schema, list.get()), result);
        else printLines(result);
    }

    private void printJson(JsonNode result, Optional<String> list) {
        if (list.isPresent()) result.path(list.get()).forEach(output::line);
        else output.line(result);
    }

    /** The member that is the only array of rows, when the result has no other content. */
    private Optional<String> listOf(JsonNode schema) {
        List<String> lists = new ArrayList<>();
        List<String> others = new ArrayList<>();
        schema.path("properties").properties().forEach(member -> {
            JsonNode type = MethodParameter.resolve(member.getValue(), document);
            boolean rows = type.path("type").asText().equals("array");
            if (rows) lists.add(member.getKey());
            else if (!PROGRAM_MEMBERS.contains(member.getKey())
                    && !member.getKey().startsWith("next_")) others.add(member.getKey());
        });
        return lists.size() == 1 && others.isEmpty() ? Optional.of(lists.getFirst()) : Optional.empty();
    }

    private JsonNode items(JsonNode schema, String list) {
        return MethodParameter.resolve(
                MethodParameter.resolve(schema.path("properties").path(list), document)
                        .path("items"),
                document);
    }

    // ---- Table ----

    private void printTable(JsonNode rows, JsonNode item, JsonNode result) {
        if (!item.has("properties")) {
            rows.forEach(row -> output.out().println(cell(row)));
            return;
        }
        if (rows.isEmpty()) return;
        List<String> columns = columns(item, rows);
        List<List<String>> lines = new ArrayList<>();
        lines.add(columns.stream()
                .map(column -> column.replace('_', ' ').toUpperCase(Locale.ROOT))
                .toList());
        rows.forEach(row ->
                lines.add(columns.stream().map(column -> cell(row.path(column))).toList()));
        int[] widths = widths(lines, columns.size());
        for (int i = 0; i < lines.size(); i++) {
            String line = line(lines.get(i), widths);
            output.out().println(i == 0 ? output.styled("bold", line) : line);
        }
        result.properties().stream()
                .filter(member -> member.getKey().startsWith("next_"))
                .forEach(next -> output.err()
                        .println("more: --" + next.getKey().substring(5).replace('_', '-') + " "
                                + next.getValue().asText()));
    }

    /** The columns that have a value in any row, without members for programs. */
    private static List<String> columns(JsonNode item, JsonNode rows) {
        List<String> columns = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : item.path("properties").properties()) {
            String name = member.getKey();
            boolean used = false;
            for (JsonNode row : rows)
                used |= row.has(name) && !cell(row.path(name)).isEmpty();
            if (used && !PROGRAM_MEMBERS.contains(name)) columns.add(name);
        }
        return columns;
    }

    private static int[] widths(List<List<String>> lines, int columns) {
        int[] widths = new int[columns];
        for (List<String> line : lines) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(
                        widths[i], line.get(i).codePointCount(0, line.get(i).length()));
            }
        }
        return widths;
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            line.append(cell);
            if (i < cells.size() - 1) line.repeat(' ', widths[i] - cell.codePointCount(0, cell.length()) + 2);
        }
        return line.toString();
    }

    // ---- Single row ----

    private void printLines(JsonNode result) {
        result.properties().stream()
                .filter(member -> !PROGRAM_MEMBERS.contains(member.getKey()))
                .filter(member -> !whole(member.getValue()).isEmpty())
                .forEach(member -> {
                    if (member.getValue().isObject() && result.properties().size() <= PROGRAM_MEMBERS.size() + 1) {
                        printLines(member.getValue());
                    } else {
                        output.out()
                                .println(output.styled("bold", member.getKey().replace('_', ' ')) + "  "
                                        + whole(member.getKey(), member.getValue()));
                    }
                });
    }

    /** A person who did something is shown by name; other ids are values for further commands. */
    private String whole(String name, JsonNode value) {
        return name.endsWith("_by") && value.canConvertToLong() ? displayNames.apply(value.longValue()) : whole(value);
    }

    private static String cell(JsonNode value) {
        String text = whole(value);
        return text.codePointCount(0, text.length()) <= CELL_CHARACTERS_MAX
                ? text
                : text.substring(0, text.offsetByCodePoints(0, CELL_CHARACTERS_MAX - 1)) + "…";
    }

    private static String whole(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> time(value.textValue());
            case ARRAY -> array(value);
            case OBJECT -> named(value);
            case MISSING, NULL -> "";
            default -> value.asText();
        };
    }

    private static String time(String text) {
        if (text.matches("\\d{4}-\\d{2}-\\d{2}T[0-9:.]+Z")) return MINUTE.format(Instant.parse(text));
        return Output.plain(text);
    }

    private static String array(JsonNode value) {
        List<String> items = new ArrayList<>();
        value.forEach(item -> items.add(whole(item)));
        return String.join(",", items);
    }

    /** A nested object, shown by its name when it has one. */
    private static String named(JsonNode value) {
        for (String name : List.of("display_name", "name", "emoji", "right")) {
            if (value.has(name)) return whole(value.path(name));
        }
        return value.isEmpty() ? "" : Output.plain(value.toString());
    }
}
