package collab.domain.rules;

import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.InvitationCommand;
import collab.domain.Rejection;
import collab.domain.Rejection.Reason;
import collab.domain.access.AccessPolicy;
import collab.domain.access.DomainLimits;
import collab.domain.access.InvitationAccess;
import collab.domain.access.Rejections;
import collab.domain.access.Validated;
import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Channel;
import collab.domain.model.ChannelRole;
import collab.domain.model.Invitation;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceRole;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Rules for invitations. When a link is used, everything is decided again: whether it is open, whether its maker may
 * still invite, and to which of its channels the maker may still add people.
 */
record InvitationRules(AccessPolicy policy, DecisionContext context) {

    Decision decide(InvitationCommand command) {
        return switch (command) {
            case InvitationCommand.CreateInvitation create ->
                policy.personOrRejection()
                        .and(_ -> policy.workspaceOrRejection(create.workspaceId()))
                        .and(_ -> bounds(create))
                        .then(_ -> create(create));
            case InvitationCommand.RevokeInvitation revoke ->
                Validated.of(policy.invitation(revoke.invitationId()), Rejections::noInvitation)
                        .then(this::revoke);
            case InvitationCommand.AcceptInvitation accept ->
                policy.personOrRejection()
                        .and(policy::userOrRejection)
                        .then(user -> admitted(accept.tokenHash()).then(invitation -> accept(invitation, user)));
            case InvitationCommand.JoinByInvitation join -> join(join);
        };
    }

    // ---- Making and revoking ----

    private Validated<Boolean> bounds(InvitationCommand.CreateInvitation create) {
        Duration lifetime = create.bounds().lifetime();
        int uses = create.bounds().usesMax();
        if (lifetime.compareTo(DomainLimits.INVITATION_LIFETIME_MIN) < 0
                || lifetime.compareTo(DomainLimits.INVITATION_LIFETIME_MAX) > 0) {
            return invalid("lifetime_s is " + lifetime.toSeconds() + "; expected 1 hour to 30 days");
        }
        if (uses < 1 || uses > DomainLimits.INVITATION_USES_MAX) {
            return invalid("uses_max is " + uses + "; expected 1 to " + DomainLimits.INVITATION_USES_MAX);
        }
        int channels = create.channels().size();
        if (channels > DomainLimits.INVITATION_CHANNELS_MAX
                || create.channels().stream().distinct().count() < channels) {
            return invalid("channel_ids has " + channels + " entries; expected at most "
                    + DomainLimits.INVITATION_CHANNELS_MAX + " different ones");
        }
        return Validated.of(
                true,
                create.role() != WorkspaceRole.OWNER,
                () -> Rejections.invalid("role is owner; expected member or guest"));
    }

    private static Validated<Boolean> invalid(String detail) {
        return new Validated.Failed<>(Rejections.invalid(detail));
    }

    private Decision create(InvitationCommand.CreateInvitation create) {
        UserId maker = policy.person().orElseThrow();
        if (!policy.mayInvite(create.workspaceId(), create.role())) {
            boolean ofGuest = policy.roleIn(create.workspaceId()).equals(Optional.of(WorkspaceRole.GUEST));
            String whom = create.role() == WorkspaceRole.GUEST ? "guests" : "people";
            return EventBuilder.rejected(Rejections.denied(
                    ofGuest
                            ? "guests may not invite people"
                            : "only owners and administrators of workspace " + create.workspaceId() + " may invite "
                                    + whom));
        }
        Optional<Rejection> wrong = create.channels().stream()
                .flatMap(id -> wrongChannel(create.workspaceId(), id).stream())
                .findFirst()
                .or(() -> tooMany(create.workspaceId(), maker));
        if (wrong.isPresent()) {
            return EventBuilder.rejected(wrong.get());
        }
        EventBuilder events = new EventBuilder(context);
        return events.accepted(make(
                events,
                context,
                maker,
                new Invitation.Offer(
                        create.workspaceId(),
                        create.role(),
                        create.channels(),
                        create.bounds().usesMax()),
                create.bounds().lifetime(),
                create.tokenHash()));
    }

    /** Makes an invitation that was checked. */
    static Invitation make(
            EventBuilder events,
            DecisionContext context,
            UserId maker,
            Invitation.Offer offer,
            Duration lifetime,
            String tokenHash) {
        var period = new Invitation.Period(context.now(), context.now().plus(lifetime));
        Invitation invitation = InvitationEvents.changed(
                events,
                context,
                new Invitation(
                        context.ids().newInvitation(), offer, maker, period, 0, Optional.empty(), events.next()));
        events.add(new Effect.InvitationLinked(invitation.id(), tokenHash));
        return invitation;
    }

