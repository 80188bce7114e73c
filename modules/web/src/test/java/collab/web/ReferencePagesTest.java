package collab.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReferencePagesTest {
    private static final Pattern LINK = Pattern.compile("href=\"([^\"#]+)[\"#]");
    private final Map<String, WebFile> files = ReferencePages.load();

    @Test
    void pagesLinkOnlyToServedFiles() {
        int links = 0;
        for (WebFile file : files.values()) {
            Matcher link = LINK.matcher(text(file));
            while (link.find()) {
                links++;
                assertTrue(
                        files.containsKey(ReferencePages.FOLDER + link.group(1)),
                        file.path() + " links to " + link.group(1));
            }
        }
        assertTrue(links > 500, "only " + links + " links were found");
    }

    @Test
    void indexNamesEveryNamespace() {
        String index = text(files.get(ReferencePages.INDEX));
        for (String method : new String[] {"rpc.discover", "auth.login", "message.send", "session.pull"}) {
            assertTrue(index.contains("<code>" + method + "</code>"), method);
        }
    }

    @Test
    void pagesHaveNoScriptsAndNoInlineStyles() {
        for (WebFile file : files.values()) {
            if (!file.path().endsWith(".html")) continue;
            assertFalse(
                    Pattern.compile("<script|<style|<[^>]* (style|on[a-z]+)=")
                            .matcher(text(file))
                            .find(),
                    file.path());
        }
    }

    @Test
    void browsersRevalidateEveryFile() {
        files.values().forEach(file -> assertFalse(file.lasting(), file.path()));
        assertEquals("text/html; charset=utf-8", files.get(ReferencePages.INDEX).contentType());
        assertEquals("text/css; charset=utf-8", files.get("docs/style.css").contentType());
    }

    private static String text(WebFile file) {
        return new String(file.bytes(), StandardCharsets.UTF_8);
    }
}
