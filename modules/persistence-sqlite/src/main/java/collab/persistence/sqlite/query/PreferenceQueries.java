package collab.persistence.sqlite.query;

import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.preference.Draft;
import collab.domain.preference.PrefKey;
import collab.domain.preference.PrefScope;
import collab.domain.preference.Preference;
import java.util.List;
import java.util.Optional;

/** Reads preferences and drafts. A row whose key this release does not know is left out. */
public final class PreferenceQueries {
    private static final String COLUMNS = "SELECT p.scope, p.scope_id, p.key, p.value, p.ver FROM pref p ";

    public static final String ONE = COLUMNS + "WHERE p.user_id = ? AND p.scope = ? AND p.scope_id = ? AND p.key = ?";

    public static final String OF_USER = COLUMNS + "WHERE p.user_id = ? ORDER BY p.scope, p.scope_id, p.key";

    private static final String DRAFT = """
            SELECT text, updated_at, ver FROM draft WHERE user_id = ? AND channel_id = ? AND parent_id = ?
            """;

    /** The newest first. */
    public static final String DRAFTS = """
            SELECT channel_id, parent_id, text, updated_at, ver FROM draft
            WHERE user_id = ? AND text <> '' ORDER BY ver DESC LIMIT ?
            """;

    private static final String DRAFTS_COUNT = "SELECT count(*) FROM draft WHERE user_id = ? AND text <> ''";

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

    // ---- Drafts ----

    public Optional<Draft> draft(Draft.Place place) {
        long parent = place.parentId().map(MessageId::value).orElse(0L);
        return statements.find(DRAFT, row -> draft(place, row), place.userId(), place.channelId(), parent);
    }

    /** The drafts of the user that are not empty, the newest first. */
    public List<Draft> drafts(UserId user, int limit) {
        return statements.list(DRAFTS, row -> draft(place(user, row), row), user, limit);
    }

    public int draftCount(UserId user) {
        return (int) statements.number(DRAFTS_COUNT, user);
    }

    private static Draft.Place place(UserId user, Row row) {
        Optional<MessageId> parent =
                Optional.of(row.number("parent_id")).filter(id -> id > 0).map(MessageId::new);
        return new Draft.Place(user, row.channelId("channel_id"), parent);
    }

    private static Draft draft(Draft.Place place, Row row) {
        return new Draft(place, row.text("text"), row.time("updated_at"), row.position("ver"));
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
