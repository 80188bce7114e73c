package collab.persistence.sqlite;

import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.persistence.Memberships;
import java.util.HashSet;
import java.util.Set;

/** Memberships at any kept position, from the intervals. */
final class SqliteMemberships implements Memberships {
    private final ReadExecutor readers;

    SqliteMemberships(ReadExecutor readers) {
        this.readers = readers;
    }

    @Override
    public Places placesOf(UserId user, LogPosition at) {
        return readers.read(statements -> new Places(
                new HashSet<>(statements.list(
                        "SELECT workspace_id FROM workspace_member WHERE user_id = ? AND left_seq > ? AND joined_seq <= ?",
                        row -> new WorkspaceId(RowMappers.number(row, 1)),
                        user,
                        at,
                        at)),
                new HashSet<>(statements.list(
                        "SELECT channel_id FROM channel_member WHERE user_id = ? AND left_seq > ? AND joined_seq <= ?",
                        row -> new ChannelId(RowMappers.number(row, 1)),
                        user,
                        at,
                        at))));
    }

    @Override
    public Set<UserId> peersOf(UserId user, LogPosition at) {
        return readers.read(statements -> {
            Set<UserId> peers = new HashSet<>(statements.list(
                    "SELECT DISTINCT b.user_id FROM workspace_member a JOIN workspace_member b"
                            + " ON b.workspace_id = a.workspace_id AND b.left_seq > ?2 AND b.joined_seq <= ?2"
                            + " WHERE a.user_id = ?1 AND a.left_seq > ?2 AND a.joined_seq <= ?2",
                    row -> new UserId(RowMappers.number(row, 1)),
                    user,
                    at));
            peers.add(user);
            return peers;
        });
    }
}
