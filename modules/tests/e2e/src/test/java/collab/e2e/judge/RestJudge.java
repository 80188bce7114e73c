package collab.e2e.judge;

import collab.e2e.checker.Findings;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What holds at rest for the users who are online. */
final class RestJudge {
    private RestJudge() {}

    /** Each client holds for online exactly the users with a live socket whom its user may see. */
    static void presence(Collection<TabRecord> tabs, OwedEvents owed, Findings findings) {
        Set<Long> open =
                tabs.stream().filter(TabRecord::live).map(TabRecord::user).collect(Collectors.toSet());
        for (TabRecord tab : tabs) {
            if (!tab.live()) continue;
            Set<Long> visible = owed.peers(tab.user());
            Set<Long> missing = new TreeSet<>(open);
            missing.retainAll(visible);
            missing.removeAll(tab.online());
            // a user who left the last common workspace stays in the client's set until the next snapshot
            Set<Long> extra = tab.online();
            Set<Long> gone = new TreeSet<>(owed.peersEver(tab.user()));
            gone.removeAll(visible);
            extra.removeAll(open.stream().filter(visible::contains).collect(Collectors.toSet()));
            extra.removeAll(gone);
            if (missing.isEmpty() && extra.isEmpty()) continue;
            findings.add(
                    JudgeRule.PRESENCE,
                    "%s (user %d) holds users %s for online; missing are %s, not online or not visible are %s",
                    tab.name(),
                    tab.user(),
                    tab.online(),
                    missing,
                    extra);
        }
    }
}