    private Optional<Rejection> wrongChannel(WorkspaceId workspace, ChannelId id) {
        Optional<Channel> found =
                policy.channel(id).filter(channel -> channel.workspaceId().equals(workspace));
        if (found.isEmpty()) {
            return Optional.of(Rejections.noChannel(id));
        }
        if (found.get().kind().direct()) {
            return Optional.of(Rejections.directFixed(id));
        }
        if (found.get().archived()) {
            return Optional.of(Rejections.archived(id));
        }
        return policy.addsPeopleTo(found.get()) ? Optional.empty() : Optional.of(Rejections.addsNoPeople(id));
    }

    private Optional<Rejection> tooMany(WorkspaceId workspace, UserId maker) {
        List<Invitation> open = policy.world().openInvitations(workspace);
        long own = open.stream()
                .filter(invitation -> invitation.maker().equals(maker))
                .count();
        if (own >= DomainLimits.INVITATIONS_PER_MAKER_MAX) {
            return Optional.of(new Rejection(
                    Reason.TOO_MANY_INVITATIONS,
                    "you have " + own + " open invitations to workspace " + workspace + "; revoke one first"));
        }
        return open.size() >= DomainLimits.INVITATIONS_PER_WORKSPACE_MAX
                ? Optional.of(new Rejection(
                        Reason.TOO_MANY_INVITATIONS,
                        "workspace " + workspace + " has " + open.size() + " open invitations; revoke one first"))
                : Optional.empty();
    }

    /** An invitation that has ended stays as it is. */
    private Decision revoke(Invitation invitation) {
        if (!invitation.open(context.now())) {
            return EventBuilder.unchanged(invitation);
        }
        EventBuilder events = new EventBuilder(context);
        return events.accepted(InvitationEvents.revoke(events, context, invitation));
    }

    // ---- Use ----

    private Validated<Invitation> admitted(String tokenHash) {
        return InvitationAccess.admitted(policy.world(), tokenHash, context.now());
    }

    private Decision accept(Invitation invitation, User user) {
        Workspace workspace = policy.world().workspace(invitation.workspaceId()).orElseThrow();
        if (policy.roleIn(workspace.id()).isPresent()) {
            return EventBuilder.unchanged(workspace);
        }
        boolean removed = policy.world()
                .removedAt(workspace.id(), user.id())
                .filter(at -> !invitation.period().createdAt().isAfter(at))
                .isPresent();
        if (removed) {
            return EventBuilder.rejected(Rejections.denied(
                    "you were removed from this workspace after the link was made; ask for a new one"));
        }
        EventBuilder events = new EventBuilder(context);
        admit(events, invitation, workspace, user);
        return events.accepted(workspace);
    }

    /** The person has no session yet, so only the server may submit it. */
    private Decision join(InvitationCommand.JoinByInvitation join) {
        if (policy.person().isPresent()) {
            return EventBuilder.rejected(Rejections.denied("you have an account; accept the invitation with it"));
        }
        NewAccounts accounts = new NewAccounts(policy, context);
        return admitted(join.tokenHash())
                .then(invitation -> accounts.checked(join.account()).then(account -> {
                    EventBuilder events = new EventBuilder(context);
                    User user = accounts.create(events, account);
                    Workspace workspace =
                            policy.world().workspace(invitation.workspaceId()).orElseThrow();
                    admit(events, invitation, workspace, user);
                    return events.accepted(accounts.open(events, user.id(), join.session()));
                }));
    }

    private void admit(EventBuilder events, Invitation invitation, Workspace workspace, User user) {
        WorkspaceRole role = invitation.offer().role();
        Optional<ChannelId> general = new WorkspaceRules(policy, context).enter(events, workspace, user, role);
        AccessPolicy maker = policy.of(invitation.maker());
        for (ChannelId id : invitation.offer().channels()) {
            maker.channel(id)
                    .filter(channel -> !channel.archived() && maker.addsPeopleTo(channel))
                    .filter(channel -> !general.equals(Optional.of(id)))
                    .ifPresent(channel -> MembershipEvents.enter(events, channel, user.id(), ChannelRole.MEMBER));
        }
        InvitationEvents.used(events, context, invitation);
        events.add(new Effect.InvitationUsed(invitation.id(), user.id(), context.now()));
    }
}
