package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningSystem;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a person chooses holds on each device: muted channels, favourites, keywords, what was marked as unread, everything read. */
class BrowserPreferencesIT {
    private static final long GENERAL = 1;

    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private RunningSystem start() {
        return Deployment.ONE_PROCESS.start(programs, programs.folder(), Deployment.UNLIMITED);
    }

    private static long channel(RpcCaller maker, RpcCaller... members) {
        long id = maker.call("channel.create", "workspace_id", 1L, "kind", "public", "name", "plans")
                .at("/channel/id")
                .longValue();
        for (RpcCaller member : members) {
            maker.call("channel.members.add", "channel_id", id, "user_id", member.userId());
        }
        return id;
    }

    private static long send(RpcCaller caller, long channel, String text) {
        return caller.call("message.send", "channel_id", channel, "text", text)
                .at("/message/id")
                .longValue();
    }

    private static void openDetails(ChatPage page, long channel) {
        page.openChannel(channel);
        page.page().click("[data-panel=details]");
    }

    @Test
    void mutedChannelIsQuietOnEachDevice() {
        RunningSystem system = start();
        RpcCaller carol = system.signIn("carol");
        long plans = channel(carol, system.signIn("bob"));
        ChatPage bob = BROWSER.signIn(system, "bob");
        ChatPage phone = BROWSER.signIn(system, "bob");
        openDetails(bob, plans);
        bob.panel().locator("#muted").check();
        for (ChatPage device : List.of(bob, phone)) {
            assertThat(device.channel(plans)).hasAttribute("data-muted", "");
            device.openChannel(GENERAL);
        }
        send(carol, plans, "@channel, the news");
        for (ChatPage device : List.of(bob, phone)) {
            device.awaitUnread(plans, 1);
            device.awaitMentions(plans, 0);
            assertThat(device.channel(plans)).not().hasAttribute("data-waiting", "");
            assertThat(device.page()).not().hasTitle(Pattern.compile("^\\(.*"));
        }
        send(carol, plans, "@bob, for you");
        for (ChatPage device : List.of(bob, phone)) {
            assertThat(device.channel(plans).locator(".badge")).hasText("1");
            assertThat(device.page()).hasTitle(Pattern.compile("^\\(1\\) .*"));
        }
        openDetails(bob, plans);
        bob.panel().locator("#muted").uncheck();
        assertThat(phone.channel(plans)).not().hasAttribute("data-muted", "");
    }

    @Test
    void favouritesStandFirstOnEachDevice() {
        RunningSystem system = start();
        RpcCaller carol = system.signIn("carol");
        long plans = channel(carol, system.signIn("bob"));
        ChatPage bob = BROWSER.signIn(system, "bob");
        ChatPage phone = BROWSER.signIn(system, "bob");
        openDetails(bob, plans);
        bob.panel().locator("#favourite").click();
        for (ChatPage device : List.of(bob, phone)) {
            assertThat(device.page().locator("#favourites .entry"))
                    .hasText(List.of("plans").toArray(String[]::new));
            assertThat(device.page().locator("#channels .entry[data-channel='" + plans + "']"))
                    .hasCount(0);
        }
        phone.page().reload();
        assertThat(phone.page().locator("#favourites .entry")).hasCount(1);
        bob.panel().locator("#favourite").click();
        assertThat(phone.page().locator("#favourites")).hasCount(0);
    }

    /** A message that was read could not be kept for later, and a second tab would have marked it as read again. */
    @Test
    void messageThatIsMarkedAsUnreadStaysSoUntilTheChannelIsOpenedAgain() {
        RunningSystem system = start();
        RpcCaller carol = system.signIn("carol");
        long plans = channel(carol, system.signIn("bob"));
        send(carol, plans, "the first");
        send(carol, plans, "the second");
        ChatPage bob = BROWSER.signIn(system, "bob");
        ChatPage phone = BROWSER.signIn(system, "bob");
        for (ChatPage device : List.of(bob, phone)) {
            device.openChannel(plans);
            device.awaitMessage("the second");
            device.awaitUnread(plans, 0);
        }
        bob.act(bob.awaitMessage("the second"), "Mark unread");
        for (ChatPage device : List.of(bob, phone)) {
            device.awaitUnread(plans, 1);
            assertThat(device.page().locator(".channel .new-line + .message")).containsText("the second");
        }
        send(carol, plans, "the third");
        for (ChatPage device : List.of(bob, phone)) device.awaitUnread(plans, 2);
        bob.openChannel(GENERAL);
        bob.openChannel(plans);
        for (ChatPage device : List.of(bob, phone)) device.awaitUnread(plans, 0);
    }

