package collab.persistence.sqlite.projection;

import collab.domain.Effect;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Grant;
import collab.domain.model.Session;
import collab.domain.model.User;
import collab.persistence.sqlite.query.ListColumns;
import collab.persistence.sqlite.query.Statements;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Writes users with their sessions, passwords and rights. */
final class UserProjection {
    private static final String PUT = """
            INSERT INTO app_user (id, username, display_name, avatar_url, status_text, created_at, deactivated_at, ver)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET username = excluded.username, display_name = excluded.display_name,
              avatar_url = excluded.avatar_url, status_text = excluded.status_text,
              deactivated_at = excluded.deactivated_at, ver = excluded.ver
            """;

    private static final String INSERT_SESSION = """
            INSERT INTO session (id, user_id, token_hash, created_at, expires_at, name, device, scopes, confirmed_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String CONFIRM_SESSION = "UPDATE session SET confirmed_at = ? WHERE id = ?";

    private static final String MARK_SEEN = "UPDATE session SET seen_at = ? WHERE id = ?";

    private static final String REVOKE_SESSION = "UPDATE session SET revoked_at = ? WHERE id = ?";

    private static final String SET_PASSWORD = """
            INSERT INTO user_password (user_id, hash)
            VALUES (?, ?)
            ON CONFLICT DO UPDATE SET hash = excluded.hash
            """;

    private static final String INSERT_RIGHT = """
            INSERT INTO user_right (user_id, name, workspace_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING
            """;

    private final Statements statements;

    UserProjection(Statements statements) {
        this.statements = statements;
    }

    void put(User user) {
        statements.run(
                PUT,
                user.id(),
                user.username(),
                user.displayName(),
                user.avatarUrl(),
                user.statusText(),
                user.createdAt(),
                user.deactivatedAt(),
                user.ver());
    }

    void openSession(Effect.SessionOpened opened) {
        Session session = opened.session();
        statements.run(
                INSERT_SESSION,
                session.id(),
                session.userId(),
                opened.tokenHash(),
                session.createdAt(),
                session.expiresAt(),
                opened.name(),
                opened.device(),
                session.isLogin() ? Optional.empty() : Optional.of(ListColumns.constants(session.scopes())),
                session.isLogin() ? Optional.of(session.createdAt()) : Optional.empty());
    }

    void confirmSession(Effect.SessionConfirmed confirmed) {
        statements.run(CONFIRM_SESSION, confirmed.at(), confirmed.sessionId());
    }

    void markSeen(Map<SessionId, Instant> seen) {
        seen.forEach((session, at) -> statements.run(MARK_SEEN, at, session));
    }

    void revokeSession(SessionId session, Instant at) {
        statements.run(REVOKE_SESSION, at, session);
    }

    void setPassword(UserId user, String hash) {
        statements.run(SET_PASSWORD, user, hash);
    }

    void grant(UserId user, Grant grant) {
        statements.run(
                INSERT_RIGHT,
                user,
                grant.right(),
                grant.workspaceId().map(WorkspaceId::value).orElse(0L));
    }
}
