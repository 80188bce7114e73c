package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningSystem;
import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the user writes is sent as written, and is not lost. */
class BrowserComposerIT {
    private static final long GENERAL = 1;

    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private RunningSystem start() {
        return Deployment.ONE_PROCESS.start(programs, programs.folder(), Deployment.UNLIMITED);
    }

    /** Enter after a text smiley inserted a flag instead of sending the message. */
    @Test
    void enterAfterSmileySendsTheMessage() {
        ChatPage alice = BROWSER.signIn(start(), "alice");
        alice.composer().click();
        alice.page().keyboard().type("Thanks :-D");
        alice.page().keyboard().press("Enter");
        alice.awaitMessage("Thanks :-D");
        assertThat(alice.composer()).hasValue("");
    }

    /** A suggestion that was accepted after the cursor had moved replaced other text. */
    @Test
    void suggestionsCloseWhenTheCursorMoves() {
        ChatPage alice = BROWSER.signIn(start(), "alice");
        Keyboard keys = alice.page().keyboard();
        Locator suggestions = alice.page().locator("#composer [role=option]");
        alice.composer().click();
        keys.type("Ask @bo");
        assertThat(suggestions.first()).containsText("Bob");
        keys.press("Home");
        assertThat(suggestions).hasCount(0);
        keys.press("Enter");
        alice.awaitMessage("Ask @bo");
    }

    /** A reply that the user was writing disappeared when the first message of the thread was deleted. */
    @Test
    void replyBecomesDraftOfTheChannelWhenItsMessageIsDeleted() {
        RunningSystem system = start();
        RpcCaller bob = system.signIn("bob");
        long id = bob.call("message.send", "channel_id", GENERAL, "text", "Any news?")
                .path("message")
                .path("id")
                .asLong();
        ChatPage alice = BROWSER.signIn(system, "alice");
        alice.act(alice.awaitMessage("Any news?"), "Reply in thread");
        alice.page().locator("#thread-composer textarea").fill("Not yet, but");
        bob.call("message.delete", "message_id", id);
        assertThat(alice.panel()).containsText("You can't reply to a deleted message.");
        assertThat(alice.composer()).hasValue("Not yet, but");
        assertThat(alice.composer()).isFocused();
        assertThat(alice.page().locator(".toast")).containsText("Your reply is in the message box of the channel.");
    }

    /** The category buttons only scrolled, so a keyboard user had to walk through all emoji. */
    @Test
    void categoryMovesTheFocusToItsFirstEmoji() {
        ChatPage alice = BROWSER.signIn(start(), "alice");
        alice.page().locator("#composer [data-tool=smile]").click();
        Locator flags = alice.dialog().locator(".emoji-tabs button[aria-label=Flags]");
        flags.focus();
        alice.page().keyboard().press("Enter");
        Locator first =
                alice.dialog().locator("section[aria-label=Flags] button").first();
        assertThat(first).isFocused();
        assertThat(first).hasAttribute("tabindex", "0");
        assertThat(alice.dialog().locator(".emoji-list button[tabindex='0']")).hasCount(1);
        alice.page().keyboard().press("ArrowRight");
        String next = alice.dialog()
                .locator("section[aria-label=Flags] button")
                .nth(1)
                .getAttribute("data-emoji");
        alice.page().keyboard().press("Enter");
        assertThat(alice.composer()).hasValue(next);
    }
}
