package collab.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.e2e.browser.NewServer.Founded;
import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.TestJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The audit log in the page: who did what, found by filters that the address names, and saved as a file. */
class BrowserAuditIT {
    @RegisterExtension
    static final Chromium BROWSER = new Chromium();

    @RegisterExtension
    final ExamplePrograms programs = new ExamplePrograms();

    private static Locator openAudit(ChatPage page) {
        page.page().click("#me");
        page.dialog().locator("#open-audit").click();
        Locator rows = page.dialog().locator("#audit-records li");
        assertThat(rows.first()).isVisible();
        return rows;
    }

    /** An administrator finds who deactivated a colleague, and keeps the link to this search. */
    @Test
    void actOfAnAdministratorIsFoundByFiltersOfTheAddress() {
        Founded founded = NewServer.start(programs).found();
        RpcCaller bob = founded.join("bob", "Bob");
        founded.ana().call("user.deactivate", "user_id", bob.userId());
        ChatPage ana = founded.signIn(BROWSER, "ana");
        Locator rows = openAudit(ana);
        assertThat(rows.first()).containsText("Ana read the audit log");
        assertThat(ana.page()).hasURL(Pattern.compile(".*/admin/audit$"));

        ana.dialog().locator("#audit-target").selectOption(String.valueOf(bob.userId()));
        ana.dialog().locator("#audit-action").selectOption("account_deactivated");
        assertThat(rows).hasCount(1);
        assertThat(rows.first()).containsText("Ana deactivated Bob");
        assertThat(rows.first()).containsText("from 127.0.0.1");
        assertThat(ana.page())
                .hasURL(Pattern.compile(".*/admin/audit\\?target=" + bob.userId() + "&action=account_deactivated$"));
        AxeCheck.assertAccessible(ana, "the audit log");

        ana.page().reload();
        assertThat(rows).hasCount(1);
        assertThat(ana.dialog().locator("#audit-action")).hasValue("account_deactivated");
        ana.page().goBack(); // to the menu from which the log was opened
        assertThat(ana.dialog().locator("#open-audit")).isVisible();
        ana.page().goForward();
        assertThat(rows).hasCount(1);
    }

    @Test
    void olderRecordsAreShownAndEverythingIsSavedAsJsonLines() throws IOException {
        Founded founded = NewServer.start(programs).found();
        for (int i = 0; i < 60; i++) founded.ana().call("group.create", "name", "group-" + i);
        ChatPage ana = founded.signIn(BROWSER, "ana");
        Locator rows = openAudit(ana);
        ana.dialog().locator("#audit-action").selectOption("group_created");
        assertThat(rows).hasCount(50);
        ana.dialog().locator("#older-records").click();
        assertThat(rows).hasCount(60);
        assertThat(ana.dialog().locator("#older-records")).hasCount(0);

        Download saved = ana.page()
                .waitForDownload(() -> ana.dialog().locator("#save-audit").click());
        assertThat(ana.dialog().locator("#audit-saved")).hasText("60 records saved");
        List<JsonNode> records =
                Files.readAllLines(saved.path()).stream().map(TestJson::parse).toList();
        assertEquals(60, records.size());
        assertTrue(records.stream()
                .allMatch(record -> record.path("action").asText().equals("group_created")));
    }

    /** A member with the right in one workspace sees its records, and no way to others; a member without it sees no entry. */
    @Test
    void readerOfAWorkspaceSeesItsRecordsOnly() {
        Founded founded = NewServer.start(programs).found();
        RpcCaller bob = founded.join("bob", "Bob");
        founded.join("carol", "Carol");
        long group = founded.ana()
                .call("group.create", "name", "auditors")
                .at("/group/id")
                .longValue();
        founded.ana()
                .call(
                        "group.rights.set",
                        "group_id",
                        group,
                        "permissions",
                        List.of(Map.of("right", "audit_log", "workspace_id", founded.workspace())));
        founded.ana().call("group.members.add", "group_id", group, "user_id", bob.userId());

        ChatPage reader = founded.signIn(BROWSER, "bob");
        Locator rows = openAudit(reader);
        assertThat(reader.dialog().locator("#audit-workspace option")).hasText(new String[] {"Acme"});
        assertThat(rows.last()).containsText("Ana set up this server");
        assertEquals(0, reader.dialog().locator("[data-action=group_created]").count());

        ChatPage carol = founded.signIn(BROWSER, "carol");
        carol.page().click("#me");
        assertThat(carol.dialog().locator("#open-settings")).isVisible();
        assertThat(carol.dialog().locator("#open-audit")).hasCount(0);
    }

