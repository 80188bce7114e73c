package collab.persistence.sqlite.query;

import collab.domain.id.UserId;
import collab.domain.preference.PrefKey;
import collab.domain.preference.PrefScope;
import collab.domain.preference.Preference;
import java.util.List;
import java.util.Optional;

/** Reads preferences. A row whose key this release does not know is left out. */
public final class PreferenceQueries {
    private static final String COLUMNS = "SELECT p.scope, p.scope_id, p.key, p.value, p.ver FROM pref p ";

    public static final String ONE = COLUMNS + "WHERE p.user_id = ? AND p.scope = ? AND p.scope_id = ? AND p.key = ?";

    public static final String OF_USER = COLUMNS + "WHERE p.user_id = ? ORDER BY p.scope, p.scope_id, p.key";

    private final Statements statements;

    public PreferenceQueries(Statements statements) {
        this.statements = statements;
    }

    public Optional<Preference> preference(UserId user, PrefKey key, long place) {
        return statements
                .find(ONE, row -> preference(user, row), user, key.scope(), place, key.word())
                .flatMap(known -> known);
    }

    /** The preferences of the user that differ from their default. */
    public List<Preference> of(UserId user) {
        return statements.list(OF_USER, row -> preference(user, row), user).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Preference> preference(UserId user, Row row) {
        return PrefKey.of(row.constant("scope", PrefScope.class), row.text("key"))
                .map(key -> new Preference(
                        user,
                        key,
                        row.number("scope_id"),
                        row.text("value").lines().toList(),
                        row.position("ver")));
    }
}
