package collab.persistence.sqlite.query;

import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.persistence.Memberships.Places;
import java.util.HashSet;
import java.util.Set;

/** Reads memberships at a position of the log, from their intervals. */
public final class MembershipQueries {
    private static final String WORKSPACES = """
            SELECT workspace_id FROM workspace_member WHERE user_id = ? AND left_seq > ? AND joined_seq <= ?
            """;

    private static final String CHANNELS = """
            SELECT channel_id FROM channel_member WHERE user_id = ? AND left_seq > ? AND joined_seq <= ?
            """;

    private static final String PEERS = """
            SELECT DISTINCT b.user_id
            FROM workspace_member a JOIN workspace_member b
              ON b.workspace_id = a.workspace_id AND b.left_seq > ?2 AND b.joined_seq <= ?2
            WHERE a.user_id = ?1 AND a.left_seq > ?2 AND a.joined_seq <= ?2
            """;

    private final Statements statements;

    public MembershipQueries(Statements statements) {
        this.statements = statements;
    }

    /** The user's workspaces and channels at a position. */
    public Places placesOf(UserId user, LogPosition at) {
        return new Places(
                new HashSet<>(statements.list(WORKSPACES, row -> row.workspaceId("workspace_id"), user, at, at)),
                new HashSet<>(statements.list(CHANNELS, row -> row.channelId("channel_id"), user, at, at)));
    }

    /** The user and the users who shared a workspace with the user at a position. */
    public Set<UserId> peersOf(UserId user, LogPosition at) {
        Set<UserId> peers = new HashSet<>(statements.list(PEERS, row -> row.userId("user_id"), user, at));
        peers.add(user);
        return peers;
    }
}
