package collab.domain.rules;

import collab.domain.AccountCommand;
import collab.domain.AuditCommand;
import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.InvitationCommand;
import collab.domain.access.AccessPolicy;
import collab.domain.audit.AuditAction;
import collab.domain.audit.AuditActor;
import collab.domain.audit.AuditRecord;
import collab.domain.audit.AuditTarget;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.GroupMember;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.model.Channel;
import collab.domain.model.Grant;
import collab.domain.model.Group;
import collab.domain.model.Invitation;
import collab.domain.model.Message;
import collab.domain.model.Session;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Decides which accepted commands the audit log records. The switches have no default, so that a new command does not compile before
 * this is decided for it. The world is the one before the command.
 */
record AuditRules(AccessPolicy policy, DecisionContext context) {
    /** The decision with the record of the command, if the log records it. A command that changed nothing has none. */
    Decision.Accepted recorded(Command command, Decision.Accepted accepted) {
        if (accepted.events().isEmpty() && accepted.effects().isEmpty()) return accepted;
        Optional<AuditedAct> act = act(command, accepted);
        if (act.isEmpty()) return accepted;
        List<Effect> effects = new ArrayList<>(accepted.effects());
        effects.add(new Effect.Audited(record(act.get())));
        return new Decision.Accepted(accepted.events(), effects, accepted.result());
    }

    private AuditRecord record(AuditedAct act) {
        return new AuditRecord(
                context.now(),
                act.actor().orElseGet(() -> actor(policy, context)),
                context.origin().address(),
                act.action(),
                act.target(),
                act.workspace(),
                act.count(),
                act.detail());
    }

    /** The caller, or the user for whom the server acts. */
    static AuditActor actor(AccessPolicy policy, DecisionContext context) {
        return switch (policy.caller()) {
            case Caller.Person person -> AuditActor.user(person.userId(), Optional.of(person.sessionId()));
            case Caller.System _ ->
                context.origin()
                        .person()
                        .map(person -> AuditActor.user(person.userId(), Optional.of(person.sessionId())))
                        .orElseGet(() -> AuditActor.of(context.origin().actorKind()));
        };
    }

    private static AuditActor actor(Session opened) {
        return AuditActor.user(opened.userId(), Optional.of(opened.id()));
    }

    private Optional<AuditedAct> act(Command command, Decision.Accepted accepted) {
        return switch (command) {
            case Command.OfUser ofUser -> act(ofUser, accepted);
            case Command.OfGroup ofGroup -> Optional.of(act(ofGroup, accepted));
            case Command.OfSession ofSession -> act(ofSession, accepted);
            case Command.OfWorkspace ofWorkspace -> act(ofWorkspace, accepted);
            case Command.OfChannel ofChannel -> act(ofChannel);
            case Command.OfMessage ofMessage -> act(ofMessage);
            case Command.OfImport ofImport -> Optional.of(act(ofImport, accepted));
            case InvitationCommand ofInvitation -> Optional.of(act(ofInvitation, accepted));
            case AccountCommand ofAccount -> act(ofAccount, accepted);
            case AuditCommand _ -> Optional.empty(); // its effects are records
        };
    }

    // ---- Accounts and sessions ----

    private Optional<AuditedAct> act(Command.OfUser command, Decision.Accepted accepted) {
        return switch (command) {
            case Command.CreateUser _ ->
                Optional.of(
                        AuditedAct.of(AuditAction.ACCOUNT_CREATED, AuditTarget.of(((User) accepted.result()).id())));
            case Command.SetPassword set ->
                Optional.of(AuditedAct.of(AuditAction.PASSWORD_CHANGED, AuditTarget.of(set.userId())));
            case Command.UpdateUser update -> byAnother(update.userId(), AuditAction.ACCOUNT_UPDATED);
            case Command.SetStatusText _ -> Optional.empty();
            case Command.DeactivateUser deactivate ->
                Optional.of(AuditedAct.of(AuditAction.ACCOUNT_DEACTIVATED, AuditTarget.of(deactivate.userId())));
            case Command.ReactivateUser reactivate ->
                Optional.of(AuditedAct.of(AuditAction.ACCOUNT_REACTIVATED, AuditTarget.of(reactivate.userId())));
            case Command.GrantRight grant -> {
                Grant given = grant.grant();
                AuditedAct act = new AuditedAct(
                        AuditAction.RIGHT_GRANTED,
                        Optional.of(AuditTarget.of(grant.userId())),
                        given.workspaceId(),
                        Optional.empty(),
                        1,
                        "");
                yield Optional.of(act.with("right", given.right()));
            }
        };
    }

