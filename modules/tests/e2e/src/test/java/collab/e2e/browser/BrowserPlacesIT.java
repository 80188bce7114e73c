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
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The address names what is open: back, forward and a reload show it again, and a place that cannot be shown is said to be so, instead
 * of another one.
 */
class BrowserPlacesIT {
    private static final long GENERAL = 1;
    private static final int BOB = 2;

    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private RunningSystem start() {
        return Deployment.ONE_PROCESS.start(programs, programs.folder(), LongChannel.SETTINGS);
    }

    private static long channel(RpcCaller owner, String kind, String name) {
        return owner.call("channel.create", "workspace_id", 1, "kind", kind, "name", name, "topic", "About " + name)
                .at("/channel/id")
                .longValue();
    }

    private static long send(RpcCaller caller, long channel, String text) {
        return caller.call("message.send", "channel_id", channel, "text", text)
                .at("/message/id")
                .longValue();
    }

    private static ChatPage onPhone(RunningSystem system) {
        NewContextOptions phone = new NewContextOptions()
                .setViewportSize(390, 844)
                .setIsMobile(true)
                .setHasTouch(true);
        return BROWSER.signIn(BROWSER.newContext(phone), system.http(), "bob");
    }

    private static void goTo(ChatPage page, String address) {
        page.page().evaluate("address => { location.hash = address; }", address);
    }

    /** Goes through the history as the buttons of the browser do. */
    private static void move(ChatPage page, int entries) {
        page.page().evaluate("entries => history.go(entries)", entries);
    }

    // ---- Back, forward and reload ----

    private record Step(String name, Runnable open, Runnable isShown) {}

    /** Every panel and the settings, in the order in which they are opened. */
    private static List<Step> steps(ChatPage bob) {
        Page page = bob.page();
        Locator panel = bob.panel();
        return List.of(
                new Step("channel", () -> {}, () -> {
                    assertThat(panel).hasCount(0);
                    assertThat(bob.dialog()).hasCount(0);
                }),
                new Step("thread", () -> bob.act(bob.awaitMessage("a question"), "Reply in thread"), () -> {
                    assertThat(panel.locator(".parent")).containsText("a question");
                    assertThat(panel.locator(".rows")).containsText("an answer");
                }),
                new Step(
                        "pins",
                        () -> page.click("[data-panel=pins]"),
                        () -> assertThat(panel).containsText("No pinned messages")),
                new Step(
                        "details",
                        () -> page.click("[data-panel=details]"),
                        () -> assertThat(panel.locator("#members li").first()).isVisible()),
                new Step(
                        "search",
                        () -> {
                            page.click("[data-shelf=search]");
                            page.fill("#search", "from:carol answer");
                            page.keyboard().press("Enter");
                        },
                        () -> {
                            assertThat(page.locator("#search")).hasValue("from:carol answer");
                            assertThat(page.locator("#found .card")).containsText("an answer");
                        }),
                new Step(
                        "mentions",
                        () -> page.click("[data-shelf=mentions]"),
                        () -> assertThat(panel).containsText("No mentions yet")),
                new Step(
                        "workspace",
                        () -> page.click("#workspace-settings"),
                        () -> assertThat(panel.locator("input[name=name]")).isVisible()),
                new Step(
                        "settings",
                        () -> page.click("#me"),
                        () -> assertThat(bob.dialog().locator("#sign-out")).isVisible()));
    }

    @Test
    void backForwardAndReloadShowEveryPanelAgain() {
        RunningSystem system = start();
        RpcCaller carol = system.signIn("carol");
        long parent = send(carol, GENERAL, "a question");
        carol.call("thread.reply", "parent_id", parent, "text", "an answer");
        ChatPage bob = BROWSER.signIn(system, "bob");
        List<Step> steps = steps(bob);
        List<String> addresses = new ArrayList<>();
        for (Step step : steps) {
            step.open().run();
            step.isShown().run();
            addresses.add(bob.page().url());
        }
        assertEquals(addresses.size(), addresses.stream().distinct().count(), "addresses " + addresses);
        for (int at = steps.size() - 2; at >= 0; at--) {
            move(bob, steps.get(at + 1).name().equals("search") ? -2 : -1); // the empty search field is an entry too
            steps.get(at).isShown().run();
            assertThat(bob.page()).hasURL(addresses.get(at));
        }
        for (int at = 1; at < steps.size(); at++) {
            move(bob, steps.get(at).name().equals("search") ? 2 : 1);
            steps.get(at).isShown().run();
            bob.page().reload();
            bob.awaitConnected();
            steps.get(at).isShown().run();
            assertThat(bob.page()).hasURL(addresses.get(at));
            assertThat(bob.page().locator("#title")).hasText("general");
        }
        Chromium.screenshot(bob, "settings-after-reload");
    }

