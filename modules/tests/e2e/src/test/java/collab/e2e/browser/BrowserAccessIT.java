package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningSystem;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The page can be used by keyboard, on a phone, in dark mode and with a screen reader, and it shows hostile messages as
 * text.
 */
class BrowserAccessIT {
    private static final long GENERAL = 1;

    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private RunningSystem start() {
        return Deployment.ONE_PROCESS.start(programs, programs.folder(), Deployment.UNLIMITED);
    }

    @Test
    void keyboardReachesEveryAction() {
        RunningSystem system = start();
        system.signIn("bob").call("message.send", "channel_id", GENERAL, "text", "Press nothing but keys");
        ChatPage alice = BROWSER.open(BROWSER.newContext(), system.http(), "alice");
        Keyboard keys = alice.page().keyboard();
        assertThat(alice.page().locator("[data-username=alice]")).isFocused();
        keys.press("Enter");
        alice.awaitConnected();

        assertThat(alice.composer()).isFocused();
        assertThat(alice.message("Press nothing").locator(".name")).hasText("Bob"); // the author's row is loaded
        keys.type("Hello @bo");
        assertThat(alice.page().locator("#composer [role=option]")).containsText("Bob");
        keys.press("Tab");
        keys.type(":tad");
        assertThat(alice.page().locator("#composer [role=option]").first()).containsText(":tada:");
        keys.press("Enter");
        keys.press("Shift+Enter");
        keys.type("second line");
        assertThat(alice.composer()).hasValue("Hello @bob 🎉 \nsecond line");
        keys.press("Enter");
        alice.awaitMessage("second line");

        // from the composer to the messages and back
        keys.press("Shift+Tab");
        Locator last = alice.message("second line");
        for (int i = 0; i < 3 && !isFocused(last); i++) keys.press("Shift+Tab");
        assertThat(last).isFocused();
        keys.press("ArrowUp");
        Locator first = alice.message("Press nothing but keys");
        assertThat(first).isFocused();
        keys.press("Alt+r");
        assertThat(alice.dialog().locator("#emoji-search")).isFocused();
        keys.type("rocket");
        keys.press("Enter");
        assertThat(first.locator(".reaction[data-emoji='🚀']")).isVisible();
        assertThat(first).isFocused();
        keys.press("Alt+t");
        assertThat(alice.page().locator("#thread-composer textarea")).isFocused();
        keys.press("Escape");
        assertThat(alice.panel()).hasCount(0);
        assertThat(first).isFocused();

        keys.press("Control+k");
        keys.type("carol");
        assertThat(alice.dialog().locator("[role=option][aria-selected=true]")).containsText("Carol");
        keys.press("Enter");
        assertThat(alice.page().locator("#title")).hasText("Carol");
        keys.press("Alt+ArrowUp");
        assertThat(alice.page().locator("#title")).hasText("general");
    }

    /** A user who continues to type does not wait for the next frame. */
    @Test
    void shortcutMovesFocusBeforeTheNextKey() {
        ChatPage alice = BROWSER.signIn(start(), "alice");
        assertThat(alice.composer()).isFocused();
        Object inDialog = alice.page().evaluate("""
                () => {
                  dispatchEvent(new KeyboardEvent("keydown", { key: "k", ctrlKey: true, cancelable: true }));
                  return document.activeElement.closest("dialog[open]") !== null;
                }""");
        assertEquals(true, inDialog);
    }

    private static boolean isFocused(Locator element) {
        return Boolean.TRUE.equals(element.evaluate("node => node === document.activeElement"));
    }

    /** A user whose row arrives late is offered when it arrives, and is announced with the name, not with the ID. */
    @Test
    void userLoadedLateIsOfferedAndAnnouncedByName() {
        RunningSystem system = start();
        BrowserContext machine = BROWSER.newContext();
        List<Route> held = new ArrayList<>();
        AtomicBoolean holding = new AtomicBoolean(true);
        machine.route("**/rpc", route -> {
            String call = String.valueOf(route.request().postData());
            boolean fetchesUsers = call.contains("\"users.list\"") || call.contains("\"user.get\"");
            if (fetchesUsers && holding.get()) held.add(route);
            else route.resume();
        });
        ChatPage alice = BROWSER.signIn(machine, system.http(), "alice");
        Locator options = alice.page().locator("#composer [role=option]");
        Locator region = alice.page().locator("#live[aria-live=polite] p");
        alice.page().keyboard().type("Hello @bo");
        system.signIn("bob").call("message.send", "channel_id", GENERAL, "text", "yes");
        alice.awaitMessage("yes");
        assertThat(options).hasCount(0);
        assertThat(region).hasCount(0);
        holding.set(false);
        held.forEach(Route::resume);
        assertThat(options).containsText("Bob");
        assertThat(region).hasText("Bob: yes");
    }

