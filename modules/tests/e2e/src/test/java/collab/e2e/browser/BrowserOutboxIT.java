package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.Deployment;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.RunningPair;
import collab.e2e.harness.RunningSystem;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Route;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a user has sent is in the list or among the unsent messages, whatever ends: the server, the tab, the browser or
 * the session.
 */
class BrowserOutboxIT {
    private static final long GENERAL = 1;

    private static final String REJECTED =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32002,\"message\":\"Permission denied\",\"data\":{\"code\":\"permission_denied\"}}}";

    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private RunningSystem start() {
        return Deployment.ONE_PROCESS.start(programs, programs.folder(), Deployment.UNLIMITED);
    }

    /** What happens to the calls that send a message from one browser, and which were made. */
    private record Sends(AtomicReference<String> reaction, List<String> calls) {
        static Sends of(BrowserContext machine) {
            Sends sends = new Sends(new AtomicReference<>("abort"), new CopyOnWriteArrayList<>());
            machine.route("**/rpc", route -> sends.handle(route));
            return sends;
        }

        private void handle(Route route) {
            String call = String.valueOf(route.request().postData());
            if (!call.contains("\"message.send\"")) {
                route.resume();
                return;
            }
            switch (reaction.get()) {
                case "abort" -> route.abort();
                case "reject" ->
                    route.fulfill(new Route.FulfillOptions()
                            .setContentType("application/json")
                            .setBody(REJECTED));
                default -> {
                    calls.add(call);
                    route.resume();
                }
            }
        }

        void set(String next) {
            reaction.set(next);
        }

        long countOf(String text) {
            return calls.stream().filter(call -> call.contains(text)).count();
        }
    }

    /** A message that was written while the server was down was gone with the tab. */
    @Test
    void messageSurvivesClosedTabAndKilledServer() {
        RunningPair system = RunningPair.start(programs, programs.folder());
        BrowserContext machine = BROWSER.newContext();
        ChatPage alice = BROWSER.signIn(machine, system.http(), "alice");
        system.server().kill();
        alice.send("written while the server is down");
        assertThat(alice.message("written while the server is down").locator(".note"))
                .containsText("Waiting");
        alice.page().close();
        ChatPage next = BROWSER.open(machine, system.http(), "alice");
        system.server().restart();
        next.awaitConnected();
        next.awaitMessage("written while the server is down");
        awaitUnsent(next, 0);
    }

    @Test
    void messageSurvivesKilledBrowser(@TempDir Path profile) {
        RunningSystem system = start();
        try (Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")))) {
            BrowserContext machine = launch(playwright, profile);
            Sends.of(machine);
            ChatPage alice = new ChatPage(machine.pages().get(0));
            alice.page().navigate(system.http().toString());
            alice.signIn("alice");
            alice.awaitConnected();
            alice.send("written before the kill");
            assertThat(alice.message("written before the kill").locator(".note"))
                    .containsText("Waiting");
            awaitUnsent(alice, 1);
            kill(profile);
        }
        try (Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")))) {
            BrowserContext machine = launch(playwright, profile);
            ChatPage alice = new ChatPage(machine.pages().get(0));
            alice.page().navigate(system.http().toString());
            if (alice.page().locator("#username, .app").first().getAttribute("id") != null) alice.signIn("alice");
            alice.awaitConnected();
            alice.awaitMessage("written before the kill");
            awaitUnsent(alice, 0);
            machine.close();
        }
    }

