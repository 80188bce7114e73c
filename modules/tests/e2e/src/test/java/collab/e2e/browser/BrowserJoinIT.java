package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import collab.e2e.browser.NewServer.Founded;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** People join a workspace by a link: with a new account, or with the one that they have. */
class BrowserJoinIT {
    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private ChatPage open(Founded founded, String secret, String name) {
        return open(BROWSER.newContext(), founded, secret, name);
    }

    private ChatPage open(BrowserContext machine, Founded founded, String secret, String name) {
        return BROWSER.open(machine, founded.link("join", secret), name);
    }

    private static JsonNode makeLink(Founded founded, int usesMax) {
        return founded.ana().call("invitation.create", "workspace_id", founded.workspace(), "uses_max", usesMax);
    }

    @Test
    void lastUseIsTakenByOneOfTwoBrowsers() {
        Founded founded = NewServer.start(programs).found();
        String secret = makeLink(founded, 1).get("token").textValue();
        List<ChatPage> pages = Stream.of("Bob", "Carol")
                .map(name -> {
                    ChatPage page = open(founded, secret, name);
                    NewServer.fillJoinForm(page.page(), name);
                    return page;
                })
                .toList();
        pages.forEach(page -> NewServer.clickJoin(page.page()));
        // each is in the workspace, or reads why not
        pages.forEach(page -> assertThat(page.page().locator(".app[data-state=open], .entry-header [role=alert]"))
                .isVisible());
        List<ChatPage> left = pages.stream()
                .filter(page -> page.page().locator(".app").count() == 0)
                .toList();
        assertEquals(1, left.size(), "browsers that did not join");
        assertThat(left.getFirst().page().locator(".entry-card")).containsText("All places of this link are taken");
        assertThat(left.getFirst().page().locator(".entry-card .primary")).isFocused();
    }

    @Test
    void lostReplyLeadsIntoTheWorkspace() {
        Founded founded = NewServer.start(programs).found();
        String secret = makeLink(founded, 1).get("token").textValue();
        BrowserContext machine = BROWSER.newContext();
        NewServer.loseReply(machine, "invite.join");
        ChatPage bob = open(machine, founded, secret, "bob");
        NewServer.fillJoinForm(bob.page(), "Bob");
        NewServer.clickJoin(bob.page());
        bob.awaitConnected();
        assertThat(bob.page().locator("#channels .entry")).hasCount(1);
    }

    /** A user name that is taken stays a question of the form: the page does not try the password on the account of another person. */
    @Test
    void takenUsernameIsReportedBesideTheField() {
        Founded founded = NewServer.start(programs).found();
        founded.join("bob", "Bob");
        BrowserContext machine = BROWSER.newContext();
        List<String> calls = new java.util.concurrent.CopyOnWriteArrayList<>();
        machine.onRequest(request -> calls.add(String.valueOf(request.postData())));
        ChatPage other = open(machine, founded, founded.invitation(), "other");
        NewServer.fillJoinForm(other.page(), "Bob");
        NewServer.clickJoin(other.page());
        Locator username = other.page().locator("#join-username");
        assertThat(other.page().locator("#join-username-error")).hasText("This username is taken. Choose another one.");
        assertThat(username).isFocused();
        assertFalse(calls.stream().anyMatch(call -> call.contains("auth.login")), "a sign-in was tried");
        username.fill("bob.the.second");
        NewServer.clickJoin(other.page());
        other.awaitConnected();
    }

    @Test
    void signedInUserJoinsSecondWorkspaceAndLandsInIt() {
        Founded founded = NewServer.start(programs).found();
        founded.join("bob", "Bob");
        RpcCaller ana = founded.ana();
        long lab =
                ana.call("workspace.create", "name", "Lab").at("/workspace/id").longValue();
        String secret =
                ana.call("invitation.create", "workspace_id", lab).get("token").textValue();

        BrowserContext machine = BROWSER.newContext();
        founded.signIn(BROWSER, machine, "bob").page().close();
        ChatPage bob = open(machine, founded, secret, "bob");
        assertThat(bob.page().locator("#accept")).hasText("Join Lab as Bob");
        bob.page().click("#accept");
        bob.awaitConnected();
        assertThat(bob.page().locator("#workspace option:checked")).hasText("Lab");
        assertThat(bob.page().locator("#title")).hasText("general");

        ChatPage carol = open(founded, secret, "carol");
        founded.join("carol", "Carol");
        carol.page().click("#way-existing");
        carol.page().fill("#join-username", "carol");
        carol.page().fill("#join-password", "not the password");
        carol.page().press("#join-password", "Enter");
        assertThat(carol.page().locator("#join-password-error")).containsText("wrong");
        carol.page().fill("#join-password", NewServer.PASSWORD);
        carol.page().press("#join-password", "Enter");
        carol.awaitConnected();
        assertThat(carol.page().locator("#workspace option:checked")).hasText("Lab");
    }

