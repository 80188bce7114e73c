package collab.domain.rules;

import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.Rejection;
import collab.domain.Rejection.Reason;
import collab.domain.access.AccessPolicy;
import collab.domain.access.InputValidation;
import collab.domain.access.Rejections;
import collab.domain.access.Validated;
import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Channel;
import collab.domain.model.ChannelKind;
import collab.domain.model.ChannelMember;
import collab.domain.model.ChannelRole;
import collab.domain.model.Entity;
import collab.domain.model.Invitation;
import collab.domain.model.Right;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceMember;
import collab.domain.model.WorkspaceRole;
import java.util.List;
import java.util.Optional;

/** Rules for workspaces and their members. */
record WorkspaceRules(AccessPolicy policy, DecisionContext context) {
    /** The channel to which every member except guests is added. */
    static final String GENERAL = "general";

    Decision decide(Command.OfWorkspace command) {
        return switch (command) {
            case Command.CreateWorkspace create -> creator().then(creator -> create(creator, create.name()));
            case Command.UpdateWorkspace update ->
                administered(update.workspaceId()).then(workspace -> update(workspace, update));
            case Command.DeleteWorkspace delete ->
                administered(delete.workspaceId()).then(workspace -> delete(workspace.id()));
            case Command.AddWorkspaceMember add ->
                administered(add.workspaceId())
                        .then(workspace -> newcomer(add.userId()).then(user -> add(workspace, user, add.role())));
            case Command.RemoveWorkspaceMember remove ->
                (policy.is(remove.userId()) ? seen(remove.workspaceId()) : administered(remove.workspaceId()))
                        .then(workspace -> remove(workspace.id(), remove.userId()));
        };
    }

    private Validated<User> creator() {
        return policy.personOrRejection()
                .and(policy::userOrRejection)
                .and(user -> Validated.of(
                        user,
                        policy.holds(Right.WORKSPACE_MANAGE),
                        () -> Rejections.denied("only holders of the right workspace_manage may create workspaces")));
    }

    private Validated<Workspace> seen(WorkspaceId id) {
        return policy.workspaceOrRejection(id);
    }

    private Validated<Workspace> administered(WorkspaceId id) {
        return seen(id).and(workspace -> Validated.of(
                workspace,
                policy.administers(id),
                () -> Rejections.denied("only owners and administrators of workspace " + id + " may do this")));
    }

    /** A caller who may add members may name any user, because a new user shares no workspace with the caller. */
    private Validated<User> newcomer(UserId id) {
        return Validated.of(policy.world().user(id), () -> Rejections.noUser(id))
                .and(user -> Validated.of(user, user.active(), () -> Rejections.deactivated(id)));
    }

    private Decision create(User creator, String name) {
        return InputValidation.name("name", name).then(kept -> {
            EventBuilder events = new EventBuilder(context);
            return events.accepted(create(events, context, creator, kept));
        });
    }

    /** Creates a workspace with its channel for everybody; the creator owns both. */
    static Workspace create(EventBuilder events, DecisionContext context, User creator, String name) {
        Workspace workspace = new Workspace(context.ids().newWorkspace(), name, context.now(), events.next());
        MembershipEvents.enter(events, workspace, creator, WorkspaceRole.OWNER);
        Channel general = Channel.created(
                new Channel.Identity(
                        context.ids().newChannel(), workspace.id(), ChannelKind.PUBLIC, creator.id(), context.now()),
                new Channel.Description(Optional.of(GENERAL), ""),
                List.of(),
                events.next());
        MembershipEvents.enter(events, general, creator.id(), ChannelRole.OWNER);
        return workspace;
    }

    private Decision update(Workspace workspace, Command.UpdateWorkspace update) {
        return InputValidation.name("name", update.name().orElse(workspace.name()))
                .then(name -> {
                    Workspace.Invites invites = update.invites().orElse(workspace.invites());
                    if (name.equals(workspace.name()) && invites == workspace.invites()) {
                        return EventBuilder.unchanged(workspace);
                    }
                    EventBuilder events = new EventBuilder(context);
                    Workspace updated = events.change(
                            ver -> workspace.changed(Optional.of(name), Optional.of(invites), ver),
                            Event.WorkspaceUpdated::new);
                    if (invites == Workspace.Invites.OWNERS) revokeInvitationsOfMembers(events, workspace.id());
                    return events.accepted(updated);
                });
    }

    private void revokeInvitationsOfMembers(EventBuilder events, WorkspaceId workspace) {
        policy.world().openInvitations(workspace).stream()
                .filter(invitation -> !policy.of(invitation.maker()).administers(workspace))
                .forEach(invitation -> InvitationEvents.revoke(events, context, invitation));
    }

    private Decision delete(WorkspaceId workspace) {
        EventBuilder events = new EventBuilder(context);
        for (Channel channel : policy.world().channels(workspace)) {
            List<UserId> members = policy.world().channelMembers(channel.id()).stream()
                    .map(ChannelMember::userId)
                    .toList();
            if (!members.isEmpty()) {
                events.add(new Event.ChannelRemoved(channel.id(), members));
            }
        }
        List<UserId> members = policy.world().workspaceMembers(workspace).stream()
                .map(WorkspaceMember::userId)
                .toList();
        return events.add(new Event.WorkspaceRemoved(workspace, members)).accepted(Entity.NONE);
    }