    /** What was opened and closed by its button leaves no entry: Back leads to what was shown before it. */
    @Test
    void closedPanelIsNotInTheHistory() {
        RunningSystem system = start();
        long other = channel(system.signIn("bob"), "public", "other");
        ChatPage bob = BROWSER.signIn(system, "bob");
        bob.openChannel(GENERAL);
        bob.openChannel(other);
        for (String panel : List.of("pins", "details")) {
            bob.page().click("[data-panel=" + panel + "]");
            assertThat(bob.panel()).hasCount(1);
            bob.page().click("#close-panel");
            assertThat(bob.panel()).hasCount(0);
        }
        bob.page().click("#me");
        assertThat(bob.dialog()).isVisible();
        bob.page().keyboard().press("Escape");
        assertThat(bob.page()).hasURL(Pattern.compile(".*#/c/" + other));
        move(bob, -1);
        assertThat(bob.page().locator("#title")).hasText("general");
        assertThat(bob.panel()).hasCount(0);
        move(bob, 1);
        assertThat(bob.page().locator("#title")).hasText("other");
    }

    /** On a phone, Back in a thread left the channel too. */
    @Test
    void backOnAPhoneClosesThePanelAndThenTheChannel() {
        RunningSystem system = start();
        send(system.signIn("carol"), GENERAL, "a question");
        ChatPage bob = onPhone(system);
        bob.channel(GENERAL).tap();
        bob.awaitMessage("a question").tap();
        bob.message("a question")
                .locator(".tools [aria-label='Reply in thread']")
                .tap();
        for (String panel : List.of("thread", "details", "pins")) {
            if (!panel.equals("thread"))
                bob.page().locator("[data-panel=" + panel + "]").tap();
            assertThat(bob.page().locator(".panel[data-kind=" + panel + "]")).isVisible();
            move(bob, -1);
            assertThat(bob.panel()).hasCount(0);
            assertThat(bob.composer()).isVisible();
        }
        move(bob, -1);
        assertThat(bob.channel(GENERAL)).isVisible();
        assertThat(bob.composer()).not().isVisible();
    }

    /** The toolbar of the message covered the composer, without a touch. */
    @Test
    void jumpOnAPhoneShowsTheMessageWithoutItsToolbar() {
        RunningSystem system = start();
        long id = send(system.signIn("carol"), GENERAL, "a question");
        ChatPage bob = onPhone(system);
        bob.channel(GENERAL).tap();
        goTo(bob, "#/c/" + GENERAL + "/m/" + id);
        assertThat(bob.page().locator(".channel .message[data-goal]")).containsText("a question");
        assertThat(bob.page().locator(".tools")).hasCount(0);
        Chromium.screenshot(bob, "jump-on-a-phone");
    }

    @Test
    void signOutLeavesNoAddressAndTheNextUserBeginsAtHome() {
        RunningSystem system = start();
        long secret = channel(system.signIn("bob"), "private", "secret");
        ChatPage bob = BROWSER.signIn(system, "bob");
        bob.openChannel(secret);
        bob.page().click("[data-panel=details]");
        bob.page().click("#me");
        bob.page().click("#sign-out");
        assertThat(bob.page().locator("#username")).isVisible();
        assertTrue(bob.page().url().endsWith("/"), bob.page().url());
        assertThat(bob.page()).hasTitle("Hero Collab");
        bob.signIn("carol");
        bob.awaitConnected();
        assertThat(bob.page().locator("#title")).hasText("general");
    }

    // ---- Channels that the user has not joined ----

    @Test
    void linkToAPublicChannelShowsItAndOffersToJoin() {
        RunningSystem system = start();
        LongChannel books = LongChannel.create(system, "books", List.of());
        ChatPage bob = BROWSER.signIn(system, "bob");
        goTo(bob, books.address(books.message(40)));
        assertThat(bob.page().locator("#title")).hasText("books");
        assertThat(bob.page()).hasTitle("#books · Hero Collab");
        assertThat(bob.page().locator(".channel .message[data-goal]")).containsText("word40 ");
        assertThat(bob.composer()).hasCount(0);
        bob.page().click("[data-panel=details]");
        assertThat(bob.panel().locator("#members li")).hasCount(1);
        assertThat(bob.panel().locator("input, textarea")).hasCount(0);
        Chromium.screenshot(bob, "channel-not-joined");
        bob.page().reload();
        bob.page().click("#join-channel");
        assertThat(bob.channel(books.id())).hasAttribute("aria-current", "page");
        assertThat(bob.composer()).isVisible();
        assertThat(bob.page().locator(".channel .message[data-goal]")).containsText("word40 ");
        send(books.carol(), books.id(), "welcome");
        bob.page().keyboard().press("Escape");
        assertThat(bob.panel()).hasCount(0);
        bob.page().keyboard().press("Escape"); // to the newest message
        bob.awaitMessage("welcome");
    }

