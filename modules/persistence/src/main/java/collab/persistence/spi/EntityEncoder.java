package collab.persistence.spi;

import collab.domain.Event;
import collab.domain.id.UserId;
import collab.domain.model.Broadcast;
import collab.domain.model.Channel;
import collab.domain.model.ChannelKind;
import collab.domain.model.ChannelRole;
import collab.domain.model.Grant;
import collab.domain.model.Group;
import collab.domain.model.InvitationState;
import collab.domain.model.Mention;
import collab.domain.model.Message;
import collab.domain.model.Reaction;
import collab.domain.model.ReadState;
import collab.domain.model.Right;
import collab.domain.model.ThreadState;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceRole;
import collab.domain.preference.Draft;
import collab.domain.preference.Preference;
import collab.wire.event.v2.AllRead;
import collab.wire.event.v2.DraftUpdated;
import collab.wire.event.v2.Pref;
import collab.wire.event.v2.ReadScope;
import collab.wire.event.v2.ReadStateChanged;
import collab.wire.event.v2.ThreadStateChanged;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.List;

/** Encodes the entities and values of the domain as the messages of {@code collab.event.v2}. */
public final class EntityEncoder {
    private EntityEncoder() {}

    // ---- Entities ----

    static collab.wire.event.v2.Message message(Message message) {
        var encoded = collab.wire.event.v2.Message.newBuilder()
                .setId(message.id().value())
                .setChannelId(message.channelId().value())
                .setUserId(message.userId().value())
                .setText(message.text())
                .setCreatedAt(time(message.createdAt()))
                .setPinned(message.pinned())
                .addAllReactions(reactions(message.reactions()))
                .setReplyCount(message.replyCount())
                .addAllMentions(ids(message.mentions()))
                .setVer(message.ver().value());
        message.no().ifPresent(encoded::setNo);
        message.parentId().ifPresent(parent -> encoded.setParentId(parent.value()));
        message.replyNo().ifPresent(encoded::setReplyNo);
        message.editedAt().ifPresent(edited -> encoded.setEditedAt(time(edited)));
        message.lastReplyAt().ifPresent(last -> encoded.setLastReplyAt(time(last)));
        message.broadcast().ifPresent(reach -> encoded.setBroadcast(broadcast(reach)));
        return encoded.build();
    }

    static collab.wire.event.v2.Channel channel(Channel channel) {
        var encoded = collab.wire.event.v2.Channel.newBuilder()
                .setId(channel.id().value())
                .setWorkspaceId(channel.workspaceId().value())
                .setKind(kind(channel.kind()))
                .setTopic(channel.topic())
                .setCreatedBy(channel.createdBy().value())
                .setCreatedAt(time(channel.createdAt()))
                .addAllMemberIds(ids(channel.memberIds()))
                .setLastNo(channel.lastNo())
                .setBroadcastNo(channel.broadcastNo())
                .setVer(channel.ver().value());
        channel.name().ifPresent(encoded::setName);
        channel.archivedAt().ifPresent(archived -> encoded.setArchivedAt(time(archived)));
        return encoded.build();
    }

    static collab.wire.event.v2.User user(User user) {
        var encoded = collab.wire.event.v2.User.newBuilder()
                .setId(user.id().value())
                .setUsername(user.username())
                .setDisplayName(user.displayName())
                .setStatusText(user.statusText())
                .setCreatedAt(time(user.createdAt()))
                .setVer(user.ver().value());
        user.avatarUrl().ifPresent(encoded::setAvatarUrl);
        user.deactivatedAt().ifPresent(deactivated -> encoded.setDeactivatedAt(time(deactivated)));
        return encoded.build();
    }

    static collab.wire.event.v2.Group group(Group group) {
        var encoded = collab.wire.event.v2.Group.newBuilder()
                .setId(group.id().value())
                .setName(group.name())
                .setDescription(group.description())
                .setCreatedAt(time(group.createdAt()))
                .setVer(group.ver().value());
        group.deletedAt().ifPresent(deleted -> encoded.setDeletedAt(time(deleted)));
        return encoded.build();
    }

