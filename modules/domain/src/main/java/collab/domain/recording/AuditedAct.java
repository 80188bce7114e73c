package collab.domain.recording;

import collab.domain.audit.AuditAction;
import collab.domain.audit.AuditActor;
import collab.domain.audit.AuditTarget;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Session;
import java.util.Locale;
import java.util.Optional;

/**
 * What a record of the audit log says.
 *
 * @param actor absent: the caller, or the user for whom the server acts
 */
record AuditedAct(
        AuditAction action,
        Optional<AuditTarget> target,
        Optional<WorkspaceId> workspace,
        Optional<AuditActor> actor,
        long count,
        String detail) {
    static AuditedAct of(AuditAction action, AuditTarget target) {
        return new AuditedAct(action, Optional.of(target), Optional.empty(), Optional.empty(), 1, "");
    }

    static AuditedAct in(WorkspaceId workspace, AuditAction action, AuditTarget target) {
        return new AuditedAct(action, Optional.of(target), Optional.of(workspace), Optional.empty(), 1, "");
    }

    AuditedAct by(AuditActor who) {
        return new AuditedAct(action, target, workspace, Optional.of(who), count, detail);
    }

    /** By the user who opened this session. */
    AuditedAct by(Session opened) {
        return by(AuditActor.user(opened.userId(), Optional.of(opened.id())));
    }

    AuditedAct times(long number) {
        return new AuditedAct(action, target, workspace, actor, Math.max(1, number), detail);
    }

    AuditedAct with(String name, Object value) {
        String word = name + "=" + value.toString().toLowerCase(Locale.ROOT);
        return new AuditedAct(action, target, workspace, actor, count, detail.isEmpty() ? word : detail + " " + word);
    }
}
