package collab.e2e.browser;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningSystem;
import collab.e2e.harness.RuntimeImage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;

/** The texts of messages in the page. */
class BrowserTextIT {
    private static final long GENERAL = 1;
    private static final Path CASES = Path.of("modules/web/src/test/resources/text-cases.json");

    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    /** The page showed mentions of users who were not notified, and did not show mentions of users who were. */
    @Test
    void nameIsShownAsMentionIfSomebodyIsNotified() throws IOException {
        RunningSystem system = Deployment.ONE_PROCESS.start(programs, programs.folder(), Deployment.UNLIMITED);
        RpcCaller carol = system.signIn("carol");
        ChatPage alice = BROWSER.signIn(system, "alice");
        List<String> texts = texts();
        assertTrue(texts.size() > 80, "texts with an at-sign: " + texts.size());
        assertAll(texts.stream().map(text -> check(carol, alice, text)));
    }

    private static Executable check(RpcCaller author, ChatPage reader, String text) {
        return () -> {
            JsonNode message = author.call("message.send", "channel_id", GENERAL, "text", text)
                    .get("message");
            Locator shown = reader.page()
                    .locator(".message[data-id='" + message.get("id").asLong() + "'] .text");
            shown.waitFor();
            boolean isNotified = !message.get("mentions").isEmpty() || message.has("broadcast");
            assertEquals(isNotified, shown.locator(".mention").count() > 0, text);
        };
    }

    private static List<String> texts() throws IOException {
        JsonNode cases = new ObjectMapper()
                .readTree(RuntimeImage.repository().resolve(CASES).toFile())
                .get("cases");
        return cases.valueStream()
                .map(each -> each.get("text").asText())
                .filter(text -> text.contains("@"))
                .toList();
    }
}
