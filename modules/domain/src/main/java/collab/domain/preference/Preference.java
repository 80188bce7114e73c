package collab.domain.preference;

import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import java.util.List;

/**
 * A choice of a user that differs from the default.
 *
 * @param place the workspace or the channel to which it applies; 0 for {@link PrefScope#ME}
 * @param value one text, or the entries of a list; empty when the preference has its default, which is not stored
 */
public record Preference(UserId userId, PrefKey key, long place, List<String> value, LogPosition ver) {
    public Preference {
        value = List.copyOf(value);
    }

    /** The preference of a user who has not chosen. */
    public static Preference unset(UserId user, PrefKey key, long place) {
        return new Preference(user, key, place, List.of(), LogPosition.START);
    }

    public Preference with(List<String> value, LogPosition ver) {
        return new Preference(userId, key, place, value, ver);
    }
}
