package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Users work together in the browser. Screenshots are kept next to the report of the tests. */
class BrowserStoryIT {
    private static final long GENERAL = 1;

    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private RunningSystem start() {
        return Deployment.ONE_PROCESS.start(programs, programs.folder(), Deployment.UNLIMITED);
    }

    @ParameterizedTest
    @EnumSource
    void directConversationAppearsAfterItsCreatorClosesTheTab(Deployment deployment) {
        RunningSystem system = deployment.start(programs, programs.folder());
        ChatPage bob = BROWSER.signIn(system, "bob");
        bob.markDocument();
        ChatPage alice = BROWSER.signIn(system, "alice");

        alice.page().keyboard().press("Control+k");
        alice.page().fill("#picker", "bob");
        alice.page().click("[role=option]:has-text('Bob')");
        alice.page().close();

        assertThat(bob.page().locator("#directs .entry:has-text('Alice')")).isVisible();
        assertTrue(bob.hasMarkedDocument(), "Bob's page must not be reloaded");
    }

    @ParameterizedTest
    @EnumSource
    void messageIsShownOnceAndAsTextToAllMembers(Deployment deployment) {
        RunningSystem system = deployment.start(programs, programs.folder());
        ChatPage alice = BROWSER.signIn(system, "alice");
        ChatPage bob = BROWSER.signIn(system, "bob");

        alice.send("Good morning");
        alice.send("<img src=x onerror=alert(1)><b>markup</b>");
        for (ChatPage page : List.of(alice, bob)) {
            page.awaitMessage("Good morning");
            page.awaitMessage("<img src=x onerror=alert(1)><b>markup</b>");
            assertThat(page.messages()).hasCount(2);
            assertThat(page.page().locator(".message img, .message b")).hasCount(0);
        }
        Chromium.screenshot(bob, "messages-at-bob");
    }

    @Test
    void messagesSentRightBeforeTheTabClosesAreDelivered() {
        RunningSystem system = start();
        ChatPage bob = BROWSER.signIn(system, "bob");
        ChatPage alice = BROWSER.signIn(system, "alice");
        alice.send("one");
        alice.send("two");
        alice.send("three");
        alice.page().close();

        for (String text : List.of("one", "two", "three")) bob.awaitMessage(text);
        assertThat(bob.messages()).hasCount(3);
    }

    @Test
    void channelChangesAppearWithoutReload() {
        RunningSystem system = start();
        RpcCaller rpc = system.signIn("alice");
        ChatPage bob = BROWSER.signIn(system, "bob");
        bob.markDocument();
        long channel = rpc.call("channel.create", "workspace_id", 1, "kind", "public", "name", "plans")
                .at("/channel/id")
                .longValue();
        rpc.call("channel.members.add", "channel_id", channel, "user_id", 2);
        bob.openChannel(channel);

        rpc.call("channel.update", "channel_id", channel, "name", "bold-plans", "topic", "What comes next");
        assertThat(bob.page().locator("#title")).hasText("bold-plans");
        assertThat(bob.channel(channel)).containsText("bold-plans");
        assertThat(bob.page().locator(".topic")).hasText("What comes next");

        bob.page().click("[data-panel=details]");
        Locator members = bob.page().locator("#members li");
        assertThat(members).hasCount(2);
        rpc.call("channel.members.add", "channel_id", channel, "user_id", 3);
        assertThat(members).hasCount(3);
        rpc.call("channel.members.remove", "channel_id", channel, "user_id", 3);
        assertThat(members).hasCount(2);

        bob.page().click("[data-panel=pins]");
        assertThat(bob.panel()).containsText("No pinned messages");
        bob.send("worth keeping");
        bob.act(bob.awaitMessage("worth keeping"), "Pin");
        assertThat(bob.page().locator("#pins li")).hasCount(1);
        assertThat(bob.message("worth keeping").locator(".flag")).isVisible();

        rpc.call("channel.members.remove", "channel_id", channel, "user_id", 2);
        assertThat(bob.channel(channel)).hasCount(0);
        assertTrue(bob.hasMarkedDocument(), "Bob's page must not be reloaded");
    }

