package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.e2e.browser.NewServer.Founded;
import collab.e2e.harness.ExamplePrograms;
import com.microsoft.playwright.Locator;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What administrators and owners do in the page: links, workspaces, members, and the accounts of others. */
class BrowserAdminIT {
    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private static Locator openPeople(ChatPage page, String username) {
        page.page().click("#me");
        page.dialog().locator("#open-people").click();
        Locator search = page.dialog().locator("#people-search");
        assertThat(search).isFocused();
        search.fill(username);
        Locator rows = page.dialog().locator("#accounts li");
        assertThat(rows).hasCount(1);
        return rows;
    }

    @Test
    void deactivatedUserIsSignedOutUntilActivated() {
        Founded founded = NewServer.start(programs).found();
        founded.join("bob", "Bob");
        ChatPage bob = founded.signIn(BROWSER, "bob");
        ChatPage ana = founded.signIn(BROWSER, "ana");
        Locator row = openPeople(ana, "bob");
        row.locator("button[aria-expanded]").press("Enter");
        row.locator("[data-act=deactivate]").press("Enter");
        assertThat(row.locator("[data-act=cancel]")).isFocused();
        row.locator("[data-act=cancel]").press("Enter");
        assertThat(row.locator("[data-act=deactivate]")).isFocused();
        row.locator("[data-act=deactivate]").press("Enter");
        row.locator("[data-act=confirm]").press("Enter");
        assertThat(row).hasAttribute("data-state", "deactivated");
        assertThat(bob.page().locator(".sign-in-card")).containsText("Your session has ended");
        NewServer.typePassword(bob.page(), "bob", NewServer.PASSWORD);
        assertThat(bob.page().locator(".sign-in-card [role=alert]")).not().isEmpty();

        assertThat(row.locator("[data-act=activate]")).isFocused();
        row.locator("[data-act=activate]").press("Enter");
        assertThat(row).hasAttribute("data-state", "active");
        NewServer.typePassword(bob.page(), "bob", NewServer.PASSWORD);
        bob.awaitConnected();
    }

    @Test
    void ownAccountOfTheAdministratorIsNotManagedHere() {
        Founded founded = NewServer.start(programs).found();
        ChatPage ana = founded.signIn(BROWSER, "ana");
        Locator row = openPeople(ana, "ana");
        assertThat(row).containsText("(you)");
        assertThat(row.locator("button")).hasCount(0);
    }

    @Test
    void passwordLinkOfTheAdministratorSetsNewPasswordOnce() {
        Founded founded = NewServer.start(programs).found();
        founded.join("bob", "Bob");
        ChatPage ana = founded.signIn(BROWSER, "ana");
        Locator row = openPeople(ana, "bob");
        row.locator("button[aria-expanded]").click();
        row.locator("[data-act=reset]").click();
        assertThat(row.locator("#copy-link")).isFocused();
        URI link = URI.create(row.locator("#link-to-pass-on").inputValue());

        ChatPage bob = BROWSER.open(BROWSER.newContext(), link, "bob");
        assertThat(bob.page().locator("#reset-password")).isFocused();
        bob.page().locator("#reset-password").fill("short");
        bob.page().locator("#reset-password").press("Enter");
        assertThat(bob.page().locator("#reset-password-error")).hasText("Use at least 8 characters.");
        AxeCheck.assertAccessible(bob, "the password link");
        bob.page().locator("#reset-password").fill("battery horse correct");
        bob.page().locator("#reset-password").press("Enter");
        assertThat(bob.page().locator(".sign-in-card")).containsText("Your password is saved");
        NewServer.typePassword(bob.page(), "bob", "battery horse correct");
        bob.awaitConnected();

        ChatPage again = BROWSER.open(BROWSER.newContext(), link, "again");
        again.page().locator("#reset-password").fill("another password");
        again.page().locator("#reset-password").press("Enter");
        assertThat(again.page().locator(".entry-card")).containsText("This link can't be used");
    }