    static collab.wire.event.v2.Permission permission(Grant grant) {
        var encoded = collab.wire.event.v2.Permission.newBuilder().setRight(right(grant.right()));
        grant.workspaceId().ifPresent(workspace -> encoded.setWorkspaceId(workspace.value()));
        return encoded.build();
    }

    static collab.wire.event.v2.Workspace workspace(Workspace workspace) {
        return collab.wire.event.v2.Workspace.newBuilder()
                .setId(workspace.id().value())
                .setName(workspace.name())
                .setCreatedAt(time(workspace.createdAt()))
                .setVer(workspace.ver().value())
                .setInvites(invites(workspace.invites()))
                .build();
    }

    static collab.wire.event.v2.Mention mention(Mention mention) {
        var encoded = collab.wire.event.v2.Mention.newBuilder()
                .setMessageId(mention.messageId().value())
                .setChannelId(mention.channelId().value())
                .setUserId(mention.author().value())
                .setCreatedAt(time(mention.createdAt()));
        mention.parentId().ifPresent(parent -> encoded.setParentId(parent.value()));
        return encoded.build();
    }

    static ReadStateChanged readState(ReadState state, ReadState.Deleted deleted) {
        var encoded = ReadStateChanged.newBuilder()
                .setChannelId(state.channelId().value())
                .setReadNo(state.readNo())
                .setMentions(state.mentions())
                .setReadBroadcastNo(state.readBroadcastNo())
                .setVer(state.ver().value())
                .setUserId(state.userId().value())
                .setDeleted(deleted.messages())
                .setDeletedBroadcasts(deleted.broadcasts());
        state.lastRead().ifPresent(message -> encoded.setLastRead(message.value()));
        return encoded.build();
    }

    static ThreadStateChanged threadState(Event.ThreadStateChanged changed) {
        ThreadState state = changed.state();
        return ThreadStateChanged.newBuilder()
                .setParentId(state.parentId().value())
                .setChannelId(state.channelId().value())
                .setFollowing(state.following())
                .setReadNo(state.readNo())
                .setLastNo(changed.lastNo())
                .setDeleted(changed.deleted())
                .setMentions(state.mentions())
                .setVer(state.ver().value())
                .setUserId(state.userId().value())
                .build();
    }

    static AllRead readAll(Event.AllRead read) {
        var encoded = AllRead.newBuilder()
                .setWorkspaceId(read.workspaceId().value())
                .setUserId(read.userId().value())
                .setWhat(
                        switch (read.what()) {
                            case ALL -> ReadScope.READ_SCOPE_ALL;
                            case THREADS -> ReadScope.READ_SCOPE_THREADS;
                        });
        read.lastRead().ifPresent(last -> encoded.setLastRead(last.value()));
        return encoded.build();
    }

    static DraftUpdated draft(Draft draft) {
        var encoded = DraftUpdated.newBuilder()
                .setChannelId(draft.place().channelId().value())
                .setVer(draft.ver().value())
                .setEmpty(draft.text().isEmpty());
        draft.place().parentId().ifPresent(parent -> encoded.setParentId(parent.value()));
        return encoded.build();
    }

    static Pref preference(Preference preference) {
        var encoded = Pref.newBuilder()
                .setScope(
                        switch (preference.key().scope()) {
                            case ME -> collab.wire.event.v2.PrefScope.PREF_SCOPE_ME;
                            case WORKSPACE -> collab.wire.event.v2.PrefScope.PREF_SCOPE_WORKSPACE;
                            case CHANNEL -> collab.wire.event.v2.PrefScope.PREF_SCOPE_CHANNEL;
                        })
                .setKey(preference.key().word())
                .addAllValue(preference.value())
                .setVer(preference.ver().value());
        if (preference.place() != 0) encoded.setId(preference.place());
        return encoded.build();
    }

    // ---- Values ----

