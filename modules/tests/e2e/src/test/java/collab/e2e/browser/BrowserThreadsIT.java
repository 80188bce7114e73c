package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningSystem;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the page shows of threads that concern the user: the badge, the list, the line above the first unread reply, following. */
class BrowserThreadsIT {
    private static final long GENERAL = 1;

    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private RunningSystem start() {
        return Deployment.ONE_PROCESS.start(programs, programs.folder(), Deployment.UNLIMITED);
    }

    private static long send(RpcCaller caller, String text) {
        return caller.call("message.send", "channel_id", GENERAL, "text", text)
                .at("/message/id")
                .longValue();
    }

    private static long reply(RpcCaller caller, long parent, String text) {
        return caller.call("thread.reply", "parent_id", parent, "text", text)
                .at("/message/id")
                .longValue();
    }

    private static Locator entry(ChatPage page) {
        return page.page().locator(".entry[data-shelf=threads]");
    }

    private static Locator badge(ChatPage page) {
        return entry(page).locator(".badge");
    }

    /** The author of a question received no notice of the answers. */
    @Test
    void answersReachTheAuthorOnEachDeviceUntilTheThreadIsRead() {
        RunningSystem system = start();
        RpcCaller carol = system.signIn("carol");
        long question = send(system.signIn("bob"), "a question");
        ChatPage bob = BROWSER.signIn(system, "bob");
        ChatPage phone = BROWSER.signIn(system, "bob");
        reply(carol, question, "the first answer");
        reply(carol, question, "the second answer");
        for (ChatPage device : new ChatPage[] {bob, phone}) {
            assertThat(badge(device)).hasText("1");
            assertThat(device.awaitMessage("a question").locator(".replies")).containsText("2 new");
        }
        entry(bob).click();
        assertThat(bob.panel().locator(".card .last-reply")).isVisible();
        assertThat(bob.panel().locator(".card .last-reply")).containsText("the second answer");
        bob.panel().locator(".card button").click();
        assertThat(bob.panel().locator(".new-line + .message")).containsText("the first answer");
        for (ChatPage device : new ChatPage[] {bob, phone}) {
            assertThat(badge(device)).hasCount(0);
            assertThat(device.page()).not().hasTitle(Pattern.compile("^\\(.*"));
        }
        phone.page().reload();
        phone.awaitConnected();
        assertThat(badge(phone)).hasCount(0);
    }

    @Test
    void deletedReplyLeavesNoBadge() {
        RunningSystem system = start();
        RpcCaller carol = system.signIn("carol");
        long question = send(system.signIn("bob"), "a question");
        ChatPage bob = BROWSER.signIn(system, "bob");
        long answer = reply(carol, question, "@bob, the wrong one");
        assertThat(badge(bob)).hasAttribute("data-mentions", "1");
        carol.call("message.delete", "message_id", answer);
        assertThat(badge(bob)).hasCount(0);
        bob.page().reload();
        bob.awaitConnected();
        assertThat(badge(bob)).hasCount(0);
        bob.awaitMentions(GENERAL, 0);
    }

    @Test
    void unfollowedThreadConcernsNoMore() {
        RunningSystem system = start();
        RpcCaller carol = system.signIn("carol");
        long question = send(system.signIn("bob"), "a question");
        reply(carol, question, "an answer");
        ChatPage bob = BROWSER.signIn(system, "bob");
        bob.awaitMessage("a question").locator(".replies").click();
        Locator follow = bob.panel().getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Follow this thread"));
        assertThat(follow).hasAttribute("aria-pressed", "true");
        follow.click();
        assertThat(follow).hasAttribute("aria-pressed", "false");
        bob.page().locator("#close-panel").click();
        reply(carol, question, "another");
        assertThat(bob.awaitMessage("a question").locator(".replies")).containsText("2 replies");
        assertThat(badge(bob)).hasCount(0);
        reply(carol, question, "@bob?");
        assertThat(badge(bob)).hasText("1");
    }

    @Test
    void longThreadOpensAtTheFirstUnreadReply() {
        RunningSystem system = start();
        RpcCaller carol = system.signIn("carol");
        RpcCaller bob = system.signIn("bob");
        long question = send(bob, "a question");
        for (int i = 1; i <= 40; i++) reply(carol, question, "answer " + i + ".");
        reply(bob, question, "thanks so far");
        for (int i = 41; i <= 120; i++) reply(carol, question, "answer " + i + ".");
        ChatPage page = BROWSER.signIn(system, "bob");
        page.awaitMessage("a question").locator(".replies").click();
        Locator first = page.panel().locator(".new-line + .message");
        assertThat(first).containsText("answer 41.");
        assertThat(first).isInViewport();
    }
}
