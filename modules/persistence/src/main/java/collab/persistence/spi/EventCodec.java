package collab.persistence.spi;

import collab.domain.Event;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.persistence.LoggedEvent;
import collab.wire.event.EventOptionsProto;
import collab.wire.event.v2.ChannelAdded;
import collab.wire.event.v2.ChannelArchived;
import collab.wire.event.v2.ChannelMemberJoined;
import collab.wire.event.v2.ChannelMemberLeft;
import collab.wire.event.v2.ChannelRemoved;
import collab.wire.event.v2.ChannelUpdated;
import collab.wire.event.v2.GroupUpdated;
import collab.wire.event.v2.InvitationUpdated;
import collab.wire.event.v2.MentionCreated;
import collab.wire.event.v2.MessageCreated;
import collab.wire.event.v2.MessageDeleted;
import collab.wire.event.v2.MessagePinUpdated;
import collab.wire.event.v2.MessageReacted;
import collab.wire.event.v2.MessageUpdated;
import collab.wire.event.v2.PrefsUpdated;
import collab.wire.event.v2.SessionRevoked;
import collab.wire.event.v2.ThreadFollowed;
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
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Encodes domain events as {@code collab.event.v2.Event}, the form that the log stores and the link transfers. */
public final class EventCodec {
    /** The dotted name of each payload, by field number in the oneof. */
    private static final Map<Integer, String> TYPES = types();

    private EventCodec() {}

    /**
     * Encodes an event.
     *
     * @param at the time of its commit
     * @param actor the user who caused the event; absent when the server caused it
     */
    public static collab.wire.event.v2.Event encode(Event event, Instant at, Optional<UserId> actor) {
        var encoded = collab.wire.event.v2.Event.newBuilder()
                .setAt(EntityEncoder.time(at))
                .setActorId(actor.map(UserId::value).orElse(0L));
        switch (event) {
            case Event.MessageCreated e ->
                encoded.setMessageCreated(MessageCreated.newBuilder()
                        .setMessage(EntityEncoder.message(e.message()))
                        .setLastNo(e.lastNo()));
            case Event.MessageUpdated e ->
                encoded.setMessageUpdated(MessageUpdated.newBuilder()
                        .setMessage(EntityEncoder.message(e.message()))
                        .setLastNo(e.lastNo()));
            case Event.MessageDeleted e -> {
                var deleted = MessageDeleted.newBuilder()
                        .setMessageId(e.messageId().value())
                        .setChannelId(e.channelId().value());
                e.no().ifPresent(deleted::setNo);
                e.broadcastNo().ifPresent(deleted::setBroadcastNo);
                e.parentId().ifPresent(parent -> deleted.setParentId(parent.value()));
                e.replyNo().ifPresent(deleted::setReplyNo);
                if (e.importedToChannel()) deleted.setImported(true);
                encoded.setMessageDeleted(deleted);
            }
            case Event.MessageReacted e ->
                encoded.setMessageReacted(MessageReacted.newBuilder()
                        .setMessageId(e.messageId().value())
                        .setChannelId(e.channelId().value())
                        .addAllReactions(EntityEncoder.reactions(e.reactions())));
            case Event.MessagePinUpdated e ->
                encoded.setMessagePinUpdated(MessagePinUpdated.newBuilder()
                        .setMessageId(e.messageId().value())
                        .setChannelId(e.channelId().value())
                        .setPinned(e.pinned()));
            case Event.ThreadUpdated e -> {
                var thread = ThreadUpdated.newBuilder()
                        .setParentId(e.parentId().value())
                        .setChannelId(e.channelId().value())
                        .setReplyCount(e.replies().replyCount());
                if (e.replies().lastReplyNo() > 0)
                    thread.setLastReplyNo(e.replies().lastReplyNo());
                e.replies().lastReplyAt().ifPresent(last -> thread.setLastReplyAt(EntityEncoder.time(last)));
                encoded.setThreadUpdated(thread);
            }
            case Event.ChannelAdded e ->
                encoded.setChannelAdded(ChannelAdded.newBuilder().setChannel(EntityEncoder.channel(e.channel())));
            case Event.ChannelUpdated e ->
                encoded.setChannelUpdated(ChannelUpdated.newBuilder().setChannel(EntityEncoder.channel(e.channel())));
            case Event.ChannelArchived e ->
                encoded.setChannelArchived(ChannelArchived.newBuilder().setChannel(EntityEncoder.channel(e.channel())));
            case Event.ChannelRemoved e ->
                encoded.setChannelRemoved(
                        ChannelRemoved.newBuilder().setChannelId(e.channelId().value()));
            case Event.ChannelMemberJoined e ->
                encoded.setChannelMemberJoined(ChannelMemberJoined.newBuilder()
                        .setChannelId(e.channelId().value())
                        .setUserId(e.userId().value())
                        .setRole(EntityEncoder.role(e.role())));
            case Event.ChannelMemberLeft e ->
                encoded.setChannelMemberLeft(ChannelMemberLeft.newBuilder()
                        .setChannelId(e.channelId().value())
                        .setUserId(e.userId().value()));
            case Event.ReadStateChanged e -> encoded.setReadState(EntityEncoder.readState(e.readState(), e.deleted()));
            case Event.ThreadFollowed e ->
                encoded.setThreadFollowed(ThreadFollowed.newBuilder()
                        .setParentId(e.parentId().value())
                        .setChannelId(e.channelId().value())
                        .setLastNo(e.lastNo()));
            case Event.ThreadStateChanged e -> encoded.setThreadState(EntityEncoder.threadState(e));
            case Event.MentionCreated e -> {
                var mention = MentionCreated.newBuilder()
                        .setMention(EntityEncoder.mention(e.mention()))
                        .setMentions(e.mentions());
                e.threadMentions().ifPresent(mention::setThreadMentions);
                encoded.setMentionCreated(mention);
            }
            case Event.BroadcastCreated e ->
                encoded.setMentionCreated(MentionCreated.newBuilder()
                        .setMention(EntityEncoder.mention(e.mention()).toBuilder()
                                .setBroadcast(EntityEncoder.broadcast(e.reach())))
                        .setBroadcastNo(e.broadcastNo()));
            case Event.UserUpdated e ->
                encoded.setUserUpdated(UserUpdated.newBuilder().setUser(EntityEncoder.user(e.user())));
            case Event.PermissionsChanged e ->
                encoded.setUserPermissionsChanged(UserPermissionsChanged.newBuilder()
                        .setUserId(e.userId().value())
                        .addAllPermissions(e.permissions().stream()
                                .map(EntityEncoder::permission)
                                .toList()));
            case Event.GroupUpdated e ->
                encoded.setGroupUpdated(GroupUpdated.newBuilder().setGroup(EntityEncoder.group(e.group())));
            case Event.InvitationUpdated e ->
                encoded.setInvitationUpdated(InvitationUpdated.newBuilder()
                        .setId(e.invitation().id().value())
                        .setWorkspaceId(e.invitation().workspaceId().value())
                        .setUses(e.invitation().uses())
                        .setState(EntityEncoder.state(e.state()))
                        .setVer(e.invitation().ver().value()));
            case Event.SessionRevoked e ->
                encoded.setSessionRevoked(SessionRevoked.newBuilder()
                        .setSession(e.sessionId().value())
                        .setUserId(e.userId().value()));
            case Event.WorkspaceAdded e ->
                encoded.setWorkspaceAdded(WorkspaceAdded.newBuilder()
                        .setWorkspace(EntityEncoder.workspace(e.workspace()))
                        .setRole(EntityEncoder.role(e.role())));
            case Event.WorkspaceUpdated e ->
                encoded.setWorkspaceUpdated(
                        WorkspaceUpdated.newBuilder().setWorkspace(EntityEncoder.workspace(e.workspace())));
            case Event.WorkspaceRemoved e ->
                encoded.setWorkspaceRemoved(WorkspaceRemoved.newBuilder()
                        .setWorkspaceId(e.workspaceId().value()));
            case Event.WorkspaceMemberJoined e ->
                encoded.setWorkspaceMemberJoined(WorkspaceMemberJoined.newBuilder()
                        .setWorkspaceId(e.workspaceId().value())
                        .setUser(EntityEncoder.user(e.user()))
                        .setRole(EntityEncoder.role(e.role())));
            case Event.WorkspaceMemberLeft e ->
                encoded.setWorkspaceMemberLeft(WorkspaceMemberLeft.newBuilder()
                        .setWorkspaceId(e.workspaceId().value())
                        .setUserId(e.userId().value()));
            case Event.AllRead e -> encoded.setReadAll(EntityEncoder.readAll(e));
            case Event.DraftChanged e -> encoded.setDraftUpdated(EntityEncoder.draft(e.draft()));
            case Event.PreferenceChanged e ->
                encoded.setPrefsUpdated(PrefsUpdated.newBuilder().setPref(EntityEncoder.preference(e.preference())));
        }
        return encoded.build();
    }

