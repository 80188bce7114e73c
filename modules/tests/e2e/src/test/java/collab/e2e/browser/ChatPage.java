package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.regex.Pattern;

/** One tab with the browser client. Methods are actions of its user; an assertion waits until it holds. */
public record ChatPage(Page page) {
    public void signIn(String username) {
        page.fill("#username", username);
        page.click("#login-form button");
    }

    /** Waits until the stream is open and complete. */
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

    /** The row of the channel in the sidebar. */
    Locator channel(long id) {
        return page.locator(".entry[data-channel='" + id + "']");
    }

    void awaitUnread(long channel, int count) {
        assertThat(channel(channel)).hasAttribute("data-unread", String.valueOf(count));
    }

    void awaitMentions(long channel, int count) {
        assertThat(channel(channel)).hasAttribute("data-mentions", String.valueOf(count));
    }

    void send(String text) {
        composer().fill(text);
        composer().press("Enter");
    }

    Locator composer() {
        return page.locator("#composer textarea");
    }

    /** The messages on the screen: those that the server has stored and those that are being sent. */
    Locator messages() {
        return page.locator(".channel .message");
    }

    Locator storedMessages() {
        return page.locator(".channel .message[data-id]");
    }

    Locator message(String text) {
        return messages().filter(new Locator.FilterOptions().setHasText(text));
    }

    /** Waits until exactly one message has this text and an ID of the server. */
    Locator awaitMessage(String text) {
        assertThat(message(text)).hasCount(1);
        assertThat(message(text)).hasAttribute("data-id", Pattern.compile("\\d+"));
        return message(text);
    }

    /** Hovers over a message, which shows its tools, and clicks the tool with this label, or the item of its menu. */
    void act(Locator message, String tool) {
        message.hover();
        Locator button = message.locator(".tools button[aria-label='" + tool + "']");
        assertThat(button).hasCount(1);
        if (!button.isVisible()) message.locator(".tools button[aria-haspopup=menu]").click();
        button.click();
    }

    Locator panel() {
        return page.locator(".panel");
    }

    Locator dialog() {
        return page.locator("dialog[open]");
    }

    /** Marks this document. A reload removes the mark. */
    void markDocument() {
        page.evaluate("window.marked = true");
    }

    boolean hasMarkedDocument() {
        return Boolean.TRUE.equals(page.evaluate("window.marked === true"));
    }
}
