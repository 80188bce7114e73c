package collab.persistence.sqlite.projection;

import collab.domain.id.WorkspaceId;
import collab.domain.model.SourceIdentity;
import collab.persistence.sqlite.query.Statements;

/** Writes the identities of what imports created or found. */
final class ImportProjection {
    private static final String PUT = """
            INSERT INTO import_identity (kind, workspace_id, source, source_key, target_id, complete)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (kind, workspace_id, source, source_key)
            DO UPDATE SET target_id = excluded.target_id, complete = excluded.complete
            """;

    private final Statements statements;

    ImportProjection(Statements statements) {
        this.statements = statements;
    }

    void put(SourceIdentity identity, SourceIdentity.Target target) {
        statements.run(
                PUT,
                identity.kind(),
                identity.workspaceId().map(WorkspaceId::value).orElse(0L),
                identity.source(),
                identity.key(),
                target.id(),
                target.complete());
    }
}