    private Optional<AuditedAct> byAnother(UserId user, AuditAction action) {
        return policy.is(user) ? Optional.empty() : Optional.of(AuditedAct.of(action, AuditTarget.of(user)));
    }

    private Optional<AuditedAct> act(Command.OfSession command, Decision.Accepted accepted) {
        return switch (command) {
            case Command.OpenSession open -> {
                Session session = (Session) accepted.result();
                AuditTarget owner = AuditTarget.of(session.userId());
                yield Optional.of(
                        open.name().isPresent()
                                ? AuditedAct.of(AuditAction.TOKEN_CREATED, owner)
                                        .with("token", session.id())
                                : AuditedAct.of(AuditAction.SIGNED_IN, owner).by(actor(session)));
            }
            case Command.RevokeSession revoke ->
                policy.world().session(revoke.sessionId()).map(session -> {
                    AuditTarget owner = AuditTarget.of(session.userId());
                    return policy.through(session.id())
                            ? AuditedAct.of(AuditAction.SIGNED_OUT, owner)
                            : AuditedAct.of(AuditAction.SESSION_REVOKED, owner).with("session", session.id());
                });
        };
    }

    private Optional<AuditedAct> act(AccountCommand command, Decision.Accepted accepted) {
        return switch (command) {
            case AccountCommand.CompleteSetup _ -> {
                Workspace workspace = (Workspace) accepted.result();
                AuditedAct act =
                        AuditedAct.in(workspace.id(), AuditAction.SETUP_COMPLETED, AuditTarget.of(workspace.id()));
                yield Optional.of(
                        opened(accepted).map(session -> act.by(actor(session))).orElse(act));
            }
            case AccountCommand.IssueSetupLink _ -> Optional.empty(); // nobody uses the server yet
            case AccountCommand.IssueResetLink issue ->
                Optional.of(AuditedAct.of(AuditAction.RESET_LINK_MADE, AuditTarget.of(issue.userId())));
            case AccountCommand.ResetPassword _ -> {
                UserId user = ((User) accepted.result()).id();
                yield Optional.of(AuditedAct.of(AuditAction.PASSWORD_RESET, AuditTarget.of(user))
                        .by(AuditActor.user(user, Optional.empty())));
            }
            case AccountCommand.RevokeOtherSessions _ ->
                policy.person()
                        .map(user -> AuditedAct.of(AuditAction.OTHER_SESSIONS_REVOKED, AuditTarget.of(user))
                                .times(accepted.events().size()));
            case AccountCommand.EndExpiredSessions _ -> Optional.empty(); // time passed, nobody acted
            case AccountCommand.MarkSessionsSeen _ -> Optional.empty();
        };
    }

    private static Optional<Session> opened(Decision.Accepted accepted) {
        return accepted.effects().stream()
                .filter(Effect.SessionOpened.class::isInstance)
                .map(effect -> ((Effect.SessionOpened) effect).session())
                .findFirst();
    }

    // ---- Groups ----

    private AuditedAct act(Command.OfGroup command, Decision.Accepted accepted) {
        return switch (command) {
            case Command.CreateGroup _ ->
                AuditedAct.of(AuditAction.GROUP_CREATED, AuditTarget.of(((Group) accepted.result()).id()));
            case Command.UpdateGroup update ->
                AuditedAct.of(AuditAction.GROUP_UPDATED, AuditTarget.of(update.groupId()));
            case Command.DeleteGroup delete ->
                AuditedAct.of(AuditAction.GROUP_DELETED, AuditTarget.of(delete.groupId()));
            case Command.AddGroupMember add -> member(AuditAction.GROUP_MEMBER_ADDED, add.groupId(), add.member());
            case Command.RemoveGroupMember remove ->
                member(AuditAction.GROUP_MEMBER_REMOVED, remove.groupId(), remove.member());
            case Command.SetGroupRights set ->
                AuditedAct.of(AuditAction.GROUP_RIGHTS_SET, AuditTarget.of(set.groupId()))
                        .with(
                                "rights",
                                set.grants().stream().map(AuditRules::word).collect(Collectors.joining(",")));
        };
    }

