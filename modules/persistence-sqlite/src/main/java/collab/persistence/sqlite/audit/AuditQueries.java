package collab.persistence.sqlite.audit;

import collab.domain.audit.AuditAction;
import collab.domain.audit.AuditActor;
import collab.domain.audit.AuditRecord;
import collab.domain.audit.AuditTarget;
import collab.persistence.AuditEntry;
import collab.persistence.AuditSearch;
import collab.persistence.sqlite.query.Row;
import collab.persistence.sqlite.query.Statements;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the audit log, the newest record first. Each text begins with the condition whose index is used. */
public final class AuditQueries {
    private static final String BEGIN = """
            SELECT a.id, a.at, a.actor_kind, a.actor_id, a.session_id, a.token, a.action, a.target_kind, a.target_id,
              a.workspace_id, a.address, a.count, a.detail
            FROM audit a
            WHERE""";

    private static final String END = """
             AND a.id < ?1
              AND (?2 IS NULL OR a.actor_id = ?2)
              AND (?3 IS NULL OR a.target_kind = ?3)
              AND (?4 IS NULL OR a.target_id = ?4)
              AND (?5 IS NULL OR a.action = ?5)
              AND (?6 IS NULL OR a.workspace_id = ?6)
              AND (?7 IS NULL OR a.id >= (SELECT min(s.id) FROM audit s WHERE s.at >= ?7) AND a.at >= ?7)
              AND (?8 IS NULL OR a.at < ?8)
              AND (?9 IS NULL OR a.actor_id = ?9 OR (a.target_kind = 'USER' AND a.target_id = ?9))
            ORDER BY a.id DESC LIMIT ?10
            """;

    private static final String OF_ACTOR = BEGIN + " a.actor_id = ?2" + END;
    private static final String OF_TARGET = BEGIN + " a.target_kind = ?3 AND a.target_id = ?4" + END;
    private static final String OF_ACTION = BEGIN + " a.action = ?5" + END;
    private static final String OF_WORKSPACE = BEGIN + " a.workspace_id = ?6" + END;
    private static final String CONCERNING =
            BEGIN + " (a.actor_id = ?9 OR (a.target_kind = 'USER' AND a.target_id = ?9)) AND a.action IN ("
                    + Stream.of(AuditAction.values())
                            .filter(AuditAction::concernsSecurity)
                            .map(action -> "'" + action.name() + "'")
                            .collect(Collectors.joining(", "))
                    + ")" + END;
    private static final String ALL = BEGIN + " true" + END;

    private final Statements statements;

    public AuditQueries(Statements statements) {
        this.statements = statements;
    }

    /** The records that match, newest first. */
    public List<AuditEntry> search(AuditSearch search) {
        AuditSearch.Filter filter = search.filter();
        return statements.list(
                text(filter),
                AuditQueries::entry,
                search.before().orElse(Long.MAX_VALUE),
                filter.actor(),
                filter.target().map(AuditTarget::kind),
                filter.target().map(AuditTarget::id),
                filter.action(),
                filter.workspace(),
                filter.period().since(),
                filter.period().until(),
                filter.concerning(),
                search.limit());
    }

    private static String text(AuditSearch.Filter filter) {
        if (filter.concerning().isPresent()) return CONCERNING;
        if (filter.target().isPresent()) return OF_TARGET;
        if (filter.actor().isPresent()) return OF_ACTOR;
        if (filter.action().isPresent()) return OF_ACTION;
        return filter.workspace().isPresent() ? OF_WORKSPACE : ALL;
    }

    private static AuditEntry entry(Row row) {
        return new AuditEntry(
                row.number("id"),
                new AuditRecord(
                        row.time("at"),
                        new AuditActor(
                                row.constant("actor_kind", AuditActor.Kind.class),
                                row.optionalUserId("actor_id"),
                                row.optionalSessionId("session_id")),
                        row.optionalText("address"),
                        row.constant("action", AuditAction.class),
                        row.optionalConstant("target_kind", AuditTarget.Kind.class)
                                .map(kind -> new AuditTarget(kind, row.number("target_id"))),
                        row.optionalWorkspaceId("workspace_id"),
                        row.number("count"),
                        row.text("detail")),
                row.flag("token"));
    }
}
