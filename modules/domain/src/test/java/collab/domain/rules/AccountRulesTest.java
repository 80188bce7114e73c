package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.AccountCommand;
import collab.domain.AccountCommand.CompleteSetup;
import collab.domain.AccountCommand.NewAccount;
import collab.domain.AccountCommand.NewSession;
import collab.domain.Command;
import collab.domain.Event;
import collab.domain.Rejection.Reason;
import collab.domain.id.UserId;
import collab.domain.model.Caller;
import collab.domain.model.Grant;
import collab.domain.model.Right;
import collab.domain.model.Session;
import collab.domain.model.Workspace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The first administrator, links for passwords, and the end of sessions. */
class AccountRulesTest {
    private final RulesFixture rules = new RulesFixture();

    private static CompleteSetup setup(String link) {
        return new CompleteSetup(
                Optional.of(link),
                Optional.of(new CompleteSetup.Founder(
                        new NewAccount("ana", "Ana", Optional.of("hash")),
                        new NewSession("session", Duration.ofDays(1), Optional.empty()))),
                "Acme",
                List.of("random", "General", "random"),
                "invitation");
    }

    private void issue(String link, Duration lifetime) {
        rules.accepted(Caller.SYSTEM, new AccountCommand.IssueSetupLink(link, lifetime));
    }

    private Reason refused(Command command) {
        return rules.rejected(Caller.SYSTEM, command).reason();
    }

    @Test
    void setupMakesAdministratorWorkspaceChannelsSessionAndInvitation() {
        issue("link", Duration.ofHours(24));
        Workspace acme =
                (Workspace) rules.accepted(Caller.SYSTEM, setup("link")).result();
        UserId ana = rules.world.userByName("ana").orElseThrow().id();
        assertEquals(List.of(new Grant(Right.ADMIN, Optional.empty())), rules.world.grants(ana));
        assertEquals(
                List.of("general", "random"),
                rules.world.channelsOf(acme.id(), ana).stream()
                        .map(channel -> channel.name().orElseThrow())
                        .toList());
        assertEquals(1, rules.world.sessions(ana).size());
        assertEquals(
                List.of(rules.world
                        .channelByName(acme.id(), "random")
                        .orElseThrow()
                        .id()),
                rules.world
                        .invitationByToken("invitation")
                        .orElseThrow()
                        .offer()
                        .channels());
    }

    @Test
    void setupSucceedsOnce() {
        issue("link", Duration.ofHours(24));
        rules.accepted(Caller.SYSTEM, setup("link"));
        assertEquals(Reason.SETUP_DONE, refused(setup("link")));
        assertEquals(Reason.SETUP_DONE, refused(new AccountCommand.IssueSetupLink("next", Duration.ofHours(1))));
    }

    @Test
    void wrongReplacedAndExpiredLinksMakeNobodyAdministrator() {
        issue("first", Duration.ofHours(24));
        assertEquals(Reason.LINK_INVALID, refused(setup("another")));
        issue("second", Duration.ofMillis(1));
        assertEquals(Reason.LINK_INVALID, refused(setup("first")), "a new link replaces the earlier one");
        assertEquals(Reason.LINK_INVALID, refused(setup("second")), "its time is over");
        assertTrue(rules.world.users().isEmpty());
    }

    @Test
    void serverWithAnAdministratorHasNoSetup() {
        rules.holder("root", Right.ADMIN);
        assertEquals(Reason.SETUP_DONE, refused(setup("link")));
    }

    @Test
    void personOfTheProxyNeedsTheLinkToo() {
        UserId ana = rules.person("ana");
        issue("link", Duration.ofHours(24));
        CompleteSetup without = new CompleteSetup(Optional.empty(), Optional.empty(), "Acme", List.of(), "invitation");
        rules.rejected(ana, without, Reason.LINK_INVALID);
        rules.accepted(ana, new CompleteSetup(Optional.of("link"), Optional.empty(), "Acme", List.of(), "invitation"));
        assertEquals(List.of(ana), rules.world.admins());
    }

    // ---- Passwords ----

    @Test
    void resetLinkWorksOnceAndEndsAllSessions() {
        UserId root = rules.holder("root", Right.ADMIN);
        UserId bob = rules.person("bob");
        Session session = rules.world.sessions(bob).getFirst();
        rules.accepted(root, new AccountCommand.IssueResetLink(bob, "link", Duration.ofHours(24)));
        var reset = new AccountCommand.ResetPassword("link", "hash");
        assertEquals(
                List.of(new Event.SessionRevoked(session.id(), bob)),
                rules.accepted(Caller.SYSTEM, reset).events());
        assertEquals(Reason.LINK_INVALID, refused(reset));
    }

    @Test
    void resetLinkEndsWithAnotherPasswordAndWithADeactivation() {
        UserId root = rules.holder("root", Right.ADMIN);
        UserId bob = rules.person("bob");
        rules.accepted(root, new AccountCommand.IssueResetLink(bob, "first", Duration.ofHours(24)));
        rules.accepted(bob, new Command.SetPassword(bob, "hash"));
        assertEquals(Reason.LINK_INVALID, refused(new AccountCommand.ResetPassword("first", "hash")));
        rules.accepted(root, new AccountCommand.IssueResetLink(bob, "second", Duration.ofHours(24)));
        rules.accepted(root, new Command.DeactivateUser(bob));
        rules.accepted(root, new Command.ReactivateUser(bob));
        assertEquals(Reason.LINK_INVALID, refused(new AccountCommand.ResetPassword("second", "hash")));
    }

    /** The link of a deactivated administrator gave its holder the account for another day. */
    @Test
    void resetLinkEndsWithItsMaker() {
        UserId root = rules.holder("root", Right.ADMIN);
        UserId other = rules.holder("other", Right.ADMIN);
        UserId bob = rules.person("bob");
        rules.accepted(other, new AccountCommand.IssueResetLink(bob, "link", Duration.ofHours(24)));
        rules.accepted(root, new Command.DeactivateUser(other));
        assertEquals(Reason.LINK_INVALID, refused(new AccountCommand.ResetPassword("link", "hash")));
    }

    // ---- Sessions ----

    @Test
    void otherSessionsEndAndThePresentOneStays() {
        UserId bob = rules.person("bob");
        Session second = rules.login(bob);
        rules.events(bob, new AccountCommand.RevokeOtherSessions());
        assertEquals(1, rules.world.sessions(bob).size());
        assertTrue(rules.world.session(second.id()).isEmpty());
    }

    @Test
    void expiredSessionsEndByAnEvent() {
        UserId bob = rules.person("bob");
        Session brief =
                (Session) rules.accepted(Caller.SYSTEM, new Command.OpenSession(bob, "brief", Duration.ofMillis(1)))
                        .result();
        rules.login(bob);
        assertEquals(
                List.of(new Event.SessionRevoked(brief.id(), bob)),
                rules.accepted(Caller.SYSTEM, new AccountCommand.EndExpiredSessions(500))
                        .events());
        assertEquals(
                List.of(),
                rules.accepted(Caller.SYSTEM, new AccountCommand.EndExpiredSessions(500))
                        .events());
    }
}
