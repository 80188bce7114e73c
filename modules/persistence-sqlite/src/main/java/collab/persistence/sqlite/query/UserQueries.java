package collab.persistence.sqlite.query;

import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.User;
import collab.persistence.AccountSearch;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads users and the hashes of their passwords. */
public final class UserQueries {
    private static final String COLUMNS = """
            u.id, u.username, u.display_name, u.avatar_url, u.status_text, u.created_at, u.deactivated_at, u.ver
            """;

    private static final String BY_ID = "SELECT " + COLUMNS + """
            FROM app_user u
            WHERE u.id = ?
            """;

    private static final String BY_NAME = "SELECT " + COLUMNS + """
            FROM app_user u
            WHERE u.username = ?
            """;

    private static final String ACTIVE = "SELECT " + COLUMNS + """
            FROM app_user u
            WHERE u.deactivated_at IS NULL
            ORDER BY u.id LIMIT ?
            """;

    private static final String OF_WORKSPACE = "SELECT " + COLUMNS + """
            FROM workspace_member wm JOIN app_user u ON u.id = wm.user_id
            WHERE wm.workspace_id = ? AND wm.left_seq = ? AND wm.user_id > ?
            ORDER BY wm.user_id LIMIT ?
            """;

    private static final String PEERS = "SELECT " + COLUMNS + """
            FROM app_user u
            WHERE u.id IN (
              SELECT ?
              UNION
              SELECT b.user_id
              FROM workspace_member a JOIN workspace_member b
                ON b.workspace_id = a.workspace_id AND b.left_seq = a.left_seq
              WHERE a.user_id = ? AND a.left_seq = ?)
            ORDER BY u.id LIMIT ?
            """;

    private static final String ACCOUNTS = "SELECT " + COLUMNS + """
            , EXISTS (SELECT 1 FROM user_password p WHERE p.user_id = u.id) AS has_password,
              (SELECT max(coalesce(s.seen_at, s.created_at)) FROM session s WHERE s.user_id = u.id AND s.revoked_at IS NULL)
                AS seen_at
            FROM app_user u
            WHERE u.username > ?1 AND u.username >= ?2 AND u.username < ?3
              AND (?4 IS NULL OR (u.deactivated_at IS NULL) = ?4)
            ORDER BY u.username LIMIT ?5
            """;

    /** Greater than every character of a username. */
    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

    private static final String PASSWORD_HASH = """
            SELECT hash FROM user_password WHERE user_id = ?
            """;

    private final Statements statements;

    public UserQueries(Statements statements) {
        this.statements = statements;
    }

    public Optional<User> user(UserId id) {
        return statements.find(BY_ID, UserQueries::user, id);
    }

    public Optional<User> userByName(String username) {
        return statements.find(BY_NAME, UserQueries::user, username);
    }

    /** The active users with the lowest ids, ascending. */
    public List<User> activeUsers(int limit) {
        return statements.list(ACTIVE, UserQueries::user, limit);
    }

    /** The members of a workspace with an id above {@code after}, ascending. */
    public List<User> users(WorkspaceId workspace, Optional<UserId> after, int limit) {
        return statements.list(
                OF_WORKSPACE,
                UserQueries::user,
                workspace,
                MembershipInterval.OPEN,
                after.map(UserId::value).orElse(0L),
                limit);
    }

    /** The user and the users who share a workspace with the user, ascending. */
    public List<User> peers(UserId user, int limit) {
        return statements.list(PEERS, UserQueries::user, user, user, MembershipInterval.OPEN, limit);
    }

    /** @param administrator whether the user holds the right {@code ADMIN} */
    public List<AccountSearch.Found> accounts(AccountSearch search, Predicate<UserId> administrator) {
        return statements.list(
                ACCOUNTS,
                row -> {
                    User user = user(row);
                    return new AccountSearch.Found(
                            user, row.flag("has_password"), administrator.test(user.id()), row.optionalTime("seen_at"));
                },
                search.after(),
                search.prefix(),
                search.prefix() + LAST,
                search.active(),
                search.limit());
    }

    public Optional<String> passwordHash(UserId user) {
        return statements.find(PASSWORD_HASH, row -> row.text("hash"), user);
    }

    private static User user(Row row) {
        return new User(
                row.userId("id"),
                row.text("username"),
                new User.Profile(row.text("display_name"), row.optionalText("avatar_url"), row.text("status_text")),
                row.time("created_at"),
                row.optionalTime("deactivated_at"),
                row.position("ver"));
    }
}