    /** Encodes the reactions of a message, in their order. */
    public static List<collab.wire.event.v2.Reaction> reactions(List<Reaction> reactions) {
        return reactions.stream()
                .map(reaction -> collab.wire.event.v2.Reaction.newBuilder()
                        .setEmoji(reaction.emoji())
                        .addAllUserIds(ids(reaction.userIds()))
                        .build())
                .toList();
    }

    private static List<Long> ids(List<UserId> users) {
        return users.stream().map(UserId::value).toList();
    }

    static Timestamp time(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    private static collab.wire.event.v2.ChannelKind kind(ChannelKind kind) {
        return switch (kind) {
            case PUBLIC -> collab.wire.event.v2.ChannelKind.CHANNEL_KIND_PUBLIC;
            case PRIVATE -> collab.wire.event.v2.ChannelKind.CHANNEL_KIND_PRIVATE;
            case DM -> collab.wire.event.v2.ChannelKind.CHANNEL_KIND_DM;
            case GROUP_DM -> collab.wire.event.v2.ChannelKind.CHANNEL_KIND_GROUP_DM;
        };
    }

    static collab.wire.event.v2.Broadcast broadcast(Broadcast reach) {
        return switch (reach) {
            case CHANNEL -> collab.wire.event.v2.Broadcast.BROADCAST_CHANNEL;
            case HERE -> collab.wire.event.v2.Broadcast.BROADCAST_HERE;
        };
    }

    private static collab.wire.event.v2.Right right(Right right) {
        return switch (right) {
            case ADMIN -> collab.wire.event.v2.Right.RIGHT_ADMIN;
            case WORKSPACE_MANAGE -> collab.wire.event.v2.Right.RIGHT_WORKSPACE_MANAGE;
            case CHANNEL_MANAGE -> collab.wire.event.v2.Right.RIGHT_CHANNEL_MANAGE;
            case WORKSPACE_ADMIN -> collab.wire.event.v2.Right.RIGHT_WORKSPACE_ADMIN;
            case GROUP_MANAGE -> collab.wire.event.v2.Right.RIGHT_GROUP_MANAGE;
            case AUDIT -> collab.wire.event.v2.Right.RIGHT_AUDIT;
            case AUDIT_LOG -> collab.wire.event.v2.Right.RIGHT_AUDIT_LOG;
        };
    }

    static collab.wire.event.v2.InvitationState state(InvitationState state) {
        return switch (state) {
            case OPEN -> collab.wire.event.v2.InvitationState.INVITATION_STATE_OPEN;
            case USED_UP -> collab.wire.event.v2.InvitationState.INVITATION_STATE_USED_UP;
            case EXPIRED -> collab.wire.event.v2.InvitationState.INVITATION_STATE_EXPIRED;
            case REVOKED -> collab.wire.event.v2.InvitationState.INVITATION_STATE_REVOKED;
        };
    }

    static collab.wire.event.v2.ChannelRole role(ChannelRole role) {
        return switch (role) {
            case OWNER -> collab.wire.event.v2.ChannelRole.CHANNEL_ROLE_OWNER;
            case MEMBER -> collab.wire.event.v2.ChannelRole.CHANNEL_ROLE_MEMBER;
        };
    }

    private static collab.wire.event.v2.WorkspaceInvites invites(Workspace.Invites invites) {
        return switch (invites) {
            case MEMBERS -> collab.wire.event.v2.WorkspaceInvites.WORKSPACE_INVITES_MEMBERS;
            case OWNERS -> collab.wire.event.v2.WorkspaceInvites.WORKSPACE_INVITES_OWNERS;
        };
    }

    static collab.wire.event.v2.WorkspaceRole role(WorkspaceRole role) {
        return switch (role) {
            case OWNER -> collab.wire.event.v2.WorkspaceRole.WORKSPACE_ROLE_OWNER;
            case MEMBER -> collab.wire.event.v2.WorkspaceRole.WORKSPACE_ROLE_MEMBER;
            case GUEST -> collab.wire.event.v2.WorkspaceRole.WORKSPACE_ROLE_GUEST;
        };
    }
}
