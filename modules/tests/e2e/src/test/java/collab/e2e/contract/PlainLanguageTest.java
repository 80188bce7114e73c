package collab.e2e.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.RuntimeImage;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that users, administrators and developers read contain none of the forms that {@link PlainLanguage} bans. */
class PlainLanguageTest {
    private static final Path ROOT = RuntimeImage.repository();

    private final SourceTexts sources = new SourceTexts(ROOT);

    @Test
    void contractIsPlain() throws IOException {
        assertPlain(sources.contract());
    }

    @Test
    void methodSummariesAreImperativePhrases() throws IOException {
        List<String> violations = new ArrayList<>();
        new ObjectMapper()
                .readTree(ROOT.resolve("openrpc.json").toFile())
                .path("methods")
                .forEach(method -> violations.addAll(PlainLanguage.summaryViolations(
                        method.path("name").asText(), method.path("summary").asText())));
        assertEquals("", String.join("\n", violations));
    }

    @Test
    void protoCommentsArePlain() {
        assertPlain(sources.protos());
    }

    @Test
    void messagesOfJavaCodeArePlain() {
        assertPlain(sources.javaLiterals());
    }

    @Test
    void userInterfaceStringsArePlain() {
        assertPlain(sources.javaScriptLiterals());
    }

    @Test
    void documentsArePlain() {
        assertPlain(sources.documents());
    }

    @Test
    void configurationSamplesArePlain() {
        assertPlain(sources.configurationSamples());
    }

    private static void assertPlain(List<SourceText> texts) {
        List<String> violations = PlainLanguage.violations(texts);
        assertEquals("", String.join("\n", violations), violations.size() + " phrases are not plain");
    }

    // ---- The rules themselves ----

    @ParameterizedTest
    @ValueSource(
            strings = {
                "the token is nobody's",
                "For whoever manages groups.",
                "For somebody who is already in, `role` is the new one.",
                "0 when this server sings none",
                "Only messages behind this one",
                "the program can not start",
                "a program of one's own",
                "what one may read",
                "How far one has read.",
                "An unknown name and a wrong password are answered alike.",
                "the server is well",
                "For a stranger's words.",
                "how to report a hole",
                "the members of the channel but for the typist",
                "a number with an exponent beyond reason",
                "those who are there when it is told"
            })
    void bannedFormsAreFound(String text) {
        assertFalse(
                PlainLanguage.violations(List.of(new SourceText("text", 1, text)))
                        .isEmpty(),
                text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "the gateway is behind a reverse proxy and 3 positions behind the server",
                "invalid or expired token",
                "the last one can be removed",
                "the request is well formed",
                "a single user cannot be everyone",
                "No results"
            })
    void plainTextsPass(String text) {
        assertEquals(List.of(), PlainLanguage.violations(List.of(new SourceText("text", 1, text))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Say it differently",
                "Is the server well?",
                "The contract itself",
                "Edit a message.",
                "List messages: all"
            })
    void otherSummariesAreFound(String summary) {
        boolean allowed = PlainLanguage.summaryViolations("method", summary).isEmpty();
        assertEquals(summary.equals("List messages: all"), allowed, summary);
    }

    @Test
    void aLongSummaryIsFound() {
        assertFalse(PlainLanguage.summaryViolations("method", "List " + "long ".repeat(20) + "names")
                .isEmpty());
    }

    // ---- The lexer ----

    @Test
    void javaLiteralsAreReadWithTheirLines() {
        String source = """
                // "a comment"
                /* "another" */ char quote = '"';
                String first = "one \\"quoted\\" " +
                        "sentence";
                String second = name + "x";
                """ + "String block = \"\"\"\n    text\n    \"\"\";\n";
        assertEquals(
                List.of(
                        new Literals.Literal(3, "one \"quoted\" sentence"),
                        new Literals.Literal(5, "x"),
                        new Literals.Literal(6, "\n    text\n    ")),
                Literals.ofJava(source));
    }

    @Test
    void javaScriptLiteralsAreReadWithTheirTemplates() {
        String source = """
                const pattern = /["'`]/g; // it's a comment
                const text = `Hello ${people.map((each) => { return `<b>${each} is here</b>`; })} and 'all'`;
                const half = a / 2 + 'x' / "y";
                """;
        List<String> contents = Literals.ofJavaScript(source).stream()
                .map(Literals.Literal::content)
                .toList();
        assertEquals(List.of("<b>… is here</b>", "Hello … and 'all'", "x", "y"), contents);
    }

    @Test
    void everyKindOfSourceIsRead() throws IOException {
        assertTrue(sources.contract().size() > 1_000);
        assertTrue(sources.protos().size() > 50);
        assertTrue(sources.javaLiterals().size() > 1_000);
        assertTrue(sources.javaScriptLiterals().size() > 200);
        assertTrue(sources.documents().size() > 20);
        assertTrue(sources.configurationSamples().size() >= 2);
    }
}
