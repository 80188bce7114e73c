package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningSystem;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Group conversations, the roles of members, the versions of a message, and desktop notifications. */
class BrowserPeopleIT {
    private static final long GENERAL = 1;

    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private RunningSystem start() {
        return Deployment.ONE_PROCESS.start(programs, programs.folder(), Deployment.UNLIMITED);
    }

    private static long channel(RpcCaller owner, String name, int... others) {
        long channel = owner.call("channel.create", "workspace_id", 1, "kind", "public", "name", name)
                .at("/channel/id")
                .longValue();
        for (int other : others) owner.call("channel.members.add", "channel_id", channel, "user_id", other);
        return channel;
    }

    @Test
    void sameMembersReopenTheGroupConversation() {
        RunningSystem system = start();
        ChatPage bob = BROWSER.signIn(system, "bob");
        ChatPage alice = BROWSER.signIn(system, "alice");
        selectUsers(alice, "bo", "dave", "carol");
        Locator chips = alice.dialog().locator(".chips li");
        assertThat(chips).hasCount(3);
        Keyboard keys = alice.page().keyboard();
        keys.press("Backspace");
        assertThat(chips).hasCount(2);
        keys.press("Enter");
        assertThat(alice.page().locator("#title")).hasText("Bob, Dave");
        assertThat(alice.composer()).isFocused();
        keys.type("The three of us");
        keys.press("Enter");

        Locator entry = bob.page().locator("#directs .entry:has-text('Alice, Dave')");
        assertThat(entry).hasAttribute("data-unread", "1");
        entry.click();
        bob.awaitMessage("The three of us");

        alice.openChannel(GENERAL);
        selectUsers(alice, "dave", "bo");
        assertThat(alice.dialog().locator(".chips li")).hasCount(2);
        keys.press("Enter");
        alice.awaitMessage("The three of us");
        assertThat(alice.page().locator("#directs .entry")).hasCount(1);
    }

    /** Selects users by keyboard, in the dialog that the button next to "Direct messages" opens. */
    private static void selectUsers(ChatPage page, String... names) {
        page.page().locator("[aria-label='New message']").focus();
        page.page().keyboard().press("Enter");
        assertThat(page.page().locator("#picker")).isFocused();
        for (String name : names) {
            page.page().keyboard().type(name);
            assertThat(page.dialog().locator("[role=option][aria-selected=true]"))
                    .containsText(name, new LocatorAssertions.ContainsTextOptions().setIgnoreCase(true));
            page.page().keyboard().press("Enter");
            assertThat(page.page().locator("#picker")).hasValue("");
        }
    }

    @Test
    void channelOwnerPromotesMemberToOwner() {
        RunningSystem system = start();
        long plans = channel(system.signIn("alice"), "plans", 2, 3);
        ChatPage bob = BROWSER.signIn(system, "bob");
        bob.openChannel(plans);
        bob.page().click("[data-panel=details]");
        assertThat(bob.panel().locator("input[name=name]")).isDisabled();

        ChatPage alice = BROWSER.signIn(system, "alice");
        alice.openChannel(plans);
        alice.page().click("[data-panel=details]");
        Locator member = alice.page().locator("#members li[data-user='2'] button");
        member.press("Enter");
        assertThat(alice.dialog().locator("#role")).hasAttribute("data-role", "member");
        alice.dialog().locator("[data-become=owner]").click();
        assertThat(alice.dialog().locator("#role")).hasAttribute("data-role", "owner");
        alice.page().keyboard().press("Escape");
        assertThat(member).isFocused();
        assertThat(member).containsText("Owner");

        assertThat(bob.panel().locator("input[name=name]")).isEnabled();
        bob.page().locator("#members li[data-user='3'] button").click();
        bob.dialog().locator("#remove-person").click();
        assertThat(bob.page().locator("#members li")).hasCount(2);
        assertThat(alice.page().locator("#members li")).hasCount(2);
    }

    @Test
    void workspaceOwnerPromotesMemberToOwner() {
        RunningSystem system = start();
        ChatPage bob = BROWSER.signIn(system, "bob");
        bob.page().click("#workspace-settings");
        assertThat(bob.page().locator("#members li")).hasCount(4);
        assertThat(bob.panel().locator("input[name=name]")).isDisabled();
        bob.page().locator("#members li[data-user='3'] button").click();
        assertThat(bob.dialog().locator("#role")).hasAttribute("data-role", "member");
        assertThat(bob.dialog().locator("[data-become]")).hasCount(0);
        bob.page().keyboard().press("Escape");

        ChatPage alice = BROWSER.signIn(system, "alice");
        alice.page().click("#workspace-settings");
        alice.page().locator("#members li[data-user='2'] button").click();
        alice.dialog().locator("[data-become=owner]").click();
        assertThat(alice.dialog().locator("#role")).hasAttribute("data-role", "owner");

        Locator name = bob.panel().locator("input[name=name]");
        assertThat(name).isEnabled();
        name.fill("Our workshop");
        name.press("Enter");
        assertThat(alice.page().locator(".workspace-name")).hasText("Our workshop");
        assertThat(bob.page().locator("#members li[data-user='2']")).containsText("Owner");

        bob.page().locator("#members li[data-user='4'] button").click();
        bob.dialog().locator("#remove-person").click();
        bob.dialog().locator("#confirm").click();
        assertThat(bob.page().locator("#members li")).hasCount(3);
        assertThat(alice.page().locator("#members li")).hasCount(3);
    }

