package collab.e2e.judge;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The members of channels or of workspaces while the log is replayed; sets are shared until they change. */
final class MembersById {
    private final Map<Long, Set<Long>> members = new HashMap<>();

    Set<Long> of(long place) {
        return members.getOrDefault(place, Set.of());
    }

    void add(long place, Set<Long> users) {
        Set<Long> changed = new HashSet<>(of(place));
        changed.addAll(users);
        members.put(place, Set.copyOf(changed));
    }

    void remove(long place, Set<Long> users) {
        Set<Long> changed = new HashSet<>(of(place));
        changed.removeAll(users);
        members.put(place, Set.copyOf(changed));
    }

    /** A user, and every user who is in a place with that user. */
    Set<Long> peers(long user) {
        Set<Long> peers = new HashSet<>(Set.of(user));
        members.values().stream().filter(users -> users.contains(user)).forEach(peers::addAll);
        return peers;
    }
}
