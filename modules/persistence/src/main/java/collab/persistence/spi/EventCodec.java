package collab.persistence.spi;

import collab.domain.Event;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.model.Broadcast;
import collab.domain.model.Channel;
import collab.domain.model.ChannelKind;
import collab.domain.model.ChannelRole;
import collab.domain.model.Grant;
import collab.domain.model.Group;
import collab.domain.model.Mention;
import collab.domain.model.Message;
import collab.domain.model.Reaction;
import collab.domain.model.ReadState;
import collab.domain.model.Right;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceRole;
import collab.persistence.LoggedEvent;
import collab.wire.event.EventOptionsProto;
import collab.wire.event.v2.ChannelAdded;
import collab.wire.event.v2.ChannelArchived;
import collab.wire.event.v2.ChannelMemberJoined;
import collab.wire.event.v2.ChannelMemberLeft;
import collab.wire.event.v2.ChannelRemoved;
import collab.wire.event.v2.ChannelUpdated;
import collab.wire.event.v2.GroupUpdated;
import collab.wire.event.v2.MentionCreated;
import collab.wire.event.v2.MessageCreated;
import collab.wire.event.v2.MessageDeleted;
import collab.wire.event.v2.MessagePinUpdated;
import collab.wire.event.v2.MessageReacted;
import collab.wire.event.v2.MessageUpdated;
import collab.wire.event.v2.ReadStateChanged;
import collab.wire.event.v2.SessionRevoked;
import collab.wire.event.v2.ThreadUpdated;
import collab.wire.event.v2.UserPermissionsChanged;
import collab.wire.event.v2.UserUpdated;
import collab.wire.event.v2.WorkspaceAdded;
import collab.wire.event.v2.WorkspaceMemberJoined;
import collab.wire.event.v2.WorkspaceMemberLeft;
import collab.wire.event.v2.WorkspaceRemoved;
import collab.wire.event.v2.WorkspaceUpdated;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Renders domain events in the shape the log stores and the link carries: {@code collab.event.v2.Event}. */
public final class EventCodec {
    /** The dotted name of each payload, by its field number in the oneof. */
    private static final Map<Integer, String> TYPES = types();

    private EventCodec() {}