    /** Online members are listed first, so the focused row moves when its user comes online. */
    @Test
    void movedRowKeepsFocus() {
        RunningSystem system = start();
        ChatPage alice = BROWSER.signIn(system, "alice");
        alice.page().click("#workspace-settings");
        Locator rows = alice.page().locator("#members li");
        assertThat(rows.nth(3)).hasAttribute("data-user", "4");
        Locator dave = alice.page().locator("#members li[data-user='4'] button");
        dave.focus();
        BROWSER.signIn(system, "dave");
        assertThat(dave.locator(".sr")).hasText("Active");
        assertThat(rows.nth(1)).hasAttribute("data-user", "4");
        assertThat(dave).isFocused();
    }

    @Test
    void historyShowsEarlierVersions() {
        RunningSystem system = start();
        ChatPage alice = BROWSER.signIn(system, "alice");
        ChatPage bob = BROWSER.signIn(system, "bob");
        alice.send("one");
        alice.awaitMessage("one");
        for (String text : List.of("two", "three")) {
            alice.composer().press("ArrowUp");
            Locator editor = alice.page().locator("textarea.edit");
            assertThat(editor).isFocused();
            editor.fill(text);
            editor.press("Enter");
            bob.awaitMessage(text);
            assertThat(editor).hasCount(0); // then the focus has returned to the composer
        }
        Locator message = bob.awaitMessage("three");
        message.focus();
        bob.page().keyboard().press("Alt+h");
        Locator versions = bob.dialog().locator("#versions .text");
        assertThat(versions).hasText(new String[] {"three", "two", "one"});
        bob.page().keyboard().press("Escape");
        assertThat(message).isFocused();
        message.locator(".edited").click();
        assertThat(versions).hasCount(3);
    }

    /** First two tabs without focus, then one of two with focus, then a single tab without focus. */
    @Test
    void exactlyOneTabNotifies() {
        RunningSystem system = start();
        RpcCaller carol = system.signIn("carol");
        long dm = carol.call("channel.create", "workspace_id", 1, "kind", "dm", "peer_ids", List.of(2))
                .at("/channel/id")
                .longValue();
        BrowserContext machine = BROWSER.newContext();
        machine.addInitScript("""
                window.shown = [];
                window.focused = false;
                document.hasFocus = () => focused;
                window.Notification = class {
                    static permission = "granted";
                    constructor(title, {body}) { shown.push(title + ": " + body); }
                };
                const tabs = new BroadcastChannel("hero-collab notifier");
                tabs.onmessage = message => window.visibleChannel = message.data;""");
        ChatPage first = BROWSER.signIn(machine, system.http(), "bob");
        ChatPage second = BROWSER.open(machine, system.http(), "bob's second tab");
        second.awaitConnected();
        List<ChatPage> tabs = List.of(first, second);
        tabs.forEach(tab -> tab.openChannel(GENERAL));

        carol.call("message.send", "channel_id", GENERAL, "text", "without a mention");
        carol.call("message.send", "channel_id", dm, "text", "psst");
        tabs.forEach(tab -> tab.awaitUnread(dm, 1));
        ChatPage notifier = shown(first).isEmpty() ? second : first;
        ChatPage other = notifier == first ? second : first;
        assertEquals(List.of("Carol: psst"), shown(notifier));
        assertEquals(List.of(), shown(other));

        setFocus(other, true);
        other.openChannel(dm);
        notifier.page().waitForFunction("dm => visibleChannel === dm", (int) dm);
        other.awaitUnread(dm, 0);
        carol.call("message.send", "channel_id", dm, "text", "you see this");
        carol.call("message.send", "channel_id", GENERAL, "text", "@bob look here");
        notifier.awaitMentions(GENERAL, 1);
        other.awaitMentions(GENERAL, 1);
        assertEquals(List.of("Carol: psst", "Carol in #general: @bob look here"), shown(notifier));
        assertEquals(List.of(), shown(other));

        other.awaitUnread(dm, 0); // a channel in a focused tab is marked as read
        setFocus(other, false);
        notifier.page().close();
        other.page().waitForFunction("""
                async () => {
                    const {held, pending} = await navigator.locks.query();
                    return held.length === 1 && pending.length === 0;
                }""");
        carol.call("message.send", "channel_id", dm, "text", "still there?");
        other.awaitUnread(dm, 1);
        assertEquals(List.of("Carol: still there?"), shown(other));
    }

    private static void setFocus(ChatPage page, boolean focused) {
        page.page().evaluate("""
                focused => {
                    window.focused = focused;
                    dispatchEvent(new Event(focused ? "focus" : "blur"));
                }""", focused);
    }

    private static List<?> shown(ChatPage page) {
        Object shown = page.page().evaluate("shown");
        assertTrue(shown instanceof List, () -> "not a list: " + shown);
        return (List<?>) shown;
    }
}
