package collab.rpc.view;

import collab.api.BroadcastView;
import collab.api.ChannelKindView;
import collab.api.ChannelMemberView;
import collab.api.ChannelRoleView;
import collab.api.ChannelView;
import collab.api.GroupView;
import collab.api.InvitationRoleView;
import collab.api.InvitationStateView;
import collab.api.InvitationView;
import collab.api.MessageView;
import collab.api.PermissionView;
import collab.api.ReactionView;
import collab.api.ReadStateView;
import collab.api.RightView;
import collab.api.SessionView;
import collab.api.UserView;
import collab.api.WorkspaceInvitesView;
import collab.api.WorkspaceMemberView;
import collab.api.WorkspaceRoleView;
import collab.api.WorkspaceView;
import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Broadcast;
import collab.domain.model.Channel;
import collab.domain.model.ChannelKind;
import collab.domain.model.ChannelMember;
import collab.domain.model.ChannelRole;
import collab.domain.model.Grant;
import collab.domain.model.Group;
import collab.domain.model.Invitation;
import collab.domain.model.Message;
import collab.domain.model.Reaction;
import collab.domain.model.ReadState;
import collab.domain.model.Right;
import collab.domain.model.Session;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceRole;
import collab.persistence.Snapshot.NamedSession;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Converts entities of the domain to views of the contract and back, for all results. An event carries the same JSON
 * as a result, so a client needs one type per entity.
 */
public final class EntityViews {
    private EntityViews() {}

    public static UserView of(User user) {
        return new UserView(
                user.id().value(),
                user.username(),
                user.displayName(),
                user.avatarUrl(),
                user.statusText(),
                user.createdAt(),
                user.deactivatedAt(),
                user.ver().value());
    }

    /**
     * @param seenAt when the session was used
     * @param current whether this session authenticates the call
     */
    public static SessionView of(NamedSession named, Optional<Instant> seenAt, boolean current) {
        Session session = named.session();
        return new SessionView(
                session.id().value(),
                session.userId().value(),
                named.name(),
                named.device(),
                session.createdAt(),
                session.expiresAt(),
                seenAt,
                session.isLogin() ? Optional.empty() : Optional.of(TokenScopes.views(session.scopes())),
                current);
    }

    /** @param channels those of its channels that the caller may know */
    public static InvitationView of(Invitation invitation, List<ChannelId> channels, Instant now) {
        return new InvitationView(
                invitation.id().value(),
                invitation.workspaceId().value(),
                invitationRole(invitation.offer().role()),
                channels.stream().map(ChannelId::value).toList(),
                invitation.maker().value(),
                invitation.period().createdAt(),
                invitation.period().expiresAt(),
                invitation.uses(),
                invitation.offer().usesMax(),
                switch (invitation.state(now)) {
                    case OPEN -> InvitationStateView.OPEN;
                    case USED_UP -> InvitationStateView.USED_UP;
                    case EXPIRED -> InvitationStateView.EXPIRED;
                    case REVOKED -> InvitationStateView.REVOKED;
                },
                invitation.ver().value());
    }

    public static InvitationRoleView invitationRole(WorkspaceRole role) {
        return switch (role) {
            case MEMBER -> InvitationRoleView.MEMBER;
            case GUEST -> InvitationRoleView.GUEST;
            case OWNER -> throw new IllegalStateException("no invitation gives the role owner");
        };
    }

    public static WorkspaceRole role(InvitationRoleView role) {
        return switch (role) {
            case MEMBER -> WorkspaceRole.MEMBER;
            case GUEST -> WorkspaceRole.GUEST;
        };
    }

    public static WorkspaceView of(Workspace workspace) {
        return workspace(workspace, Optional.empty());
    }

    /** @param role the caller's role in the workspace */
    public static WorkspaceView of(Workspace workspace, WorkspaceRole role) {
        return workspace(workspace, Optional.of(of(role)));
    }

    private static WorkspaceView workspace(Workspace workspace, Optional<WorkspaceRoleView> role) {
        return new WorkspaceView(
                workspace.id().value(),
                workspace.name(),
                workspace.createdAt(),
                role,
                Optional.of(of(workspace.invites())),
                workspace.ver().value());
    }

    private static WorkspaceInvitesView of(Workspace.Invites invites) {
        return WorkspaceInvitesView.valueOf(invites.name());
    }

    public static Workspace.Invites invites(WorkspaceInvitesView invites) {
        return Workspace.Invites.valueOf(invites.name());
    }

    public static ChannelView of(Channel channel) {
        return channel(channel, Optional.empty());
    }

    /** @param joined whether the caller is a member */
    public static ChannelView of(Channel channel, boolean joined) {
        return channel(channel, Optional.of(joined));
    }

    private static ChannelView channel(Channel channel, Optional<Boolean> joined) {
        return new ChannelView(
                channel.id().value(),
                channel.workspaceId().value(),
                of(channel.kind()),
                channel.name(),
                channel.topic(),
                channel.createdBy().value(),
                channel.createdAt(),
                channel.archivedAt(),
                Optional.of(users(channel.memberIds())),
                joined,
                channel.lastNo(),
                channel.broadcastNo(),
                channel.ver().value());
    }

    public static MessageView of(Message message) {
        return message(message, Optional.empty());
    }

    public static MessageView of(Message.Tombstone deleted) {
        return message(deleted.message(), Optional.of(deleted.deletedAt()));
    }

