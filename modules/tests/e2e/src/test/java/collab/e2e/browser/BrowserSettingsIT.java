package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import collab.e2e.browser.NewServer.Founded;
import collab.e2e.harness.ExamplePrograms;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users change about their own account: the name, the password, and where they are signed in. */
class BrowserSettingsIT {
    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private Founded founded() {
        Founded founded = NewServer.start(programs).found();
        founded.join("bob", "Bob");
        return founded;
    }

    private static void openSettings(ChatPage page) {
        page.page().click("#me");
        page.dialog().locator("#open-settings").click();
        assertThat(page.dialog().locator("#profile-display_name")).isVisible();
    }

    @Test
    void newNameIsSeenByOthers() {
        Founded founded = founded();
        ChatPage ana = founded.signIn(BROWSER, "ana");
        ana.page().click("#workspace-settings");
        ChatPage bob = founded.signIn(BROWSER, "bob");
        openSettings(bob);
        Locator name = bob.dialog().locator("#profile-display_name");
        assertThat(name).isFocused();
        name.fill(" ");
        name.press("Enter");
        assertThat(bob.dialog().locator("#profile-display_name-error")).hasText("Type your name.");
        name.fill("Robert");
        name.press("Enter");
        assertThat(bob.page().locator(".toast")).hasText("Name saved");
        assertThat(ana.page().locator("#members")).containsText("Robert");
        bob.page().keyboard().press("Escape");
        assertThat(bob.page().locator("#me")).containsText("Robert");
    }

    @Test
    void newPasswordEndsTheOtherSessions() {
        Founded founded = founded();
        ChatPage bob = founded.signIn(BROWSER, "bob");
        ChatPage phone = founded.signIn(BROWSER, "bob");
        openSettings(bob);
        bob.dialog().locator("#password-current_password").fill("not the password");
        bob.dialog().locator("#password-password").fill("battery horse correct");
        bob.dialog().locator("#password-password").press("Enter");
        assertThat(bob.dialog().locator("#password-current_password-error"))
                .hasText("This is not your present password.");
        assertThat(bob.dialog().locator("#password-current_password")).isFocused();
        bob.dialog().locator("#password-current_password").fill(NewServer.PASSWORD);
        bob.dialog().locator("#password-password").fill("short");
        bob.dialog().locator("#password-password").press("Enter");
        assertThat(bob.dialog().locator("#password-password-error")).hasText("Use at least 8 characters.");
        bob.dialog().locator("#password-password").fill("battery horse correct");
        bob.dialog().locator("#password-password").press("Enter");
        assertThat(bob.page().locator(".toast")).hasText("Password changed");
        assertThat(phone.page().locator(".sign-in-card")).containsText("Your session has ended");
        NewServer.typePassword(phone.page(), "bob", "battery horse correct");
        phone.awaitConnected();
    }

    @Test
    void otherDevicesAreSignedOut() {
        Founded founded = founded();
        ChatPage bob = founded.signIn(BROWSER, "bob");
        ChatPage phone = founded.signIn(BROWSER, "bob");
        ChatPage laptop = founded.signIn(BROWSER, "bob");
        openSettings(bob);
        // the session of each browser, and two by calls
        Locator rows = bob.dialog().locator("#devices li");
        assertThat(rows).hasCount(5);
        assertThat(rows.first()).containsText("This device");
        assertThat(rows.first()).containsText("Chrom");
        assertThat(bob.dialog().locator("#devices .role")).hasCount(1);
        rows.nth(1).locator("button").press("Enter");
        assertThat(rows).hasCount(4);
        assertThat(laptop.page().locator("#login-form")).isVisible(); // the newest session is listed first
        phone.awaitConnected();
        bob.dialog().locator("#end-others").click();
        assertThat(rows).hasCount(1);
        assertThat(phone.page().locator("#login-form")).isVisible();
        assertThat(bob.dialog().locator("#end-others")).hasCount(0);
        bob.page().keyboard().press("Escape");
        bob.awaitConnected();
    }

    @ParameterizedTest
    @CsvSource({"LIGHT,1280,800", "DARK,1280,800", "LIGHT,390,844", "DARK,390,844"})
    void dialogsFitScreenAndAreAccessible(ColorScheme scheme, int width, int height) {
        Founded founded = founded();
        ChatPage ana = founded.signIn(
                BROWSER,
                BROWSER.newContext(
                        new NewContextOptions().setViewportSize(width, height).setColorScheme(scheme)),
                "ana");
        Page page = ana.page();
        page.click("#me");
        assertThat(ana.dialog().locator("#open-people")).isVisible();
        BrowserSetupIT.check(ana, "account", scheme, width);
        ana.dialog().locator("#open-settings").click();
        assertThat(ana.dialog().locator("#devices li").first()).isVisible();
        BrowserSetupIT.check(ana, "settings", scheme, width);
        page.keyboard().press("Escape");
        page.click("#me");
        ana.dialog().locator("#open-people").click();
        ana.dialog().locator("#accounts li[data-user] button").first().click();
        assertThat(ana.dialog().locator("[data-act=deactivate]")).isVisible();
        BrowserSetupIT.check(ana, "people", scheme, width);
        page.keyboard().press("Escape");
        page.click(".invite-entry");
        ana.dialog().locator("#create-link").click();
        assertThat(ana.dialog().locator(".qr svg")).isVisible();
        assertThat(ana.dialog().locator("#invitations li")).hasCount(2);
        BrowserSetupIT.check(ana, "invite", scheme, width);
        page.keyboard().press("Escape");
        page.click("#workspace-settings");
        assertThat(page.locator("#members li")).hasCount(2);
        BrowserSetupIT.check(ana, "workspace", scheme, width);
        page.click("#add-existing");
        assertThat(ana.dialog().locator("#add-people-username")).isFocused();
        BrowserSetupIT.check(ana, "add-people", scheme, width);
        page.keyboard().press("Escape");
        page.click("#new-workspace");
        assertThat(ana.dialog().locator("#workspace-name")).isFocused();
        BrowserSetupIT.check(ana, "new-workspace", scheme, width);
    }
}
