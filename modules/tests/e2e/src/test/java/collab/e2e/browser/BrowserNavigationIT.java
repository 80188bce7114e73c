package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.Retry;
import collab.e2e.harness.RunningSystem;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * After any jump, the message is on the screen and marked, and the list does not move away from it; a jump that fails says so. Of 21
 * links into a long channel, 13 ended elsewhere.
 */
class BrowserNavigationIT {
    private static final long GENERAL = 1;
    private static final List<Integer> TARGETS = List.of(2, 61, 128);
    private static final String CHANNEL = ".channel";
    private static final String THREAD = ".panel";

    /** Whether the row is marked and on the screen as a whole. */
    private static final String IS_LED_TO = """
            ([list, id]) => {
                const row = document.querySelector(`${list} .rows > .message[data-goal][data-id="${id}"]`);
                if (!row) return false;
                const {top, bottom} = row.getBoundingClientRect();
                const edges = row.closest(".scroller").getBoundingClientRect();
                return edges.height > 0 && top >= edges.top - 1 && bottom <= edges.bottom + 1;
            }""";

    private static final String TWO_FRAMES =
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))";

    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private int changes;

    private RunningSystem start() {
        return Deployment.ONE_PROCESS.start(programs, programs.folder(), LongChannel.SETTINGS);
    }

    // ---- Messages of a channel ----

    @Test
    void addressLeadsToTheMessage() {
        everyMessage((page, channel) -> TARGETS.forEach(n -> {
            page.openChannel(GENERAL);
            goTo(page, channel.address(channel.message(n)));
            assertStaysAt(page, channel, CHANNEL, channel.message(n));
            page.page().reload();
            assertStaysAt(page, channel, CHANNEL, channel.message(n));
        }));
    }

    @Test
    void linkInAMessageLeadsToTheMessageInTheSameTab() {
        everyMessage((page, channel) -> TARGETS.forEach(n -> {
            String link = page.page().url().replaceFirst("#.*", "") + channel.address(channel.message(n));
            page.openChannel(GENERAL);
            page.markDocument();
            page.send("look " + n + " " + link);
            page.awaitMessage("look " + n + " ").locator(".text a").click();
            assertStaysAt(page, channel, CHANNEL, channel.message(n));
            assertTrue(page.hasMarkedDocument(), "the page must not be reloaded");
            assertEquals(1, page.page().context().pages().size(), "tabs");
        }));
    }

    @Test
    void searchHitMentionAndPinLeadToTheMessage() {
        everyMessage((page, channel) -> TARGETS.forEach(n -> {
            long id = channel.message(n);
            page.openChannel(GENERAL);
            search(page, "word" + n);
            view(page, id);
            assertStaysAt(page, channel, CHANNEL, id);

            page.openChannel(GENERAL);
            page.page().click("[data-shelf=mentions]");
            view(page, id);
            assertStaysAt(page, channel, CHANNEL, id);

            page.openChannel(GENERAL);
            page.openChannel(channel.id());
            page.page().click("[data-panel=pins]");
            view(page, id);
            assertStaysAt(page, channel, CHANNEL, id);
        }));
    }

    @Test
    void notificationLeadsToTheMessageAndToTheReply() {
        RunningSystem system = start();
        LongChannel channel = LongChannel.withBob(system, TARGETS);
        BrowserContext machine = BROWSER.newContext();
        machine.addInitScript("""
                window.notes = [];
                document.hasFocus = () => false;
                window.Notification = class {
                    static permission = "granted";
                    constructor() { notes.push(this); }
                    close() {}
                };""");
        ChatPage bob = BROWSER.signIn(machine, system.http(), "bob");
        bob.openChannel(GENERAL);
        long message = channel.carol()
                .call("message.send", "channel_id", channel.id(), "text", "@bob a question")
                .at("/message/id")
                .longValue();
        awaitTrue(bob, "a notification", "() => notes.length === 1");
        for (int i = 0; i < 80; i++)
            channel.carol().call("message.send", "channel_id", channel.id(), "text", "later " + i);
        bob.page().evaluate("() => notes[0].onclick()");
        assertStaysAt(bob, channel, CHANNEL, message);

        bob.openChannel(GENERAL);
        long reply = channel.carol()
                .call("thread.reply", "parent_id", channel.parent(), "text", "@bob an answer")
                .at("/message/id")
                .longValue();
        awaitTrue(bob, "another notification", "() => notes.length === 2");
        bob.page().evaluate("() => notes[1].onclick()");
        assertStaysAt(bob, channel, THREAD, reply);
    }

    // ---- Replies ----

    @Test
    void addressSearchHitAndMentionLeadToTheReplyInItsThread() {
        everyMessage((page, channel) -> TARGETS.forEach(n -> {
            long id = channel.reply(n);
            page.openChannel(GENERAL);
            goTo(page, channel.address(id));
            assertStaysAt(page, channel, THREAD, id);
            page.page().reload();
            assertStaysAt(page, channel, THREAD, id);

            page.openChannel(GENERAL);
            search(page, "reply" + n);
            view(page, id);
            assertStaysAt(page, channel, THREAD, id);

            page.openChannel(GENERAL);
            page.page().click("[data-shelf=mentions]");
            view(page, id);
            assertStaysAt(page, channel, THREAD, id);

            // an address of an earlier release, which names the reply like a message of the channel
            page.openChannel(GENERAL);
            goTo(page, "#/c/" + channel.id() + "/m/" + id);
            assertStaysAt(page, channel, THREAD, id);
            assertEquals(channel.address(id), page.page().evaluate("() => location.hash"));
        }));
    }

    /** The copied link of a reply was that of the first message of its thread. */
    @Test
    void copiedLinkOfAReplyLeadsToTheReply() {
        everyMessage((page, channel) -> {
            page.page().context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
            goTo(page, channel.address(channel.reply(61)));
            page.act(page.panel().locator(".rows .message[data-id='" + channel.reply(61) + "']"), "Copy link");
            assertThat(page.page().locator(".toast")).hasText("Link copied");
            Object copied = page.page().evaluate("() => navigator.clipboard.readText()");
            assertTrue(String.valueOf(copied).endsWith("/" + channel.address(channel.reply(61))), "copied " + copied);
        });
    }

    /** A long thread opened at its first 50 replies. */
    @Test
    void threadOpensAtItsNewestRepliesAndLoadsTheEarlierOnes() {
        RunningSystem system = start();
        LongChannel channel = LongChannel.withBob(system, List.of()); // nothing is unread for him
        ChatPage page = BROWSER.signIn(system, "bob");
        goTo(page, channel.address(channel.parent()));
        page.message("word110 ").locator(".replies").click();
        Locator replies = page.panel().locator(".rows .message");
        assertThat(replies.last()).containsText("reply" + LongChannel.REPLIES + " ");
        awaitTrue(page, "the end of the thread", """
                () => {
                    const list = document.querySelector(".panel .scroller");
                    return list.scrollHeight - list.scrollTop - list.clientHeight < 2;
                }""");
        awaitTrue(page, "the begin of the thread", """
                () => {
                    const list = document.querySelector(".panel .scroller");
                    list.scrollTop = 0;
                    return document.querySelector(".panel .parent") !== null;
                }""");
        assertThat(replies.first()).containsText("reply1 ");
    }

    // ---- Loading more ----

    /**
     * Scrolls up and down, 150 px per step, and returns by how much a row on the screen moved otherwise, and how often rows were added
     * or removed at the begin. Near the end the list follows new messages.
     */
    private static final String SCROLL = """
            async () => {
                const list = document.querySelector(".channel .scroller");
                const frame = () => new Promise(requestAnimationFrame), moves = [];
                const rows = () => [...list.querySelectorAll(".rows > .message")];
                let changes = 0;
                list.dispatchEvent(new WheelEvent("wheel"));
                for (const step of [-150, 150]) {
                    for (let i = 0; i < 60; i++) {
                        const first = rows()[0].dataset.id, middle = list.getBoundingClientRect().top + list.clientHeight / 2;
                        const row = rows().findLast(candidate => candidate.getBoundingClientRect().top < middle);
                        const [from, top] = [row.getBoundingClientRect().top, list.scrollTop];
                        list.scrollTop += step;
                        const scrolled = list.scrollTop - top;
                        for (let n = 0; n < 2; n++) await frame();
                        if (list.scrollHeight - list.scrollTop - list.clientHeight < 200) break;
                        const moved = Math.round(row.isConnected ? row.getBoundingClientRect().top - from + scrolled : 10_000);
                        if (Math.abs(moved) > 2) moves.push(moved);
                        if (rows()[0].dataset.id !== first) changes++;
                    }
                }
                return {moves, changes};
            }""";

    @Test
    void rowInViewStaysWhereItIsWhileMoreMessagesAreLoaded() {
        everyMessage((page, channel) -> {
            goTo(page, channel.address(channel.message(128)));
            assertStaysAt(page, channel, CHANNEL, channel.message(128));
            Map<?, ?> result = (Map<?, ?>) page.page().evaluate(SCROLL);
            assertEquals(List.of(), result.get("moves"), "px that a row moved by itself");
            assertTrue(((Number) result.get("changes")).intValue() > 0, "earlier messages were loaded");
        });
    }

    // ---- Jumps that fail ----

    @Test
    void jumpWithoutConnectionSaysSoAndSucceedsAtTheNextAttempt() {
        everyMessage((page, channel) -> {
            AtomicBoolean isBroken = new AtomicBoolean(true);
            page.page().route("**/rpc", route -> {
                String call = String.valueOf(route.request().postData());
                if (isBroken.get() && (call.contains("\"message.get\"") || call.contains("\"thread.list\"")))
                    route.abort();
                else route.fallback();
            });
            for (long target : List.of(channel.message(61), channel.reply(61))) {
                String list = target == channel.message(61) ? CHANNEL : THREAD;
                isBroken.set(true);
                page.openChannel(GENERAL);
                goTo(page, channel.address(target));
                Locator notice = page.page().locator(list + " .jump-notice");
                assertThat(notice).containsText("Couldn't load the message.");
                isBroken.set(false);
                notice.locator("button:has-text('Try again')").click();
                assertStaysAt(page, channel, list, target);
                assertThat(notice).hasCount(0);
            }
        });
    }

    @Test
    void linkToADeletedMessageSaysSoUntilAnotherJumpSucceeds() {
        everyMessage((page, channel) -> {
            channel.carol().call("message.delete", "message_id", channel.message(128));
            channel.carol().call("message.delete", "message_id", channel.reply(128));
            page.openChannel(GENERAL);
            goTo(page, channel.address(channel.message(128)));
            Locator notice = page.page().locator(CHANNEL + " .jump-notice");
            assertThat(notice).containsText("The message wasn't found.");
            goTo(page, channel.address(channel.message(61)));
            assertStaysAt(page, channel, CHANNEL, channel.message(61));
            assertThat(notice).hasCount(0);

            goTo(page, channel.address(channel.reply(128)));
            Locator inThread = page.page().locator(THREAD + " .jump-notice");
            assertThat(inThread).containsText("The message wasn't found.");
            goTo(page, channel.address(channel.reply(61)));
            assertStaysAt(page, channel, THREAD, channel.reply(61));
            assertThat(inThread).hasCount(0);
        });
    }

    // ---- Helpers ----

    private void everyMessage(BiConsumer<ChatPage, LongChannel> story) {
        RunningSystem system = start();
        LongChannel channel = LongChannel.withBob(system, TARGETS);
        story.accept(BROWSER.signIn(system, "bob"), channel);
    }

    private static void goTo(ChatPage page, String address) {
        page.page().evaluate("address => { location.hash = address; }", address);
    }

    private static void search(ChatPage page, String query) {
        page.page().keyboard().press("Control+Shift+f");
        page.page().fill("#search", query);
        page.page().press("#search", "Enter");
    }

    /** Clicks on "View in channel" of a message in the side panel. */
    private static void view(ChatPage page, long message) {
        page.panel()
                .locator(".card[data-id='" + message + "'] button:has-text('View in channel')")
                .click();
    }

    /** The list reaches the message and stays there while others write and while the window gets another size. */
    private void assertStaysAt(ChatPage page, LongChannel channel, String list, long message) {
        Page tab = page.page();
        List<Object> target = List.of(list, String.valueOf(message));
        Retry.until("the message " + target + " on the screen", () -> isLedTo(tab, target));
        String topic = "topic " + ++changes;
        channel.carol().call("message.send", "channel_id", channel.id(), "text", "meanwhile " + changes);
        channel.carol().call("message.toggle_react", "message_id", message, "emoji", "👍");
        channel.carol().call("channel.update", "channel_id", channel.id(), "topic", topic);
        assertThat(tab.locator(".channel .topic")).hasText(topic); // the events before it have arrived too
        assertStillAt(tab, target, "after other messages");
        tab.setViewportSize(1180, 760);
        assertStillAt(tab, target, "in a smaller window");
        tab.setViewportSize(1440, 900);
        assertStillAt(tab, target, "in a larger window");
    }

    private static void assertStillAt(Page tab, List<Object> target, String when) {
        tab.evaluate(TWO_FRAMES);
        assertTrue(isLedTo(tab, target), () -> target + " is on the screen " + when);
    }

    private static boolean isLedTo(Page tab, List<Object> target) {
        return Boolean.TRUE.equals(tab.evaluate(IS_LED_TO, target));
    }

    private static void awaitTrue(ChatPage page, String what, String function) {
        Retry.until(what, () -> Boolean.TRUE.equals(page.page().evaluate(function)));
    }
}
