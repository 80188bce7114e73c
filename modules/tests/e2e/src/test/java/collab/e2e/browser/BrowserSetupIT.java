package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.Retry;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The first minutes of a server: its operator sets it up in a browser, and others join by the link. */
class BrowserSetupIT {
    private static final int COLLEAGUES = 10;

    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    /** The limits are the default ones: ten people behind one address join within a minute. */
    @Test
    void operatorSetsUpServerAndTenPeopleJoinBehindOneAddress() {
        NewServer server = NewServer.start(programs);
        ChatPage ana = BROWSER.open(BROWSER.newContext(), server.setupUrl(), "ana");
        fillSetupForm(ana.page());
        ana.page().click("#setup-form button[type=submit]");
        assertThat(ana.page().locator(".qr svg")).isVisible();
        assertThat(ana.page().locator("#copy-link")).isFocused();
        String link = ana.page().locator("#link-to-pass-on").inputValue();
        assertEquals(server.http() + "/#/join/", link.substring(0, link.indexOf("hci_")));
        ana.page().click("#open-workspace");
        ana.awaitConnected();
        assertThat(ana.page().locator("#channels .entry"))
                .hasText(new String[] {"announcements", "general", "help", "random"});

        List<ChatPage> colleagues = new ArrayList<>();
        for (int i = 1; i <= COLLEAGUES; i++) {
            BrowserContext machine = BROWSER.newContext();
            if (i == 4) NewServer.loseReply(machine, "invite.join");
            ChatPage colleague = BROWSER.open(machine, URI.create(link), "colleague " + i);
            NewServer.fillJoinForm(colleague.page(), "Colleague " + i);
            colleagues.add(colleague);
        }
        colleagues.forEach(colleague -> NewServer.clickJoin(colleague.page()));
        colleagues.forEach(ChatPage::awaitConnected);
        colleagues.getFirst().send("Hello all");
        colleagues.forEach(colleague -> colleague.awaitMessage("Hello all"));
        ana.page().locator("#channels .entry", hasText("general")).click();
        ana.awaitMessage("Hello all");
    }

    private static Page.LocatorOptions hasText(String text) {
        return new Page.LocatorOptions().setHasText(text);
    }

    private static void fillSetupForm(Page page) {
        page.locator("#setup-display_name").pressSequentially("Ana María");
        assertThat(page.locator("#setup-username")).hasValue("ana.maria");
        page.fill("#setup-password", NewServer.PASSWORD);
        page.fill("#setup-workspace_name", "Acme");
    }

    @Test
    void serverWithoutAdministratorSaysWhereTheSetupLinkIs() {
        NewServer server = NewServer.start(programs);
        ChatPage visitor = BROWSER.open(BROWSER.newContext(), server.http(), "visitor");
        assertThat(visitor.page().locator(".setup-hint")).containsText("hero-collab admin setup-url");
        AxeCheck.assertAccessible(visitor, "the hint");
        server.found();
        visitor.page().click(".setup-hint button");
        assertThat(visitor.page().locator("#login-form")).isVisible();
    }

    /** The secret of the link is in no address that the browser shows or keeps. */
    @Test
    void setupLinkIsTakenOutOfTheAddress() {
        NewServer server = NewServer.start(programs);
        ChatPage ana = BROWSER.open(BROWSER.newContext(), server.setupUrl(), "ana");
        assertThat(ana.page().locator("#setup-form")).isVisible();
        assertFalse(ana.page().url().contains("hcs_"), ana.page().url());
        ana.page().reload();
        assertThat(ana.page().locator("#setup-form")).isVisible();
        assertFalse(ana.page().url().contains("hcs_"), ana.page().url());
    }

    @Test
    void unusableSetupLinkSaysWhy() {
        NewServer server = NewServer.start(programs);
        URI link = server.setupUrl();
        ChatPage wrong =
                BROWSER.open(BROWSER.newContext(), server.http().resolve("/#/setup/hcs_" + "x".repeat(43)), "wrong");
        assertThat(wrong.page().locator(".entry-card")).containsText("This setup link is not valid");
        server.found();
        ChatPage late = BROWSER.open(BROWSER.newContext(), link, "late");
        assertThat(late.page().locator(".entry-card")).containsText("This server is set up");
        late.page().click(".entry-card .primary");
        assertThat(late.page().locator("#login-form")).isVisible();
    }

    @Test
    void lostReplyOfTheSetupLeadsIntoTheWorkspace() {
        NewServer server = NewServer.start(programs);
        BrowserContext machine = BROWSER.newContext();
        NewServer.loseReply(machine, "setup.complete");
        ChatPage ana = BROWSER.open(machine, server.setupUrl(), "ana");
        fillSetupForm(ana.page());
        ana.page().click("#setup-form button[type=submit]");
        assertThat(ana.page().locator("#setup-form .problem-of-form")).containsText("did not answer");
        assertThat(ana.page().locator("#setup-workspace_name")).hasValue("Acme");
        ana.page().click("#setup-form button[type=submit]");
        ana.awaitConnected();
        assertThat(ana.page().locator("#channels .entry")).hasCount(4);
    }