    private Decision add(Workspace workspace, User user, WorkspaceRole role) {
        Optional<WorkspaceRole> present = policy.world().workspaceRole(workspace.id(), user.id());
        if (present.isPresent()) {
            return changeRole(workspace, user, present.get(), role);
        }
        EventBuilder events = new EventBuilder(context);
        enter(events, workspace, user, role);
        return events.accepted(Entity.NONE);
    }

    /**
     * Makes a user a member, with the channel for everybody and the direct messages of an earlier membership.
     *
     * @return the channel for everybody, when the user entered it
     */
    Optional<ChannelId> enter(EventBuilder events, Workspace workspace, User user, WorkspaceRole role) {
        MembershipEvents.enter(events, workspace, user, role);
        Optional<ChannelId> general =
                role == WorkspaceRole.GUEST ? Optional.empty() : enterGeneral(events, workspace.id(), user.id());
        reopenDirectMessages(events, workspace.id(), user.id());
        return general;
    }

    private Decision changeRole(Workspace workspace, User user, WorkspaceRole from, WorkspaceRole to) {
        if (from == to) {
            return EventBuilder.unchanged(Entity.NONE);
        }
        if (lastOwner(workspace.id(), user.id())) {
            return EventBuilder.rejected(lastOwnerStays(workspace.id(), user.id()));
        }
        EventBuilder events = new EventBuilder(context).add(new Event.WorkspaceMemberJoined(workspace.id(), user, to));
        if (from == WorkspaceRole.GUEST) {
            enterGeneral(events, workspace.id(), user.id());
        }
        if (!policy.of(user.id()).holds(Right.WORKSPACE_ADMIN, workspace.id())) {
            InvitationEvents.revoke(
                    events, context, policy, user.id(), invitation -> outranks(workspace, to, invitation));
        }
        return events.accepted(Entity.NONE);
    }

    /** Whether a user with this role may no longer invite people as this invitation to the workspace does. */
    private static boolean outranks(Workspace workspace, WorkspaceRole role, Invitation invitation) {
        return invitation.workspaceId().equals(workspace.id())
                && (role == WorkspaceRole.GUEST
                        || (role == WorkspaceRole.MEMBER && invitation.offer().role() == WorkspaceRole.GUEST));
    }

    private Optional<ChannelId> enterGeneral(EventBuilder events, WorkspaceId workspace, UserId user) {
        Optional<Channel> general = policy.world()
                .channelByName(workspace, GENERAL)
                .filter(channel -> channel.kind() == ChannelKind.PUBLIC && !channel.archived())
                .filter(channel ->
                        policy.world().channelRole(channel.id(), user).isEmpty());
        general.ifPresent(channel -> MembershipEvents.enter(events, channel, user, ChannelRole.MEMBER));
        return general.map(Channel::id);
    }

    /**
     * A user who is added again finds their direct messages again; the other side never lost them and may already be
     * writing.
     */
    private void reopenDirectMessages(EventBuilder events, WorkspaceId workspace, UserId user) {
        for (Channel channel : policy.world().channels(workspace)) {
            if (channel.memberIds().contains(user)) {
                events.add(new Event.ChannelAdded(channel, List.of(user)));
            }
        }
    }

    private Decision remove(WorkspaceId workspace, UserId user) {
        if (policy.world().workspaceRole(workspace, user).isEmpty()) {
            return EventBuilder.unchanged(Entity.NONE);
        }
        if (policy.world().workspaceMembers(workspace).size() == 1) {
            return delete(workspace);
        }
        if (lastOwner(workspace, user)) {
            return EventBuilder.rejected(lastOwnerStays(workspace, user));
        }
        EventBuilder events = new EventBuilder(context);
        for (Channel channel : policy.world().channelsOf(workspace, user)) {
            MembershipEvents.leave(events, channel.id(), user);
        }
        MembershipEvents.leave(events, workspace, user);
        InvitationEvents.revoke(
                events,
                context,
                policy,
                user,
                invitation -> invitation.workspaceId().equals(workspace));
        if (!policy.is(user)) {
            events.add(new Effect.MemberRemoved(workspace, user, context.now()));
        }
        return events.accepted(Entity.NONE);
    }

    /** Whether no active owner would be left without this user. */
    private boolean lastOwner(WorkspaceId workspace, UserId user) {
        return policy.world().workspaceRole(workspace, user).equals(Optional.of(WorkspaceRole.OWNER))
                && policy.world().workspaceMembers(workspace).stream()
                        .filter(member -> member.role() == WorkspaceRole.OWNER)
                        .map(WorkspaceMember::userId)
                        .filter(owner -> !owner.equals(user))
                        .noneMatch(owner ->
                                policy.world().user(owner).filter(User::active).isPresent());
    }

    private static Rejection lastOwnerStays(WorkspaceId workspace, UserId user) {
        return new Rejection(
                Reason.LAST_OWNER,
                "user " + user + " is the last owner of workspace " + workspace + "; make another member owner first");
    }
}