    private static String word(Grant grant) {
        return grant.right()
                + grant.workspaceId().map(workspace -> ":" + workspace).orElse("");
    }

    private static AuditedAct member(AuditAction action, GroupId group, GroupMember member) {
        AuditedAct act = AuditedAct.of(action, AuditTarget.of(group));
        return switch (member) {
            case GroupMember.Person(UserId user) -> act.with("user", user);
            case GroupMember.Nested(GroupId nested) -> act.with("group", nested);
        };
    }

    // ---- Workspaces, channels, messages ----

    private Optional<AuditedAct> act(Command.OfWorkspace command, Decision.Accepted accepted) {
        return switch (command) {
            case Command.CreateWorkspace _ -> {
                WorkspaceId made = ((Workspace) accepted.result()).id();
                yield Optional.of(AuditedAct.in(made, AuditAction.WORKSPACE_CREATED, AuditTarget.of(made)));
            }
            case Command.UpdateWorkspace update -> {
                AuditedAct act = AuditedAct.in(
                        update.workspaceId(), AuditAction.WORKSPACE_UPDATED, AuditTarget.of(update.workspaceId()));
                yield Optional.of(update.invites()
                        .map(invites -> act.with("invites", invites))
                        .orElse(act));
            }
            case Command.DeleteWorkspace delete -> Optional.of(deleted(delete.workspaceId()));
            case Command.AddWorkspaceMember add -> {
                boolean present = policy.world()
                        .workspaceRole(add.workspaceId(), add.userId())
                        .isPresent();
                AuditAction action = present ? AuditAction.WORKSPACE_ROLE_SET : AuditAction.WORKSPACE_MEMBER_ADDED;
                yield Optional.of(AuditedAct.in(add.workspaceId(), action, AuditTarget.of(add.userId()))
                        .with("role", add.role()));
            }
            case Command.RemoveWorkspaceMember remove -> {
                if (policy.world().workspaceMembers(remove.workspaceId()).size() == 1) {
                    yield Optional.of(deleted(remove.workspaceId()));
                }
                yield policy.is(remove.userId())
                        ? Optional.empty()
                        : Optional.of(AuditedAct.in(
                                remove.workspaceId(),
                                AuditAction.WORKSPACE_MEMBER_REMOVED,
                                AuditTarget.of(remove.userId())));
            }
        };
    }

    private static AuditedAct deleted(WorkspaceId workspace) {
        return AuditedAct.in(workspace, AuditAction.WORKSPACE_DELETED, AuditTarget.of(workspace));
    }

    private Optional<AuditedAct> act(Command.OfChannel command) {
        return switch (command) {
            case Command.CreateChannel _, Command.UpdateChannel _, Command.JoinChannel _, Command.LeaveChannel _ ->
                Optional.empty();
            case Command.ArchiveChannel archive -> in(archive.channelId(), AuditAction.CHANNEL_ARCHIVED);
            case Command.UnarchiveChannel unarchive -> in(unarchive.channelId(), AuditAction.CHANNEL_UNARCHIVED);
            case Command.AddChannelMember add ->
                in(add.channelId(), AuditAction.CHANNEL_MEMBER_ADDED).map(act -> act.with("user", add.userId()));
            case Command.RemoveChannelMember remove ->
                policy.is(remove.userId())
                        ? Optional.empty()
                        : in(remove.channelId(), AuditAction.CHANNEL_MEMBER_REMOVED)
                                .map(act -> act.with("user", remove.userId()));
            case Command.SetChannelRole set ->
                in(set.channelId(), AuditAction.CHANNEL_ROLE_SET)
                        .map(act -> act.with("user", set.userId()).with("role", set.role()));
        };
    }

