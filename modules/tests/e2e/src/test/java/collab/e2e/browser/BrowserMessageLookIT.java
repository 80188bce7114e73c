package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningSystem;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How messages and the lists of messages and people look, and what can be clicked in them. */
class BrowserMessageLookIT {
    private static final long GENERAL = 1;

    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private RunningSystem start() {
        return Deployment.ONE_PROCESS.start(programs, programs.folder(), Deployment.UNLIMITED);
    }

    private static long send(RpcCaller author, String text) {
        return author.call("message.send", "channel_id", GENERAL, "text", text)
                .at("/message/id")
                .longValue();
    }

    /** A context that may use the clipboard. */
    private static BrowserContext withClipboard() {
        BrowserContext context = BROWSER.newContext();
        context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
        return context;
    }

    private static String clipboard(ChatPage page) {
        return (String) page.page().evaluate("() => navigator.clipboard.readText()");
    }

    @Test
    void longMessageIsFoldedUntilTheUserWantsIt() {
        RunningSystem system = start();
        send(system.signIn("bob"), "line\n".repeat(60) + "the end");
        ChatPage alice = BROWSER.signIn(system, "alice");
        Locator message = alice.awaitMessage("the end");
        Locator text = message.locator(".text");
        double folded = text.boundingBox().height;
        assertTrue(folded <= 360, "the height of a folded message is " + folded);
        Locator button = message.locator(".show-more");
        assertThat(button).hasAttribute("aria-expanded", "false");
        button.click();
        assertTrue(text.boundingBox().height > 1_000, "the whole message");
        assertThat(button).hasText("Show less");
        button.click();
        assertEquals(folded, text.boundingBox().height);
    }

    @Test
    void codeIsCopiedAndWrapped() {
        RunningSystem system = start();
        String code = "int x = 1;\nString wide = \"" + "wide ".repeat(60) + "\";";
        send(system.signIn("bob"), "```java\n" + code + "\n```");
        ChatPage alice = BROWSER.signIn(withClipboard(), system.http(), "alice");
        Locator block = alice.page().locator(".channel .code");
        assertThat(block.locator(".language")).hasText("java");
        Locator copy = block.locator("[aria-label='Copy code']");
        copy.click();
        assertThat(copy).hasAttribute("data-label", "Copied");
        assertEquals(code, clipboard(alice));
        String overflow =
                "() => { const pre = document.querySelector('.channel .code pre'); return pre.scrollWidth > pre.clientWidth; }";
        assertEquals(true, alice.page().evaluate(overflow));
        block.locator("[aria-label='Wrap long lines']").click();
        assertEquals(false, alice.page().evaluate(overflow));
    }

    /** The name is a button and the time is shown once for several messages, so a copied conversation was without both. */
    @Test
    void copiedMessagesHaveNamesAndTimes() {
        RunningSystem system = start();
        send(system.signIn("bob"), "What about **Friday**?");
        send(system.signIn("carol"), "Friday is fine");
        ChatPage alice = BROWSER.signIn(withClipboard(), system.http(), "alice");
        alice.awaitMessage("Friday is fine");
        alice.page().evaluate("""
                () => {
                    const texts = document.querySelectorAll(".channel .message .text");
                    const range = document.createRange();
                    range.setStartBefore(texts[0].firstChild);
                    range.setEndAfter(texts[texts.length - 1].lastChild);
                    const selection = getSelection();
                    selection.removeAllRanges();
                    selection.addRange(range);
                }""");
        alice.page().keyboard().press("Control+c");
        String copied = clipboard(alice);
        assertTrue(
                Pattern.compile(
                                "Bob, .*\\d\\d?:\\d\\d.*\nWhat about \\*\\*Friday\\*\\*\\?\n\nCarol, .*\\d\\d?:\\d\\d.*\nFriday is fine")
                        .matcher(copied)
                        .matches(),
                copied);
    }

    /** The row that a link leads to was marked for two seconds, and its mark could not be seen after one. */
    @Test
    void rowOfALinkStaysMarkedUntilTheUserActs() {
        RunningSystem system = start();
        RpcCaller bob = system.signIn("bob");
        long target = send(bob, "the target");
        for (int i = 1; i <= 40; i++) send(bob, "message " + i);
        ChatPage alice = BROWSER.signIn(system, "alice");
        alice.awaitMessage("message 40");
        alice.page().evaluate("id => { location.hash = `#/c/1/m/${id}`; }", String.valueOf(target));
        Locator row = alice.page().locator("#m" + target);
        assertThat(row).hasAttribute("data-goal", "");
        Object[] colors = ((List<?>) alice.page().evaluate("""
                id => {
                    const color = row => getComputedStyle(row).backgroundColor;
                    return [color(document.getElementById(`m${id}`)), color(document.querySelector(".channel .message:not([data-goal])"))];
                }""", String.valueOf(target))).toArray();
        assertNotEquals(colors[1], colors[0], "the color of the row");
        alice.page().keyboard().press("Shift");
        assertThat(row).not().hasAttribute("data-goal", "");
    }

