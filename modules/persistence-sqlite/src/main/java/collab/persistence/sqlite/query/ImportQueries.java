package collab.persistence.sqlite.query;

import collab.domain.id.ChannelId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.SourceIdentity;
import java.util.Optional;

/** Reads the identities of what imports created or found. */
public final class ImportQueries {
    private static final String TARGET = """
            SELECT target_id, complete FROM import_identity
            WHERE kind = ? AND workspace_id = ? AND source = ? AND source_key = ?
            """;

    private static final String SOURCES = """
            SELECT count(*) FROM import_identity WHERE kind = ? AND target_id = ?
            """;

    private final Statements statements;

    public ImportQueries(Statements statements) {
        this.statements = statements;
    }

    /** What was created or found under this identity, also when it was deleted since. */
    public Optional<SourceIdentity.Target> target(SourceIdentity identity) {
        return statements.find(
                TARGET,
                row -> new SourceIdentity.Target(row.number("target_id"), row.flag("complete")),
                identity.kind(),
                identity.workspaceId().map(WorkspaceId::value).orElse(0L),
                identity.source(),
                identity.key());
    }

    /** The number of sources from which imports created or found the channel. */
    public int sources(ChannelId channel) {
        return (int) statements.number(SOURCES, SourceIdentity.Kind.CHANNEL, channel);
    }
}
