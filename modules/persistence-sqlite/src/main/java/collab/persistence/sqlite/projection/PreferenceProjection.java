package collab.persistence.sqlite.projection;

import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.preference.Draft;
import collab.domain.preference.PrefScope;
import collab.domain.preference.Preference;
import collab.persistence.sqlite.query.Statements;
import java.util.List;

/** Writes preferences and drafts. */
final class PreferenceProjection {
    private static final String PUT = """
            INSERT INTO pref (user_id, scope, scope_id, key, value, ver) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET value = excluded.value, ver = excluded.ver
            """;

    private static final String DELETE = """
            DELETE FROM pref WHERE user_id = ? AND scope = ? AND scope_id = ? AND key = ?
            """;

    private static final String DELETE_OF_PLACE = "DELETE FROM pref WHERE user_id = ? AND scope = ? AND scope_id = ?";

    private static final String PUT_DRAFT = """
            INSERT INTO draft (user_id, channel_id, parent_id, text, updated_at, ver) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET text = excluded.text, updated_at = excluded.updated_at, ver = excluded.ver
            """;

    private static final String DELETE_DRAFTS = "DELETE FROM draft WHERE user_id = ? AND channel_id = ?";

    private final Statements statements;

    PreferenceProjection(Statements statements) {
        this.statements = statements;
    }

    void put(Preference preference) {
        var key = preference.key();
        if (preference.value().isEmpty()) {
            statements.run(DELETE, preference.userId(), key.scope(), preference.place(), key.word());
            return;
        }
        statements.run(
                PUT,
                preference.userId(),
                key.scope(),
                preference.place(),
                key.word(),
                String.join("\n", preference.value()),
                preference.ver());
    }

    void put(Draft draft) {
        statements.run(
                PUT_DRAFT,
                draft.place().userId(),
                draft.place().channelId(),
                draft.place().parentId().map(MessageId::value).orElse(0L),
                draft.text(),
                draft.updatedAt(),
                draft.ver());
    }

    /** What a person chose for a place belongs to one membership. */
    void left(ChannelId channel, List<UserId> users) {
        for (UserId user : users) {
            statements.run(DELETE_OF_PLACE, user, PrefScope.CHANNEL, channel);
            statements.run(DELETE_DRAFTS, user, channel);
        }
    }

    void left(WorkspaceId workspace, List<UserId> users) {
        users.forEach(user -> statements.run(DELETE_OF_PLACE, user, PrefScope.WORKSPACE, workspace));
    }
}
