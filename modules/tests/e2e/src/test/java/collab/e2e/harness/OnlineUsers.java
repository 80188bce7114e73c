package collab.e2e.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The users whom a client holds for online, by the signals of its sockets. One thread. */
public final class OnlineUsers {
    private final Set<Long> present = new TreeSet<>();

    /** What a signal announced. */
    public record Change(List<Long> online, List<Long> offline) {}

    public Set<Long> now() {
        return present;
    }

    /** @param users of {@code presence.changed} */
    public Change changed(JsonNode users) {
        List<Long> online = new ArrayList<>();
        List<Long> offline = new ArrayList<>();
        users.forEach(user -> (user.get("online").booleanValue() ? online : offline)
                .add(user.get("user_id").longValue()));
        present.addAll(online);
        offline.forEach(present::remove);
        return new Change(online, offline);
    }

    /** A user who is missing in a snapshot is offline, as if a signal had announced it. */
    public Change replaced(List<Long> online) {
        List<Long> offline = new ArrayList<>(present);
        offline.removeAll(online);
        present.clear();
        present.addAll(online);
        return new Change(online, offline);
    }
}
