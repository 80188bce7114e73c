package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningSystem;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page at the sizes of a window of 1280 by 1024 with 200 % and 400 % zoom and a mouse, and on a phone. */
class BrowserZoomIT {
    private static final long GENERAL = 1;
    private static final String LONG = "x".repeat(70);

    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private RunningSystem start() {
        return Deployment.ONE_PROCESS.start(programs, programs.folder(), Deployment.UNLIMITED);
    }

    private static void send(RpcCaller user, int count) {
        for (int i = 1; i <= count; i++)
            user.call("message.send", "channel_id", GENERAL, "text", "message " + i + " on the board");
    }

    private ChatPage zoomed(RunningSystem system, int width, int height) {
        return BROWSER.signIn(
                BROWSER.newContext(new NewContextOptions().setViewportSize(width, height)), system.http(), "alice");
    }

    private ChatPage phone(RunningSystem system) {
        return BROWSER.signIn(
                BROWSER.newContext(new NewContextOptions()
                        .setViewportSize(390, 844)
                        .setIsMobile(true)
                        .setHasTouch(true)),
                system.http(),
                "alice");
    }

    @ParameterizedTest
    @CsvSource({"640, 512", "320, 256"})
    void everyControlIsReachableWithAMouse(int width, int height) {
        RunningSystem system = start();
        RpcCaller bob = system.signIn("bob");
        bob.call("channel.create", "workspace_id", 1, "kind", "dm", "peer_ids", List.of(1));
        send(bob, 20);
        ChatPage alice = zoomed(system, width, height);
        PageLaws.assertReachable(alice, ".sidebar");
        alice.page().click("#me");
        PageLaws.assertReachable(alice, "dialog");
        alice.page().keyboard().press("Escape");
        alice.page().click("[aria-label='New message']");
        PageLaws.assertReachable(alice, "dialog");
        alice.page().keyboard().press("Escape");
        alice.openChannel(GENERAL);
        Locator last = alice.awaitMessage("message 20 on");
        PageLaws.assertReachable(alice, ".channel");
        alice.page().click("#composer [data-tool=smile]");
        assertThat(alice.dialog().locator("#emoji-search")).isFocused();
        PageLaws.assertReachable(alice, "dialog .emoji-tabs, dialog .emoji-tones");
        alice.page().keyboard().press("Escape");
        for (String dialog : List.of("Control+k", "Control+/")) {
            alice.page().keyboard().press(dialog);
            assertThat(alice.dialog()).isVisible();
            PageLaws.assertReachable(alice, "dialog");
            alice.page().keyboard().press("Escape");
        }
        alice.act(last, "Reply in thread");
        assertThat(alice.page().locator("#thread-composer textarea")).isFocused();
        PageLaws.assertReachable(alice, ".panel");
        alice.page().click("#close-panel");
        alice.page().click("[data-panel=details]");
        assertThat(alice.page().locator("#members li")).hasCount(4);
        PageLaws.assertReachable(alice, ".panel");
        alice.page().click("#close-panel");
        alice.page().click(".back");
        assertThat(alice.channel(GENERAL)).isVisible();
        Chromium.screenshot(alice, "zoom-" + width);
    }

    /** Hovering any message slid the sheet of a phone over the message box. */
    @ParameterizedTest
    @CsvSource({"640, 512", "320, 256"})
    void hoveringShowsTheToolbarAtItsMessage(int width, int height) {
        RunningSystem system = start();
        send(system.signIn("bob"), 20);
        ChatPage alice = zoomed(system, width, height);
        alice.channel(GENERAL).click();
        for (String text : List.of("message 20 on", "message 19 on")) {
            Locator message = alice.awaitMessage(text);
            message.hover();
            assertThat(message.locator(".tools")).isVisible();
            assertEquals(true, message.evaluate("""
                    message => {
                        const row = message.getBoundingClientRect();
                        const tools = message.querySelector(".tools").getBoundingClientRect();
                        const composer = document.querySelector("#composer").getBoundingClientRect();
                        return tools.bottom > row.top - 1 && tools.top < row.bottom && tools.bottom <= composer.top
                            && tools.left >= 0 && tools.right <= innerWidth;
                    }"""), text);
            assertThat(message.locator(".tools .dismiss")).not().isVisible();
        }
    }

