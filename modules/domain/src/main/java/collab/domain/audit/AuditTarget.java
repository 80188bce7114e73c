package collab.domain.audit;

import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.InvitationId;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;

/** What was acted on. */
public record AuditTarget(Kind kind, long id) {
    /** The store keeps these names. */
    public enum Kind {
        USER,
        GROUP,
        WORKSPACE,
        CHANNEL,
        MESSAGE,
        INVITATION
    }

    public static AuditTarget of(UserId id) {
        return new AuditTarget(Kind.USER, id.value());
    }

    public static AuditTarget of(GroupId id) {
        return new AuditTarget(Kind.GROUP, id.value());
    }

    public static AuditTarget of(WorkspaceId id) {
        return new AuditTarget(Kind.WORKSPACE, id.value());
    }

    public static AuditTarget of(ChannelId id) {
        return new AuditTarget(Kind.CHANNEL, id.value());
    }

    public static AuditTarget of(MessageId id) {
        return new AuditTarget(Kind.MESSAGE, id.value());
    }

    public static AuditTarget of(InvitationId id) {
        return new AuditTarget(Kind.INVITATION, id.value());
    }
}
