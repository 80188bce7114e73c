package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.regex.Pattern;

/** One tab with the browser client, in the words of its user. Whatever is looked for is waited for. */
public record ChatPage(Page page) {
    public void signIn(String username) {
        page.fill("#username", username);
        page.click("#login-form button");
    }

    /** The stream is open and complete. */
    public void awaitConnected() {
        assertThat(page.locator(".app[data-state=open]")).isVisible();
    }

    void awaitDisconnected() {
        assertThat(page.locator(".app:not([data-state=open])")).isVisible();
    }

    Locator banner() {
        return page.locator(".banner");
    }

    void openChannel(long id) {
        channel(id).click();
        assertThat(channel(id)).hasAttribute("aria-current", "page");
    }

    /** The channel's line in the sidebar. */
    Locator channel(long id) {
        return page.locator(".entry[data-channel='" + id + "']");
    }

    void awaitUnread(long channel, int count) {
        assertThat(channel(channel)).hasAttribute("data-unread", String.valueOf(count));
    }

    void awaitMentions(long channel, int count) {
        assertThat(channel(channel)).hasAttribute("data-mentions", String.valueOf(count));
    }

    void say(String text) {
        composer().fill(text);
        composer().press("Enter");
    }

    Locator composer() {
        return page.locator("#composer textarea");
    }

    /** The messages on the screen that the server has, and those on their way. */
    Locator messages() {
        return page.locator(".channel .message");
    }

    Locator message(String text) {
        return messages().filter(new Locator.FilterOptions().setHasText(text));
    }

    /** It is there once, and it is the server's. */
    Locator awaitMessage(String text) {
        assertThat(message(text)).hasCount(1);
        assertThat(message(text)).hasAttribute("data-id", Pattern.compile("\\d+"));
        return message(text);
    }

    /** Points at a message, which shows what can be done with it, and does that. */
    void act(Locator message, String what) {
        message.hover();
        message.locator(".tools button[aria-label='" + what + "']").click();
    }

    Locator panel() {
        return page.locator(".panel");
    }

    Locator dialog() {
        return page.locator("dialog[open]");
    }

    /** Marks this document: a reload would forget it. */
    void remember() {
        page.evaluate("window.remembered = true");
    }

    boolean remembers() {
        return Boolean.TRUE.equals(page.evaluate("window.remembered === true"));
    }
}