    @Test
    void namesOfChannelsAreLinksAndEmojiAloneAreLarge() {
        RunningSystem system = start();
        RpcCaller alice = system.signIn("alice");
        long plans = alice.call("channel.create", "workspace_id", 1, "kind", "public", "name", "plans")
                .at("/channel/id")
                .longValue();
        RpcCaller bob = system.signIn("bob");
        send(bob, "see #plans, not #nothing or https://a.example/#plans or `#plans`");
        for (String text : List.of("🇩🇪 🇫🇷", "1️⃣", ":tada:", "👩‍🚀")) send(bob, text);
        ChatPage page = BROWSER.signIn(system, "alice");
        Locator message = page.awaitMessage("see #plans");
        assertThat(page.messages().locator(".jumbo")).hasCount(4);
        double size = ((Number) page.page().evaluate("""
                () => Math.min(...[...document.querySelectorAll(".jumbo")].map(emoji => parseFloat(getComputedStyle(emoji).fontSize)))""")).doubleValue();
        assertEquals(30, size);
        assertThat(message.locator(".channel-link")).hasCount(1);
        message.locator(".channel-link").click();
        assertThat(page.channel(plans)).hasAttribute("aria-current", "page");
    }

    /** The status of a user was a sentence on each message, and took the place of the user name in the picker. */
    @Test
    void statusIsAnEmojiAndUserNamesAreShown() {
        RunningSystem system = start();
        RpcCaller bob = system.signIn("bob");
        bob.call("presence.set_status_text", "text", "🌴 Away until Monday");
        send(bob, "hello");
        ChatPage alice = BROWSER.signIn(system, "alice");
        Locator status = alice.awaitMessage("hello").locator(".status");
        assertThat(status).hasText("🌴");
        assertThat(status).hasAttribute("title", "🌴 Away until Monday");
        alice.page().click("[aria-label='New message']");
        alice.page().fill("#picker", "bob");
        assertThat(alice.dialog().locator("[role=option] .soft")).hasText("@bob · 🌴 Away until Monday");
    }

    @Test
    void groupShowsFacesAndItsButtonStaysInView() {
        RunningSystem system = start();
        RpcCaller alice = system.signIn("alice");
        for (int i = 1; i <= 12; i++) {
            long user = alice.call("user.create", "username", "person" + i, "display_name", "Person " + i)
                    .at("/user/id")
                    .longValue();
            alice.call("workspace.members.add", "workspace_id", 1, "user_id", user, "role", "member");
        }
        alice.call("channel.create", "workspace_id", 1, "kind", "group_dm", "peer_ids", List.of(2, 3));
        ChatPage page = BROWSER.signIn(
                BROWSER.newContext(new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(1024, 520)),
                system.http(),
                "alice");
        Locator faces = page.page().locator("#directs .crowd svg");
        assertThat(faces).hasCount(2);
        assertNotEquals(faces.first().innerHTML(), faces.last().innerHTML());
        page.page().click("[aria-label='New message']");
        page.page().fill("#picker", "person");
        page.page().keyboard().press("Enter");
        page.page().fill("#picker", "person");
        assertThat(page.dialog().locator("[role=option]").nth(5)).isAttached();
        assertThat(page.page().locator("#open-conversation")).isInViewport();
    }

    @Test
    void listsBesideTheChannelAreCurrent() {
        RunningSystem system = start();
        RpcCaller bob = system.signIn("bob");
        long first = send(bob, "pinned first");
        bob.call("message.pin", "message_id", first);
        long second = send(bob, "pinned second @alice");
        bob.call("message.pin", "message_id", second);
        BrowserContext machine = BROWSER.newContext();
        ChatPage alice = BROWSER.signIn(machine, system.http(), "alice");
        alice.awaitMessage("pinned second");
        alice.page().click("[data-panel=pins]");
        assertThat(alice.page().locator("#pins .card .text").first()).containsText("pinned second");

        // a channel that is not shown, so that the mention stays unread
        long plans = system.signIn("carol")
                .call("channel.create", "workspace_id", 1, "kind", "public", "name", "plans")
                .at("/channel/id")
                .longValue();
        RpcCaller carol = system.signIn("carol");
        carol.call("channel.members.add", "channel_id", plans, "user_id", 1);
        carol.call("message.send", "channel_id", plans, "text", "unread @alice");
        alice.awaitMentions(plans, 1);
        alice.page().click("[data-shelf=mentions]");
        Locator card = alice.page().locator("#mentions .card:has-text('unread')");
        assertThat(card.locator(".badge")).hasText("New");
        alice.page().click("#close-panel");
        alice.page().click("[data-shelf=mentions]");
        assertThat(card).isVisible();
        assertThat(card.locator(".badge")).hasCount(0);

        alice.page().click("[data-shelf=search]");
        Locator clear = alice.page().locator(".search-form .clear");
        assertThat(clear).isHidden();
        alice.page().fill("#search", "pinned");
        assertThat(clear).isVisible();
        clear.click();
        assertThat(alice.page().locator("#search")).hasValue("");
        assertThat(alice.page().locator("#search")).isFocused();
    }
}
