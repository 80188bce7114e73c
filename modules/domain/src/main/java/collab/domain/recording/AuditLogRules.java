package collab.domain.recording;

import collab.domain.AuditCommand;
import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.access.AccessPolicy;
import collab.domain.access.Rejections;
import collab.domain.audit.AuditAction;
import collab.domain.audit.AuditActor;
import collab.domain.audit.AuditRecord;
import collab.domain.audit.AuditTarget;
import collab.domain.audit.Origin;
import collab.domain.model.Entity;
import collab.domain.model.Right;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Rules for records that are about no other command. */
public record AuditLogRules(AccessPolicy policy, Instant now, Origin origin) {

    public Decision decide(AuditCommand command) {
        return switch (command) {
            case AuditCommand.NoteAuditRead read -> note(read);
            case AuditCommand.NoteFailures failures -> note(failures);
        };
    }

    private Decision note(AuditCommand.NoteAuditRead read) {
        boolean permitted = read.workspaceId()
                .map(workspace -> policy.holds(Right.AUDIT_LOG, workspace))
                .orElseGet(() -> policy.holds(Right.AUDIT_LOG));
        if (!permitted) {
            return new Decision.Rejected(
                    Rejections.denied("only holders of the right audit_log may read the audit log"));
        }
        AuditRecord record = new AuditRecord(
                now,
                AuditRules.actor(policy, origin),
                origin.address(),
                AuditAction.AUDIT_READ,
                read.workspaceId().map(AuditTarget::of),
                read.workspaceId(),
                1,
                "");
        return new Decision.Accepted(List.of(), List.of(new Effect.Audited(record)), Entity.NONE);
    }

    private Decision note(AuditCommand.NoteFailures failures) {
        if (policy.person().isPresent()) {
            return new Decision.Rejected(Rejections.denied("only the server itself may do this"));
        }
        List<Effect> records = failures.failures().stream()
                .<Effect>map(sum -> new Effect.Audited(record(sum)))
                .toList();
        return new Decision.Accepted(List.of(), records, Entity.NONE);
    }

    private AuditRecord record(AuditCommand.NoteFailures.Failures sum) {
        return new AuditRecord(
                now,
                AuditActor.of(AuditActor.Kind.SYSTEM),
                sum.network(),
                sum.action(),
                sum.userId().map(AuditTarget::of),
                Optional.empty(),
                sum.count(),
                "");
    }
}