    /** Returns the dotted type, for example {@code message.created}. */
    public static String type(collab.wire.event.v2.Event event) {
        String type = TYPES.get(event.getPayloadCase().getNumber());
        if (type == null) {
            throw new IllegalStateException("event without a payload");
        }
        return type;
    }

    /** Returns the message whose text the event contains, if it contains one. */
    public static Optional<MessageId> messageWithText(LoggedEvent logged) {
        return switch (logged.type()) {
            case "message.created", "message.updated" ->
                Optional.of(new MessageId(message(parse(logged)).getId()));
            default -> Optional.empty();
        };
    }

    /** Returns the same event without the text of its message. */
    public static LoggedEvent withoutText(LoggedEvent logged) {
        var event = parse(logged).toBuilder();
        if (event.hasMessageCreated()) {
            event.getMessageCreatedBuilder().getMessageBuilder().clearText();
        } else {
            event.getMessageUpdatedBuilder().getMessageBuilder().clearText();
        }
        ByteString bytes = event.build().toByteString();
        return new LoggedEvent(logged.seq(), logged.type(), logged.audience(), bytes);
    }

    private static collab.wire.event.v2.Event parse(LoggedEvent logged) {
        try {
            return collab.wire.event.v2.Event.parseFrom(logged.event());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("event " + logged.seq() + " cannot be read", e);
        }
    }

    private static collab.wire.event.v2.Message message(collab.wire.event.v2.Event event) {
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
}
