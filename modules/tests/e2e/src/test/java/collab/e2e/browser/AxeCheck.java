package collab.e2e.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Looks for violations of WCAG 2.1 A and AA in what a page shows, with axe. */
final class AxeCheck {
    private AxeCheck() {}

    static void assertAccessible(ChatPage page, String state) {
        page.page().evaluate(axe());
        Object violations = page.page().evaluate("""
                async () => (await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})).violations
                    .flatMap(violation => violation.nodes.map(node => `${violation.id}: ${node.html.slice(0, 200)}`))""");
        assertEquals(List.of(), violations, state);
    }

    private static String axe() {
        try (InputStream axe = AxeCheck.class.getResourceAsStream("/axe.min.js")) {
            if (axe == null) throw new IllegalStateException("axe.min.js is missing");
            return new String(axe.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
