package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningSystem;
import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page is used with the keyboard alone, with few keys, and the focus is never lost. */
class BrowserKeyboardIT {
    private static final long GENERAL = 1;
    private static final int TABS_MAX = 12;

    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private RunningSystem start() {
        return Deployment.ONE_PROCESS.start(programs, programs.folder(), Deployment.UNLIMITED);
    }

    private static long send(RpcCaller user, String text) {
        return user.call("message.send", "channel_id", GENERAL, "text", text)
                .at("/message/id")
                .longValue();
    }

    private static void sendWithButtons(RpcCaller user, int count) {
        for (int i = 1; i <= count; i++) {
            long id = send(user, "message " + i + " with [a link](https://example.org/" + i + ")");
            user.call("message.react", "message_id", id, "emoji", "👍");
            user.call("message.send", "channel_id", GENERAL, "parent_id", id, "text", "a reply");
        }
    }

    private static boolean isFocused(Locator element) {
        return Boolean.TRUE.equals(element.evaluate("node => node === document.activeElement"));
    }

    /** Each button of each message was a stop: more than 200 presses led from the top of the page to the message box. */
    @Test
    void fewTabsLeadFromTheTopToTheComposer() {
        RunningSystem system = start();
        sendWithButtons(system.signIn("bob"), 100);
        ChatPage alice = BROWSER.signIn(system, "alice");
        assertThat(alice.awaitMessage("message 100 with").locator(".reaction[data-emoji='👍']"))
                .isVisible();
        Keyboard keys = alice.page().keyboard();
        // the browser continues from the place of the removed element, which is the beginning of the page
        alice.page()
                .evaluate(
                        "() => { const first = document.createElement('button'); document.body.prepend(first); first.focus(); first.remove(); }");
        List<String> stops = new ArrayList<>();
        for (int i = 0; i < 3 * TABS_MAX && !isFocused(alice.composer()); i++) {
            keys.press("Tab");
            stops.add(String.valueOf(
                    alice.page().evaluate("document.activeElement.outerHTML.replace(/\\s+/g, ' ').slice(0, 80)")));
        }
        assertTrue(stops.size() <= TABS_MAX, () -> stops.size() + " stops: " + stops);
        assertTrue(
                stops.stream()
                                .filter(stop -> stop.contains("class=\"message\""))
                                .count()
                        == 1,
                stops::toString);
        assertTrue(stops.getFirst().contains("Skip to messages"), stops::toString);
    }

    @Test
    void skipLinksAreVisibleWithTheFocusAndLeadToTheirRegions() {
        RunningSystem system = start();
        send(system.signIn("bob"), "Good morning");
        ChatPage alice = BROWSER.signIn(system, "alice");
        Locator last = alice.awaitMessage("Good morning");
        List<Locator> targets = List.of(last, alice.composer(), alice.channel(GENERAL));
        for (int i = 0; i < targets.size(); i++) {
            Locator link = alice.page().locator(".skips button").nth(i);
            link.focus();
            assertEquals(true, link.evaluate("""
                    link => {
                        const {left, top, width, height} = link.getBoundingClientRect();
                        return link.contains(document.elementFromPoint(left + width / 2, top + height / 2));
                    }"""), "the link is visible");
            alice.page().keyboard().press("Enter");
            assertThat(targets.get(i)).isFocused();
        }
    }

    @Test
    void arrowKeysReachEveryControlOfEveryMessage() {
        RunningSystem system = start();
        RpcCaller bob = system.signIn("bob");
        sendWithButtons(bob, 3);
        ChatPage alice = BROWSER.signIn(system, "alice");
        Keyboard keys = alice.page().keyboard();
        Locator first = alice.awaitMessage("message 1 with");
        Locator last = alice.awaitMessage("message 3 with");
        assertThat(last.locator(".replies")).isVisible();
        keys.press("Shift+Tab");
        assertThat(last).isFocused();
        keys.press("Home");
        assertThat(first).isFocused();
        keys.press("ArrowDown");
        keys.press("ArrowDown");
        keys.press("ArrowUp");
        keys.press("End");
        assertThat(last).isFocused();

        keys.press("ArrowRight");
        List<String> labels = new ArrayList<>();
        while (labels.size() < 30) {
            String label = String.valueOf(alice.page().evaluate("""
                    () => {
                        const { activeElement: active } = document;
                        return active.getAttribute("aria-label") ?? active.textContent.trim();
                    }"""));
            if (!labels.isEmpty() && labels.getLast().equals(label)) break;
            labels.add(label);
            keys.press("ArrowRight");
        }
        for (String expected : List.of("Reply in thread", "More actions", "a link", "Add reaction"))
            assertTrue(labels.contains(expected), () -> expected + " in " + labels);
        assertTrue(labels.stream().anyMatch(label -> label.startsWith("1 reply")), labels::toString);

        keys.press("Escape");
        assertThat(last).isFocused();
        keys.press("Enter");
        keys.press("ArrowLeft");
        assertThat(last).isFocused();
        keys.press("Enter");
        keys.press("ArrowUp");
        assertThat(alice.awaitMessage("message 2 with")).isFocused();
        keys.press("ArrowRight");
        keys.press("Tab");
        assertThat(alice.composer()).isFocused();
    }

