package collab.persistence.sqlite.query;

import collab.domain.id.InvitationId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.AccountLink;
import collab.domain.model.Invitation;
import collab.domain.model.WorkspaceRole;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads invitations and the links that are used once. */
public final class InvitationQueries {
    private static final String COLUMNS = """
            i.id, i.workspace_id, i.role, i.channel_ids, i.uses_max, i.created_by, i.created_at, i.expires_at, i.uses,
            i.revoked_at, i.ver
            """;

    private static final String BY_ID = "SELECT " + COLUMNS + """
            FROM invitation i
            WHERE i.id = ?
            """;

    private static final String BY_TOKEN_HASH = "SELECT " + COLUMNS + """
            FROM invitation i
            WHERE i.token_hash = ?
            """;

    private static final String OPEN = "SELECT " + COLUMNS + """
            FROM invitation i
            WHERE i.workspace_id = ? AND i.revoked_at IS NULL AND i.expires_at > ? AND i.uses < i.uses_max
            ORDER BY i.id
            """;

    private static final String OPEN_OF_MAKER = "SELECT " + COLUMNS + """
            FROM invitation i
            WHERE i.created_by = ? AND i.revoked_at IS NULL AND i.expires_at > ? AND i.uses < i.uses_max
            ORDER BY i.id
            """;

    private static final String OF_WORKSPACE = "SELECT " + COLUMNS + """
            FROM invitation i
            WHERE i.workspace_id = ? AND i.id < ?
            ORDER BY i.id DESC LIMIT ?
            """;

    private static final String OF_WORKSPACE_AND_MAKER = "SELECT " + COLUMNS + """
            FROM invitation i
            WHERE i.workspace_id = ? AND i.id < ? AND i.created_by = ?
            ORDER BY i.id DESC LIMIT ?
            """;

    private static final String REMOVED_AT = """
            SELECT at FROM workspace_removal WHERE workspace_id = ? AND user_id = ?
            """;

    private static final String LINK = """
            SELECT hash, kind, user_id, created_by, expires_at, used_at FROM account_link WHERE hash = ?
            """;

    private static final String SETUP_USED = """
            SELECT 1 FROM account_link WHERE kind = 'SETUP' AND used_at IS NOT NULL LIMIT 1
            """;

    private final Statements statements;
    private final Instant now;

    /** @param now decides which invitations are open */
    public InvitationQueries(Statements statements, Instant now) {
        this.statements = statements;
        this.now = now;
    }

    public Optional<Invitation> invitation(InvitationId id) {
        return statements.find(BY_ID, InvitationQueries::invitation, id);
    }

    public Optional<Invitation> byToken(String tokenHash) {
        return statements.find(BY_TOKEN_HASH, InvitationQueries::invitation, tokenHash);
    }

    public List<Invitation> open(WorkspaceId workspace) {
        return statements.list(OPEN, InvitationQueries::invitation, workspace, now);
    }

    public List<Invitation> openOf(UserId maker) {
        return statements.list(OPEN_OF_MAKER, InvitationQueries::invitation, maker, now);
    }

    /** The invitations with an id below {@code before}, newest first. */
    public List<Invitation> page(
            WorkspaceId workspace, Optional<UserId> maker, Optional<InvitationId> before, int limit) {
        long below = before.map(InvitationId::value).orElse(Long.MAX_VALUE);
        return maker.map(user -> statements.list(
                        OF_WORKSPACE_AND_MAKER, InvitationQueries::invitation, workspace, below, user, limit))
                .orElseGet(() -> statements.list(OF_WORKSPACE, InvitationQueries::invitation, workspace, below, limit));
    }

    public Optional<Instant> removedAt(WorkspaceId workspace, UserId user) {
        return statements.find(REMOVED_AT, row -> row.time("at"), workspace, user);
    }

    // ---- Links for one use ----

    public Optional<AccountLink> link(String hash) {
        return statements.find(
                LINK,
                row -> new AccountLink(
                        row.text("hash"),
                        row.constant("kind", AccountLink.Kind.class),
                        row.optionalUserId("user_id"),
                        row.optionalUserId("created_by"),
                        row.time("expires_at"),
                        row.optionalTime("used_at")),
                hash);
    }

    public boolean setupUsed() {
        return statements.exists(SETUP_USED);
    }

    private static Invitation invitation(Row row) {
        return new Invitation(
                new InvitationId(row.number("id")),
                new Invitation.Offer(
                        row.workspaceId("workspace_id"),
                        row.constant("role", WorkspaceRole.class),
                        row.channelIds("channel_ids"),
                        (int) row.number("uses_max")),
                row.userId("created_by"),
                new Invitation.Period(row.time("created_at"), row.time("expires_at")),
                (int) row.number("uses"),
                row.optionalTime("revoked_at"),
                row.position("ver"));
    }
}
