package collab.domain;

import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import java.util.List;

/** The recipients of an event, fixed at its position without a row per recipient. */
public sealed interface Audience {
    /** Exactly these users. */
    record Listed(List<UserId> users) implements Audience {
        public Listed {
            users = users.stream().distinct().sorted().toList();
        }
    }

    /** The members of a channel at the event's position. */
    record OfChannel(ChannelId channelId) implements Audience {}

    /** The members of a workspace at the event's position. */
    record OfWorkspace(WorkspaceId workspaceId) implements Audience {}

    /** The user and every user who shares a workspace with them at the event's position, once each. */
    record Peers(UserId userId) implements Audience {}

    static Audience of(Event event) {
        return switch (event) {
            case Event.MessageCreated created -> new OfChannel(created.message().channelId());
            case Event.MessageUpdated updated -> new OfChannel(updated.message().channelId());
            case Event.MessageDeleted deleted -> new OfChannel(deleted.channelId());
            case Event.MessageReacted reacted -> new OfChannel(reacted.channelId());
            case Event.MessagePinUpdated pin -> new OfChannel(pin.channelId());
            case Event.ThreadUpdated thread -> new OfChannel(thread.channelId());
            case Event.ChannelAdded added -> new Listed(added.gainers());
            case Event.ChannelUpdated updated -> new OfChannel(updated.channel().id());
            case Event.ChannelArchived archived ->
                new OfChannel(archived.channel().id());
            case Event.ChannelRemoved removed -> new Listed(removed.losers());
            case Event.ChannelMemberJoined joined -> new OfChannel(joined.channelId());
            case Event.ChannelMemberLeft left -> new OfChannel(left.channelId());
            case Event.ReadStateChanged read -> only(read.readState().userId());
            case Event.ThreadFollowed followed -> new Listed(followed.followers());
            case Event.ThreadStateChanged changed -> only(changed.state().userId());
            case Event.MentionCreated mention -> only(mention.receiver());
            case Event.BroadcastCreated broadcast ->
                new OfChannel(broadcast.mention().channelId());
            case Event.UserUpdated updated -> new Peers(updated.user().id());
            case Event.PermissionsChanged changed -> only(changed.userId());
            case Event.GroupUpdated updated -> new Listed(updated.told());
            case Event.SessionRevoked revoked -> only(revoked.userId());
            case Event.InvitationUpdated updated -> only(updated.invitation().maker());
            case Event.WorkspaceAdded added -> only(added.gainer());
            case Event.WorkspaceUpdated updated ->
                new OfWorkspace(updated.workspace().id());
            case Event.WorkspaceRemoved removed -> new Listed(removed.losers());
            case Event.WorkspaceMemberJoined joined -> new OfWorkspace(joined.workspaceId());
            case Event.WorkspaceMemberLeft left -> new OfWorkspace(left.workspaceId());
            case Event.AllRead read -> only(read.userId());
            case Event.DraftChanged changed -> only(changed.draft().place().userId());
            case Event.PreferenceChanged changed -> only(changed.preference().userId());
        };
    }

    private static Audience only(UserId user) {
        return new Listed(List.of(user));
    }
}
