package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningSystem;
import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nothing that waits for the user is hidden in the list of channels, and the switcher finds every place. */
class BrowserSidebarIT {
    private static final long GENERAL = 1;

    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private RunningSystem start() {
        return Deployment.ONE_PROCESS.start(programs, programs.folder(), Deployment.UNLIMITED);
    }

    private static long create(RpcCaller user, String name) {
        return user.call("channel.create", "workspace_id", 1, "kind", "public", "name", name)
                .at("/channel/id")
                .longValue();
    }

    private static void send(RpcCaller user, long channel) {
        user.call("message.send", "channel_id", channel, "text", "Good morning");
    }

    /** A direct message arrived below the visible part of the list, and nothing told so. */
    @Test
    void unreadIsFirstAndDirectMessagesAreSortedByRecency() {
        RunningSystem system = start();
        RpcCaller alice = system.signIn("alice");
        RpcCaller bob = system.signIn("bob");
        RpcCaller carol = system.signIn("carol");
        for (String name : List.of("alpha", "beta")) create(alice, name);
        long zulu = create(alice, "zulu");
        bob.call("channel.join", "channel_id", zulu);
        ChatPage page = BROWSER.signIn(system, "alice");
        Locator channels = page.page().locator("#channels .label");
        assertThat(channels).hasText(new String[] {"alpha", "beta", "general", "zulu"});
        send(bob, zulu);
        assertThat(channels).hasText(new String[] {"zulu", "alpha", "beta", "general"});
        page.openChannel(zulu);
        page.awaitUnread(zulu, 0);
        assertThat(channels).hasText(new String[] {"zulu", "alpha", "beta", "general"});
        page.openChannel(GENERAL);
        assertThat(channels).hasText(new String[] {"alpha", "beta", "general", "zulu"});

        Locator directs = page.page().locator("#directs .label");
        for (RpcCaller friend : List.of(carol, bob)) {
            long direct = friend.call("channel.create", "workspace_id", 1, "kind", "dm", "peer_ids", List.of(1))
                    .at("/channel/id")
                    .longValue();
            send(friend, direct);
            page.awaitUnread(direct, 1);
        }
        assertThat(directs).hasText(new String[] {"Bob", "Carol"});
        page.page().locator("#directs .entry").last().click();
        assertThat(page.page().locator("#title")).hasText("Carol");
        page.send("Good morning, Carol");
        page.awaitMessage("Good morning, Carol");
        Locator withBob = page.page().locator("#directs .entry:has-text('Bob')");
        withBob.click();
        assertThat(withBob).hasAttribute("data-unread", "0");
        page.openChannel(GENERAL);
        assertThat(directs).hasText(new String[] {"Carol", "Bob"});
        page.page().reload();
        page.awaitConnected();
        assertThat(directs).hasText(new String[] {"Carol", "Bob"});
    }

    @Test
    void edgesTellWhatIsUnreadOutside() {
        RunningSystem system = start();
        RpcCaller alice = system.signIn("alice");
        RpcCaller bob = system.signIn("bob");
        for (int i = 1; i <= 45; i++) create(alice, "channel-%02d".formatted(i));
        long direct = bob.call("channel.create", "workspace_id", 1, "kind", "dm", "peer_ids", List.of(1))
                .at("/channel/id")
                .longValue();
        ChatPage page = BROWSER.signIn(system, "alice");
        Locator below = page.page().locator(".edge-mark[data-edge=below] button");
        Locator above = page.page().locator(".edge-mark[data-edge=above] button");
        assertThat(page.channel(direct)).hasCount(1);
        assertThat(below).hasCount(0);
        send(bob, direct);
        assertThat(below).containsText("1 unread below");
        Chromium.screenshot(page, "unread-below");
        below.click();
        assertThat(page.channel(direct)).isInViewport();
        assertThat(below).hasCount(0);
        page.openChannel(direct);
        send(bob, GENERAL);
        page.awaitUnread(GENERAL, 1);
        page.page().locator(".places").evaluate("places => places.scrollTop = places.scrollHeight");
        assertThat(above).containsText("1 unread above");
        above.click();
        assertThat(page.channel(GENERAL)).isInViewport();
        assertThat(above).hasCount(0);
    }