    private static MessageView message(Message message, Optional<Instant> deletedAt) {
        return new MessageView(
                message.id().value(),
                message.no().isPresent() ? Optional.of(message.no().getAsLong()) : Optional.empty(),
                message.channelId().value(),
                message.userId().value(),
                message.parentId().map(MessageId::value),
                message.replyNo().isPresent() ? Optional.of(message.replyNo().getAsLong()) : Optional.empty(),
                message.text(),
                message.createdAt(),
                message.editedAt(),
                message.pinned(),
                reactions(message.reactions()),
                Optional.of((long) message.replyCount()),
                message.lastReplyAt(),
                users(message.mentions()),
                message.broadcast().map(EntityViews::of),
                message.ver().value(),
                deletedAt);
    }

    public static List<MessageView> messages(List<Message> messages) {
        return messages.stream().map(EntityViews::of).toList();
    }

    public static List<ReactionView> reactions(List<Reaction> reactions) {
        return reactions.stream()
                .map(reaction -> new ReactionView(reaction.emoji(), users(reaction.userIds())))
                .toList();
    }

    public static Reaction of(ReactionView reaction) {
        return new Reaction(
                reaction.emoji(), reaction.userIds().stream().map(UserId::new).toList());
    }

    public static ReadStateView of(UnreadCount unread) {
        ReadState state = unread.state();
        Channel channel = unread.channel();
        return new ReadStateView(
                state.channelId().value(),
                state.lastRead().map(MessageId::value),
                state.readNo(),
                channel.lastNo(),
                unread.messages(),
                state.mentions(),
                state.readBroadcastNo(),
                channel.broadcastNo(),
                unread.mentions(),
                state.ver().value());
    }

    public static WorkspaceMemberView of(WorkspaceId workspace, User user, WorkspaceRole role) {
        return new WorkspaceMemberView(workspace.value(), of(user), of(role));
    }

    public static ChannelMemberView of(ChannelMember member) {
        return new ChannelMemberView(
                member.channelId().value(), member.userId().value(), of(member.role()), member.joinedAt());
    }

    public static GroupView of(Group group) {
        return new GroupView(
                group.id().value(),
                group.name(),
                group.description(),
                group.createdAt(),
                group.deletedAt(),
                group.ver().value());
    }

    public static List<Grant> grants(List<PermissionView> permissions) {
        return permissions.stream()
                .map(permission -> new Grant(
                        right(permission.right()), permission.workspaceId().map(WorkspaceId::new)))
                .toList();
    }

    public static List<PermissionView> permissions(List<Grant> grants) {
        return grants.stream()
                .map(grant -> new PermissionView(
                        of(grant.right()), grant.workspaceId().map(WorkspaceId::value)))
                .toList();
    }

    private static List<Long> users(List<UserId> users) {
        return users.stream().map(UserId::value).toList();
    }

    // ---- Enums ----

    public static ChannelKindView of(ChannelKind kind) {
        return switch (kind) {
            case PUBLIC -> ChannelKindView.PUBLIC;
            case PRIVATE -> ChannelKindView.PRIVATE;
            case DM -> ChannelKindView.DM;
            case GROUP_DM -> ChannelKindView.GROUP_DM;
        };
    }

    private static BroadcastView of(Broadcast broadcast) {
        return switch (broadcast) {
            case CHANNEL -> BroadcastView.CHANNEL;
            case HERE -> BroadcastView.HERE;
        };
    }

    public static ChannelKind kind(ChannelKindView kind) {
        return switch (kind) {
            case PUBLIC -> ChannelKind.PUBLIC;
            case PRIVATE -> ChannelKind.PRIVATE;
            case DM -> ChannelKind.DM;
            case GROUP_DM -> ChannelKind.GROUP_DM;
        };
    }

    static WorkspaceRoleView of(WorkspaceRole role) {
        return switch (role) {
            case OWNER -> WorkspaceRoleView.OWNER;
            case MEMBER -> WorkspaceRoleView.MEMBER;
            case GUEST -> WorkspaceRoleView.GUEST;
        };
    }

    public static WorkspaceRole role(WorkspaceRoleView role) {
        return switch (role) {
            case OWNER -> WorkspaceRole.OWNER;
            case MEMBER -> WorkspaceRole.MEMBER;
            case GUEST -> WorkspaceRole.GUEST;
        };
    }

    static ChannelRoleView of(ChannelRole role) {
        return switch (role) {
            case OWNER -> ChannelRoleView.OWNER;
            case MEMBER -> ChannelRoleView.MEMBER;
        };
    }

    public static ChannelRole role(ChannelRoleView role) {
        return switch (role) {
            case OWNER -> ChannelRole.OWNER;
            case MEMBER -> ChannelRole.MEMBER;
        };
    }

    private static Right right(RightView right) {
        return switch (right) {
            case ADMIN -> Right.ADMIN;
            case WORKSPACE_MANAGE -> Right.WORKSPACE_MANAGE;
            case CHANNEL_MANAGE -> Right.CHANNEL_MANAGE;
            case WORKSPACE_ADMIN -> Right.WORKSPACE_ADMIN;
            case GROUP_MANAGE -> Right.GROUP_MANAGE;
            case AUDIT -> Right.AUDIT;
            case AUDIT_LOG -> Right.AUDIT_LOG;
        };
    }

    private static RightView of(Right right) {
        return switch (right) {
            case ADMIN -> RightView.ADMIN;
            case WORKSPACE_MANAGE -> RightView.WORKSPACE_MANAGE;
            case CHANNEL_MANAGE -> RightView.CHANNEL_MANAGE;
            case WORKSPACE_ADMIN -> RightView.WORKSPACE_ADMIN;
            case GROUP_MANAGE -> RightView.GROUP_MANAGE;
            case AUDIT -> RightView.AUDIT;
            case AUDIT_LOG -> RightView.AUDIT_LOG;
        };
    }
}