    @Test
    void tabsOfOneUserShowTheSameReadState() {
        RunningSystem system = start();
        RpcCaller carol = system.signIn("carol");
        long other = carol.call("channel.create", "workspace_id", 1, "kind", "public", "name", "other")
                .at("/channel/id")
                .longValue();
        carol.call("channel.members.add", "channel_id", other, "user_id", 2);
        BrowserContext machine = BROWSER.newContext();
        ChatPage first = BROWSER.signIn(machine, system.http(), "bob");
        ChatPage second = BROWSER.open(machine, system.http(), "bob's second tab");
        second.awaitConnected();
        first.openChannel(GENERAL);
        second.openChannel(GENERAL);

        for (int i = 1; i <= 3; i++) carol.call("message.send", "channel_id", other, "text", "unread " + i);
        carol.call("message.send", "channel_id", other, "text", "@bob look");
        for (ChatPage tab : List.of(first, second)) {
            tab.awaitUnread(other, 4);
            tab.awaitMentions(other, 1);
        }
        second.page().bringToFront();
        second.openChannel(other);
        for (ChatPage tab : List.of(first, second)) {
            tab.awaitUnread(other, 0);
            tab.awaitMentions(other, 0);
        }
    }

    @Test
    void ownMessageIsNeverUnread() {
        RunningSystem system = start();
        RpcCaller elsewhere = system.signIn("bob");
        ChatPage bob = BROWSER.signIn(system, "bob");
        long away = elsewhere
                .call("channel.create", "workspace_id", 1, "kind", "public", "name", "away")
                .at("/channel/id")
                .longValue();
        bob.openChannel(away);
        // records every value of the attribute, so that a short change is detected too
        bob.channel(GENERAL).evaluate("""
                entry => {
                    window.seen = [];
                    new MutationObserver(() => seen.push(entry.dataset.unread)).observe(entry, {attributes: true});
                }""");
        elsewhere.call("message.send", "channel_id", GENERAL, "text", "from my other device");
        bob.openChannel(GENERAL);
        bob.send("from here");
        bob.awaitMessage("from my other device");
        bob.awaitMessage("from here");
        bob.awaitUnread(GENERAL, 0);
        assertThat(bob.page().locator(".new-line")).hasCount(0);
        assertTrue(Boolean.TRUE.equals(bob.page().evaluate("seen.every(count => count === '0')")));
    }

    /** A deleted message is not counted as unread: not in the page that sees the deletion, and not in one that is opened later. */
    @Test
    void deletedMessageIsNotUnread() {
        RunningSystem system = start();
        RpcCaller carol = system.signIn("carol");
        long other = carol.call("channel.create", "workspace_id", 1, "kind", "public", "name", "other")
                .at("/channel/id")
                .longValue();
        carol.call("channel.members.add", "channel_id", other, "user_id", 2);
        ChatPage bob = BROWSER.signIn(system, "bob");
        long id = send(carol, other, "sorry, wrong channel");
        bob.awaitUnread(other, 1);
        carol.call("message.delete", "message_id", id);
        bob.awaitUnread(other, 0);

        // deleted while Bob is offline
        send(carol, other, "worth reading");
        id = send(carol, other, "not worth it");
        bob.page().close();
        carol.call("message.delete", "message_id", id);
        BrowserContext elsewhere = BROWSER.newContext();
        ChatPage back = BROWSER.signIn(elsewhere, system.http(), "bob");
        back.awaitUnread(other, 1);
        back.openChannel(other);
        back.awaitUnread(other, 0);
        ChatPage second = BROWSER.open(elsewhere, system.http(), "bob's second tab");
        second.awaitUnread(other, 0);
    }

    private static long send(RpcCaller caller, long channel, String text) {
        return caller.call("message.send", "channel_id", channel, "text", text)
                .at("/message/id")
                .longValue();
    }

