package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RunningSystem;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every error of the server reaches the user as a sentence, beside what the user did, and nothing hides it. */
class BrowserErrorIT {
    private static final long GENERAL = 1;

    private static final String ERROR =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32602,\"message\":\"RAW WORDS\",\"data\":{\"code\":\"invalid_params\",\"pointer\":\"/limit\",\"expected\":\"RAW\",\"actual\":\"RAW\"}}}";

    /** Where the page shows errors. */
    private static final String SHOWN = ".toast, .field-error, .problem, .failed";

    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private RunningSystem start() {
        return Deployment.ONE_PROCESS.start(programs, programs.folder(), Deployment.UNLIMITED);
    }

    @Test
    void wrongNameIsShownBesideTheSignIn() {
        ChatPage page = BROWSER.open(BROWSER.newContext(), start().http(), "unknown");
        page.signIn("unknown-name");
        assertThat(page.page().locator(".wrong")).hasText("Wrong name or password.");
    }

    @Test
    void rejectedFieldsSayWhatIsAccepted() {
        ChatPage alice = BROWSER.signIn(start(), "alice");
        Page page = alice.page();
        page.click("[aria-label='Browse or create channels']");
        Locator name = page.locator("dialog .create label", new Page.LocatorOptions().setHasText("Channel name"));
        name.locator("input").fill("Board Meeting Q4!");
        name.locator("input").press("Enter");
        assertThat(name.locator(".field-error")).containsText("letters, digits, - and _ without spaces");
        Chromium.screenshot(alice, "field-error");
        name.locator("input").fill("general");
        name.locator("input").press("Enter");
        assertThat(name.locator(".field-error")).hasText("This name is taken. Choose another one.");
        page.keyboard().press("Escape");

        page.click("[data-panel=details]");
        Locator topic = page.locator(".details label", new Page.LocatorOptions().setHasText("Topic"));
        topic.locator("textarea").fill("x".repeat(300)); // a field must not cut what is pasted
        page.click(".details .about .primary");
        assertThat(topic.locator(".field-error")).hasText("A topic can have 250 characters in one line.");

        page.click("#me");
        alice.dialog().locator("#status").fill("y".repeat(101));
        alice.dialog().locator("#status").press("Enter");
        assertThat(alice.dialog().locator(".field-error")).hasText("A status can have 100 characters in one line.");
        page.keyboard().press("Escape");

        page.keyboard().press("Control+Shift+F");
        page.locator("#search").fill("from:unknown-name");
        page.locator("#search").press("Enter");
        assertThat(page.locator(".panel .problem"))
                .containsText("from:unknown-name matches no person. Use a username, or from:me.");
    }

    /** Each call that an action makes is answered with an error; the user reads a sentence and no word of the server. */
    @Test
    void everyRejectedActionIsAnsweredWithASentence() {
        RunningSystem system = start();
        system.signIn("bob").call("channel.create", "workspace_id", 1, "kind", "public", "name", "of-bob");
        long id = system.signIn("alice")
                .call("message.send", "channel_id", GENERAL, "text", "a message")
                .at("/message/id")
                .asLong();
        system.signIn("alice").call("message.update", "message_id", id, "text", "a changed message");
        BrowserContext machine = BROWSER.newContext();
        AtomicReference<String> rejected = new AtomicReference<>("none");
        machine.route("**/rpc", route -> {
            if (String.valueOf(route.request().postData()).contains("\"" + rejected.get() + "\""))
                route.fulfill(new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody(ERROR));
            else route.resume();
        });
        ChatPage alice = BROWSER.signIn(machine, system.http(), "alice");
        Locator message = alice.awaitMessage("a changed message");
        Page page = alice.page();
        expect(alice, rejected, "message.toggle_react", () -> alice.act(message, "React with +1"));
        expect(alice, rejected, "message.pin", () -> alice.act(message, "Pin"));
        expect(
                alice,
                rejected,
                "message.history",
                () -> message.locator(".edited").click());
        expect(alice, rejected, "thread.list", () -> alice.act(message, "Reply in thread"));
        expect(alice, rejected, "message.pins", () -> page.click("[data-panel=pins]"));
        expect(alice, rejected, "channel.members.list", () -> page.click("[data-panel=details]"));
        expect(alice, rejected, "channel.list", () -> page.click("[aria-label='Browse or create channels']"));
        expect(alice, rejected, "channel.join", () -> {
            page.click("[aria-label='Browse or create channels']");
            page.click("dialog li button");
        });
        expect(alice, rejected, "message.send", () -> alice.send("rejected"));
        expect(alice, rejected, "message.delete", () -> {
            alice.act(message, "Delete");
            page.click("#confirm-delete");
        });
        expect(alice, rejected, "message.update", () -> {
            alice.act(message, "Edit");
            page.locator("textarea.edit").fill("another text");
            page.locator("textarea.edit").press("Enter");
        });
    }

    private static void expect(ChatPage page, AtomicReference<String> rejected, String method, Runnable action) {
        rejected.set(method);
        action.run();
        Locator shown = page.page().locator(SHOWN).filter(new Locator.FilterOptions().setHasText("Change it"));
        assertThat(shown.first()).isVisible();
        String text = String.valueOf(page.page().evaluate("document.body.innerText"));
        assertFalse(text.contains("RAW"), method + ": " + text);
        rejected.set("none");
        page.page().evaluate("document.querySelector('dialog[open]')?.close()");
        assertThat(page.dialog()).hasCount(0);
        if (page.page().locator("#close-panel").isVisible())
            page.page().locator("#close-panel").click();
        assertThat(page.page().locator(".toast")).hasCount(0);
    }

    /** Notices were under the backdrop of a dialog, and covered the composer and the button to the latest message. */
    @Test
    void noticeIsAboveTheDialogAndCoversNoComposer() {
        ChatPage alice = BROWSER.signIn(start(), "alice");
        Page page = alice.page();
        page.click("#me");
        page.evaluate("""
                () => {
                    const data = new DataTransfer();
                    data.items.add(new File(["x"], "x.png", {type: "image/png"}));
                    document.body.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
                }""");
        Locator toast = page.locator(".toast");
        assertThat(toast).isVisible();
        String onTop = """
                () => {
                    const host = document.querySelector(".toasts");
                    host.style.pointerEvents = "auto";
                    const box = host.getBoundingClientRect();
                    const found = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                    const covers = [...document.querySelectorAll(".composer, .latest")].filter(element => {
                        const other = element.getBoundingClientRect();
                        return other.top < box.bottom && other.bottom > box.top && other.left < box.right && other.right > box.left;
                    });
                    return `${found !== null && host.contains(found)} ${covers.length}`;
                }""";
        assertEquals("true 0", page.evaluate(onTop));
        Chromium.screenshot(alice, "toast-above-dialog");
        page.keyboard().press("Escape");
        assertThat(alice.dialog()).hasCount(0);
        assertThat(toast).isVisible();
        assertEquals("true 0", page.evaluate(onTop));
    }
}
