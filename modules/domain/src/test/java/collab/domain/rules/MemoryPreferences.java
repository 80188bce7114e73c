package collab.domain.rules;

import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import collab.domain.preference.Draft;
import collab.domain.preference.PrefKey;
import collab.domain.preference.PrefScope;
import collab.domain.preference.Preference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The preferences of all users in memory, which change only by events. */
final class MemoryPreferences {
    private final List<Preference> stored = new ArrayList<>();
    private final Map<Draft.Place, Draft> drafts = new HashMap<>();

    void put(Preference changed) {
        stored.removeIf(known -> same(known, changed.userId(), changed.key(), changed.place()));
        if (!changed.value().isEmpty()) stored.add(changed);
    }

    /** A preference for a place belongs to a membership. */
    void left(PrefScope scope, long place, UserId user) {
        stored.removeIf(known -> known.userId().equals(user) && known.key().scope() == scope && known.place() == place);
    }

    void left(ChannelId channel, UserId user) {
        left(PrefScope.CHANNEL, channel.value(), user);
        drafts.keySet()
                .removeIf(known ->
                        known.userId().equals(user) && known.channelId().equals(channel));
    }

    void put(Draft changed) {
        drafts.put(changed.place(), changed);
    }

    Optional<Draft> draft(Draft.Place place) {
        return Optional.ofNullable(drafts.get(place));
    }

    List<Draft> drafts(UserId user) {
        return drafts.values().stream()
                .filter(draft ->
                        draft.place().userId().equals(user) && !draft.text().isEmpty())
                .toList();
    }

    Optional<Preference> find(UserId user, PrefKey key, long place) {
        return stored.stream().filter(known -> same(known, user, key, place)).findAny();
    }

    List<Preference> of(UserId user) {
        return stored.stream().filter(known -> known.userId().equals(user)).toList();
    }

    private static boolean same(Preference known, UserId user, PrefKey key, long place) {
        return known.userId().equals(user) && known.key() == key && known.place() == place;
    }
}