    private Optional<AuditedAct> in(ChannelId id, AuditAction action) {
        return policy.world()
                .channel(id)
                .map(Channel::workspaceId)
                .map(workspace -> AuditedAct.in(workspace, action, AuditTarget.of(id)));
    }

    private Optional<AuditedAct> act(Command.OfMessage command) {
        return switch (command) {
            case Command.DeleteMessage delete ->
                policy.world()
                        .message(delete.messageId())
                        .filter(Predicate.not(message -> policy.is(message.userId())))
                        .flatMap(this::deleted);
            case Command.ImportMessages messages ->
                in(messages.channelId(), AuditAction.MESSAGES_IMPORTED)
                        .map(act -> act.times(messages.messages().size()));
            case Command.ImportConversation conversation ->
                Optional.of(imported(conversation.workspaceId(), AuditAction.MESSAGES_IMPORTED)
                        .times(conversation.messages().size()));
            case Command.SendMessage _,
                    Command.UpdateMessage _,
                    Command.React _,
                    Command.Unreact _,
                    Command.ToggleReaction _,
                    Command.PinMessage _,
                    Command.UnpinMessage _,
                    Command.MarkRead _,
                    Command.FollowThread _,
                    Command.MarkThreadRead _,
                    Command.MarkMentionsRead _ -> Optional.empty();
        };
    }

    private Optional<AuditedAct> deleted(Message message) {
        return policy.world()
                .channel(message.channelId())
                .map(channel -> AuditedAct.in(
                                channel.workspaceId(), AuditAction.MESSAGE_DELETED, AuditTarget.of(message.id()))
                        .with("channel", channel.id())
                        .with("author", message.userId()));
    }

    // ---- Invitations and imports ----

    private AuditedAct act(InvitationCommand command, Decision.Accepted accepted) {
        return switch (command) {
            case InvitationCommand.CreateInvitation create -> {
                Invitation made = (Invitation) accepted.result();
                yield AuditedAct.in(create.workspaceId(), AuditAction.INVITATION_CREATED, AuditTarget.of(made.id()))
                        .with("role", create.role())
                        .with("uses", create.bounds().usesMax());
            }
            case InvitationCommand.RevokeInvitation revoke -> {
                Invitation revoked = (Invitation) accepted.result();
                yield AuditedAct.in(
                        revoked.workspaceId(), AuditAction.INVITATION_REVOKED, AuditTarget.of(revoke.invitationId()));
            }
            case InvitationCommand.AcceptInvitation _ -> used(accepted);
            case InvitationCommand.JoinByInvitation _ ->
                used(accepted).by(actor((Session) accepted.result())).with("account", "new");
        };
    }

    private AuditedAct used(Decision.Accepted accepted) {
        Effect.InvitationUsed used = accepted.effects().stream()
                .filter(Effect.InvitationUsed.class::isInstance)
                .map(Effect.InvitationUsed.class::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("an invitation was used without an effect"));
        WorkspaceId workspace = policy.world()
                .invitation(used.invitationId())
                .orElseThrow(() -> new IllegalStateException("no invitation " + used.invitationId()))
                .workspaceId();
        return AuditedAct.in(workspace, AuditAction.INVITATION_USED, AuditTarget.of(used.invitationId()));
    }

    private static AuditedAct act(Command.OfImport command, Decision.Accepted accepted) {
        return switch (command) {
            case Command.ImportWorkspace _ -> {
                WorkspaceId workspace = new WorkspaceId(accepted.effects().stream()
                        .filter(Effect.SourceIdentified.class::isInstance)
                        .mapToLong(effect ->
                                ((Effect.SourceIdentified) effect).target().id())
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("a workspace was imported without an effect")));
                yield imported(workspace, AuditAction.WORKSPACE_IMPORTED);
            }
            case Command.ImportPeople people ->
                new AuditedAct(
                        AuditAction.PEOPLE_IMPORTED,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Math.max(1, people.people().size()),
                        "");
            case Command.ImportChannel channel -> imported(channel.at().workspaceId(), AuditAction.CHANNEL_IMPORTED);
        };
    }

    private static AuditedAct imported(WorkspaceId workspace, AuditAction action) {
        return AuditedAct.in(workspace, action, AuditTarget.of(workspace));
    }
}
