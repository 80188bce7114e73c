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
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class WebFilesTest {
    /** The size of what a first visit loads, compressed. */
    private static final int BYTES_MAX = 130_000;
    /** The number of files that a first visit loads. */
    private static final int FILES_MAX = 10;
    /** The size of what is loaded when it is needed, compressed. */
    private static final int LATER_BYTES_MAX = 40_000;

    /** How a module names another one or a style sheet. */
    private static final Pattern NAMED = Pattern.compile("(?:from|import|import\\(|new URL\\()\\s*\"(\\.[^\"]+)\"");
    /** How a module imports another one that is loaded together with it. */
    private static final Pattern IMPORTED = Pattern.compile("(?:from|import)\\s*\"(\\.[^\"]+)\"");

    private static final Pattern LINKED = Pattern.compile("(?:href|src)=\"([^\"]+)\"");

    private static final Path BUILT = Path.of("target/classes/web-root");
    /** Of the files that are built, those that are not served. */
    private static final Set<String> NOT_SERVED = Set.of("files.txt", "lib/LICENSE");

    private final Map<String, WebFile> files = WebFiles.load();

    @Test
    void everyFileThatIsBuiltIsServed() throws IOException {
        Set<String> served = files.keySet().stream()
                .map(path -> path.replaceFirst("^assets/[0-9a-f]{16}/", ""))
                .collect(Collectors.toSet());
        try (Stream<Path> folder = Files.walk(BUILT)) {
            assertEquals(
                    folder.filter(Files::isRegularFile)
                            .map(file -> BUILT.relativize(file).toString())
                            .filter(path -> !NOT_SERVED.contains(path))
                            .collect(Collectors.toSet()),
                    served);
        }
    }

    @Test
    void everyFileThatAModuleNamesIsServed() {
        Set<String> named = modules().flatMap(file -> names(NAMED, file)).collect(Collectors.toSet());
        assertTrue(files.keySet().containsAll(named), () -> named + " of " + files.keySet());
        assertTrue(named.stream().anyMatch(path -> path.endsWith(".css")), named::toString);
        assertTrue(named.stream().anyMatch(path -> path.endsWith(".js")), named::toString);
    }

    /** An import that remains would be a further request. */
    @Test
    void styleSheetsContainTheirParts() {
        files.values().stream()
                .filter(file -> file.path().endsWith(".css"))
                .forEach(file -> assertFalse(text(file).contains("@import"), file.path()));
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
        assertTrue(files.keySet().containsAll(linked()), () -> linked().toString());
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
    void firstVisitStaysBelowItsLimits() {
        assertTrue(linked().size() < FILES_MAX, () -> linked().toString());
        int bytes = size(linked()) + page().gzip().length;
        assertTrue(bytes < BYTES_MAX, bytes + " bytes, at most " + BYTES_MAX);
    }

    @Test
    void whatIsLoadedLaterStaysBelowItsSizeLimit() {
        Set<String> later = new HashSet<>(files.keySet());
        later.removeAll(linked());
        later.remove(WebFiles.PAGE);
        int bytes = size(later);
        assertTrue(bytes > 0 && bytes < LATER_BYTES_MAX, bytes + " bytes, at most " + LATER_BYTES_MAX);
    }

    /** A browser would begin to load a module that is not linked only after it has read the one that imports it. */
    @Test
    void pageLinksToAllThatItsModulesImport() {
        modules()
                .filter(file -> linked().contains(file.path()))
                .flatMap(file -> names(IMPORTED, file))
                .forEach(path -> assertTrue(linked().contains(path), path));
    }

    private Stream<WebFile> modules() {
        return files.values().stream().filter(file -> file.path().endsWith(".js"));
    }

    /** The paths of the files that the page loads. */
    private Set<String> linked() {
        return LINKED.matcher(text(page())).results().map(link -> link.group(1)).collect(Collectors.toSet());
    }

    private static Stream<String> names(Pattern pattern, WebFile file) {
        return pattern.matcher(text(file))
                .results()
                .map(named -> Path.of(file.path())
                        .resolveSibling(named.group(1))
                        .normalize()
                        .toString());
    }

    private int size(Set<String> paths) {
        return paths.stream().mapToInt(path -> files.get(path).gzip().length).sum();
    }

    private WebFile page() {
        return files.get(WebFiles.PAGE);
    }

    private static String text(WebFile file) {
        return new String(file.bytes(), StandardCharsets.UTF_8);
    }
}