    @Test
    void searchHitInAPublicChannelOffersToJoinAndToLook() {
        RunningSystem system = start();
        LongChannel books = LongChannel.create(system, "books", List.of());
        ChatPage bob = BROWSER.signIn(system, "bob");
        bob.page().click("[data-shelf=search]");
        bob.page().fill("#search", "reply61");
        bob.page().keyboard().press("Enter");
        Locator hit = bob.page().locator("#found .card");
        assertThat(hit).containsText("in #books");
        hit.locator("button:has-text('View in channel')").click();
        assertThat(bob.panel().locator(".message[data-goal]")).containsText("reply61 ");
        assertThat(bob.panel()).containsText("Join #books to reply.");
        move(bob, -1);
        hit.locator("[data-join]").click();
        assertThat(bob.channel(books.id())).hasAttribute("aria-current", "page");
        assertThat(bob.composer()).isVisible();
    }

    // ---- Places that cannot be shown ----

    @ParameterizedTest
    @ValueSource(strings = {"#/c/987654", "#/c/987654/t/5/m/6", "#/c/SECRET", "#/w/77", "#/nowhere"})
    void unknownPlaceIsSaidToBeUnknown(String address) {
        RunningSystem system = start();
        long secret = channel(system.signIn("carol"), "private", "secret");
        ChatPage bob = BROWSER.signIn(system, "bob");
        String place = address.replace("SECRET", String.valueOf(secret));
        goTo(bob, place);
        assertUnavailable(bob, place);
        bob.page().reload();
        assertUnavailable(bob, place);
        Chromium.screenshot(bob, "unknown-place");
        bob.page().click("#way-out");
        assertThat(bob.page().locator("#title")).hasText("general");
        assertThat(bob.composer()).isVisible();
        move(bob, -1);
        assertUnavailable(bob, place);
    }

    private static void assertUnavailable(ChatPage page, String address) {
        assertThat(page.page().locator(".unavailable")).isVisible();
        assertThat(page.page().locator(".unavailable")).not().containsText("secret");
        assertThat(page.messages()).hasCount(0);
        assertThat(page.composer()).hasCount(0);
        assertThat(page.page().locator(".entry[aria-current]")).hasCount(0);
        assertTrue(page.page().url().endsWith(address), page.page().url());
    }

    @ParameterizedTest
    @ValueSource(strings = {"public", "private"})
    void userWhoIsRemovedFromTheOpenChannelIsToldWhich(String kind) {
        RunningSystem system = start();
        RpcCaller carol = system.signIn("carol");
        long plans = channel(carol, kind, "plans");
        carol.call("channel.members.add", "channel_id", plans, "user_id", BOB);
        ChatPage bob = BROWSER.signIn(system, "bob");
        bob.openChannel(plans);
        bob.page().click("[data-panel=details]");
        carol.call("channel.members.remove", "channel_id", plans, "user_id", BOB);
        assertThat(bob.page().locator(".unavailable")).containsText("You're no longer a member of #plans");
        assertThat(bob.panel()).hasCount(0);
        Chromium.screenshot(bob, "removed-from-channel");
        bob.page().click("#way-out");
        assertThat(bob.page().locator("#title")).hasText("general");

        carol.call("channel.members.add", "channel_id", plans, "user_id", BOB);
        bob.openChannel(plans);
        carol.call("channel.members.remove", "channel_id", plans, "user_id", BOB);
        assertThat(bob.page().locator(".unavailable")).isVisible();
        carol.call("channel.members.add", "channel_id", plans, "user_id", BOB);
        assertThat(bob.composer()).isVisible();
        assertThat(bob.page().locator("#title")).hasText("plans");
    }

    @Test
    void userWhoLeavesAChannelSeesAnotherOne() {
        RunningSystem system = start();
        long plans = channel(system.signIn("bob"), "public", "plans");
        system.signIn("bob").call("channel.members.add", "channel_id", plans, "user_id", 3);
        ChatPage bob = BROWSER.signIn(system, "bob");
        bob.openChannel(plans);
        bob.page().click("[data-panel=details]");
        bob.panel().locator("button:has-text('Leave')").click();
        assertThat(bob.page().locator("#title")).hasText("general");
        assertThat(bob.page().locator(".toast")).hasText("You left #plans");
        assertThat(bob.page().locator(".unavailable")).hasCount(0);
    }
}
