package collab.domain.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.AccountCommand.NewAccount;
import collab.domain.AccountCommand.NewSession;
import collab.domain.Command;
import collab.domain.Event;
import collab.domain.InvitationCommand.AcceptInvitation;
import collab.domain.InvitationCommand.CreateInvitation;
import collab.domain.InvitationCommand.JoinByInvitation;
import collab.domain.InvitationCommand.RevokeInvitation;
import collab.domain.Rejection.Reason;
import collab.domain.access.DomainLimits;
import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.ChannelKind;
import collab.domain.model.Invitation;
import collab.domain.model.InvitationState;
import collab.domain.model.Right;
import collab.domain.model.Session;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceRole;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Invitations: who makes them, whom they admit, and when they end. */
class InvitationRulesTest {
    private final RulesFixture rules = new RulesFixture();
    private final UserId alice = rules.holder("alice", Right.WORKSPACE_MANAGE);
    private final UserId bob = rules.person("bob");
    private final UserId carol = rules.person("carol");
    private final WorkspaceId home = rules.workspace(alice, "Home");

    private Invitation link(UserId maker, WorkspaceRole role, int uses, String secret, ChannelId... channels) {
        return (Invitation)
                rules.accepted(maker, create(role, uses, secret, channels)).result();
    }

    private CreateInvitation create(WorkspaceRole role, int uses, String secret, ChannelId... channels) {
        return new CreateInvitation(
                home, role, List.of(channels), new CreateInvitation.Bounds(Duration.ofDays(7), uses), secret);
    }

    private static JoinByInvitation join(String secret, String username) {
        return new JoinByInvitation(
                secret,
                new NewAccount(username, username, Optional.of("hash")),
                new NewSession("session of " + username, Duration.ofDays(1), Optional.of("Firefox on Linux")));
    }

    private Invitation stored(Invitation invitation) {
        return rules.world.invitation(invitation.id()).orElseThrow();
    }

    private UserId joined(String secret, String username) {
        return ((Session) rules.accepted(Caller.SYSTEM, join(secret, username)).result()).userId();
    }

    @Test
    void joinCreatesAccountMembershipChannelsAndSession() {
        ChannelId plans = rules.channel(alice, home, ChannelKind.PRIVATE, "plans");
        Invitation invitation = link(alice, WorkspaceRole.MEMBER, 5, "secret", plans);
        UserId erin = joined("secret", "erin");
        assertEquals(Optional.of(WorkspaceRole.MEMBER), rules.world.workspaceRole(home, erin));
        assertEquals(2, rules.world.channelsOf(home, erin).size(), "general and plans");
        assertEquals(1, rules.world.sessions(erin).size());
        assertEquals(1, stored(invitation).uses());
    }

    // ---- Who may invite ----

    private void invites(Workspace.Invites invites) {
        rules.accepted(alice, new Command.UpdateWorkspace(home, Optional.empty(), Optional.of(invites)));
    }

    /** An upgrade must not change who may invite. */
    @Test
    void membersInviteUntilOwnersDecideOtherwise() {
        rules.enroll(home, bob, WorkspaceRole.MEMBER);
        assertEquals(
                Workspace.Invites.MEMBERS,
                rules.world.workspace(home).orElseThrow().invites());
        link(bob, WorkspaceRole.MEMBER, 5, "of a member");
        rules.rejected(
                bob,
                new Command.UpdateWorkspace(home, Optional.empty(), Optional.of(Workspace.Invites.OWNERS)),
                Reason.PERMISSION_DENIED);
        invites(Workspace.Invites.OWNERS);
        assertEquals(
                "only owners and administrators of workspace " + home + " may invite people",
                rules.rejected(bob, create(WorkspaceRole.MEMBER, 5, "another")).detail());
        link(alice, WorkspaceRole.MEMBER, 5, "of an owner");
        rules.accepted(bob, new Command.UpdateUser(bob, Optional.of("Bobby"), Optional.empty()));
    }

    /** A link that a member passed on must not admit people after the owners have closed this way. */
    @Test
    void openLinksOfMembersEndWhenOnlyOwnersInvite() {
        rules.enroll(home, bob, WorkspaceRole.MEMBER);
        Invitation ofBob = link(bob, WorkspaceRole.MEMBER, 5, "of a member");
        Invitation ofAlice = link(alice, WorkspaceRole.MEMBER, 5, "of an owner");
        invites(Workspace.Invites.OWNERS);
        assertEquals(InvitationState.REVOKED, stored(ofBob).state(rules.now()));
        assertEquals(InvitationState.OPEN, stored(ofAlice).state(rules.now()));
        assertEquals(
                Reason.INVITATION_REVOKED,
                rules.rejected(Caller.SYSTEM, join("of a member", "erin")).reason());
        invites(Workspace.Invites.MEMBERS);
        assertEquals(
                Reason.INVITATION_REVOKED,
                rules.rejected(Caller.SYSTEM, join("of a member", "erin")).reason(),
                "what has ended stays ended");
        link(bob, WorkspaceRole.MEMBER, 5, "of a member again");
    }