    /** A link that somebody else uses must not need a reload to be seen: an open dialog follows events. */
    @Test
    void openInviteDialogFollowsUsesAndRevocations() {
        Founded founded = NewServer.start(programs).found();
        ChatPage ana = founded.signIn(BROWSER, "ana");
        ana.page().click(".invite-entry");
        Locator rows = ana.dialog().locator("#invitations li");
        assertThat(rows).hasCount(1);
        assertThat(rows.first()).containsText("0 of 50 used");
        founded.join("bob", "Bob");
        assertThat(rows.first()).containsText("1 of 50 used");
        long other = founded.ana()
                .call("invitation.create", "workspace_id", founded.workspace(), "uses_max", 5)
                .at("/invitation/id")
                .longValue();
        assertThat(rows).hasCount(2);
        founded.ana().call("invitation.revoke", "invitation_id", other);
        assertThat(rows).hasCount(1);
    }

    /** A sign-in that the user does not know is seen by the user, who has no right. */
    @Test
    void userSeesTheActivityOnTheOwnAccount() {
        Founded founded = NewServer.start(programs).found();
        RpcCaller bob = founded.join("bob", "Bob");
        founded.ana().call("user.update", "user_id", bob.userId(), "display_name", "Robert");
        ChatPage page = founded.signIn(BROWSER, "bob");
        page.page().click("#me");
        page.dialog().locator("#open-settings").click();
        Locator rows = page.dialog().locator("#activity li");
        assertThat(rows.first()).containsText("You signed in");
        assertThat(rows.first()).containsText("from 127.0.0.1");
        Locator change = page.dialog().locator("#activity [data-action=account_updated]");
        assertThat(change).containsText("Ana changed your profile");
        assertThat(change).not().containsText("127.0.0.1");
    }

    /** Owners close the way of members, whose links end and whose pages offer none any more. */
    @Test
    void ownersDecideWhoInvites() {
        Founded founded = NewServer.start(programs).found();
        RpcCaller bob = founded.join("bob", "Bob");
        bob.call("invitation.create", "workspace_id", founded.workspace());
        ChatPage member = founded.signIn(BROWSER, "bob");
        assertThat(member.page().locator(".invite-entry")).isVisible();
        ChatPage ana = founded.signIn(BROWSER, "ana");
        ana.page().click(".invite-entry");
        Locator rows = ana.dialog().locator("#invitations li");
        assertThat(rows).hasCount(2);
        ana.dialog().locator("#invites").selectOption("owners");
        assertThat(rows).hasCount(1);
        assertThat(member.page().locator(".invite-entry")).hasCount(0);
        AxeCheck.assertAccessible(ana, "the dialog of invitations");
        ana.dialog().locator("#invites").selectOption("members");
        assertThat(member.page().locator(".invite-entry")).isVisible();
        assertThat(rows).hasCount(1);
    }

    /** The operator's address is what others can open, not the one of the owner's own browser. */
    @Test
    void linksBeginWithTheConfiguredAddress() {
        Founded founded = NewServer.start(programs, "http.public-url=https://chat.example.com/")
                .found();
        ChatPage ana = founded.signIn(BROWSER, "ana");
        ana.page().click(".invite-entry");
        ana.dialog().locator("#create-link").click();
        assertThat(ana.dialog().locator("#link-to-pass-on"))
                .hasValue(Pattern.compile("https://chat\\.example\\.com/#/join/hci_.+"));
    }

    /** Administrators find people who share no workspace with them. */
    @Test
    void everyAccountIsFoundByItsUsernameAndState() {
        Founded founded = NewServer.start(programs).found();
        founded.ana().call("user.create", "username", "stranger", "display_name", "Stran Ger");
        founded.ana().call("user.deactivate", "user_id", 2);
        ChatPage ana = founded.signIn(BROWSER, "ana");
        ana.page().click("#me");
        ana.dialog().locator("#open-people").click();
        Locator rows = ana.dialog().locator("#accounts li");
        assertThat(rows).hasCount(2);
        assertThat(rows.first()).containsText("Administrator");
        ana.dialog().locator("#people-state").selectOption("deactivated");
        assertThat(rows).hasCount(1);
        assertThat(rows).containsText("@stranger");
        ana.dialog().locator("#people-state").selectOption("");
        ana.dialog().locator("#people-search").fill("@Str");
        assertThat(rows).hasCount(1);
        ana.dialog().locator("#people-search").fill("nobody");
        assertThat(ana.dialog().locator(".remark[role=status]")).containsText("No account matches");
        AxeCheck.assertAccessible(ana, "the list of people");
    }
}