    @Test
    void invitationIsMadeListedAndRevoked() {
        Founded founded = NewServer.start(programs).found();
        ChatPage ana = founded.signIn(BROWSER, "ana");
        ana.page().click(".invite-entry");
        Locator rows = ana.dialog().locator("#invitations li");
        assertThat(rows).hasCount(1);
        ana.dialog().locator("#invite-lifetime_s").selectOption("3600");
        ana.dialog().locator("#invite-uses_max").selectOption("10");
        ana.dialog().locator("#invite-role").selectOption("guest");
        ana.dialog().locator("#create-link").press("Enter");
        assertThat(ana.dialog().locator("#copy-link")).isFocused();
        assertThat(rows).hasCount(2);
        assertThat(rows.first()).containsText("0 of 10 used");
        assertThat(rows.first()).containsText("For guests");
        URI link = URI.create(ana.dialog().locator("#link-to-pass-on").inputValue());

        ChatPage guest = BROWSER.open(BROWSER.newContext(), link, "guest");
        assertThat(guest.page().locator(".entry-header")).containsText("as a guest");
        rows.first().locator("button").press("Enter");
        assertThat(rows).hasCount(1);
        NewServer.fillJoinForm(guest.page(), "Guest");
        NewServer.clickJoin(guest.page());
        assertThat(guest.page().locator(".entry-card")).containsText("This link has been revoked");
    }

    /** Members invite, guests do not, and neither manages others. */
    @Test
    void pageOffersWhatTheUserMayDo() {
        Founded founded = NewServer.start(programs).found();
        founded.join("bob", "Bob");
        ChatPage bob = founded.signIn(BROWSER, "bob");
        bob.page().click("#me");
        assertThat(bob.dialog().locator("#open-settings")).isVisible();
        assertThat(bob.dialog().locator("#open-people")).hasCount(0);
        bob.page().keyboard().press("Escape");
        bob.page().click("#workspace-settings");
        assertThat(bob.page().locator("#invite-people")).isVisible();
        assertThat(bob.page().locator("#add-existing")).hasCount(0);
        assertThat(bob.page().locator("#new-workspace")).hasCount(0);
        bob.page().click("#invite-people");
        assertThat(bob.dialog().locator("#create-link")).isVisible();
        assertThat(bob.dialog().locator("#invite-role")).hasCount(0);
        bob.page().keyboard().press("Escape");
        founded.ana().call("workspace.members.add", "workspace_id", founded.workspace(), "user_id", 2, "role", "guest");
        assertThat(bob.page().locator("#invite-people")).hasCount(0);
        assertThat(bob.page().locator(".invite-entry")).hasCount(0);
    }

    @Test
    void newWorkspaceIsOpenedAndPeopleAreAdded() {
        Founded founded = NewServer.start(programs).found();
        founded.join("bob", "Bob");
        ChatPage bob = founded.signIn(BROWSER, "bob");
        ChatPage ana = founded.signIn(BROWSER, "ana");
        ana.page().click("#workspace-settings");
        ana.page().click("#new-workspace");
        ana.dialog().locator("#workspace-name").press("Enter");
        assertThat(ana.dialog().locator("#workspace-name-error")).containsText("Type a name");
        ana.dialog().locator("#workspace-name").fill("Lab");
        ana.dialog().locator("#workspace-name").press("Enter");
        assertThat(ana.page().locator("#workspace option:checked")).hasText("Lab");
        assertThat(ana.page().locator("#title")).hasText("general");

        ana.page().click("#workspace-settings");
        ana.page().click("#add-existing");
        Locator username = ana.dialog().locator("#add-people-username");
        username.fill("nobody");
        username.press("Enter");
        assertThat(ana.dialog().locator("#add-people-username-error"))
                .hasText("No account has this username. Check the spelling.");
        assertThat(username).isFocused();
        username.fill("@Bob");
        username.press("Enter");
        assertThat(ana.dialog().locator("#added-people")).containsText("Bob is in Lab now");
        assertThat(username).hasValue("");
        assertThat(bob.page().locator("#workspace option")).hasCount(2);
    }

    /** A person who is in no workspace reads what to do. */
    @Test
    void userWithoutWorkspaceReadsWhatToDo() {
        Founded founded = NewServer.start(programs).found();
        founded.ana().call("user.create", "username", "carol", "display_name", "Carol", "password", NewServer.PASSWORD);
        ChatPage carol = BROWSER.open(BROWSER.newContext(), founded.http(), "carol");
        NewServer.typePassword(carol.page(), "carol", NewServer.PASSWORD);
        carol.awaitConnected();
        assertThat(carol.page().locator("#no-workspace")).containsText("your username is carol");
        founded.ana().call("workspace.members.add", "workspace_id", founded.workspace(), "user_id", 2);
        assertThat(carol.page().locator("#channels .entry")).hasText("general");
        assertThat(carol.page().locator("#title")).hasText("general");
        assertEquals(0, carol.page().locator("#no-workspace").count());
    }
}