    @Test
    void endedLinkSaysWhy() {
        Founded founded = NewServer.start(programs).found();
        JsonNode made = makeLink(founded, 1);
        ChatPage early = open(founded, made.get("token").textValue(), "early");
        NewServer.fillJoinForm(early.page(), "Early");
        founded.ana()
                .call(
                        "invitation.revoke",
                        "invitation_id",
                        made.at("/invitation/id").longValue());
        NewServer.clickJoin(early.page());
        assertThat(early.page().locator(".entry-card")).containsText("This link has been revoked. Ask for a new one.");

        ChatPage late = open(founded, made.get("token").textValue(), "late");
        assertThat(late.page().locator(".entry-card")).containsText("This link has been revoked. Ask for a new one.");
        ChatPage cut = open(founded, founded.invitation().substring(0, 20), "cut");
        assertThat(cut.page().locator(".entry-card")).containsText("You can't join with this link");
        cut.page().click(".entry-card .primary");
        assertThat(cut.page().locator("#login-form")).isVisible();
    }

    /** A link that is pasted into the address of an open page is opened like in a new tab. */
    @Test
    void linkInTheAddressOfAnOpenPageIsOpened() {
        Founded founded = NewServer.start(programs).found();
        founded.join("bob", "Bob");
        ChatPage bob = founded.signIn(BROWSER, "bob");
        bob.page().evaluate("link => { location.hash = link; }", "#/join/" + founded.invitation());
        assertThat(bob.page().locator("#accept")).hasText("Open Acme"); // Bob is a member already
        assertFalse(bob.page().url().contains("hci_"), bob.page().url());
        bob.page().click("#accept");
        bob.awaitConnected();
    }

    @Test
    void endedSessionLeadsToTheSignInAndBackToThePlace() {
        Founded founded = NewServer.start(programs).found();
        RpcCaller bobByCalls = founded.join("bob", "Bob");
        long plans = founded.ana()
                .call("channel.create", "workspace_id", founded.workspace(), "kind", "public", "name", "plans")
                .at("/channel/id")
                .longValue();
        bobByCalls.call("channel.join", "channel_id", plans);
        ChatPage bob = founded.signIn(BROWSER, "bob");
        bob.openChannel(plans);
        String place = bob.page().url();
        bobByCalls.call("auth.sessions.revoke_others");
        assertThat(bob.page().locator(".sign-in-card")).containsText("Your session has ended");
        assertEquals(place, bob.page().url());
        NewServer.typePassword(bob.page(), "bob", "not the password");
        assertThat(bob.page().locator(".sign-in-card [role=alert]")).containsText("Wrong name or password");
        NewServer.typePassword(bob.page(), "bob", NewServer.PASSWORD);
        bob.awaitConnected();
        assertThat(bob.page().locator("#title")).hasText("plans");
        assertThat(bob.channel(plans)).hasAttribute("aria-current", "page");
    }

    @ParameterizedTest
    @CsvSource({"LIGHT,1280,800", "DARK,1280,800", "LIGHT,390,844", "DARK,390,844"})
    void pagesFitScreenAndAreAccessible(ColorScheme scheme, int width, int height) {
        Founded founded = NewServer.start(programs).found();
        BrowserContext machine = BROWSER.newContext(
                new NewContextOptions().setViewportSize(width, height).setColorScheme(scheme));
        ChatPage bob = open(machine, founded, founded.invitation(), "bob");
        Page page = bob.page();
        assertThat(page.locator("#join-form")).isVisible();
        BrowserSetupIT.check(bob, "join", scheme, width);
        page.click("#way-existing");
        assertThat(page.locator("#sign-in-to-join")).isVisible();
        BrowserSetupIT.check(bob, "join-existing", scheme, width);
        page.click("#way-new");
        NewServer.fillJoinForm(page, "Bob");
        NewServer.clickJoin(page);
        bob.awaitConnected();
        ChatPage again = open(machine, founded, founded.invitation(), "bob again");
        assertThat(again.page().locator("#accept")).isVisible();
        BrowserSetupIT.check(again, "join-signed-in", scheme, width);
        ChatPage cut = open(machine, founded, "hci_x", "cut");
        assertThat(cut.page().locator(".entry-header [role=alert]")).isVisible();
        BrowserSetupIT.check(cut, "join-ended", scheme, width);
    }
}