    /** The same picture had up to three pills: one for each spelling. */
    @Test
    void spellingsOfOneEmojiAreOnePill() {
        RunningSystem system = start();
        ChatPage alice = BROWSER.signIn(system, "alice");
        alice.send(":thumbsup: :thinking_face: `:tada:`");
        Locator message = alice.awaitMessage("👍 🤔 :tada:");
        long id = Long.parseLong(message.getAttribute("data-id"));
        system.signIn("bob").call("message.react", "message_id", id, "emoji", ":+1:");
        system.signIn("carol").call("message.react", "message_id", id, "emoji", "👍\ufe0f");
        alice.act(message, "React with +1");
        assertThat(message.locator(".reaction .n")).hasText("3");
        assertThat(message.locator(".reaction[data-emoji='👍']")).hasAttribute("title", Pattern.compile(".*:\\+1:"));
    }

    @Test
    void pickerKeepsTheSkinToneAndTheLastEmoji() {
        ChatPage alice = BROWSER.signIn(start(), "alice");
        Locator open = alice.page().locator("#composer [data-tool=smile]");
        open.click();
        alice.dialog().locator("button[aria-label='Medium-dark']").click();
        alice.dialog().locator("#emoji-search").fill("raised hand");
        alice.page().keyboard().press("Enter");
        assertThat(alice.composer()).hasValue("✋🏾");
        alice.page().reload();
        open.click();
        assertThat(alice.dialog().locator("button[aria-label='Medium-dark']")).hasAttribute("aria-pressed", "true");
        assertThat(alice.dialog().locator("section").first().locator("button")).hasText("✋🏾");
    }

    @Test
    void reactionToggledTwiceIsTheSameForAllUsers() {
        RunningSystem system = start();
        ChatPage alice = BROWSER.signIn(system, "alice");
        ChatPage bob = BROWSER.signIn(system, "bob");
        alice.send("react to this");
        Locator message = bob.awaitMessage("react to this");
        bob.act(message, "React with +1");
        Locator reaction = message.locator(".reaction[data-emoji='👍']");
        assertThat(reaction).hasAttribute("aria-pressed", "true");
        assertThat(alice.message("react to this").locator(".reaction .n")).hasText("1");
        reaction.evaluate(
                "node => { node.click(); node.click(); }"); // the second click comes before the response to the first
        bob.act(message, "React with heart");
        assertThat(alice.message("react to this").locator(".reaction[data-emoji='❤️']"))
                .isVisible();
        assertThat(alice.message("react to this").locator(".reaction[data-emoji='👍']"))
                .hasCount(1);
        reaction.click();
        assertThat(alice.message("react to this").locator(".reaction[data-emoji='👍']"))
                .hasCount(0);
        assertThat(reaction).hasCount(0);
    }

    @Test
    void threadReplyAppearsInThePanelOnly() {
        RunningSystem system = start();
        ChatPage alice = BROWSER.signIn(system, "alice");
        ChatPage bob = BROWSER.signIn(system, "bob");
        alice.send("Lunch?");
        bob.act(bob.awaitMessage("Lunch?"), "Reply in thread");
        Locator reply = bob.page().locator("#thread-composer textarea");
        assertThat(reply).isFocused();
        reply.fill("At noon");
        reply.press("Enter");
        assertThat(bob.panel().locator(".rows .message[data-id]")).hasCount(1);

        Locator replies = alice.message("Lunch?").locator(".replies");
        assertThat(replies).containsText("1 reply");
        replies.click();
        assertThat(alice.panel().locator(".rows .message")).containsText("At noon");
        assertThat(alice.messages()).hasCount(1);
        alice.page().keyboard().press("Escape");
        assertThat(alice.panel()).hasCount(0);
        alice.awaitUnread(GENERAL, 0);
    }

    @Test
    void authorEditsAndDeletesMessage() {
        RunningSystem system = start();
        ChatPage alice = BROWSER.signIn(system, "alice");
        ChatPage bob = BROWSER.signIn(system, "bob");
        alice.send("Wendesday");
        alice.awaitMessage("Wendesday");
        alice.composer().press("ArrowUp");
        Locator editor = alice.page().locator("textarea.edit");
        assertThat(editor).isFocused();
        editor.fill("Wednesday");
        editor.press("Enter");
        assertThat(bob.awaitMessage("Wednesday").locator(".edited")).isVisible();

        alice.act(alice.awaitMessage("Wednesday"), "Delete");
        alice.dialog().locator("#confirm-delete").click();
        assertThat(bob.messages()).hasCount(0);
        assertThat(alice.messages()).hasCount(0);
    }
}