    @Test
    void guestsEnterOnlyTheChannelsOfTheLink() {
        ChannelId plans = rules.channel(alice, home, ChannelKind.PUBLIC, "plans");
        link(alice, WorkspaceRole.GUEST, 5, "secret", plans);
        UserId erin = joined("secret", "erin");
        assertEquals(Optional.of(WorkspaceRole.GUEST), rules.world.workspaceRole(home, erin));
        assertEquals(
                List.of(plans),
                rules.world.channelsOf(home, erin).stream()
                        .map(channel -> channel.id())
                        .toList());
    }

    @Test
    void lastUseAdmitsOnePerson() {
        Invitation invitation = link(alice, WorkspaceRole.MEMBER, 1, "secret");
        joined("secret", "erin");
        assertEquals(
                Reason.INVITATION_USED_UP,
                rules.rejected(Caller.SYSTEM, join("secret", "frank")).reason());
        assertEquals(1, stored(invitation).uses());
        assertTrue(rules.world.userByName("frank").isEmpty());
    }

    @Test
    void takenNameAndPresentMemberCostNoUse() {
        Invitation invitation = link(alice, WorkspaceRole.MEMBER, 2, "secret");
        assertEquals(
                Reason.NAME_TAKEN,
                rules.rejected(Caller.SYSTEM, join("secret", "bob")).reason());
        rules.acceptedWithoutChange(alice, new AcceptInvitation("secret"));
        assertEquals(0, stored(invitation).uses());
    }

    @Test
    void memberLinkLeavesAGuestAGuest() {
        rules.enroll(home, bob, WorkspaceRole.GUEST);
        link(alice, WorkspaceRole.MEMBER, 2, "secret");
        rules.acceptedWithoutChange(bob, new AcceptInvitation("secret"));
        assertEquals(Optional.of(WorkspaceRole.GUEST), rules.world.workspaceRole(home, bob));
    }

    @Test
    void revokedExpiredAndUnknownLinksAdmitNobody() {
        Invitation revoked = link(alice, WorkspaceRole.MEMBER, 2, "revoked");
        rules.accepted(alice, new RevokeInvitation(revoked.id()));
        rules.rejected(bob, new AcceptInvitation("revoked"), Reason.INVITATION_REVOKED);
        rules.rejected(bob, new AcceptInvitation("unknown"), Reason.INVITATION_NOT_FOUND);
        Invitation invitation = link(alice, WorkspaceRole.MEMBER, 2, "secret");
        assertEquals(
                InvitationState.EXPIRED, invitation.state(invitation.period().expiresAt()));
        rules.acceptedWithoutChange(alice, new RevokeInvitation(revoked.id()));
    }

    @Test
    void onlyOwnersInviteGuestsAndGuestsInviteNobody() {
        rules.enroll(home, bob, WorkspaceRole.MEMBER);
        rules.enroll(home, carol, WorkspaceRole.GUEST);
        rules.rejected(bob, create(WorkspaceRole.GUEST, 1, "a"), Reason.PERMISSION_DENIED);
        rules.rejected(carol, create(WorkspaceRole.MEMBER, 1, "b"), Reason.PERMISSION_DENIED);
        rules.rejected(alice, create(WorkspaceRole.OWNER, 1, "c"), Reason.INVALID_VALUE);
    }

    @Test
    void channelsAreThoseToWhichTheMakerMayAddPeople() {
        rules.enroll(home, bob, WorkspaceRole.MEMBER);
        ChannelId secret = rules.channel(alice, home, ChannelKind.PRIVATE, "secret");
        ChannelId open = rules.channel(alice, home, ChannelKind.PUBLIC, "open");
        ChannelId talk = rules.direct(alice, home, bob);
        rules.rejected(bob, create(WorkspaceRole.MEMBER, 1, "a", secret), Reason.CHANNEL_NOT_FOUND);
        rules.rejected(bob, create(WorkspaceRole.MEMBER, 1, "b", open), Reason.PERMISSION_DENIED);
        rules.rejected(bob, create(WorkspaceRole.MEMBER, 1, "c", talk), Reason.DIRECT_MESSAGE_FIXED);
        rules.accepted(alice, new Command.ArchiveChannel(open));
        rules.rejected(alice, create(WorkspaceRole.MEMBER, 1, "d", open), Reason.CHANNEL_ARCHIVED);
    }