    /** @param actor who caused it; absent when the server itself did */
    public static collab.wire.event.v2.Event encode(Event event, Instant at, Optional<UserId> actor) {
        var encoded = collab.wire.event.v2.Event.newBuilder()
                .setAt(time(at))
                .setActorId(actor.map(UserId::value).orElse(0L));
        switch (event) {
            case Event.MessageCreated e ->
                encoded.setMessageCreated(MessageCreated.newBuilder()
                        .setMessage(message(e.message()))
                        .setLastNo(e.lastNo()));
            case Event.MessageUpdated e ->
                encoded.setMessageUpdated(MessageUpdated.newBuilder()
                        .setMessage(message(e.message()))
                        .setLastNo(e.lastNo()));
            case Event.MessageDeleted e ->
                encoded.setMessageDeleted(MessageDeleted.newBuilder()
                        .setMessageId(e.messageId().value())
                        .setChannelId(e.channelId().value()));
            case Event.MessageReacted e ->
                encoded.setMessageReacted(MessageReacted.newBuilder()
                        .setMessageId(e.messageId().value())
                        .setChannelId(e.channelId().value())
                        .addAllReactions(reactions(e.reactions())));
            case Event.MessagePinUpdated e ->
                encoded.setMessagePinUpdated(MessagePinUpdated.newBuilder()
                        .setMessageId(e.messageId().value())
                        .setChannelId(e.channelId().value())
                        .setPinned(e.pinned()));
            case Event.ThreadUpdated e -> {
                var thread = ThreadUpdated.newBuilder()
                        .setParentId(e.parentId().value())
                        .setChannelId(e.channelId().value())
                        .setReplyCount(e.replyCount());
                e.lastReplyAt().ifPresent(last -> thread.setLastReplyAt(time(last)));
                encoded.setThreadUpdated(thread);
            }
            case Event.ChannelAdded e ->
                encoded.setChannelAdded(ChannelAdded.newBuilder().setChannel(channel(e.channel())));
            case Event.ChannelUpdated e ->
                encoded.setChannelUpdated(ChannelUpdated.newBuilder().setChannel(channel(e.channel())));
            case Event.ChannelArchived e ->
                encoded.setChannelArchived(ChannelArchived.newBuilder().setChannel(channel(e.channel())));
            case Event.ChannelRemoved e ->
                encoded.setChannelRemoved(
                        ChannelRemoved.newBuilder().setChannelId(e.channelId().value()));
            case Event.ChannelMemberJoined e ->
                encoded.setChannelMemberJoined(ChannelMemberJoined.newBuilder()
                        .setChannelId(e.channelId().value())
                        .setUserId(e.userId().value())
                        .setRole(role(e.role())));
            case Event.ChannelMemberLeft e ->
                encoded.setChannelMemberLeft(ChannelMemberLeft.newBuilder()
                        .setChannelId(e.channelId().value())
                        .setUserId(e.userId().value()));
            case Event.ReadStateChanged e -> encoded.setReadState(readState(e.readState()));
            case Event.MentionCreated e ->
                encoded.setMentionCreated(MentionCreated.newBuilder()
                        .setMention(mention(e.mention()))
                        .setMentions(e.mentions()));
            case Event.BroadcastCreated e ->
                encoded.setMentionCreated(MentionCreated.newBuilder()
                        .setMention(mention(e.mention()).toBuilder().setBroadcast(broadcast(e.reach())))
                        .setBroadcastNo(e.broadcastNo()));
            case Event.UserUpdated e ->
                encoded.setUserUpdated(UserUpdated.newBuilder().setUser(user(e.user())));
            case Event.PermissionsChanged e ->
                encoded.setUserPermissionsChanged(UserPermissionsChanged.newBuilder()
                        .setUserId(e.userId().value())
                        .addAllPermissions(e.permissions().stream()
                                .map(EventCodec::permission)
                                .toList()));
            case Event.GroupUpdated e ->
                encoded.setGroupUpdated(GroupUpdated.newBuilder().setGroup(group(e.group())));
            case Event.SessionRevoked e ->
                encoded.setSessionRevoked(SessionRevoked.newBuilder()
                        .setSession(e.sessionId().value())
                        .setUserId(e.userId().value()));
            case Event.WorkspaceAdded e ->
                encoded.setWorkspaceAdded(WorkspaceAdded.newBuilder()
                        .setWorkspace(workspace(e.workspace()))
                        .setRole(role(e.role())));
            case Event.WorkspaceUpdated e ->
                encoded.setWorkspaceUpdated(WorkspaceUpdated.newBuilder().setWorkspace(workspace(e.workspace())));
            case Event.WorkspaceRemoved e ->
                encoded.setWorkspaceRemoved(WorkspaceRemoved.newBuilder()
                        .setWorkspaceId(e.workspaceId().value()));
            case Event.WorkspaceMemberJoined e ->
                encoded.setWorkspaceMemberJoined(WorkspaceMemberJoined.newBuilder()
                        .setWorkspaceId(e.workspaceId().value())
                        .setUser(user(e.user()))
                        .setRole(role(e.role())));
            case Event.WorkspaceMemberLeft e ->
                encoded.setWorkspaceMemberLeft(WorkspaceMemberLeft.newBuilder()
                        .setWorkspaceId(e.workspaceId().value())
                        .setUserId(e.userId().value()));
        }
        return encoded.build();
    }

    /** The dotted type, for example {@code message.created}. */
    public static String type(collab.wire.event.v2.Event event) {
        String type = TYPES.get(event.getPayloadCase().getNumber());
        if (type == null) {
            throw new IllegalStateException("an event without a payload");
        }
        return type;
    }

    /** The message whose text the event carries, if it does. */
    public static Optional<MessageId> messageTold(LoggedEvent logged) {
        return switch (logged.type()) {
            case "message.created", "message.updated" ->
                Optional.of(new MessageId(text(parse(logged)).getId()));
            default -> Optional.empty();
        };
    }

    /** The same event without the text of its message. */
    public static LoggedEvent blanked(LoggedEvent logged) {
        var event = parse(logged).toBuilder();
        if (event.hasMessageCreated()) {
            event.getMessageCreatedBuilder().getMessageBuilder().clearText();
        } else {
            event.getMessageUpdatedBuilder().getMessageBuilder().clearText();
        }
        ByteString bytes = event.build().toByteString();
        return new LoggedEvent(logged.seq(), logged.type(), logged.audience(), bytes);
    }

    public static List<collab.wire.event.v2.Reaction> reactions(List<Reaction> reactions) {
        return reactions.stream()
                .map(reaction -> collab.wire.event.v2.Reaction.newBuilder()
                        .setEmoji(reaction.emoji())
                        .addAllUserIds(ids(reaction.userIds()))
                        .build())
                .toList();
    }

