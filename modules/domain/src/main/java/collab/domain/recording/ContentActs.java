package collab.domain.recording;

import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.InvitationCommand;
import collab.domain.access.AccessPolicy;
import collab.domain.audit.AuditAction;
import collab.domain.audit.AuditTarget;
import collab.domain.id.ChannelId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Channel;
import collab.domain.model.Invitation;
import collab.domain.model.Message;
import collab.domain.model.Session;
import collab.domain.model.Workspace;
import java.util.Optional;
import java.util.function.Predicate;

/** What the audit log records of workspaces, channels, messages, invitations and imports. */
record ContentActs(AccessPolicy policy) {

    // ---- Workspaces, channels, messages ----

    Optional<AuditedAct> act(Command.OfWorkspace command, Decision.Accepted accepted) {
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

    Optional<AuditedAct> act(Command.OfChannel command) {
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

    Optional<AuditedAct> act(Command.OfMessage command) {
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

    AuditedAct act(InvitationCommand command, Decision.Accepted accepted) {
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
                used(accepted).by((Session) accepted.result()).with("account", "new");
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

    AuditedAct act(Command.OfImport command, Decision.Accepted accepted) {
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