    /** A link must not open a channel to which its maker lost access after the link was made. */
    @Test
    void channelThatTheMakerLeftIsLeftOut() {
        rules.enroll(home, bob, WorkspaceRole.MEMBER);
        ChannelId secret = rules.channel(alice, home, ChannelKind.PRIVATE, "secret");
        rules.accepted(alice, new Command.AddChannelMember(secret, bob));
        link(bob, WorkspaceRole.MEMBER, 1, "link", secret);
        rules.accepted(bob, new Command.LeaveChannel(secret));
        UserId erin = joined("link", "erin");
        assertTrue(rules.world.channelRole(secret, erin).isEmpty());
    }

    @Test
    void invitationsEndWithTheirMaker() {
        UserId root = rules.holder("root", Right.ADMIN);
        rules.enroll(home, bob, WorkspaceRole.MEMBER);
        rules.enroll(home, carol, WorkspaceRole.OWNER);
        Invitation ofBob = link(bob, WorkspaceRole.MEMBER, 5, "bob's");
        Invitation ofCarol = link(carol, WorkspaceRole.GUEST, 5, "carol's");
        List<Event> removed = rules.events(alice, new Command.RemoveWorkspaceMember(home, bob));
        assertTrue(removed.contains(new Event.InvitationUpdated(stored(ofBob), InvitationState.REVOKED)));
        rules.accepted(alice, new Command.AddWorkspaceMember(home, carol, WorkspaceRole.MEMBER));
        assertEquals(InvitationState.REVOKED, stored(ofCarol).state(rules.now()));
        Invitation later = link(carol, WorkspaceRole.MEMBER, 5, "later");
        rules.accepted(root, new Command.DeactivateUser(carol));
        assertEquals(InvitationState.REVOKED, stored(later).state(rules.now()));
        rules.accepted(root, new Command.ReactivateUser(carol));
        assertEquals(InvitationState.REVOKED, stored(later).state(rules.now()), "nothing that was revoked comes back");
    }

    @Test
    void linkOfBeforeTheRemovalDoesNotLetThePersonBackIn() {
        rules.enroll(home, bob, WorkspaceRole.MEMBER);
        link(alice, WorkspaceRole.MEMBER, 5, "before");
        rules.accepted(alice, new Command.RemoveWorkspaceMember(home, bob));
        rules.rejected(bob, new AcceptInvitation("before"), Reason.PERMISSION_DENIED);
        link(alice, WorkspaceRole.MEMBER, 5, "after");
        rules.accepted(bob, new AcceptInvitation("after"));
        rules.accepted(bob, new Command.RemoveWorkspaceMember(home, bob));
        rules.accepted(bob, new AcceptInvitation("before"));
    }

    @Test
    void openInvitationsAreBounded() {
        rules.enroll(home, bob, WorkspaceRole.MEMBER);
        for (int i = 0; i < DomainLimits.INVITATIONS_PER_MAKER_MAX; i++) link(bob, WorkspaceRole.MEMBER, 1, "b" + i);
        rules.rejected(bob, create(WorkspaceRole.MEMBER, 1, "one more"), Reason.TOO_MANY_INVITATIONS);
        for (int i = 0; i < DomainLimits.INVITATIONS_PER_MAKER_MAX; i++) link(alice, WorkspaceRole.MEMBER, 1, "a" + i);
        rules.enroll(home, carol, WorkspaceRole.MEMBER);
        int left = DomainLimits.INVITATIONS_PER_WORKSPACE_MAX - 2 * DomainLimits.INVITATIONS_PER_MAKER_MAX;
        for (int i = 0; i < left; i++) link(carol, WorkspaceRole.MEMBER, 1, "c" + i);
        rules.rejected(carol, create(WorkspaceRole.MEMBER, 1, "beyond"), Reason.TOO_MANY_INVITATIONS);
    }

    @Test
    void boundsOfALinkAreChecked() {
        for (Duration wrong : List.of(Duration.ofMinutes(59), Duration.ofDays(31))) {
            rules.rejected(
                    alice,
                    new CreateInvitation(
                            home, WorkspaceRole.MEMBER, List.of(), new CreateInvitation.Bounds(wrong, 1), "x"),
                    Reason.INVALID_VALUE);
        }
        rules.rejected(alice, create(WorkspaceRole.MEMBER, 0, "x"), Reason.INVALID_VALUE);
        rules.rejected(alice, create(WorkspaceRole.MEMBER, 1_001, "x"), Reason.INVALID_VALUE);
    }
}
