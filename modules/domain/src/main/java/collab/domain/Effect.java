package collab.domain;

import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.GroupMember;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.model.ChannelRole;
import collab.domain.model.Grant;
import collab.domain.model.Session;
import java.util.List;
import java.util.Optional;

/** A change of rows that nobody is told about. */
public sealed interface Effect {
    /** @param tokenHash SHA-256 of the token, in hex; the token itself is never stored */
    record SessionOpened(Session session, String tokenHash, Optional<String> name) implements Effect {}

    /** @param hash made so that nobody can find the password by it */
    record PasswordSet(UserId userId, String hash) implements Effect {}

    record GroupJoined(GroupId groupId, GroupMember member) implements Effect {}

    record GroupLeft(GroupId groupId, GroupMember member) implements Effect {}

    record GroupRightsSet(GroupId groupId, List<Grant> grants) implements Effect {
        public GroupRightsSet {
            grants = List.copyOf(grants);
        }
    }

    /** It is in no other, nobody is in it, and it gives no rights. */
    record GroupGone(GroupId groupId) implements Effect {}

    record RightGranted(UserId userId, Grant grant) implements Effect {}

    /** @param key what the message was called where it came from */
    record MessageImported(ChannelId channelId, String key, MessageId messageId) implements Effect {}

    /** Mentions that were read by themselves, wherever their reader stands. */
    record MentionsSeen(UserId userId, ChannelId channelId, List<MessageId> messageIds) implements Effect {
        public MentionsSeen {
            messageIds = List.copyOf(messageIds);
        }
    }

    /** The channel's members are told that the channel changed, not what everybody's role is. */
    record ChannelRoleSet(ChannelId channelId, UserId userId, ChannelRole role) implements Effect {}
}
