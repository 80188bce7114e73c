package collab.e2e.judge;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which users and groups are in which group, at one position. The log does not contain this, the tables do. */
record GroupMembers(Map<Long, List<Long>> users, Map<Long, List<Long>> groups) {
    static final GroupMembers NONE = new GroupMembers(Map.of(), Map.of());

    /** The users of a group and of the groups in it. */
    Set<Long> of(long group) {
        Set<Long> all = new TreeSet<>();
        collect(group, all, new TreeSet<>());
        return all;
    }

    private void collect(long group, Set<Long> all, Set<Long> done) {
        if (!done.add(group)) return;
        all.addAll(users.getOrDefault(group, List.of()));
        groups.getOrDefault(group, List.of()).forEach(inner -> collect(inner, all, done));
    }
}
