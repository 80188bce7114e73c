package collab.e2e.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.harness.RunningSystem;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real browser for the tests of one class; register it in a static field. Every user has a separate browser context,
 * as on a separate machine. Every page is watched: at the end of a test no page may have reported an error.
 */
public final class Chromium implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    /** The timeout of a page for anything, on a busy machine. */
    public static final double PATIENCE_MS = 60_000;

    private static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private static final Path PICTURES = Path.of(System.getProperty("collab.screenshots", "target/screenshots"));

    private Playwright playwright;
    private Browser browser;

    /** What pages reported: script errors, rejected resources, violated policies, dialogs. */
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private final List<BrowserContext> people = new CopyOnWriteArrayList<>();

    @Override
    public void beforeAll(ExtensionContext context) {
        assertTrue(Files.isExecutable(PROGRAM), PROGRAM + " is missing; etc/requirements verify installs it");
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(PROGRAM)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        people.forEach(BrowserContext::close);
        people.clear();
        List<String> said = List.copyOf(complaints);
        complaints.clear();
        if (context.getExecutionException().isEmpty()) assertEquals(List.of(), said, "what pages complained of");
        else said.forEach(System.err::println);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (playwright != null) playwright.close();
    }

    /** A desktop of 1440 by 900. */
    public BrowserContext person() {
        return person(new Browser.NewContextOptions().setViewportSize(1440, 900));
    }

    public BrowserContext person(Browser.NewContextOptions options) {
        BrowserContext person =
                browser.newContext(options.setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE));
        person.setDefaultTimeout(PATIENCE_MS);
        people.add(person);
        return person;
    }

    /** A page of somebody who has signed in and is connected, on a desktop of their own. */
    public ChatPage signIn(RunningSystem system, String username) {
        return signIn(person(), system.http(), username);
    }

    public ChatPage signIn(BrowserContext person, URI where, String username) {
        ChatPage page = open(person, where, username);
        page.signIn(username);
        page.awaitConnected();
        return page;
    }

    /** Another tab, of somebody who may have signed in already. */
    public ChatPage open(BrowserContext person, URI where, String name) {
        Page page = person.newPage();
        page.onPageError(error -> complaints.add(name + ": " + error));
        page.onDialog(dialog -> {
            complaints.add(name + ": dialog " + dialog.message());
            dialog.dismiss();
        });
        page.onConsoleMessage(message -> {
            // a refused user.me before the sign-in and an unreachable gateway are errors of the network to Chromium
            if (message.type().equals("error") && !isOfTheNetwork(message.text()))
                complaints.add(name + ": " + message.text());
        });
        page.navigate(where.toString());
        return new ChatPage(page);
    }

    private static boolean isOfTheNetwork(String text) {
        return text.contains("Failed to load resource") || text.contains("WebSocket connection to");
    }

    public static void picture(ChatPage page, String name) {
        page.page().screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
    }
}
