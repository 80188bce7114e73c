package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningSystem;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Clock;
import com.microsoft.playwright.Locator;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the page shows of deleted messages, and that no word of the user is lost: in badges, threads, edits, drafts and pastes. */
class BrowserDeletionIT {
    private static final long GENERAL = 1;
    private static final int BOB = 2;
    private static final String INSERT_TEXT = "text => document.execCommand('insertText', false, text)";

    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private RunningSystem start() {
        return Deployment.ONE_PROCESS.start(programs, programs.folder(), Deployment.UNLIMITED);
    }

    private static long channelWithBob(RpcCaller owner, String name) {
        long channel = owner.call("channel.create", "workspace_id", 1, "kind", "public", "name", name)
                .at("/channel/id")
                .longValue();
        owner.call("channel.members.add", "channel_id", channel, "user_id", BOB);
        return channel;
    }

    private static long send(RpcCaller caller, long channel, String text) {
        return caller.call("message.send", "channel_id", channel, "text", text)
                .at("/message/id")
                .longValue();
    }

    /** A deleted @channel in a channel without other messages left a badge that nothing removed. */
    @Test
    void deletedMentionLeavesNoBadgeOnAnyDevice() {
        RunningSystem system = start();
        RpcCaller carol = system.signIn("carol");
        long other = channelWithBob(carol, "other");
        List<ChatPage> devices = List.of(BROWSER.signIn(system, "bob"), BROWSER.signIn(system, "bob"));
        long all = send(carol, other, "@channel oops");
        long named = send(carol, other, "@bob oops");
        devices.forEach(device -> device.awaitMentions(other, 2));
        carol.call("message.delete", "message_id", all);
        carol.call("message.delete", "message_id", named);
        for (ChatPage device : devices) {
            device.awaitMentions(other, 0);
            device.awaitUnread(other, 0);
            device.page().reload();
            device.awaitConnected();
            device.awaitMentions(other, 0);
            device.awaitUnread(other, 0);
            assertThat(device.page()).not().hasTitle(Pattern.compile("^\\(.*"));
        }
    }

    /** The replies to a deleted message were found by the search, and the page could not open them. */
    @Test
    void threadOfADeletedMessageOpensFromTheSearchAndFromALink() {
        RunningSystem system = start();
        RpcCaller carol = system.signIn("carol");
        long parent = send(carol, GENERAL, "a question");
        system.signIn("bob").call("thread.reply", "parent_id", parent, "text", "the quokka answers");
        carol.call("message.delete", "message_id", parent);

        ChatPage bob = BROWSER.signIn(system, "bob");
        bob.page().keyboard().press("Control+Shift+f");
        bob.page().fill("#search", "quokka");
        bob.page().keyboard().press("Enter");
        bob.panel().locator(".card button:has-text('View in channel')").click();
        assertDeletedThread(bob);
        bob.page().navigate(bob.page().url().replaceFirst("#.*", "") + "#/c/" + GENERAL + "/m/" + parent);
        bob.page().reload();
        assertDeletedThread(bob);
    }

    private static void assertDeletedThread(ChatPage page) {
        assertThat(page.panel().locator(".tombstone")).hasText("This message was deleted.");
        assertThat(page.panel().locator(".message")).containsText("the quokka answers");
        assertThat(page.panel()).containsText("You can't reply to a deleted message.");
        assertThat(page.panel().locator("textarea")).hasCount(0);
    }

    @Test
    void openThreadShowsThatItsMessageWasDeleted() {
        RunningSystem system = start();
        RpcCaller carol = system.signIn("carol");
        long parent = send(carol, GENERAL, "a question");
        carol.call("thread.reply", "parent_id", parent, "text", "the quokka answers");
        ChatPage bob = BROWSER.signIn(system, "bob");
        bob.awaitMessage("a question").locator(".replies").click();
        assertThat(bob.panel().locator("textarea")).hasCount(1);
        carol.call("message.delete", "message_id", parent);
        assertDeletedThread(bob);
    }

    /** A paste over the limit was cut, and the rest was gone. */
    @Test
    void textThatIsTooLongIsKeptAndOfferedAsSeveralMessages() {
        RunningSystem system = start();
        ChatPage alice = BROWSER.signIn(system, "alice");
        String log = "line of a log\n".repeat(2_500);
        alice.composer().focus();
        alice.page().evaluate(INSERT_TEXT, log);
        assertThat(alice.composer()).hasValue(log);
        assertThat(alice.page().locator("#composer [role=alert]")).containsText("18,999 characters too long");
        alice.composer().press("Enter");
        assertThat(alice.composer()).hasValue(log);
        alice.openChannel(channelWithBob(system.signIn("alice"), "elsewhere"));
        alice.openChannel(GENERAL);
        assertThat(alice.composer()).hasValue(log);
        alice.page().click("#composer [data-split]");
        assertThat(alice.storedMessages()).hasCount(3);
        assertThat(alice.composer()).hasValue("");
        long lines = system.signIn("alice")
                .call("message.list", "channel_id", GENERAL)
                .path("messages")
                .valueStream()
                .flatMap(message -> message.path("text").asText().lines())
                .filter("line of a log"::equals)
                .count();
        assertEquals(2_500, lines);
    }

    /** A draft that was sent in one tab stayed in the other and could be sent again. */
    @Test
    void draftThatWasSentLeavesTheOtherTab() {
        RunningSystem system = start();
        BrowserContext browser = BROWSER.newContext();
        ChatPage first = BROWSER.signIn(browser, system.http(), "alice");
        ChatPage second = BROWSER.open(browser, system.http(), "alice's second tab");
        first.openChannel(GENERAL);
        second.openChannel(GENERAL);
        first.composer().fill("said once");
        assertThat(second.composer()).hasValue("said once");
        first.composer().press("Enter");
        assertThat(second.composer()).hasValue("");
        second.awaitMessage("said once");
    }

    @Test
    void wordsOfAnEditStayWhenItsMessageIsDeleted() {
        RunningSystem system = start();
        ChatPage alice = BROWSER.signIn(system, "alice");
        alice.send("before");
        Locator message = alice.awaitMessage("before");
        long id = Long.parseLong(message.getAttribute("data-id"));
        alice.act(message, "Edit");
        alice.page().fill(".editor textarea", "my new words");
        system.signIn("alice").call("message.delete", "message_id", id);
        assertThat(alice.composer()).hasValue("my new words");
        assertThat(alice.page().locator(".toast")).containsText("was deleted");
    }

    @Test
    void todayIsYesterdayAfterMidnight() {
        RunningSystem system = start();
        send(system.signIn("carol"), GENERAL, "late in the evening");
        BrowserContext browser = BROWSER.newContext();
        LocalDateTime evening =
                LocalDateTime.now(ZoneId.systemDefault()).toLocalDate().atTime(23, 58, 30);
        browser.clock()
                .install(new Clock.InstallOptions()
                        .setTime(
                                Date.from(evening.atZone(ZoneId.systemDefault()).toInstant())));
        ChatPage alice = BROWSER.signIn(browser, system.http(), "alice");
        assertThat(alice.page().locator(".day").last()).hasText("Today");
        browser.clock().runFor("02:00");
        assertThat(alice.page().locator(".day").last()).hasText("Yesterday");
    }
}