    private static BrowserContext launch(Playwright playwright, Path profile) {
        BrowserContext context = playwright
                .chromium()
                .launchPersistentContext(
                        profile,
                        new BrowserType.LaunchPersistentContextOptions()
                                .setExecutablePath(Path.of("/usr/bin/chromium"))
                                .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-background-networking")));
        context.setDefaultTimeout(Chromium.TIMEOUT_MS);
        return context;
    }

    /** Kills the browser of this profile without warning. */
    private static void kill(Path profile) {
        List<ProcessHandle> processes = ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains("--user-data-dir=" + profile))
                        .isPresent())
                .toList();
        assertTrue(!processes.isEmpty(), "processes of the browser");
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
    }

    /** Waits until the browser keeps this many unsent messages. */
    private static void awaitUnsent(ChatPage page, int count) {
        page.page()
                .waitForFunction("""
                        async (count) => {
                            const open = indexedDB.open("hero-collab");
                            await new Promise(done => (open.onsuccess = done));
                            const all = open.result.transaction("unsent").objectStore("unsent").count();
                            await new Promise(done => (all.onsuccess = done));
                            open.result.close();
                            return all.result === count;
                        }""", count);
    }

    @Test
    void exactlyOneOfTheOtherTabsSendsTheMessagesOfAClosedTab() {
        RunningSystem system = start();
        BrowserContext machine = BROWSER.newContext();
        Sends sends = Sends.of(machine);
        ChatPage first = BROWSER.signIn(machine, system.http(), "alice");
        first.send("one");
        first.send("two");
        awaitUnsent(first, 2);
        ChatPage second = BROWSER.open(machine, system.http(), "alice");
        ChatPage third = BROWSER.open(machine, system.http(), "alice");
        for (ChatPage other : List.of(second, third)) {
            other.awaitConnected();
            assertThat(other.messages()).hasCount(0);
        }
        sends.set("resume");
        first.page().close();
        for (ChatPage other : List.of(second, third)) {
            other.awaitMessage("one");
            other.awaitMessage("two");
            assertThat(other.page().locator(".channel .message .text")).hasText(new String[] {"one", "two"});
        }
        awaitUnsent(second, 0);
        // the closed tab hands its messages to the browser too, under the same op_id
        assertTrue(sends.countOf("\"one\"") <= 2 && sends.countOf("\"two\"") <= 2, sends.calls() + " calls");
    }

    @Test
    void anotherUserNeitherSeesNorSendsUnsentMessages() {
        RunningSystem system = start();
        BrowserContext machine = BROWSER.newContext();
        Sends sends = Sends.of(machine);
        ChatPage page = BROWSER.signIn(machine, system.http(), "alice");
        page.send("of Alice");
        assertThat(page.message("of Alice").locator(".note")).containsText("Waiting");
        awaitUnsent(page, 1);
        signOut(page);
        assertThat(page.dialog()).containsText("You have 1 unsent message");
        assertThat(page.dialog()).containsText("They stay in this browser");
        page.dialog().locator("#confirm").click();
        page.signIn("bob");
        page.awaitConnected();
        sends.set("resume");
        page.send("of Bob");
        page.awaitMessage("of Bob");
        assertThat(page.page().locator(".channel .message")).hasCount(1);
        assertThat(page.page().locator(".unsent")).hasCount(0);
        signOut(page);
        page.signIn("alice");
        page.awaitConnected();
        assertThat(page.awaitMessage("of Alice").locator(".name")).hasText("Alice");
        assertEquals(1, sends.countOf("\"of Alice\""));
        awaitUnsent(page, 0);
    }

    private static void signOut(ChatPage page) {
        page.page().click("#me");
        page.dialog().locator("#sign-out").click();
    }

    @Test
    void rejectedMessageOffersRetryEditAndDelete() {
        RunningSystem system = start();
        BrowserContext machine = BROWSER.newContext();
        Sends sends = Sends.of(machine);
        sends.set("reject");
        ChatPage alice = BROWSER.signIn(machine, system.http(), "alice");
        Locator failed = alice.page().locator(".channel .message[data-state=failed]");
        for (String text : List.of("edit me", "delete me", "try me")) {
            alice.send(text);
            assertThat(failed.filter(new Locator.FilterOptions().setHasText(text)))
                    .containsText("You don't have permission to do this.");
        }
        alice.page().reload();
        alice.awaitConnected();
        assertThat(failed).hasCount(3);
        press(alice.message("delete me"), "Delete");
        assertThat(failed).hasCount(2);
        press(alice.message("edit me"), "Edit");
        assertThat(alice.composer()).hasValue("edit me");
        assertThat(failed).hasCount(1);
        sends.set("resume");
        press(alice.message("try me"), "Try again");
        alice.awaitMessage("try me");
        awaitUnsent(alice, 0);
    }

    private static void press(Locator place, String button) {
        place.locator("button:text-is('" + button + "')").click();
    }

    /** A message that was sent while an older part of the channel was shown was nowhere to be seen. */
    @Test
    void unsentMessagesAreShownWhereverTheUserIs() {
        RunningSystem system = start();
        RpcCaller rpc = system.signIn("alice");
        long other = rpc.call("channel.create", "workspace_id", 1, "kind", "public", "name", "other")
                .at("/channel/id")
                .longValue();
        for (int i = 0; i < 60; i++) rpc.call("message.send", "channel_id", GENERAL, "text", "message " + i);
        BrowserContext machine = BROWSER.newContext();
        Sends.of(machine);
        ChatPage alice = BROWSER.signIn(machine, system.http(), "alice");
        Locator strip = alice.page().locator("main .unsent");
        alice.awaitMessage("message 59");
        alice.send("not sent");
        assertThat(alice.message("not sent").locator(".note")).containsText("Waiting");
        assertThat(strip).not().isVisible(); // the list shows it
        alice.page().locator(".channel .scroller").evaluate("list => list.scrollTo(0, 0)");
        assertThat(strip).containsText("1 message not sent yet.");
        assertThat(strip).isVisible();
        Chromium.screenshot(alice, "unsent-in-history");
        alice.openChannel(other);
        assertThat(strip).isVisible();
        strip.locator("button").click();
        assertThat(alice.dialog()).containsText("#general");
        assertThat(alice.dialog()).containsText("not sent");
        Chromium.screenshot(alice, "unsent-dialog");
    }

    @Test
    void browserWithoutADatabaseSaysThatTheTabMustStayOpen() {
        RunningSystem system = start();
        BrowserContext machine = BROWSER.newContext();
        machine.addInitScript("Object.defineProperty(window, 'indexedDB', { value: undefined });");
        Sends sends = Sends.of(machine);
        ChatPage alice = BROWSER.signIn(machine, system.http(), "alice");
        alice.send("only here");
        Page page = alice.page();
        assertThat(page.locator("main .unsent")).containsText("leave this tab open until they are sent");
        sends.set("resume");
        alice.awaitMessage("only here");
        assertThat(page.locator("main .unsent")).hasCount(0);
    }
}