    @Test
    void f6MovesBetweenTheRegions() {
        RunningSystem system = start();
        RpcCaller bob = system.signIn("bob");
        send(bob, "Good morning");
        ChatPage alice = BROWSER.signIn(system, "alice");
        Locator message = alice.awaitMessage("Good morning");
        Keyboard keys = alice.page().keyboard();
        assertThat(alice.composer()).isFocused();
        keys.press("F6");
        assertThat(alice.channel(GENERAL)).isFocused();
        keys.press("F6");
        assertThat(alice.page().locator(".channel > .bar :focus")).hasCount(1);
        keys.press("F6");
        assertThat(message).isFocused();
        keys.press("F6");
        assertThat(alice.composer()).isFocused();
        keys.press("Shift+F6");
        assertThat(message).isFocused();
        alice.act(message, "Reply in thread");
        assertThat(alice.page().locator("#thread-composer textarea")).isFocused();
        keys.press("F6");
        assertThat(alice.channel(GENERAL)).isFocused();
        keys.press("Shift+F6");
        assertThat(alice.panel().locator(":focus")).hasCount(1);
    }

    @Test
    void shortcutsAreListed() {
        RunningSystem system = start();
        send(system.signIn("bob"), "Good morning");
        ChatPage alice = BROWSER.signIn(system, "alice");
        alice.awaitMessage("Good morning");
        Keyboard keys = alice.page().keyboard();
        Locator list = alice.dialog().locator(".keys");
        keys.type("really?");
        assertThat(alice.composer()).hasValue("really?");
        keys.press("Control+/");
        assertThat(list).containsText("Jump to a channel");
        keys.press("Control+/");
        assertThat(alice.dialog()).hasCount(0);
        assertThat(alice.composer()).isFocused();
        keys.press("Shift+Tab");
        keys.press("?");
        assertThat(list).isVisible();
        keys.press("Escape");
        assertThat(alice.awaitMessage("Good morning")).isFocused();
        assertThat(alice.composer()).hasValue("really?");
    }

    /** The selection left the visible part of the list. */
    @Test
    void altArrowKeepsTheChannelVisible() {
        RunningSystem system = start();
        RpcCaller caller = system.signIn("alice");
        for (int i = 1; i <= 40; i++)
            caller.call("channel.create", "workspace_id", 1, "kind", "public", "name", "channel-%02d".formatted(i));
        ChatPage alice = BROWSER.signIn(system, "alice");
        Locator current = alice.page().locator(".entry[aria-current]");
        for (String name : List.of("general", "channel-40", "channel-39")) {
            assertThat(current).containsText(name);
            assertThat(current).isInViewport();
            alice.page().keyboard().press("Alt+ArrowUp");
        }
        assertThat(current).containsText("channel-38");
        for (int i = 0; i < 37; i++) alice.page().keyboard().press("Alt+ArrowUp");
        assertThat(current).containsText("channel-01");
        assertThat(current).isInViewport();
    }

