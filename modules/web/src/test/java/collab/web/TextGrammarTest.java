package collab.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.model.Broadcast;
import collab.domain.text.MentionScanner;
import collab.testkit.ExternalTool;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server and the page had two grammars: of 28 texts, 12 showed a mention of a user who was not notified, or notified a user whom the page
 * did not show as mentioned. Here the server passes the cases of the page, and both find the same names in random texts.
 */
class TextGrammarTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TEXTS = 20_000;

    /** Pieces of texts in which the borders of code, links, lines and mentions meet. */
    private static final List<String> PIECES = List.of(
            "@bob",
            "@a",
            "@",
            "a",
            " ",
            "  ",
            "\n",
            "\r\n",
            "\n\n",
            "\t",
            "`",
            "``",
            "```",
            "````",
            "```js",
            "~~~",
            "~~",
            "*",
            "**",
            "_",
            "\\",
            "[",
            "]",
            "](",
            "](http://e.t/",
            "](<https://e.t/",
            "(",
            ")",
            "<",
            ">",
            "<http://e.t/",
            "https://e.t/",
            "http://",
            "www.e.t",
            "HTTPS://",
            "mailto:",
            "/",
            ":",
            ":a:",
            ":h",
            ".",
            ",",
            "- ",
            "-",
            "1. ",
            "2) ",
            "> ",
            ">",
            "# ",
            "#",
            "|",
            "| ",
            "\n| - | - |\n",
            "|-|",
            "---",
            "[x] ",
            "- `",
            "\n `",
            "\n  `",
            "\n\t`",
            "[@bob](http://e.t/)",
            "[@bob [x](http://e.t/) ",
            "](http://e.t/)",
            "[x](http://e.t/)",
            "\"",
            "'",
            "你",
            "好。",
            "、",
            "é",
            "б",
            "한",
            "้",
            "\u200b",
            "\u2028",
            "\u00a0",
            "+",
            "b@e.t",
            "=",
            "😀",
            "\u0301",
            "！");

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> casesNameTheSameUsers() throws IOException {
        JsonNode file =
                JSON.readTree(Path.of("src/test/resources/text-cases.json").toFile());
        Set<String> users = strings(file.get("users"));
        return file.get("cases")
                .valueStream()
                .map(each -> DynamicTest.dynamicTest(each.get("text").asText(), () -> {
                    Set<String> names = meanings(each.get("text").asText(), users);
                    String broadcast = Broadcast.among(names)
                            .map(reach -> reach.name().toLowerCase())
                            .orElse("");
                    assertEquals(
                            strings(each.path("told")),
                            names.stream().filter(users::contains).collect(Collectors.toCollection(TreeSet::new)));
                    assertEquals(each.path("broadcast").asText(""), broadcast);
                }));
    }

    @Test
    void randomTextsNameTheSameUsers() throws IOException, InterruptedException {
        Random random = new Random(20261127);
        List<String> texts =
                IntStream.range(0, TEXTS).mapToObj(each -> text(random)).toList();
        Path file = folder.resolve("texts.json");
        JSON.writeValue(file.toFile(), texts);
        JsonNode shown = JSON.readTree(ExternalTool.run("node", "src/test/js/names-in-texts.js", file.toString()));
        int named = 0;
        for (int each = 0; each < TEXTS; each++) {
            List<String> names = List.copyOf(MentionScanner.names(texts.get(each)));
            assertEquals(
                    new ArrayList<>(strings(shown.get(each), new LinkedHashSet<>())),
                    names,
                    JSON.writeValueAsString(texts.get(each)));
            named += names.isEmpty() ? 0 : 1;
        }
        assertTrue(named > TEXTS / 10 && named < TEXTS * 9 / 10, "texts with names: " + named);
    }

    private static String text(Random random) {
        int pieces = 1 + random.nextInt(random.nextInt(8) == 0 ? 60 : 14);
        return IntStream.range(0, pieces)
                .mapToObj(each -> PIECES.get(random.nextInt(PIECES.size())))
                .collect(Collectors.joining());
    }

    private static Set<String> meanings(String text, Set<String> users) {
        return MentionScanner.names(text).stream()
                .flatMap(name -> MentionScanner.meaning(name, reading -> meaning(reading, users)).stream())
                .collect(Collectors.toSet());
    }

    private static Optional<String> meaning(String reading, Set<String> users) {
        return Optional.of(reading).filter(name -> users.contains(name) || Broadcast.isName(name));
    }

    private static Set<String> strings(JsonNode array) {
        return strings(array, new TreeSet<>());
    }

    private static Set<String> strings(JsonNode array, Set<String> strings) {
        array.forEach(each -> strings.add(each.asText()));
        return strings;
    }
}
