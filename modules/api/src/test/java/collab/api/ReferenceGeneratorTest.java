package collab.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference pages that are generated from the contract: Markdown in the repository, HTML in the gateway. */
class ReferenceGeneratorTest {
    private static final Path REPOSITORY = Path.of("../../etc/api");
    private static final String REGENERATE =
            "; regenerate etc/api with: etc/maven -pl modules/api generate-sources -Dreference.skip=false";

    @TempDir
    private static Path directory;

    private static Path stale;

    @BeforeAll
    static void generateBothFormats() throws Exception {
        stale = Files.writeString(directory.resolve("removed.md"), "# a page of an earlier contract");
        generate("markdown");
        generate("html");
    }

    @Test
    void repositoryContainsThePagesThatTheContractGenerates() throws Exception {
        Map<String, String> generated = contents(directory, ".md");
        Map<String, String> committed = contents(REPOSITORY, ".md");
        assertEquals(generated.keySet(), committed.keySet(), "etc/api has other pages than openrpc.json" + REGENERATE);
        generated.forEach((name, text) -> assertTrue(
                text.equals(committed.get(name)), "etc/api/" + name + " differs from openrpc.json" + REGENERATE));
    }

    @Test
    void everyMethodEventAndErrorIsOnAPage() throws Exception {
        Map<String, String> pages = contents(directory, ".md");
        for (RpcMethod method : RpcMethod.values()) {
            String page = pages.get(method.wireName().split("\\.")[0] + ".md");
            assertTrue(page.contains("\n## " + method.wireName() + "\n"), method.wireName());
            assertTrue(pages.get("README.md").contains("`" + method.wireName() + "`"), method.wireName());
        }
        for (String type : Contract.names(Contract.DOCUMENT.path("x-event-types"))) {
            assertTrue(pages.get("events.md").contains("\n## " + type + "\n"), type);
        }
        for (ErrorCode code : ErrorCode.values()) {
            assertTrue(
                    pages.get("errors.md").contains("| `" + code.word() + "` | " + code.number() + " | "), code::word);
        }
    }

    @Test
    void everyMarkdownLinkLeadsToAHeading() throws Exception {
        Map<String, String> pages = contents(directory, ".md");
        Set<String> targets = new HashSet<>(pages.keySet());
        pages.forEach((name, text) -> headings(text).forEach(heading -> targets.add(name + "#" + heading)));
        assertLinksLeadTo(targets, pages, Pattern.compile("]\\(([^)\\s]+)\\)"), 500);
    }

    @Test
    void everyHtmlLinkLeadsToAHeading() throws Exception {
        Map<String, String> pages = contents(directory, ".html");
        Set<String> targets = new HashSet<>(pages.keySet());
        targets.add("style.css");
        Pattern id = Pattern.compile(" id=\"([^\"]+)\"");
        pages.forEach(
                (name, text) -> id.matcher(text).results().forEach(found -> targets.add(name + "#" + found.group(1))));
        assertLinksLeadTo(targets, pages, Pattern.compile("href=\"([^\"]+)\""), 500);
    }

    @Test
    void htmlPagesNeedNeitherNetworkNorScripts() throws Exception {
        contents(directory, ".html").forEach((name, text) -> {
            assertTrue(text.startsWith("<!doctype html>"), name);
            String outsideExamples = text.replaceAll("(?s)<(code|pre)[^>]*>.*?</\\1>", "");
            for (String unwanted : List.of("<script", "http:", "https:", " style=", " on")) {
                boolean attribute = unwanted.startsWith(" ");
                Pattern found = Pattern.compile(attribute ? "<[^>]*" + unwanted + "[a-z]*=" : unwanted);
                Matcher matcher = found.matcher(outsideExamples);
                assertTrue(!matcher.find(), () -> name + " contains " + matcher.group());
            }
        });
    }

    @Test
    void htmlAndMarkdownHaveTheSamePages() throws Exception {
        List<String> html = contents(directory, ".html").keySet().stream().toList();
        List<String> markdown = contents(directory, ".md").keySet().stream()
                .map(name -> name.replace("README", "index").replace(".md", ".html"))
                .sorted()
                .toList();
        assertEquals(markdown, html);
        assertEquals(html, Files.readAllLines(directory.resolve("pages.txt")));
    }

    @Test
    void generatorDeletesPagesOfAnEarlierContract() throws Exception {
        assertTrue(Files.notExists(stale));
    }

    private static void assertLinksLeadTo(Set<String> targets, Map<String, String> pages, Pattern link, int atLeast) {
        int links = 0;
        for (var page : pages.entrySet()) {
            Matcher found = link.matcher(page.getValue());
            while (found.find()) {
                links++;
                assertTrue(targets.contains(found.group(1)), () -> page.getKey() + " links to " + found.group(1));
            }
        }
        assertTrue(links >= atLeast, "only " + links + " links were found");
    }

    private static List<String> headings(String markdown) {
        return markdown.lines()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3)
                        .toLowerCase(java.util.Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static void generate(String format) throws IOException, InterruptedException {
        Process run = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--class-path",
                        System.getProperty("java.class.path"),
                        "src/build/GenerateReference.java",
                        format,
                        Contract.FILE.toString(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, run.waitFor(), output);
    }

    private static Map<String, String> contents(Path folder, String extension) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(extension)) contents.put(name, Files.readString(file));
            }
        }
        return contents;
    }
}