    /** Announcements are polite. A second message with the same text is announced too, a message of the user is not. */
    @Test
    void messagesOfOthersAreAnnouncedOnce() {
        RunningSystem system = start();
        ChatPage alice = BROWSER.signIn(system, "alice");
        Locator region = alice.page().locator("#live[aria-live=polite] p");
        assertThat(region).hasCount(0);
        RpcCaller bob = system.signIn("bob");
        bob.call("message.send", "channel_id", GENERAL, "text", "yes");
        bob.call("message.send", "channel_id", GENERAL, "text", "yes");
        alice.send("a message of the user");
        bob.call("message.send", "channel_id", GENERAL, "text", "fine");
        assertThat(region).hasText(new String[] {"Bob: yes", "Bob: yes", "Bob: fine"});
        for (int i = 1; i <= 6; i++) bob.call("message.send", "channel_id", GENERAL, "text", "and " + i);
        assertThat(region.last()).hasText("Bob: and 6");
        assertThat(region).hasCount(5);
    }

    @Test
    void draftsSurviveChannelSwitchAndReload() {
        RunningSystem system = start();
        ChatPage alice = BROWSER.signIn(system, "alice");
        long other = system.signIn("alice")
                .call("channel.create", "workspace_id", 1, "kind", "public", "name", "other")
                .at("/channel/id")
                .longValue();
        alice.composer().fill("an unfinished draft");
        alice.openChannel(other);
        assertThat(alice.composer()).hasValue("");
        alice.composer().fill("another draft");
        alice.openChannel(GENERAL);
        assertThat(alice.composer()).hasValue("an unfinished draft");
        alice.page().reload();
        alice.awaitConnected();
        assertThat(alice.composer()).hasValue("an unfinished draft");
        assertThat(alice.channel(other).locator(".drafted")).isVisible();
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void phoneShowsEveryViewWithoutHorizontalScrolling(ColorScheme scheme) {
        RunningSystem system = start();
        RpcCaller bob = system.signIn("bob");
        bob.call(
                "message.send",
                "channel_id",
                GENERAL,
                "text",
                "A line that is long enough to fill two lines on a phone.");
        bob.call("message.send", "channel_id", GENERAL, "text", "`" + "unbreakable".repeat(30) + "`");
        ChatPage phone = BROWSER.signIn(
                BROWSER.newContext(new NewContextOptions()
                        .setViewportSize(390, 844)
                        .setIsMobile(true)
                        .setHasTouch(true)
                        .setColorScheme(scheme)),
                system.http(),
                "alice");
        assertThat(phone.channel(GENERAL)).isVisible();
        assertThat(phone.composer()).not().isVisible();
        phone.channel(GENERAL).tap();
        phone.awaitMessage("two lines on a phone");
        assertThat(phone.channel(GENERAL)).not().isVisible();
        phone.composer().fill("from the bus");
        phone.page().locator("#composer .send").tap();
        phone.awaitMessage("from the bus").tap();
        phone.message("from the bus")
                .locator(".tools button[aria-label='Reply in thread']")
                .tap();
        assertThat(phone.panel()).isVisible();
        assertEquals(390, phone.page().evaluate("document.documentElement.scrollWidth"), "width of the document");
        phone.page().locator("#close-panel").tap();
        assertThat(phone.page().locator(".tools")).hasCount(0);
        phone.message("from the bus").tap();
        phone.message("from the bus").locator(".tools .dismiss").tap();
        assertThat(phone.page().locator(".tools")).hasCount(0);
        phone.page().locator("[data-panel=details]").tap();
        phone.page().locator("#members li[data-user='2'] button").tap();
        assertThat(phone.dialog().locator("#message-person")).isVisible();
        assertEquals(390, phone.page().evaluate("document.documentElement.scrollWidth"), "width of the document");
        phone.dialog().locator("[aria-label=Close]").tap();
        phone.page().locator("#close-panel").tap();
        phone.page().locator(".back").tap();
        assertThat(phone.channel(GENERAL)).isVisible();
        assertEquals(scheme == ColorScheme.DARK, phone.page().evaluate("""
                        () => {
                            const [r, g, b] = getComputedStyle(document.querySelector(".sidebar")).backgroundColor.match(/\\d+/g);
                            return Number(r) + Number(g) + Number(b) < 200;
                        }"""));
        Chromium.screenshot(phone, "phone-" + scheme.name().toLowerCase(java.util.Locale.ROOT));
    }

    /** The rules of WCAG 2.1 A and AA, in every main state of the page. */
    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void axeFindsNoSeriousViolation(ColorScheme scheme) throws IOException {
        RunningSystem system = start();
        RpcCaller bob = system.signIn("bob");
        bob.call("presence.set_status_text", "text", "In the workshop");
        String text = """
                # A heading
                **Bold**, `code`, [a link](https://example.org), @alice and @carol
                > quoted
                - [x] done
                - [ ] to do
                  1. nested

                | left | right |
                |:-----|------:|
                | a    | שלום  |
                ```js
                lines
                ```""";
        long id = bob.call("message.send", "channel_id", GENERAL, "text", "Rough")
                .at("/message/id")
                .longValue();
        bob.call("message.update", "message_id", id, "text", text);
        bob.call("channel.create", "workspace_id", 1, "kind", "dm", "peer_ids", List.of(1));
        ChatPage alice = BROWSER.open(
                BROWSER.newContext(
                        new NewContextOptions().setViewportSize(1440, 900).setColorScheme(scheme)),
                system.http(),
                "alice");
        assertThat(alice.page().locator("#username")).isVisible();
        assertAccessible(alice, "sign in");
        alice.signIn("alice");
        alice.awaitConnected();
        Locator message = alice.awaitMessage("Bold");
        alice.act(message, "React with +1");
        assertThat(message.locator(".reaction[data-emoji='👍']")).isVisible();
        assertAccessible(alice, "channel");
        alice.act(message, "Reply in thread");
        assertThat(alice.page().locator("#thread-composer textarea")).isFocused();
        assertAccessible(alice, "thread");
        alice.page().click("[data-panel=details]");
        assertThat(alice.page().locator("#members li")).hasCount(4);
        assertAccessible(alice, "details");
        alice.page().click("#members li[data-user='2'] button");
        assertThat(alice.dialog().locator("#role")).isVisible();
        assertAccessible(alice, "person");
        alice.page().keyboard().press("Escape");
        message.locator(".edited").click();
        assertThat(alice.dialog().locator("#versions > li")).hasCount(2);
        assertAccessible(alice, "history");
        alice.page().keyboard().press("Escape");
        alice.page().click("#workspace-settings");
        assertThat(alice.page().locator("#members li")).hasCount(4);
        assertAccessible(alice, "workspace");
        alice.page().click("[aria-label='New message']");
        assertThat(alice.page().locator("#picker")).isFocused();
        alice.page().keyboard().type("carol");
        alice.page().keyboard().press("Enter");
        assertThat(alice.dialog().locator(".chips li")).hasCount(1);
        assertAccessible(alice, "new message");
        alice.page().keyboard().press("Escape");
        alice.page().click("[data-shelf=search]");
        alice.page().fill("#search", "bold");
        alice.page().keyboard().press("Enter");
        assertThat(alice.page().locator("#found mark")).hasText("Bold");
        assertAccessible(alice, "search");
        alice.page().keyboard().press("Control+k");
        assertThat(alice.dialog()).isVisible();
        assertAccessible(alice, "switcher");
        alice.page().keyboard().press("Escape");
        alice.page().keyboard().press("Control+/");
        assertThat(alice.dialog().locator(".keys")).isVisible();
        assertAccessible(alice, "shortcuts");
        alice.page().keyboard().press("Escape");
        alice.page().click("#me");
        assertThat(alice.dialog()).isVisible();
        assertAccessible(alice, "me");
    }

    private static void assertAccessible(ChatPage page, String state) throws IOException {
        try (InputStream axe = BrowserAccessIT.class.getResourceAsStream("/axe.min.js")) {
            // evaluated by the debugger, because the content security policy of the page blocks other scripts
            page.page().evaluate(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        }
        Object found = page.page().evaluate("""
                async () => (await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})).violations
                    .filter(violation => violation.impact === "serious" || violation.impact === "critical")
                    .map(violation => violation.id + ": " + violation.nodes.map(node => node.html + " " + node.failureSummary).join("; "))""");
        assertEquals(List.of(), found, state);
    }

    @Test
    void hostileMessagesAreShownAsText() throws IOException {
        RunningSystem system = start();
        RpcCaller dave = system.signIn("dave");
        List<String> corpus;
        try (InputStream lines = BrowserAccessIT.class.getResourceAsStream("hostile-messages.txt")) {
            corpus = new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("# "))
                    .toList();
        }
        assertTrue(corpus.size() > 50, corpus.size() + " hostile messages");
        ChatPage alice = BROWSER.signIn(system, "alice");
        alice.page().evaluate("""
                () => {
                    window.violations = [];
                    document.addEventListener("securitypolicyviolation", event => violations.push(event.violatedDirective));
                }""");
        for (String text : corpus) dave.call("message.send", "channel_id", GENERAL, "text", text);
        dave.call("channel.update", "channel_id", GENERAL, "topic", corpus.getFirst());
        dave.call(
                "presence.set_status_text",
                "text",
                corpus.get(1).substring(0, Math.min(100, corpus.get(1).length())));
        dave.call("message.send", "channel_id", GENERAL, "text", "the last message");
        alice.awaitMessage("the last message");
        assertThat(alice.messages()).hasCount(corpus.size() + 1);

        Locator text = alice.page().locator(".channel .rows .text");
        assertThat(
                        text.locator(
                                "script, img, iframe, object, embed, svg, style, form, input, link, meta, base, math, video, audio"))
                .hasCount(0);
        List<String> wrong = new ArrayList<>();
        for (Locator link : text.locator("a").all()) {
            String href = link.getAttribute("href");
            if (!href.matches("(?i)(https?://|mailto:).*")) wrong.add(href);
            if (!link.getAttribute("rel").contains("noopener")) wrong.add("opener: " + href);
        }
        assertEquals(List.of(), wrong, "links");
        assertEquals(List.of(), alice.page().evaluate("violations"), "violations of the content security policy");
        assertEquals(false, alice.page().evaluate("'pwned' in window"));
    }
}
