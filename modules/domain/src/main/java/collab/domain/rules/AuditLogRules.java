package collab.domain.rules;

import collab.domain.AuditCommand;
import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.access.AccessPolicy;
import collab.domain.access.Rejections;
import collab.domain.audit.AuditAction;
import collab.domain.audit.AuditActor;
import collab.domain.audit.AuditRecord;
import collab.domain.audit.AuditTarget;
import collab.domain.model.Entity;
import collab.domain.model.Right;
import collab.domain.recording.AuditRules;
import java.util.Optional;

/** Rules for records that are about no other command. */
record AuditLogRules(AccessPolicy policy, DecisionContext context) {

    Decision decide(AuditCommand command) {
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
            return EventBuilder.rejected(
                    Rejections.denied("only holders of the right audit_log may read the audit log"));
        }
        AuditRecord record = new AuditRecord(
                context.now(),
                AuditRules.actor(policy, context.origin()),
                context.origin().address(),
                AuditAction.AUDIT_READ,
                read.workspaceId().map(AuditTarget::of),
                read.workspaceId(),
                1,
                "");
        return new EventBuilder(context).add(new Effect.Audited(record)).accepted(Entity.NONE);
    }

    private Decision note(AuditCommand.NoteFailures failures) {
        if (policy.person().isPresent()) {
            return EventBuilder.rejected(Rejections.denied("only the server itself may do this"));
        }
        EventBuilder events = new EventBuilder(context);
        for (AuditCommand.NoteFailures.Failures sum : failures.failures()) {
            events.add(new Effect.Audited(new AuditRecord(
                    context.now(),
                    AuditActor.of(AuditActor.Kind.SYSTEM),
                    sum.network(),
                    sum.action(),
                    sum.userId().map(AuditTarget::of),
                    Optional.empty(),
                    sum.count(),
                    "")));
        }
        return events.accepted(Entity.NONE);
    }
}