    /** Without a pointer: each error is beside its field, and the first one has the focus. */
    @Test
    void keyboardFillsInTheForm() {
        ChatPage ana =
                BROWSER.open(BROWSER.newContext(), NewServer.start(programs).setupUrl(), "ana");
        Keyboard keys = ana.page().keyboard();
        assertThat(ana.page().locator("#setup-display_name")).isFocused();
        keys.type("Ana");
        keys.press("Enter");
        assertThat(ana.page().locator("#setup-password")).isFocused();
        assertThat(ana.page().locator("#setup-password")).hasAttribute("aria-invalid", "true");
        assertThat(ana.page().locator("#setup-password-error")).hasText("Use at least 8 characters.");
        assertThat(ana.page().locator("#setup-workspace_name-error")).containsText("Type a name");
        keys.type(NewServer.PASSWORD);
        keys.press("Tab"); // the button that shows the password
        keys.press("Tab");
        assertThat(ana.page().locator("#setup-workspace_name")).isFocused();
        keys.type("Acme");
        keys.press("Tab");
        keys.press("Control+A");
        keys.type("help");
        keys.press("Enter");
        assertThat(ana.page().locator(".channel-field .field-error").filter(nonEmpty()))
                .hasCount(1);
        ana.page().locator("[aria-label='Remove channel 2']").press("Enter");
        assertThat(ana.page().locator(".channel-field")).hasCount(2);
        ana.page().locator("#setup-workspace_name").press("Enter");
        assertThat(ana.page().locator("#copy-link")).isFocused();
        for (int i = 0; i < 3 && !isFocused(ana, "#open-workspace"); i++) keys.press("Tab");
        keys.press("Enter");
        ana.awaitConnected();
        assertThat(ana.page().locator("#channels .entry")).hasText(new String[] {"announcements", "general", "help"});
    }

    private static com.microsoft.playwright.Locator.FilterOptions nonEmpty() {
        return new com.microsoft.playwright.Locator.FilterOptions().setHasText("Another channel");
    }

    private static boolean isFocused(ChatPage page, String selector) {
        return Boolean.TRUE.equals(
                page.page().evaluate("selector => document.activeElement.matches(selector)", selector));
    }

    @Test
    void copiedLinkIsInTheClipboard() {
        NewServer server = NewServer.start(programs);
        BrowserContext machine = BROWSER.newContext();
        machine.grantPermissions(List.of("clipboard-read", "clipboard-write"));
        ChatPage ana = BROWSER.open(machine, server.setupUrl(), "ana");
        fillSetupForm(ana.page());
        ana.page().click("#setup-form button[type=submit]");
        ana.page().click("#copy-link");
        assertThat(ana.page().locator("#copy-link")).containsText("Copied");
        String copied = String.valueOf(ana.page().evaluate("navigator.clipboard.readText()"));
        assertEquals(ana.page().locator("#link-to-pass-on").inputValue(), copied);
    }

    @ParameterizedTest
    @CsvSource({"LIGHT,1280,800", "DARK,1280,800", "LIGHT,390,844", "DARK,390,844"})
    void formAndLinkFitScreenAndAreAccessible(ColorScheme scheme, int width, int height) {
        NewServer server = NewServer.start(programs);
        ChatPage ana = BROWSER.open(
                BROWSER.newContext(
                        new NewContextOptions().setViewportSize(width, height).setColorScheme(scheme)),
                server.setupUrl(),
                "ana");
        assertThat(ana.page().locator("#setup-form")).isVisible();
        check(ana, "setup", scheme, width);
        fillSetupForm(ana.page());
        ana.page().fill("#setup-password", "short");
        ana.page().click("#setup-form button[type=submit]");
        assertThat(ana.page().locator("#setup-password-error")).isVisible();
        check(ana, "setup-error", scheme, width);
        ana.page().fill("#setup-password", NewServer.PASSWORD);
        ana.page().click("#setup-form button[type=submit]");
        assertThat(ana.page().locator(".qr svg")).isVisible();
        check(ana, "setup-done", scheme, width);
    }

    /** Nothing is wider than the screen, and axe finds no violation. */
    static void check(ChatPage page, String state, ColorScheme scheme, int width) {
        Retry.until(
                state + " to fit",
                () -> page.page()
                        .evaluate("document.documentElement.scrollWidth")
                        .equals(width));
        AxeCheck.assertAccessible(page, state);
        Chromium.screenshot(page, state + "-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT));
    }
}
