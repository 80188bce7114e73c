package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.browser.NewServer.Founded;
import collab.e2e.harness.AuthenticatorApp;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The second factor and access tokens in the page, and the question who it is before credentials change. */
class BrowserFactorIT {
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
        assertThat(page.dialog().locator("#factor-begin, #factor-renew")).isVisible();
    }

    private static Instant now() {
        return Clock.systemUTC().instant();
    }

    /** The code after the present one, which the server accepts as well: the present one was used in the setup. */
    private static String nextCode(AuthenticatorApp app) {
        return app.code(now().plus(Duration.ofSeconds(30)));
    }

    private static AuthenticatorApp begin(ChatPage page) {
        page.dialog().locator("#factor-begin").click();
        Locator secret = page.dialog().locator("#factor-secret");
        assertThat(secret).isVisible();
        assertThat(page.dialog().locator(".qr svg")).isVisible();
        return new AuthenticatorApp(secret.textContent().replace(" ", ""));
    }

    private static void switchOn(ChatPage page, AuthenticatorApp app) {
        page.dialog().locator("#factor-code-code").fill(app.code(now()));
        page.dialog().locator("#factor-code-code").press("Enter");
        assertThat(page.dialog().locator("#recovery-codes li")).hasCount(10);
    }

    private static void signInAgain(ChatPage page) {
        page.page().reload();
        page.awaitConnected();
        page.page().click("#me");
        page.dialog().locator("#sign-out").click();
        assertThat(page.page().locator("#login-form")).isVisible();
        NewServer.typePassword(page.page(), "bob", NewServer.PASSWORD);
        assertThat(page.page().locator("#code")).isFocused();
    }

    @Test
    void signInAsksForTheCodeOfTheAppThatWasSetUp() {
        ChatPage bob = founded().signIn(BROWSER, "bob");
        openSettings(bob);
        AuthenticatorApp app = begin(bob);
        bob.dialog().locator("#factor-code-code").fill("000000");
        bob.dialog().locator("#factor-code-code").press("Enter");
        assertThat(bob.dialog().locator("#factor-code-code-error")).containsText("wrong or was used before");
        switchOn(bob, app);
        String recovery = bob.dialog().locator("#recovery-codes li").first().textContent();
        bob.dialog().locator("#codes-kept").click();
        assertThat(bob.dialog()).containsText("10 of 10 recovery codes are left");

        signInAgain(bob);
        bob.page().fill("#code", "000000");
        bob.page().press("#code", "Enter");
        assertThat(bob.page().locator(".sign-in-card [role=alert]")).containsText("wrong or was used before");
        bob.page().fill("#code", nextCode(app));
        bob.page().press("#code", "Enter");
        bob.awaitConnected();

        signInAgain(bob);
        bob.page().click("#other-code");
        assertThat(bob.page().locator("#code")).isFocused();
        bob.page().fill("#code", recovery);
        bob.page().press("#code", "Enter");
        bob.awaitConnected();
        openSettings(bob);
        assertThat(bob.dialog()).containsText("9 of 10 recovery codes are left");
        bob.dialog().locator("#factor-remove").click();
        assertThat(bob.dialog().locator("#factor-keep")).isFocused();
        bob.dialog().locator("#factor-remove-now").click();
        assertThat(bob.dialog().locator("#factor-begin")).isVisible();
    }

    /** The first call of the method gets the answer of a server whose confirmation is too old. */
    private static void letConfirmationExpire(BrowserContext machine, String method) {
        AtomicBoolean expired = new AtomicBoolean();
        machine.route("**/rpc", route -> {
            String body = String.valueOf(route.request().postData());
            if (!body.contains('"' + method + '"') || !expired.compareAndSet(false, true)) {
                route.resume();
                return;
            }
            String id = body.replaceAll(".*\"id\":([^,}]+).*", "$1");
            route.fulfill(new Route.FulfillOptions()
                    .setContentType("application/json")
                    .setBody("{\"jsonrpc\":\"2.0\",\"id\":" + id
                            + ",\"error\":{\"code\":-32001,\"message\":\"Unauthenticated\",\"data\":{\"code\":"
                            + "\"confirmation_needed\",\"ways\":[\"password\"]}}}"));
        });
    }

    @Test
    void pageAsksWhoItIsAndThenGoesOn() {
        Founded founded = founded();
        BrowserContext machine = BROWSER.newContext();
        letConfirmationExpire(machine, "auth.token.create");
        ChatPage bob = founded.signIn(BROWSER, machine, "bob");
        openSettings(bob);
        bob.dialog().locator("#new-token").click();
        bob.dialog().locator("#token-name").fill("Build server");
        assertThat(bob.dialog().locator("input[name=read]")).isChecked();
        assertThat(bob.dialog().locator("input[name=admin]")).not().isChecked();
        bob.dialog().locator("#token-name").press("Enter");
        Locator password = bob.dialog().locator("#confirm-password");
        assertThat(password).isFocused();
        password.fill("not the password");
        password.press("Enter");
        assertThat(bob.dialog().locator("#confirm-password-error")).containsText("This is not your password");
        password.fill(NewServer.PASSWORD);
        password.press("Enter");
        Locator made = bob.dialog().locator("#made-token");
        assertThat(made).isVisible();
        String token = made.inputValue();
        assertTrue(token.startsWith("hct_"), token);
        assertThat(bob.dialog().locator("#devices")).containsText("Write messages and reactions");
        RpcCaller robot = RpcCaller.of(founded.http()).bearing(token, 0);
        assertEquals("bob", robot.call("user.me").at("/user/username").textValue());
        bob.dialog().locator("#token-copied").click();
        assertThat(made).hasCount(0);
    }

    @Test
    void administratorRemovesTheFactorOfAPersonWhoLostThePhone() {
        Founded founded = founded();
        ChatPage bob = founded.signIn(BROWSER, "bob");
        openSettings(bob);
        switchOn(bob, begin(bob));
        ChatPage ana = founded.signIn(BROWSER, "ana");
        ana.page().click("#me");
        ana.dialog().locator("#open-people").click();
        ana.dialog().locator("#accounts li[data-user] button").first().click();
        ana.dialog().locator("[data-act=factor]").click();
        assertThat(ana.dialog().locator("[data-act=cancel]")).isFocused();
        ana.dialog().locator("[data-act=confirm]").click();
        assertThat(ana.page().locator(".toast")).containsText("signs in with the password only");
        assertThat(bob.page().locator(".sign-in-card")).containsText("Your session has ended");
        NewServer.typePassword(bob.page(), "bob", NewServer.PASSWORD);
        bob.awaitConnected();
    }

    @ParameterizedTest
    @CsvSource({"LIGHT,1280,800", "DARK,1280,800", "LIGHT,390,844", "DARK,390,844"})
    void stepsFitScreenAndAreAccessible(ColorScheme scheme, int width, int height) {
        Founded founded = founded();
        ChatPage bob = founded.signIn(
                BROWSER,
                BROWSER.newContext(
                        new NewContextOptions().setViewportSize(width, height).setColorScheme(scheme)),
                "bob");
        Page page = bob.page();
        openSettings(bob);
        bob.dialog().locator("#new-token").click();
        BrowserSetupIT.check(bob, "token-form", scheme, width);
        AuthenticatorApp app = begin(bob);
        BrowserSetupIT.check(bob, "factor-setup", scheme, width);
        switchOn(bob, app);
        BrowserSetupIT.check(bob, "factor-codes", scheme, width);
        bob.dialog().locator("#codes-kept").click();
        for (String button : List.of("#factor-renew", "#factor-remove")) {
            assertThat(bob.dialog().locator(button)).isVisible();
        }
        signInAgain(bob);
        BrowserSetupIT.check(bob, "code", scheme, width);
        page.click("#other-code");
        BrowserSetupIT.check(bob, "recovery-code", scheme, width);
    }
}
