package collab.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page in a real browser, as people use it. Pictures of what it looked like are kept beside the test's report. */
class BrowserStoryIT {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path PICTURES = Path.of(System.getProperty("collab.screenshots", "target/screenshots"));

    private static Playwright playwright;
    private static Browser browser;

    @RegisterExtension
    final Programs programs = new Programs();

    /** What pages complained of: errors of scripts, refused resources, dialogs. */
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private final List<BrowserContext> people = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void open() {
        assertTrue(Files.isExecutable(CHROMIUM), CHROMIUM + " is missing; etc/requirements verify installs it");
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    @AfterAll
    static void close() {
        if (playwright != null) playwright.close();
    }

    @AfterEach
    void leave() {
        people.forEach(BrowserContext::close);
    }

    /** A page of somebody who has signed in and is connected. */
    private Page page(RunningSystem system, String username) {
        BrowserContext person = browser.newContext();
        people.add(person);
        Page page = person.newPage();
        page.onPageError(error -> complaints.add(username + ": " + error));
        page.onDialog(dialog -> {
            complaints.add(username + ": dialog " + dialog.message());
            dialog.dismiss();
        });
        page.onConsoleMessage(message -> {
            // before the login user.me is refused, which Chromium reports as an error of the network
            if (message.type().equals("error") && !message.text().contains("401"))
                complaints.add(username + ": " + message.text());
        });
        page.navigate(system.http().toString());
        page.fill("#username", username);
        page.click("#login-form button");
        page.waitForSelector("#connection[data-state=open]");
        return page;
    }

    private static void say(Page page, String text) {
        page.fill("#message", text);
        page.click("#send");
    }

    private static void awaitRow(Page page, String type, String text) {
        page.waitForSelector("#stream li[data-type='" + type + "']:has-text('" + text + "')");
    }

    private static void picture(Page page, Deployment deployment, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(PICTURES.resolve(name + "-" + deployment.name().toLowerCase(java.util.Locale.ROOT) + ".png")));
    }

    @ParameterizedTest
    @EnumSource
    void aDirectMessageAppearsAtBobThoughAliceLeftAtOnce(Deployment deployment) {
        RunningSystem system = deployment.start(programs, programs.folder());
        Page bob = page(system, "bob");
        bob.evaluate("window.loadedOnce = true");
        Page alice = page(system, "alice");

        alice.waitForSelector("#dm-with option[value='2']", attached());
        alice.selectOption("#dm-with", "2");
        alice.click("#dm-start");
        alice.close();

        bob.waitForSelector("#stream li[data-type='channel.added']");
        picture(bob, deployment, "direct-message-at-bob");
        assertEquals(true, bob.evaluate("window.loadedOnce === true"), "Bob's page was not loaded again");
        assertEquals(List.of(), complaints);
    }

    private static Page.WaitForSelectorOptions attached() {
        return new Page.WaitForSelectorOptions()
                .setState(com.microsoft.playwright.options.WaitForSelectorState.ATTACHED);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSaidIsShownToEverybodyOnceAndAsText(Deployment deployment) {
        RunningSystem system = deployment.start(programs, programs.folder());
        Page alice = page(system, "alice");
        Page bob = page(system, "bob");
        String markup = "<img src=x onerror=alert(1)><b>bold</b>";

        say(alice, "Good morning");
        say(alice, markup);
        for (Page page : List.of(alice, bob)) {
            awaitRow(page, "message.created", "Good morning");
            awaitRow(page, "message.created", "onerror");
            assertEquals(
                    2, page.locator("#stream li[data-type='message.created']").count());
            assertTrue(page.locator("#stream").innerText().contains(markup));
            assertEquals(0, page.locator("#stream img").count());
        }
        picture(bob, deployment, "messages-at-bob");
        assertEquals(List.of(), complaints);
    }

    @ParameterizedTest
    @EnumSource
    void thePageComesBackByItselfAndMissesNothing(Deployment deployment) {
        RunningSystem system = deployment.start(programs, programs.folder());
        RpcCaller alice = system.signIn("alice");
        long channel = alice.call("session.bootstrap").at("/channels/0/id").longValue();
        Page bob = page(system, "bob");
        alice.call("message.send", "channel_id", channel, "text", "before");
        awaitRow(bob, "message.created", "before");

        system.killFrontDoor();
        bob.waitForSelector("#connection:not([data-state=open])");
        picture(bob, deployment, "connection-lost-at-bob");
        system.reopenFrontDoor();
        alice.call("message.send", "channel_id", channel, "text", "meanwhile");
        bob.waitForSelector("#connection[data-state=open]", new Page.WaitForSelectorOptions().setTimeout(60_000));
        awaitRow(bob, "message.created", "meanwhile");
        assertEquals(2, bob.locator("#stream li[data-type='message.created']").count(), "each once");
    }
}
