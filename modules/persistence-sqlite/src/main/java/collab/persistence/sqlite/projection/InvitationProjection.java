package collab.persistence.sqlite.projection;

import collab.domain.Effect;
import collab.domain.model.AccountLink;
import collab.domain.model.Invitation;
import collab.persistence.sqlite.query.ListColumns;
import collab.persistence.sqlite.query.Statements;

/** Writes invitations and the links that are used once. */
final class InvitationProjection {
    private static final String PUT = """
            INSERT INTO invitation (id, workspace_id, role, channel_ids, uses_max, created_by, created_at, expires_at, uses,
              revoked_at, ver)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET uses = excluded.uses, revoked_at = excluded.revoked_at, ver = excluded.ver
            """;

    private static final String SET_TOKEN = "UPDATE invitation SET token_hash = ? WHERE id = ?";

    private static final String INSERT_USE = """
            INSERT INTO invitation_use (invitation_id, user_id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING
            """;

    private static final String PUT_REMOVAL = """
            INSERT INTO workspace_removal (workspace_id, user_id, at)
            VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET at = excluded.at
            """;

    private static final String INSERT_LINK = """
            INSERT INTO account_link (hash, kind, user_id, created_by, expires_at, used_at) VALUES (?, ?, ?, ?, ?, ?)
            """;

    private static final String USE_LINK = "UPDATE account_link SET used_at = ? WHERE hash = ?";

    private static final String DELETE_LINKS = "DELETE FROM account_link WHERE kind = ? AND used_at IS NULL";

    private static final String DELETE_LINKS_OF_USER = """
            DELETE FROM account_link WHERE kind = ? AND used_at IS NULL AND user_id = ?
            """;

    private final Statements statements;

    InvitationProjection(Statements statements) {
        this.statements = statements;
    }

    void put(Invitation invitation) {
        statements.run(
                PUT,
                invitation.id(),
                invitation.workspaceId(),
                invitation.offer().role(),
                ListColumns.optionalChannelIds(invitation.offer().channels()),
                invitation.offer().usesMax(),
                invitation.maker(),
                invitation.period().createdAt(),
                invitation.period().expiresAt(),
                invitation.uses(),
                invitation.revokedAt(),
                invitation.ver());
    }

    void setToken(Effect.InvitationLinked linked) {
        statements.run(SET_TOKEN, linked.tokenHash(), linked.invitationId());
    }

    void addUse(Effect.InvitationUsed used) {
        statements.run(INSERT_USE, used.invitationId(), used.userId(), used.at());
    }

    void addRemoval(Effect.MemberRemoved removed) {
        statements.run(PUT_REMOVAL, removed.workspaceId(), removed.userId(), removed.at());
    }

    // ---- Links for one use ----

    void addLink(AccountLink link) {
        statements.run(
                INSERT_LINK, link.hash(), link.kind(), link.userId(), link.maker(), link.expiresAt(), link.usedAt());
    }

    void useLink(Effect.LinkUsed used) {
        statements.run(USE_LINK, used.at(), used.hash());
    }

    void deleteUnusedLinks(Effect.LinksVoided voided) {
        if (voided.userId().isPresent()) {
            statements.run(DELETE_LINKS_OF_USER, voided.kind(), voided.userId());
        } else {
            statements.run(DELETE_LINKS, voided.kind());
        }
    }
}
