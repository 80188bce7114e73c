package collab.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ModuleTextTest {
    private static final Pattern COMMENT = Pattern.compile("\\s*(/\\*\\*|\\*|// ).*|.*\\*/");

    @Test
    void commentsOnTheirOwnLinesAreRemovedAndLinesKeepTheirNumbers() {
        String source = """
                // @ts-check
                /** One line. */
                const a = 1; // stays
                /**
                 * Several lines.
                 * @param {string} text
                 */
                f(
                  /** @type {Foo} */ a,
                );
                /* stays */
                """;
        assertEquals("""


                const a = 1; // stays




                f(
                  /** @type {Foo} */ a,
                );
                /* stays */
                """, ModuleText.withoutComments(source));
    }

    @Test
    void textWithoutLineFeedAtItsEndStaysSo() {
        assertEquals("a", ModuleText.withoutComments("a"));
        assertEquals("", ModuleText.withoutComments(""));
    }

    /** A comment that is not closed on a line of its own would take the code after it along. */
    @Test
    void onlyCommentsOfThePageAreRemoved() {
        for (String path : WebFiles.PATHS) {
            if (!path.endsWith(".js") || path.startsWith("lib/")) continue;
            String[] source = new String(WebFiles.read("web-root/" + path), StandardCharsets.UTF_8).split("\n", -1);
            String[] served =
                    ModuleText.withoutComments(String.join("\n", source)).split("\n", -1);
            assertEquals(source.length, served.length, path);
            for (int i = 0; i < source.length; i++) {
                if (served[i].equals(source[i])) continue;
                assertEquals("", served[i], path);
                assertTrue(COMMENT.matcher(source[i]).matches(), path + ":" + (i + 1) + " " + source[i]);
            }
        }
    }
}
