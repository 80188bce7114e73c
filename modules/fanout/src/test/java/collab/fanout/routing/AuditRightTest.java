package collab.fanout.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.domain.credential.Scope;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Grant;
import collab.domain.model.Right;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuditRightTest {
    private static final AuditRight NOTHING = new AuditRight(false, Set.of());
    private static final WorkspaceId HOME = new WorkspaceId(1);

    private static final List<Grant> GRANTS =
            List.of(new Grant(Right.AUDIT, Optional.of(HOME)), new Grant(Right.ADMIN, Optional.empty()));

    /** The token of an auditor that may only read must not open every conversation of the server. */
    @Test
    void tokenWithoutTheScopeOfRightsSeesItsOwnEventsOnly() {
        for (Scope scope : List.of(Scope.READ, Scope.SEND, Scope.MANAGE)) {
            assertEquals(NOTHING, AuditRight.of(Set.of(scope), GRANTS), scope.toString());
        }
        assertEquals(new AuditRight(true, Set.of(HOME)), AuditRight.of(Set.of(Scope.READ, Scope.ADMIN), GRANTS));
        assertEquals(new AuditRight(true, Set.of(HOME)), AuditRight.of(Scope.ALL, GRANTS));
        assertEquals(NOTHING, AuditRight.of(Scope.ALL, List.of()));
    }
}