    @Test
    void otherWorkspacesTellWhatWaits() {
        RunningSystem system = start();
        RpcCaller alice = system.signIn("alice");
        RpcCaller bob = system.signIn("bob");
        long other = alice.call("workspace.create", "name", "Another team")
                .at("/workspace/id")
                .longValue();
        alice.call("workspace.members.add", "workspace_id", other, "user_id", 2);
        long there = bob.call("channel.create", "workspace_id", other, "kind", "public", "name", "plans")
                .at("/channel/id")
                .longValue();
        alice.call("channel.join", "channel_id", there);
        ChatPage page = BROWSER.signIn(system, "alice");
        page.openChannel(GENERAL);
        Locator badge = page.page().locator("#elsewhere");
        assertThat(badge).hasCount(0);
        bob.call("message.send", "channel_id", there, "text", "@alice have a look");
        assertThat(badge).hasText("1");
        assertThat(page.page().locator("#workspace option", new Page.LocatorOptions().setHasText("Another team")))
                .hasText("(1) Another team");
        page.page().selectOption("#workspace", String.valueOf(other));
        assertThat(badge).hasCount(0);
    }

    @Test
    void switcherFindsChannelsPeopleAndActions() {
        RunningSystem system = start();
        RpcCaller bob = system.signIn("bob");
        long reviews = create(bob, "code-reviews");
        create(bob, "engineering");
        ChatPage alice = BROWSER.signIn(system, "alice");
        Keyboard keys = alice.page().keyboard();
        Locator first = alice.dialog().locator("[role=option]").first();
        Locator field = alice.page().locator("#picker");
        keys.press("Control+k");
        assertThat(field).isFocused();
        assertThat(field).hasAttribute("aria-expanded", "true");
        keys.type("cr");
        assertThat(first).containsText("code-reviews");
        assertThat(first).containsText("Not joined");
        assertThat(first).hasAttribute("aria-selected", "true");
        assertThat(field).hasAttribute("aria-activedescendant", "option-0");
        field.fill("engneering");
        assertThat(first).containsText("engineering");
        field.fill("dav");
        assertThat(first).containsText("Dave");
        field.fill("qqqq");
        assertThat(alice.dialog().locator("[role=status]")).containsText("No results");
        assertThat(field).hasAttribute("aria-expanded", "false");
        field.fill("theme dark");
        assertThat(first).containsText("Theme: dark");
        keys.press("Enter");
        assertThat(alice.page().locator("html")).hasAttribute("data-theme", "dark");
        assertThat(alice.dialog()).hasCount(0);
        assertThat(alice.composer()).isFocused();
        keys.press("Control+k");
        keys.type("settings");
        assertThat(first).containsText("Settings");
        keys.press("Enter");
        assertThat(alice.dialog().locator("#status")).isVisible();
        keys.press("Escape");
        keys.press("Control+k");
        keys.type("code rev");
        keys.press("Enter");
        assertThat(alice.page().locator("#title")).hasText("code-reviews");
        alice.page().click("#join-channel");
        assertThat(alice.channel(reviews)).hasAttribute("aria-current", "page");
    }

    /** Unread counts filled the list, so that people were never among the offers. What was opened last is first. */
    @Test
    void switcherOffersRecentPlacesFirst() {
        RunningSystem system = start();
        RpcCaller caller = system.signIn("alice");
        RpcCaller bob = system.signIn("bob");
        long books = create(caller, "books");
        long plans = create(caller, "plans");
        for (int i = 1; i <= 20; i++) {
            long id = create(caller, "busy-%02d".formatted(i));
            bob.call("channel.join", "channel_id", id);
            send(bob, id);
        }
        ChatPage alice = BROWSER.signIn(system, "alice");
        alice.openChannel(plans);
        alice.openChannel(books);
        alice.openChannel(GENERAL);
        alice.page().keyboard().press("Control+k");
        Locator options = alice.dialog().locator("[role=option] b");
        assertThat(options.nth(0)).hasText("books");
        assertThat(options.nth(1)).hasText("plans");
        assertThat(alice.dialog().locator("[role=option]").nth(3)).containsText("1 unread");
        alice.page().keyboard().press("Enter");
        assertThat(alice.channel(books)).hasAttribute("aria-current", "page");
    }
}
