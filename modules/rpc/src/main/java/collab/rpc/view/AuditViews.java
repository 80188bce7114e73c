package collab.rpc.view;

import collab.api.AuditActionView;
import collab.api.AuditActorKindView;
import collab.api.AuditRecordView;
import collab.api.AuditTargetKindView;
import collab.domain.audit.AuditAction;
import collab.domain.audit.AuditRecord;
import collab.domain.audit.AuditTarget;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.persistence.AuditEntry;
import java.util.Optional;

/** Records of the audit log as the contract has them. The constants of both sides have the same names. */
public final class AuditViews {
    private AuditViews() {}

    /** @param address whether the reader may see from where the actor acted */
    public static AuditRecordView of(AuditEntry entry, boolean address) {
        AuditRecord record = entry.record();
        return new AuditRecordView(
                entry.id(),
                record.at(),
                AuditActorKindView.valueOf(record.actor().kind().name()),
                record.actor().userId().map(UserId::value),
                record.actor().sessionId().map(SessionId::value),
                entry.token(),
                record.address().filter(_ -> address),
                AuditActionView.valueOf(record.action().name()),
                record.target()
                        .map(target -> AuditTargetKindView.valueOf(target.kind().name())),
                record.target().map(AuditTarget::id),
                record.workspaceId().map(WorkspaceId::value),
                record.count(),
                Optional.of(record.detail()).filter(detail -> !detail.isEmpty()));
    }

    public static AuditAction action(AuditActionView action) {
        return AuditAction.valueOf(action.name());
    }

    public static AuditTarget target(AuditTargetKindView kind, long id) {
        return new AuditTarget(AuditTarget.Kind.valueOf(kind.name()), id);
    }
}
