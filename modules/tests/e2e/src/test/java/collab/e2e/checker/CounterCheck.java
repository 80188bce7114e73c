package collab.e2e.checker;

import collab.e2e.checker.HistoryEntry.Action;
import collab.e2e.checker.HistoryEntry.Outcome;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares what a process counted within a quiet window with what clients did and received meanwhile. A killed process
 * loses its counters, so only windows that ended quietly are compared.
 */
final class CounterCheck {
    /** The process that handles writes. */
    static final String SERVER = "server";

    private static final String SENDS = "collab_sends_total";
    private static final String SOCKETS = "collab_gateway_sockets";
    private static final String USERS = "collab_gateway_users_online";
    private static final String RESUMED = "collab_resumes_total{result=\"resumed\"}";
    private static final String ENDINGS = "collab_socket_endings_total";

    private record Socket(String tab, int number) {}

    private final List<HistoryEntry> entries;
    private final Findings findings;
    private final Map<Socket, String> gateways = new HashMap<>();
    private final Map<String, Long> users = new HashMap<>();

    private CounterCheck(List<HistoryEntry> entries, Findings findings) {
        this.entries = entries;
        this.findings = findings;
    }

    static void check(List<HistoryEntry> entries, Findings findings) {
        CounterCheck check = new CounterCheck(entries, findings);
        Map<String, HistoryEntry.Scraped> before = new HashMap<>();
        for (HistoryEntry entry : entries) {
            switch (entry) {
                case HistoryEntry.Booted booted -> check.users.put(booted.tab(), booted.user());
                case HistoryEntry.Opened opened ->
                    check.gateways.put(new Socket(opened.tab(), opened.socket()), opened.gateway());
                case HistoryEntry.Scraped scraped -> {
                    HistoryEntry.Scraped earlier = before.put(scraped.process(), scraped);
                    if (earlier != null && earlier.window() == scraped.window()) check.compare(earlier, scraped);
                }
                default -> {}
            }
        }
    }

    private void compare(HistoryEntry.Scraped from, HistoryEntry.Scraped to) {
        if (to.process().equals(SERVER)) {
            compareCounts(from, to, SENDS, growth(from, to, SENDS), sends(from.at(), to.at()));
        } else {
            compareCounts(from, to, RESUMED, growth(from, to, RESUMED), resumed(from, to));
            compareCounts(from, to, ENDINGS, endings(from, to), ended(from, to));
            compareCounts(from, to, SOCKETS, value(to, SOCKETS), open(to).size());
            Set<Long> people = new HashSet<>();
            open(to).forEach(socket -> people.add(users.get(socket.tab())));
            compareCounts(from, to, USERS, value(to, USERS), people.size());
        }
    }

    private void compareCounts(
            HistoryEntry.Scraped from, HistoryEntry.Scraped to, String what, Object counted, Object reported) {
        String countedText = String.valueOf(counted).replaceAll("\\.0\\b", "");
        if (countedText.equals(String.valueOf(reported))) return;
        findings.add(
                ProofRule.COUNTERS,
                "%s reports %s = %s between %d and %d, clients counted %s",
                to.process(),
                what,
                countedText,
                from.at(),
                to.at(),
                reported);
    }

    private static double value(HistoryEntry.Scraped scraped, String sample) {
        return scraped.values().getOrDefault(sample, 0.0);
    }

    private static double growth(HistoryEntry.Scraped from, HistoryEntry.Scraped to, String sample) {
        return value(to, sample) - value(from, sample);
    }

    private static Map<String, Double> endings(HistoryEntry.Scraped from, HistoryEntry.Scraped to) {
        Map<String, Double> grown = new TreeMap<>();
        to.values().keySet().stream()
                .filter(sample -> sample.startsWith(ENDINGS + "{"))
                .filter(sample -> growth(from, to, sample) != 0)
                .forEach(sample -> grown.put(
                        sample.substring(sample.indexOf('"') + 1, sample.lastIndexOf('"')), growth(from, to, sample)));
        return grown;
    }

    // ---- Counts of the clients ----

    private int sends(long from, long to) {
        int sends = 0;
        for (HistoryEntry entry : entries) {
            if (entry instanceof HistoryEntry.Wrote wrote
                    && wrote.action() == Action.SEND
                    && wrote.outcome() == Outcome.OK
                    && wrote.begin() > from
                    && wrote.at() < to) sends++;
        }
        return sends;
    }

    private boolean at(HistoryEntry.Scraped process, String tab, int socket) {
        return process.process().equals(gateways.get(new Socket(tab, socket)));
    }

    private static boolean between(HistoryEntry.Scraped from, HistoryEntry entry, HistoryEntry.Scraped to) {
        return from.at() < entry.at() && entry.at() < to.at();
    }

    private int resumed(HistoryEntry.Scraped from, HistoryEntry.Scraped to) {
        int resumed = 0;
        for (HistoryEntry entry : entries) {
            if (entry instanceof HistoryEntry.Resumed frame
                    && between(from, frame, to)
                    && at(to, frame.tab(), frame.socket())) resumed++;
        }
        return resumed;
    }

    private Map<String, Integer> ended(HistoryEntry.Scraped from, HistoryEntry.Scraped to) {
        Map<String, Integer> ended = new TreeMap<>();
        for (HistoryEntry entry : entries) {
            if (entry instanceof HistoryEntry.Ended end && between(from, end, to) && at(to, end.tab(), end.socket()))
                ended.merge(Integer.toString(end.code()), 1, Integer::sum);
        }
        return ended;
    }

    private Set<Socket> open(HistoryEntry.Scraped scraped) {
        Set<Socket> open = new HashSet<>();
        for (HistoryEntry entry : entries) {
            if (entry.at() > scraped.at()) continue;
            switch (entry) {
                case HistoryEntry.Opened opened
                when opened.gateway().equals(scraped.process()) -> open.add(new Socket(opened.tab(), opened.socket()));
                case HistoryEntry.Ended ended -> open.remove(new Socket(ended.tab(), ended.socket()));
                default -> {}
            }
        }
        return open;
    }
}