    @Test
    void fingerMeetsEveryControlOfThePhone() {
        RunningSystem system = start();
        RpcCaller bob = system.signIn("bob");
        send(bob, 3);
        long id = bob.call("message.send", "channel_id", GENERAL, "text", "with buttons")
                .at("/message/id")
                .longValue();
        bob.call("message.react", "message_id", id, "emoji", "👍");
        bob.call("message.send", "channel_id", GENERAL, "parent_id", id, "text", "a reply");
        ChatPage phone = phone(system);
        PageLaws.assertTouchable(phone, ".sidebar");
        PageLaws.assertReachable(phone, ".sidebar");
        phone.channel(GENERAL).tap();
        Locator message = phone.awaitMessage("with buttons");
        assertThat(message.locator(".replies")).isVisible();
        PageLaws.assertTouchable(phone, ".channel");
        message.locator(".text").tap();
        PageLaws.assertTouchable(phone, ".tools");
        assertThat(message.locator(".tools .dismiss")).isVisible();
        message.locator(".tools [aria-label='Reply in thread']").tap();
        assertThat(phone.panel()).isVisible();
        assertThat(phone.page().locator(".channel .tools")).hasCount(0);
        PageLaws.assertTouchable(phone, ".panel");
        PageLaws.assertReachable(phone, ".panel");
        phone.page().locator("#close-panel").tap();
        phone.page().locator("[data-panel=details]").tap();
        assertThat(phone.page().locator("#members li")).hasCount(4);
        PageLaws.assertTouchable(phone, ".panel");
        phone.page().locator("#close-panel").tap();
        phone.page().locator("#composer [data-tool=smile]").tap();
        PageLaws.assertTouchable(phone, "dialog");
        phone.dialog().locator("[aria-label=Close]").tap();
        phone.page().locator(".back").tap();
        phone.page().locator(".jump").tap();
        assertThat(phone.dialog().locator("[role=option]").first()).isVisible();
        PageLaws.assertTouchable(phone, "dialog");
    }

    /** After a jump from the search, the toolbar of the message opened by itself, and stayed above the next panel. */
    @Test
    void jumpFromTheSearchOpensNoToolbarOnAPhone() {
        RunningSystem system = start();
        send(system.signIn("bob"), 60);
        ChatPage phone = phone(system);
        phone.page().locator("[data-shelf=search]").tap();
        phone.page().fill("#search", "board");
        phone.page().keyboard().press("Enter");
        phone.page().locator("#found .plain").first().tap();
        assertThat(phone.page().locator(".message:focus")).isInViewport();
        assertThat(phone.page().locator(".tools")).hasCount(0);
        Locator message = phone.page().locator(".message:focus");
        message.locator(".text").tap();
        assertThat(phone.page().locator(".tools")).hasCount(1);
        phone.page().evaluate("document.querySelector('[data-panel=details]').click()");
        assertThat(phone.panel()).isVisible();
        assertThat(phone.page().locator(".tools")).not().isVisible();
    }

    /** One long name broke the switcher and the header. Long names are cut with an ellipsis wherever they are. */
    @ParameterizedTest
    @CsvSource({"1280, 800", "320, 568"})
    void longNamesFitEverywhere(int width, int height) {
        RunningSystem system = start();
        RpcCaller alice = system.signIn("alice");
        RpcCaller bob = system.signIn("bob");
        alice.call("workspace.update", "workspace_id", 1, "name", "w" + LONG);
        bob.call("user.update", "display_name", "Bob" + LONG);
        long id = alice.call("channel.create", "workspace_id", 1, "kind", "public", "name", "c" + LONG, "topic", "t" + LONG)
                .at("/channel/id")
                .longValue();
        alice.call("channel.create", "workspace_id", 1, "kind", "dm", "peer_ids", List.of(2));
        bob.call("message.send", "channel_id", GENERAL, "text", "from a long name");
        ChatPage page = zoomed(system, width, height);
        PageLaws.assertReachable(page, ".sidebar");
        page.channel(id).click();
        assertThat(page.page().locator("#title")).isVisible();
        PageLaws.assertReachable(page, ".channel");
        page.page().keyboard().press("Control+k");
        assertThat(page.dialog().locator("[role=option]").first()).isVisible();
        PageLaws.assertReachable(page, "dialog");
        assertTrue(
                Boolean.TRUE.equals(page.page()
                        .evaluate(
                                "() => { const box = document.querySelector('dialog .box'); return box.scrollWidth <= box.clientWidth; }")),
                "the switcher does not scroll sideways");
        page.page().keyboard().press("Escape");
        page.composer().fill("Hello @bo");
        Locator choice = page.page().locator("#composer [role=option]").first();
        assertThat(choice).containsText("Bob");
        PageLaws.assertReachable(page, ".choices");
        assertTrue(choice.evaluate("choice => choice.scrollWidth <= choice.clientWidth").equals(true), "the suggestion");
        page.composer().fill("");
        page.page().click("[data-panel=details]");
        assertThat(page.page().locator("#members li").first()).isVisible();
        PageLaws.assertReachable(page, ".panel");
        page.page().locator("#members li button").first().click();
        assertThat(page.dialog()).isVisible();
        PageLaws.assertReachable(page, "dialog");
        Chromium.screenshot(page, "long-names-" + width);
    }
}
