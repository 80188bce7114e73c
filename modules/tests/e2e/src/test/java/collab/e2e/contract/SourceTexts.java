package collab.e2e.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the texts in the files of the repository. */
final class SourceTexts {
    /** Values of the contract that are names or patterns and not sentences. */
    private static final Set<String> NO_TEXT = Set.of("pattern", "$ref", "url", "format");

    private static final Set<String> GENERATED_FOLDERS = Set.of("target", "node_modules", ".git");
    private static final Pattern CODE_SPAN = Pattern.compile("`[^`\n]*`");

    private final Path root;

    SourceTexts(Path root) {
        this.root = root;
    }

    /** The string values of openrpc.json. */
    List<SourceText> contract() throws IOException {
        List<SourceText> texts = new ArrayList<>();
        collect("", new ObjectMapper().readTree(root.resolve("openrpc.json").toFile()), texts);
        return texts;
    }

    private static void collect(String pointer, JsonNode node, List<SourceText> texts) {
        if (node.isTextual()) texts.add(new SourceText("openrpc.json" + pointer, 1, node.asText()));
        node.properties().stream()
                .filter(member -> !NO_TEXT.contains(member.getKey()))
                .forEach(member -> collect(pointer + "/" + member.getKey(), member.getValue(), texts));
        if (node.isArray())
            for (int i = 0; i < node.size(); i++) collect(pointer + "/" + named(node.get(i), i), node.get(i), texts);
    }

    private static String named(JsonNode item, int index) {
        return item.path("name").asText(Integer.toString(index));
    }

    /** The comments of the protos. */
    List<SourceText> protos() {
        return read(path -> path.endsWith(".proto"), SourceTexts::lineComments);
    }

    /** The string literals of the Java sources that are shipped: error messages, log messages, help of commands and metrics. */
    List<SourceText> javaLiterals() {
        return read(
                path -> path.contains("/src/main/java/") && path.endsWith(".java"),
                file -> sentences(file, Literals.ofJava(file.content())));
    }

    /** The string and template literals of the browser client and the JavaScript client. */
    List<SourceText> javaScriptLiterals() {
        return read(
                path -> path.endsWith(".js")
                        && (path.contains("/web-root/") || path.contains("/src/main/js/"))
                        && !path.endsWith("/emoji-data.js"), // the names of Unicode
                file -> sentences(file, Literals.ofJavaScript(file.content())));
    }

    /** A literal without a space is a name or a key and no sentence. */
    private static List<SourceText> sentences(SourceText file, List<Literals.Literal> literals) {
        return literals.stream()
                .filter(literal -> literal.content().strip().contains(" "))
                .map(literal -> new SourceText(file.file(), literal.line(), literal.content()))
                .toList();
    }

    /** The README files and the documents of etc, without code. */
    List<SourceText> documents() {
        return read(
                path -> path.endsWith(".md") && !path.contains("/src/test/"),
                file -> List.of(new SourceText(file.file(), 1, withoutCode(file.content()))));
    }

    /** The sample configurations. */
    List<SourceText> configurationSamples() {
        return read(path -> path.startsWith("etc/") && path.endsWith(".yaml"), List::of);
    }

    private List<SourceText> read(Predicate<String> wanted, Function<SourceText, List<SourceText>> texts) {
        try (Stream<Path> files = Files.walk(root)) {
            List<SourceText> found = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(this::written)
                    .sorted()
                    .toList()) {
                String path = root.relativize(file).toString();
                if (wanted.test(path)) found.addAll(texts.apply(new SourceText(path, 1, Files.readString(file))));
            }
            if (found.isEmpty()) throw new IllegalStateException("no texts found in " + root);
            return found;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private boolean written(Path file) {
        for (Path folder : root.relativize(file)) if (GENERATED_FOLDERS.contains(folder.toString())) return false;
        return true;
    }

    /** Neighbouring comment lines are one text, so that a phrase may continue on the next line. */
    private static List<SourceText> lineComments(SourceText file) {
        List<SourceText> comments = new ArrayList<>();
        StringBuilder comment = new StringBuilder();
        int first = 0;
        List<String> lines = file.content().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            int start = lines.get(i).indexOf("//");
            if (start >= 0) {
                if (comment.isEmpty()) first = i + 1;
                comment.append(lines.get(i).substring(start + 2)).append('\n');
            } else if (!comment.isEmpty()) {
                comments.add(new SourceText(file.file(), first, comment.toString()));
                comment.setLength(0);
            }
        }
        return comments;
    }

    /** Blanks fenced code and code spans; line numbers stay. */
    private static String withoutCode(String markdown) {
        StringBuilder text = new StringBuilder();
        boolean fenced = false;
        for (String line : markdown.split("\n", -1)) {
            boolean fence = line.strip().startsWith("```");
            if (fence) fenced = !fenced;
            text.append(fence || fenced ? "" : CODE_SPAN.matcher(line).replaceAll("`…`"))
                    .append('\n');
        }
        return text.toString();
    }
}
