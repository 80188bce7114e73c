package collab.domain;

import collab.domain.Rejection.Reason;
import java.util.List;
import java.util.Optional;

/** Workspaces and who is in them. */
record WorkspaceRules(Sight sight, Turn turn) {
    /** The channel everybody but guests is in from the beginning. */
    private static final String GENERAL = "general";

    Decision decide(Command.OfWorkspace command) {
        return switch (command) {
            case Command.CreateWorkspace create -> creator().then(creator -> create(creator, create.name()));
            case Command.UpdateWorkspace update ->
                administered(update.workspaceId()).then(workspace -> rename(workspace, update.name()));
            case Command.DeleteWorkspace delete ->
                administered(delete.workspaceId()).then(workspace -> delete(workspace.id()));
            case Command.AddWorkspaceMember add ->
                administered(add.workspaceId())
                        .then(workspace -> newcomer(add.userId()).then(user -> add(workspace, user, add.role())));
            case Command.RemoveWorkspaceMember remove ->
                (sight.is(remove.userId()) ? seen(remove.workspaceId()) : administered(remove.workspaceId()))
                        .then(workspace -> remove(workspace.id(), remove.userId()));
        };
    }

    private Checked<User> creator() {
        return sight.personOrRefusal()
                .and(sight::userOrRefusal)
                .and(user -> Checked.of(
                        user,
                        sight.holds(Right.WORKSPACE_MANAGE),
                        () -> Refusals.denied("only holders of the right workspace_manage may create workspaces")));
    }

    private Checked<Workspace> seen(WorkspaceId id) {
        return sight.workspaceOrRefusal(id);
    }

    private Checked<Workspace> administered(WorkspaceId id) {
        return seen(id).and(workspace -> Checked.of(
                workspace,
                sight.administers(id),
                () -> Refusals.denied("only owners and administrators of workspace " + id + " may do this")));
    }

    /** Whoever may add people may name anybody: how else would somebody come into their first workspace? */
    private Checked<User> newcomer(UserId id) {
        return Checked.of(sight.world().user(id), () -> Refusals.noUser(id))
                .and(user -> Checked.of(user, user.active(), () -> Refusals.deactivated(id)));
    }

    private Decision create(User creator, String name) {
        return Values.name("name", name).then(kept -> {
            Draft draft = new Draft(turn);
            Workspace workspace = new Workspace(turn.ids().newWorkspace(), kept, turn.now(), draft.next());
            Arrivals.enter(draft, workspace, creator, WorkspaceRole.OWNER);
            Channel general = new Channel(
                    turn.ids().newChannel(),
                    workspace.id(),
                    ChannelKind.PUBLIC,
                    Optional.of(GENERAL),
                    "",
                    creator.id(),
                    turn.now(),
                    Optional.empty(),
                    List.of(),
                    0,
                    0,
                    draft.next());
            Arrivals.enter(draft, general, creator.id(), ChannelRole.OWNER);
            return draft.accepted(workspace);
        });
    }

    private Decision rename(Workspace workspace, String name) {
        return Values.name("name", name).then(kept -> {
            if (kept.equals(workspace.name())) {
                return Draft.unchanged(workspace);
            }
            Draft draft = new Draft(turn);
            return draft.accepted(draft.change(
                    ver -> new Workspace(workspace.id(), kept, workspace.createdAt(), ver),
                    Event.WorkspaceUpdated::new));
        });
    }

    private Decision delete(WorkspaceId workspace) {
        Draft draft = new Draft(turn);
        for (Channel channel : sight.world().channels(workspace)) {
            List<UserId> members = sight.world().channelMembers(channel.id()).stream()
                    .map(ChannelMember::userId)
                    .toList();
            if (!members.isEmpty()) {
                draft.add(new Event.ChannelRemoved(channel.id(), members));
            }
        }
        List<UserId> members = sight.world().workspaceMembers(workspace).stream()
                .map(WorkspaceMember::userId)
                .toList();
        return draft.add(new Event.WorkspaceRemoved(workspace, members)).accepted(Entity.NONE);
    }

    private Decision add(Workspace workspace, User user, WorkspaceRole role) {
        Optional<WorkspaceRole> present = sight.world().workspaceRole(workspace.id(), user.id());
        if (present.isPresent()) {
            return changeRole(workspace, user, present.get(), role);
        }
        Draft draft = new Draft(turn);
        Arrivals.enter(draft, workspace, user, role);
        if (role != WorkspaceRole.GUEST) {
            enterGeneral(draft, workspace.id(), user.id());
        }
        reopenDirectMessages(draft, workspace.id(), user.id());
        return draft.accepted(Entity.NONE);
    }

    private Decision changeRole(Workspace workspace, User user, WorkspaceRole from, WorkspaceRole to) {
        if (from == to) {
            return Draft.unchanged(Entity.NONE);
        }
        if (lastOwner(workspace.id(), user.id())) {
            return Draft.refused(lastOwnerStays(workspace.id(), user.id()));
        }
        Draft draft = new Draft(turn).add(new Event.WorkspaceMemberJoined(workspace.id(), user, to));
        if (from == WorkspaceRole.GUEST) {
            enterGeneral(draft, workspace.id(), user.id());
        }
        return draft.accepted(Entity.NONE);
    }

    private void enterGeneral(Draft draft, WorkspaceId workspace, UserId user) {
        sight.world()
                .channelByName(workspace, GENERAL)
                .filter(channel -> channel.kind() == ChannelKind.PUBLIC && !channel.archived())
                .filter(channel -> sight.world().channelRole(channel.id(), user).isEmpty())
                .ifPresent(channel -> Arrivals.enter(draft, channel, user, ChannelRole.MEMBER));
    }

    /** Whoever comes back finds their direct messages again; the other side never lost them and may be writing already. */
    private void reopenDirectMessages(Draft draft, WorkspaceId workspace, UserId user) {
        for (Channel channel : sight.world().channels(workspace)) {
            if (channel.memberIds().contains(user)) {
                draft.add(new Event.ChannelAdded(channel, List.of(user)));
            }
        }
    }

    private Decision remove(WorkspaceId workspace, UserId user) {
        if (sight.world().workspaceRole(workspace, user).isEmpty()) {
            return Draft.unchanged(Entity.NONE);
        }
        if (sight.world().workspaceMembers(workspace).size() == 1) {
            return delete(workspace);
        }
        if (lastOwner(workspace, user)) {
            return Draft.refused(lastOwnerStays(workspace, user));
        }
        Draft draft = new Draft(turn);
        for (Channel channel : sight.world().channelsOf(workspace, user)) {
            Arrivals.leave(draft, channel.id(), user);
        }
        Arrivals.leave(draft, workspace, user);
        return draft.accepted(Entity.NONE);
    }

    /** Whether no active owner would be left without this one. */
    private boolean lastOwner(WorkspaceId workspace, UserId user) {
        return sight.world().workspaceRole(workspace, user).equals(Optional.of(WorkspaceRole.OWNER))
                && sight.world().workspaceMembers(workspace).stream()
                        .filter(member -> member.role() == WorkspaceRole.OWNER)
                        .map(WorkspaceMember::userId)
                        .filter(owner -> !owner.equals(user))
                        .noneMatch(owner ->
                                sight.world().user(owner).filter(User::active).isPresent());
    }

    private static Rejection lastOwnerStays(WorkspaceId workspace, UserId user) {
        return new Rejection(
                Reason.LAST_OWNER,
                "user " + user + " is the last owner of workspace " + workspace + "; make another member owner first");
    }
}
