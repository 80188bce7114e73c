package collab.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WebFilesTest {
    private static final Pattern IMPORT = Pattern.compile("from \"\\./([^\"]+)\"");
    private final Map<String, WebFile> files = WebFiles.load();

    @Test
    void everyFileOfTheFolderIsServed() throws IOException {
        try (Stream<Path> folder = Files.list(Path.of("src/main/resources/web-root"))) {
            assertEquals(
                    WebFiles.PATHS,
                    folder.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void everythingThatIsImportedIsThere() {
        files.values().stream().filter(file -> file.path().endsWith(".js")).forEach(file -> {
            Matcher imports = IMPORT.matcher(new String(file.bytes(), StandardCharsets.UTF_8));
            while (imports.find())
                assertTrue(files.containsKey(imports.group(1)), file.path() + " imports " + imports.group(1));
        });
    }

    /** The page is served under a policy without inline scripts, inline styles or foreign hosts. */
    @Test
    void thePageKeepsItsOwnPolicy() {
        String page = new String(files.get("index.html").bytes(), StandardCharsets.UTF_8);
        assertTrue(
                !page.contains("style=")
                        && !page.contains("<style")
                        && !page.contains("onclick")
                        && !page.contains("://"),
                page);
        assertTrue(
                Pattern.compile("<script[^>]*>[^<]")
                        .matcher(page)
                        .results()
                        .findAny()
                        .isEmpty(),
                page);
    }
}