    /** The focus is where it was before, after each dialog and panel, opened with the keyboard from each of these places. */
    @Test
    void focusReturnsFromDialogsAndPanels() {
        RunningSystem system = start();
        send(system.signIn("bob"), "Good morning");
        ChatPage alice = BROWSER.signIn(system, "alice");
        Locator message = alice.awaitMessage("Good morning");
        Keyboard keys = alice.page().keyboard();
        List<Locator> openers = List.of(
                alice.page().locator("#me"),
                alice.page().locator(".jump"),
                alice.page().locator("[aria-label='New message']"),
                alice.page().locator("[aria-label='Browse or create channels']"),
                alice.page().locator("#workspace-settings"),
                alice.page().locator("[data-shelf=search]"),
                alice.page().locator("[data-shelf=mentions]"),
                alice.page().locator("[data-panel=pins]"),
                alice.page().locator("[data-panel=details]"));
        for (Locator opener : openers) {
            opener.focus();
            keys.press("Enter");
            Locator opened = alice.page().locator("dialog[open], .panel");
            assertThat(opened).hasCount(1);
            opened.locator("[aria-label=Close]").focus();
            keys.press("Enter");
            assertThat(opened).hasCount(0);
            assertThat(opener).isFocused();
        }
        for (String tool : List.of("Reply in thread", "Find another reaction")) {
            message.focus();
            keys.press("Enter");
            message.locator(".tools [aria-label='" + tool + "']").focus();
            keys.press("Enter");
            assertThat(alice.page().locator("dialog[open], .panel")).hasCount(1);
            keys.press("Escape");
            assertThat(alice.page().locator("dialog[open], .panel")).hasCount(0);
            assertThat(alice.page().locator(".message:focus, .message :focus")).hasCount(1);
        }
    }

    /** A mouse that rested over the list took the toolbar, and the focus with it, from the row of a keyboard user. */
    @Test
    void redrawnAndRemovedRowsKeepTheFocus() {
        RunningSystem system = start();
        RpcCaller bob = system.signIn("bob");
        send(bob, "the first one");
        send(bob, "the second one");
        long third = send(bob, "the third one");
        ChatPage alice = BROWSER.signIn(system, "alice");
        Locator last = alice.awaitMessage("the third one");
        alice.awaitMessage("the first one").hover();
        Keyboard keys = alice.page().keyboard();
        keys.press("Shift+Tab");
        assertThat(last).isFocused();
        keys.press("ArrowRight");
        Locator tool = last.locator(".tools button").first();
        assertThat(tool).isFocused();
        // what a browser sends when rows move under a mouse that rests
        alice.awaitMessage("the second one")
                .dispatchEvent("pointerover", Map.of("bubbles", true, "pointerType", "mouse"));
        send(bob, "the fourth one");
        alice.awaitMessage("the fourth one");
        assertThat(tool).isFocused();

        bob.call("message.delete", "message_id", third);
        assertThat(last).hasCount(0);
        assertThat(alice.awaitMessage("the fourth one")).isFocused();
        keys.press("ArrowUp");
        assertThat(alice.awaitMessage("the second one")).isFocused();

        // the mouse moves: its row has the toolbar, and the focused row keeps the focus
        keys.press("ArrowRight");
        alice.awaitMessage("the fourth one").hover();
        assertThat(alice.awaitMessage("the fourth one").locator(".tools")).isVisible();
        assertThat(alice.page().locator(".tools")).hasCount(1);
        assertThat(alice.awaitMessage("the second one")).isFocused();
    }

    /** A press of the mouse on a button of a message does not take the focus from the message box. */
    @Test
    void mouseInTheMessagesKeepsTheFocusInTheComposer() {
        RunningSystem system = start();
        send(system.signIn("bob"), "Good morning");
        ChatPage alice = BROWSER.signIn(system, "alice");
        Locator message = alice.awaitMessage("Good morning");
        alice.page().keyboard().type("Good ");
        alice.act(message, "React with +1");
        assertThat(message.locator(".reaction[data-emoji='👍']")).isVisible();
        alice.page().keyboard().type("morning too");
        alice.act(message, "Find another reaction");
        assertThat(alice.dialog()).isVisible();
        alice.page().keyboard().press("Escape");
        alice.page().keyboard().type("!");
        assertThat(alice.composer()).hasValue("Good morning too!");
    }

    @Test
    void pageHasLandmarksWithNamesAndOneHeading() {
        RunningSystem system = start();
        send(system.signIn("bob"), "Good morning");
        ChatPage alice = BROWSER.signIn(system, "alice");
        alice.awaitMessage("Good morning");
        assertThat(alice.page().locator("h1")).hasText("general");
        assertThat(alice.page().locator("nav[aria-label=Channels]")).hasCount(1);
        assertThat(alice.page().locator("main[aria-label=general]")).hasCount(1);
        alice.page().click("[data-panel=pins]");
        assertThat(alice.page().locator("aside[aria-label='Pinned messages']")).hasCount(1);
        assertThat(alice.page().locator("h1")).hasCount(1);
        assertThat(alice.page().locator("ol[aria-label=Messages]")).hasCount(1);
    }
}
