package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RunningSystem;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that is dropped or pasted anywhere is refused with a hint and never replaces the page. */
class BrowserFilesIT {
    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private RunningSystem start() {
        return Deployment.ONE_PROCESS.start(programs, programs.folder(), Deployment.UNLIMITED);
    }

    /** The browser opened a dropped file in the place of the page. */
    @ParameterizedTest
    @ValueSource(strings = {".sidebar", "#title", ".scroller", "#composer textarea", "dialog .box"})
    void droppedFileIsRefusedWithAHint(String place, @TempDir Path folder) throws IOException {
        ChatPage alice = BROWSER.signIn(start(), "alice");
        if (place.startsWith("dialog")) alice.page().click("#me");
        alice.markDocument();
        Path file = Files.writeString(folder.resolve("page.html"), "<title>a file</title>");
        BoundingBox box = alice.page().locator(place).boundingBox();
        drop(alice.page(), file, box.x + box.width / 2, box.y + box.height / 2);
        assertThat(alice.page().locator(".toast")).hasText("Files are not supported yet.");
        assertTrue(alice.hasMarkedDocument(), "the page must stay");
        assertThat(alice.composer()).hasValue("");
    }

    private static void drop(Page page, Path file, double x, double y) {
        JsonObject data = new JsonObject();
        data.add("items", new JsonArray());
        JsonArray files = new JsonArray();
        files.add(file.toString());
        data.add("files", files);
        data.addProperty("dragOperationsMask", 1);
        CDPSession tools = page.context().newCDPSession(page);
        for (String type : List.of("dragEnter", "dragOver", "drop")) {
            JsonObject event = new JsonObject();
            event.addProperty("type", type);
            event.addProperty("x", x);
            event.addProperty("y", y);
            event.add("data", data);
            tools.send("Input.dispatchDragEvent", event);
        }
    }

    @Test
    void pastedPictureIsRefusedWithAHintAndPastedTextIsNot() {
        ChatPage alice = BROWSER.signIn(start(), "alice");
        String paste = """
                ([selector, withText]) => {
                    const data = new DataTransfer();
                    data.items.add(new File(["x"], "picture.png", {type: "image/png"}));
                    if (withText) data.setData("text/plain", "a table");
                    const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
                    document.querySelector(selector).dispatchEvent(event);
                    return event.defaultPrevented;
                }""";
        assertEquals(false, alice.page().evaluate(paste, List.of("#composer textarea", true)));
        assertThat(alice.page().locator(".toast")).hasCount(0);
        assertEquals(true, alice.page().evaluate(paste, List.of("body", false)));
        assertThat(alice.page().locator(".toast")).hasText("Files are not supported yet.");
        assertEquals(true, alice.page().evaluate(paste, List.of("#composer textarea", false)));
    }
}
