package collab.persistence.sqlite.query;

import collab.domain.credential.Scope;
import collab.domain.credential.SecondFactor;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.model.Session;
import collab.persistence.Snapshot.NamedSession;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads login sessions, second factors and recovery codes. */
public final class SessionQueries {
    private static final String COLUMNS = """
            s.id, s.user_id, s.created_at, s.expires_at, s.scopes
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

    private static final String LOGINS_BY_USE = "SELECT " + COLUMNS + """
            FROM session s
            WHERE s.user_id = ? AND s.revoked_at IS NULL AND s.scopes IS NULL AND s.expires_at > ?
            ORDER BY coalesce(s.seen_at, s.created_at), s.id
            """;

    private static final String CONFIRMED_AT = """
            SELECT confirmed_at FROM session WHERE id = ? AND revoked_at IS NULL AND expires_at > ?
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

    private static final String FACTOR = """
            SELECT user_id, sealed, confirmed, last_step, attempts, attempts_since FROM totp WHERE user_id = ?
            """;

    private static final String ANY_FACTOR = """
            SELECT user_id, sealed, confirmed, last_step, attempts, attempts_since FROM totp ORDER BY user_id LIMIT 1
            """;

    private static final String HAS_RECOVERY_CODE = """
            SELECT 1 FROM recovery_code WHERE user_id = ? AND mac = ? AND used_at IS NULL
            """;

    private static final String RECOVERY_CODES_LEFT = """
            SELECT count(*) FROM recovery_code WHERE user_id = ? AND used_at IS NULL
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

    /** The user's unrevoked, unexpired login sessions, the one that was used longest ago before others. */
    public List<Session> loginsByUse(UserId user) {
        return statements.list(LOGINS_BY_USE, SessionQueries::session, user, now);
    }

    public Optional<Instant> confirmedAt(SessionId session) {
        return statements
                .find(CONFIRMED_AT, row -> row.optionalTime("confirmed_at"), session, now)
                .flatMap(Function.identity());
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
        return new Session(
                row.sessionId("id"),
                row.userId("user_id"),
                row.time("created_at"),
                row.time("expires_at"),
                row.optionalText("scopes")
                        .map(stored -> ListColumns.constants(stored, Scope.class))
                        .orElse(Scope.ALL));
    }

    // ---- Second factors ----

    public Optional<SecondFactor> factor(UserId user) {
        return statements.find(FACTOR, SessionQueries::factor, user);
    }

    /** That of the user with the lowest id. */
    public Optional<SecondFactor> anyFactor() {
        return statements.find(ANY_FACTOR, SessionQueries::factor);
    }

    public boolean hasRecoveryCode(UserId user, String mac) {
        return statements.exists(HAS_RECOVERY_CODE, user, mac);
    }

    public int recoveryCodesLeft(UserId user) {
        return (int) statements.number(RECOVERY_CODES_LEFT, user);
    }

    private static SecondFactor factor(Row row) {
        return new SecondFactor(
                row.userId("user_id"),
                row.text("sealed"),
                row.flag("confirmed"),
                row.number("last_step"),
                new SecondFactor.Attempts((int) row.number("attempts"), row.optionalTime("attempts_since")));
    }
}