    @Test
    void everythingIsReadAfterAQuestion() {
        RunningSystem system = start();
        RpcCaller carol = system.signIn("carol");
        RpcCaller caller = system.signIn("bob");
        long plans = channel(carol, caller);
        long question = send(caller, GENERAL, "a question");
        ChatPage bob = BROWSER.signIn(system, "bob");
        bob.openChannel(GENERAL);
        carol.call("thread.reply", "parent_id", question, "text", "an answer");
        send(carol, plans, "@bob, the news");
        assertThat(bob.channel(plans).locator(".badge")).hasText("1");
        Locator threads = bob.page().locator(".entry[data-shelf=threads] .badge");
        assertThat(threads).hasText("1");
        bob.composer().press("Shift+Escape");
        assertThat(bob.dialog()).containsText("Mark everything as read?");
        bob.dialog()
                .locator("button", new Locator.LocatorOptions().setHasText("Mark as read"))
                .click();
        assertThat(bob.channel(plans).locator(".badge")).hasCount(0);
        assertThat(threads).hasCount(0);
        assertThat(bob.page()).not().hasTitle(Pattern.compile("^\\(.*"));
        send(carol, plans, "@bob, later");
        assertThat(bob.channel(plans).locator(".badge")).hasText("1");
    }

    @Test
    void keywordNotifies() {
        RunningSystem system = start();
        RpcCaller carol = system.signIn("carol");
        long plans = channel(carol, system.signIn("bob"));
        BrowserContext machine = BROWSER.newContext();
        machine.addInitScript("""
                window.shown = [];
                window.Notification = class {
                    static permission = "granted";
                    constructor(title, { body }) { window.shown.push(title + ": " + body); }
                    close() {}
                };
                """);
        ChatPage bob = BROWSER.signIn(machine, system.http(), "bob");
        bob.openChannel(GENERAL);
        bob.page().click("#me");
        bob.dialog().locator("#keywords").fill("harbour, Release");
        bob.dialog().locator("#keywords").press("Tab");
        bob.dialog().locator("input[name='notify.preview']").uncheck();
        bob.page()
                .waitForCondition(() ->
                        system.signIn("bob").call("prefs.get").get("prefs").size() == 2);
        bob.page().keyboard().press("Escape");
        send(carol, plans, "nothing of interest");
        send(carol, plans, "the release is out");
        bob.page()
                .waitForFunction(
                        "() => window.shown.length === 1 && window.shown[0].endsWith('in #plans: New message')",
                        null,
                        new Page.WaitForFunctionOptions().setTimeout(Chromium.TIMEOUT_MS));
    }

    @Test
    void unsentTextIsOnEachDeviceUntilItIsSent() {
        RunningSystem system = start();
        RpcCaller carol = system.signIn("carol");
        long plans = channel(carol, system.signIn("bob"));
        ChatPage bob = BROWSER.signIn(system, "bob");
        ChatPage phone = BROWSER.signIn(system, "bob");
        for (ChatPage device : List.of(bob, phone)) device.openChannel(plans);
        bob.composer().fill("I think");
        assertThat(phone.composer()).hasValue("I think");
        phone.composer().press("Enter");
        bob.awaitMessage("I think");
        assertThat(bob.composer()).hasValue("");
    }

    /** The text that was written last would have replaced the other one. */
    @Test
    void twoTextsOfTwoDevicesStayUntilTheUserChooses() {
        RunningSystem system = start();
        RpcCaller carol = system.signIn("carol");
        long plans = channel(carol, system.signIn("bob"));
        ChatPage bob = BROWSER.signIn(system, "bob");
        ChatPage phone = BROWSER.signIn(system, "bob");
        for (ChatPage device : List.of(bob, phone)) device.openChannel(plans);
        phone.page().context().setOffline(true);
        phone.composer().fill("from the phone");
        bob.composer().fill("from the desk");
        bob.page()
                .waitForCondition(() -> !system.signIn("bob")
                        .call("draft.get", "channel_id", plans)
                        .at("/draft/text")
                        .asText()
                        .isEmpty());
        phone.page().context().setOffline(false);
        Locator choice = phone.page().locator(".draft-choice");
        assertThat(choice).containsText("from the desk");
        assertThat(phone.composer()).hasValue("from the phone");
        choice.locator("button", new Locator.LocatorOptions().setHasText("Use it"))
                .click();
        assertThat(phone.composer()).hasValue("from the desk");
        assertThat(choice).hasCount(0);
        assertThat(bob.composer()).hasValue("from the desk");
    }
}
