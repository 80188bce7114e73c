package collab.persistence.sqlite.query;

import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.model.Session;
import collab.persistence.Snapshot.NamedSession;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads login sessions. */
public final class SessionQueries {
    private static final String COLUMNS = """
            s.id, s.user_id, s.created_at, s.expires_at
            """;

    private static final String BY_ID = "SELECT " + COLUMNS + """
            FROM session s
            WHERE s.id = ? AND s.revoked_at IS NULL AND s.expires_at > ?
            """;

    private static final String BY_TOKEN_HASH = "SELECT " + COLUMNS + """
            FROM session s
            WHERE s.token_hash = ? AND s.revoked_at IS NULL AND s.expires_at > ?
            """;

    private static final String OF_USER = "SELECT " + COLUMNS + """
            FROM session s
            WHERE s.user_id = ? AND s.revoked_at IS NULL
            ORDER BY s.id
            """;

    private static final String EXPIRED = "SELECT " + COLUMNS + """
            FROM session s
            WHERE s.revoked_at IS NULL AND s.expires_at <= ?
            ORDER BY s.expires_at LIMIT ?
            """;

    private static final String NAMED = "SELECT s.name, s.device, s.seen_at, " + COLUMNS + """
            FROM session s
            WHERE s.user_id = ? AND s.revoked_at IS NULL AND s.expires_at > ? AND s.id < ?
            ORDER BY s.id DESC LIMIT ?
            """;

    private final Statements statements;
    private final Instant now;

    /** @param now decides which sessions have expired */
    public SessionQueries(Statements statements, Instant now) {
        this.statements = statements;
        this.now = now;
    }

    public Optional<Session> session(SessionId id) {
        return statements.find(BY_ID, SessionQueries::session, id, now);
    }

    public Optional<Session> sessionByTokenHash(String tokenHash) {
        return statements.find(BY_TOKEN_HASH, SessionQueries::session, tokenHash, now);
    }

    /** The user's unrevoked sessions, expired ones included. */
    public List<Session> sessions(UserId user) {
        return statements.list(OF_USER, SessionQueries::session, user);
    }

    /** The unrevoked sessions that have expired, those that expired first before others. */
    public List<Session> expired(int most) {
        return statements.list(EXPIRED, SessionQueries::session, now, most);
    }

    /** The user's unrevoked, unexpired sessions with an id below {@code before}, newest first. */
    public List<NamedSession> namedSessions(UserId user, Optional<SessionId> before, int limit) {
        return statements.list(
                NAMED,
                row -> new NamedSession(
                        session(row),
                        row.optionalText("name"),
                        row.optionalText("device"),
                        row.optionalTime("seen_at")),
                user,
                now,
                before.map(SessionId::value).orElse(Long.MAX_VALUE),
                limit);
    }

    private static Session session(Row row) {
        return new Session(row.sessionId("id"), row.userId("user_id"), row.time("created_at"), row.time("expires_at"));
    }
}