    private static collab.wire.event.v2.Event parse(LoggedEvent logged) {
        try {
            return collab.wire.event.v2.Event.parseFrom(logged.event());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("event " + logged.seq() + " can not be read", e);
        }
    }

    private static collab.wire.event.v2.Message text(collab.wire.event.v2.Event event) {
        return event.hasMessageCreated()
                ? event.getMessageCreated().getMessage()
                : event.getMessageUpdated().getMessage();
    }

    private static Map<Integer, String> types() {
        Map<Integer, String> types = new HashMap<>();
        for (FieldDescriptor field : collab.wire.event.v2.Event.getDescriptor()
                .getOneofs()
                .getFirst()
                .getFields()) {
            types.put(field.getNumber(), field.getOptions().getExtension(EventOptionsProto.typeName));
        }
        return Map.copyOf(types);
    }

    // ---- entities

    private static collab.wire.event.v2.Message message(Message message) {
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
        message.editedAt().ifPresent(edited -> encoded.setEditedAt(time(edited)));
        message.lastReplyAt().ifPresent(last -> encoded.setLastReplyAt(time(last)));
        message.broadcast().ifPresent(reach -> encoded.setBroadcast(broadcast(reach)));
        return encoded.build();
    }

    private static collab.wire.event.v2.Channel channel(Channel channel) {
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

    private static collab.wire.event.v2.User user(User user) {
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

    private static collab.wire.event.v2.Group group(Group group) {
        var encoded = collab.wire.event.v2.Group.newBuilder()
                .setId(group.id().value())
                .setName(group.name())
                .setDescription(group.description())
                .setCreatedAt(time(group.createdAt()))
                .setVer(group.ver().value());
        group.deletedAt().ifPresent(deleted -> encoded.setDeletedAt(time(deleted)));
        return encoded.build();
    }

    private static collab.wire.event.v2.Permission permission(Grant grant) {
        var encoded = collab.wire.event.v2.Permission.newBuilder().setRight(right(grant.right()));
        grant.workspaceId().ifPresent(workspace -> encoded.setWorkspaceId(workspace.value()));
        return encoded.build();
    }

    private static collab.wire.event.v2.Workspace workspace(Workspace workspace) {
        return collab.wire.event.v2.Workspace.newBuilder()
                .setId(workspace.id().value())
                .setName(workspace.name())
                .setCreatedAt(time(workspace.createdAt()))
                .setVer(workspace.ver().value())
                .build();
    }

    private static collab.wire.event.v2.Mention mention(Mention mention) {
        return collab.wire.event.v2.Mention.newBuilder()
                .setMessageId(mention.messageId().value())
                .setChannelId(mention.channelId().value())
                .setUserId(mention.author().value())
                .setCreatedAt(time(mention.createdAt()))
                .build();
    }

    private static ReadStateChanged readState(ReadState state) {
        var encoded = ReadStateChanged.newBuilder()
                .setChannelId(state.channelId().value())
                .setReadNo(state.readNo())
                .setMentions(state.mentions())
                .setReadBroadcastNo(state.readBroadcastNo())
                .setVer(state.ver().value())
                .setUserId(state.userId().value());
        state.lastRead().ifPresent(message -> encoded.setLastRead(message.value()));
        return encoded.build();
    }

    // ---- values

    private static List<Long> ids(List<UserId> users) {
        return users.stream().map(UserId::value).toList();
    }

    private static Timestamp time(Instant time) {
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

    private static collab.wire.event.v2.Broadcast broadcast(Broadcast reach) {
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
        };
    }

    private static collab.wire.event.v2.ChannelRole role(ChannelRole role) {
        return switch (role) {
            case OWNER -> collab.wire.event.v2.ChannelRole.CHANNEL_ROLE_OWNER;
            case MEMBER -> collab.wire.event.v2.ChannelRole.CHANNEL_ROLE_MEMBER;
        };
    }

    private static collab.wire.event.v2.WorkspaceRole role(WorkspaceRole role) {
        return switch (role) {
            case OWNER -> collab.wire.event.v2.WorkspaceRole.WORKSPACE_ROLE_OWNER;
            case MEMBER -> collab.wire.event.v2.WorkspaceRole.WORKSPACE_ROLE_MEMBER;
            case GUEST -> collab.wire.event.v2.WorkspaceRole.WORKSPACE_ROLE_GUEST;
        };
    }
}
