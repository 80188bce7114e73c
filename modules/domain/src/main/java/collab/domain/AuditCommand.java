package collab.domain;

import collab.domain.audit.AuditAction;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Right;
import java.util.List;
import java.util.Optional;

/** A change of the audit log that no other command causes. */
public sealed interface AuditCommand extends Command {
    /** Notes that the caller reads the audit log. Needs {@link Right#AUDIT_LOG}, in the workspace if there is one. */
    record NoteAuditRead(Optional<WorkspaceId> workspaceId) implements AuditCommand {}

    /** Notes attempts that failed, summed. Submitted by the server. */
    record NoteFailures(List<Failures> failures) implements AuditCommand {
        public NoteFailures {
            failures = List.copyOf(failures);
        }

        /**
         * Equal attempts.
         *
         * @param userId the account that was tried, if it exists and the sum is about one
         * @param network the network of the client, if the sum is about one
         */
        public record Failures(AuditAction action, Optional<UserId> userId, Optional<String> network, long count) {}
    }
}
