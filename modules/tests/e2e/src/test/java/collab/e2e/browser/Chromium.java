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
 * A real browser for the tests of one class, registered in a static field. Every user has a separate browser context,
 * as on a separate machine. A test fails if a page reported an error until its end.
 */
public final class Chromium implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    /** The timeout of every action and assertion of a page, long enough for a busy machine. */
    public static final double TIMEOUT_MS = 60_000;

    private static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private static final Path SCREENSHOTS = Path.of(System.getProperty("collab.screenshots", "target/screenshots"));

    private Playwright playwright;
    private Browser browser;

    /** The errors of pages: script errors, rejected resources, violated policies, dialogs. */
    private final List<String> pageErrors = new CopyOnWriteArrayList<>();

    private final List<BrowserContext> contexts = new CopyOnWriteArrayList<>();

    @Override
    public void beforeAll(ExtensionContext context) {
        assertTrue(Files.isExecutable(PROGRAM), PROGRAM + " is missing; etc/requirements verify installs it");
        PlaywrightAssertions.setDefaultAssertionTimeout(TIMEOUT_MS);
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
        contexts.forEach(BrowserContext::close);
        contexts.clear();
        List<String> errors = List.copyOf(pageErrors);
        pageErrors.clear();
        if (context.getExecutionException().isEmpty()) assertEquals(List.of(), errors, "errors of pages");
        else errors.forEach(System.err::println);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (playwright != null) playwright.close();
    }

    /** A desktop of 1440 by 900. */
    public BrowserContext newContext() {
        return newContext(new Browser.NewContextOptions().setViewportSize(1440, 900));
    }

    public BrowserContext newContext(Browser.NewContextOptions options) {
        BrowserContext context =
                browser.newContext(options.setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE));
        context.setDefaultTimeout(TIMEOUT_MS);
        contexts.add(context);
        return context;
    }

    /** A page of a user who is signed in and connected, in a new browser context. */
    public ChatPage signIn(RunningSystem system, String username) {
        return signIn(newContext(), system.http(), username);
    }

    public ChatPage signIn(BrowserContext context, URI base, String username) {
        ChatPage page = open(context, base, username);
        page.signIn(username);
        page.awaitConnected();
        return page;
    }

    /** Another tab of a browser context, in which the user may be signed in already. */
    public ChatPage open(BrowserContext context, URI base, String name) {
        Page page = context.newPage();
        page.onPageError(error -> pageErrors.add(name + ": " + error));
        page.onDialog(dialog -> {
            pageErrors.add(name + ": dialog " + dialog.message());
            dialog.dismiss();
        });
        page.onConsoleMessage(message -> {
            // Chromium reports a rejected user.me before the sign-in and an unreachable gateway as network errors
            if (message.type().equals("error") && !isNetworkError(message.text()))
                pageErrors.add(name + ": " + message.text());
        });
        page.navigate(base.toString());
        return new ChatPage(page);
    }

    private static boolean isNetworkError(String text) {
        return text.contains("Failed to load resource") || text.contains("WebSocket connection to");
    }

    public static void screenshot(ChatPage page, String name) {
        page.page().screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
    }
}
