package collab.domain;

import collab.domain.audit.AuditRecord;
import collab.domain.credential.SecondFactor;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.GroupMember;
import collab.domain.id.InvitationId;
import collab.domain.id.MessageId;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.AccountLink;
import collab.domain.model.ChannelRole;
import collab.domain.model.Grant;
import collab.domain.model.Session;
import collab.domain.model.SourceIdentity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A change of rows that causes no event. */
public sealed interface Effect {
    /** @param tokenHash SHA-256 of the token, in hex; the token itself is never stored */
    record SessionOpened(Session session, String tokenHash, Optional<String> name, Optional<String> device)
            implements Effect {}

    /** The owner of the session proved again who they are. */
    record SessionConfirmed(SessionId sessionId, Instant at) implements Effect {}

    /** Replaces an earlier second factor of the user. */
    record FactorSet(SecondFactor factor) implements Effect {}

    /** Removes the second factor of the user and the recovery codes. */
    record FactorRemoved(UserId userId) implements Effect {}

    /** Replaces the recovery codes of the user; of a code only a keyed hash is stored. */
    record RecoveryCodesSet(UserId userId, List<String> macs) implements Effect {
        public RecoveryCodesSet {
            macs = List.copyOf(macs);
        }
    }

    record RecoveryCodeUsed(UserId userId, String mac, Instant at) implements Effect {}

    /** When sessions were last used. */
    record SessionsSeen(Map<SessionId, Instant> seen) implements Effect {
        public SessionsSeen {
            seen = Map.copyOf(seen);
        }
    }

    record LinkIssued(AccountLink link) implements Effect {}

    record LinkUsed(String hash, Instant at) implements Effect {}

    /** Removes the unused links of a kind: those of the user, or all of them. */
    record LinksVoided(AccountLink.Kind kind, Optional<UserId> userId) implements Effect {}

    /** The secret of an invitation's link; only its hash is stored. */
    record InvitationLinked(InvitationId invitationId, String tokenHash) implements Effect {}

    record InvitationUsed(InvitationId invitationId, UserId userId, Instant at) implements Effect {}

    /** Another person removed the user: links that were made before do not admit the user again. */
    record MemberRemoved(WorkspaceId workspaceId, UserId userId, Instant at) implements Effect {}

    /** @param hash made by a slow password hash function */
    record PasswordSet(UserId userId, String hash) implements Effect {}

    record GroupJoined(GroupId groupId, GroupMember member) implements Effect {}

    record GroupLeft(GroupId groupId, GroupMember member) implements Effect {}

    record GroupRightsSet(GroupId groupId, List<Grant> grants) implements Effect {
        public GroupRightsSet {
            grants = List.copyOf(grants);
        }
    }

    /** Removes the group from all groups, its members, and its rights. */
    record GroupGone(GroupId groupId) implements Effect {}

    record RightGranted(UserId userId, Grant grant) implements Effect {}

    /** @param key the identifier of the message in its source */
    record MessageImported(ChannelId channelId, String key, MessageId messageId) implements Effect {}

    /** Something that an import created or found; replaces an earlier target. */
    record SourceIdentified(SourceIdentity identity, SourceIdentity.Target target) implements Effect {}

    /** Mentions that were marked as read one by one, independently of the read state. */
    record MentionsSeen(UserId userId, ChannelId channelId, List<MessageId> messageIds) implements Effect {
        public MentionsSeen {
            messageIds = List.copyOf(messageIds);
        }
    }

    /** Changes a role. The members of the channel get an event for the channel, not for every role. */
    record ChannelRoleSet(ChannelId channelId, UserId userId, ChannelRole role) implements Effect {}

    /** A record of the audit log. It is committed with the command that it is about. */
    record Audited(AuditRecord entry) implements Effect {}
}
