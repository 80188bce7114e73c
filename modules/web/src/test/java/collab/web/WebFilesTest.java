package collab.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class WebFilesTest {
    /** The size of the whole page, compressed. */
    private static final int BYTES_MAX = 200_000;

    private static final Pattern IMPORT = Pattern.compile("(?:from|import)\\s*\\(?\\s*\"(\\.[^\"]+)\"");
    /** Comments import the types of the contract, which are not a part of the page. */
    private static final Pattern COMMENT = Pattern.compile("/\\*\\*.*?\\*/", Pattern.DOTALL);

    private static final Path ROOT = Path.of("src/main/resources/web-root");
    private final Map<String, WebFile> files = WebFiles.load();

    @Test
    void everyFileOfTheSourceFolderIsServed() throws IOException {
        try (Stream<Path> folder = Files.walk(ROOT)) {
            assertEquals(
                    WebFiles.PATHS.stream()
                            .filter(path -> !path.startsWith("lib/"))
                            .toList(),
                    folder.filter(Files::isRegularFile)
                            .map(file -> ROOT.relativize(file).toString())
                            .filter(path -> !path.equals(WebFiles.PAGE) && !path.endsWith(".md"))
                            .filter(path -> !path.startsWith("style/"))
                            .sorted()
                            .toList());
        }
    }

    /** A part that is not imported would not be seen, and an import that remains would be a request that is answered with 404. */
    @Test
    void styleSheetContainsEveryPart() throws IOException {
        String served = text(files.values().stream()
                .filter(file -> file.path().endsWith("/style.css"))
                .findFirst()
                .orElseThrow());
        assertFalse(served.contains("@import"), served.substring(0, 200));
        try (Stream<Path> parts = Files.list(ROOT.resolve("style"))) {
            for (Path part : parts.toList()) assertTrue(served.contains(Files.readString(part)), part.toString());
        }
    }

    @Test
    void everyImportedModuleIsServed() {
        files.values().stream().filter(file -> file.path().endsWith(".js")).forEach(file -> {
            Matcher imports = IMPORT.matcher(COMMENT.matcher(text(file)).replaceAll(""));
            while (imports.find()) {
                String imported = Path.of(file.path())
                        .resolveSibling(imports.group(1))
                        .normalize()
                        .toString();
                assertTrue(files.containsKey(imported), file.path() + " imports " + imported);
            }
        });
    }

    /** The content security policy of the page allows no inline scripts, no inline styles and no other hosts. */
    @Test
    void pageContainsNothingThatItsPolicyForbids() {
        String page = text(page());
        assertFalse(page.contains("style=") || page.contains("<style") || page.contains("onclick"), page);
        assertFalse(page.contains("://"), page);
        assertFalse(Pattern.compile("<script[^>]*>[^<]").matcher(page).find(), page);
    }

    @Test
    void assetsAreNamedAfterTheirContent() {
        assertFalse(page().lasting());
        String folder = files.keySet().stream()
                .filter(path -> path.endsWith("/main.js"))
                .findFirst()
                .orElseThrow()
                .replace("main.js", "");
        assertTrue(folder.matches("assets/[0-9a-f]{16}/"), folder);
        files.values().stream().filter(file -> file != page()).forEach(file -> {
            assertTrue(file.lasting() && file.path().startsWith(folder), file.path());
        });
        Matcher mentioned = Pattern.compile("(?:href|src)=\"([^\"]+)\"").matcher(text(page()));
        while (mentioned.find()) assertTrue(files.containsKey(mentioned.group(1)), mentioned.group());
    }

    @Test
    void compressedFilesHaveTheSameContent() throws IOException {
        for (WebFile file : files.values()) {
            try (GZIPInputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(file.gzip()))) {
                assertArrayEquals(file.bytes(), unpacked.readAllBytes(), file.path());
            }
        }
    }

    @Test
    void pageStaysBelowItsSizeLimit() {
        int bytes = files.values().stream().mapToInt(file -> file.gzip().length).sum();
        assertTrue(bytes < BYTES_MAX, bytes + " bytes, at most " + BYTES_MAX);
    }

    private WebFile page() {
        return files.get(WebFiles.PAGE);
    }

    private static String text(WebFile file) {
        return new String(file.bytes(), StandardCharsets.UTF_8);
    }
}
