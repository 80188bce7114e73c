package collab.e2e.checker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A user who is announced as offline had no socket for the grace period, or none that a client reads. Clients see the open and the end of a socket a
 * little late, and a signal may be late as well. Both margins can only hide a violation, never report a wrong one.
 */
final class PresenceCheck {
    /** The default of the server. */
    static final Duration GRACE = Duration.ofSeconds(15);

    /** The delay with which a client sees its sockets open and end. */
    private static final Duration SEEN_LATE = Duration.ofSeconds(2);

    /** The maximum delay of a signal: batches, a frozen process, a reader that stalls. */
    private static final long DELAY_MAX = 30_000_000_000L;

    /** A time without any socket. */
    private record Absence(long from, long to) {
        boolean explainsOfflineAt(long at, long grace) {
            return from < at && Math.min(to, at) - from >= grace && to >= at - DELAY_MAX;
        }
    }

    private PresenceCheck() {}

    static void check(List<HistoryEntry> entries, Facts facts, Findings findings, Duration presenceGrace) {
        long grace = presenceGrace.minus(SEEN_LATE).toNanos();
        Map<Long, List<Absence>> absences = absences(entries, facts);
        for (HistoryEntry entry : entries) {
            if (!(entry instanceof HistoryEntry.Presence presence)) continue;
            for (long user : presence.offline()) {
                boolean explained = !absences.containsKey(user) // never online
                        || absences.get(user).stream()
                                .anyMatch(absence -> absence.explainsOfflineAt(presence.at(), grace));
                if (!explained)
                    findings.add(
                            ProofRule.PRESENCE, "user %d was online when announced as offline: %s", user, presence);
            }
        }
    }

    private record Change(long at, int sockets) {}

    private static Map<Long, List<Absence>> absences(List<HistoryEntry> entries, Facts facts) {
        Map<Long, List<Change>> changes = new HashMap<>();
        for (HistoryEntry entry : entries) {
            switch (entry) {
                case HistoryEntry.Opened opened -> change(changes, facts, opened.tab(), new Change(opened.at(), 1));
                case HistoryEntry.Ended ended -> change(changes, facts, ended.tab(), new Change(ended.at(), -1));
                case HistoryEntry.Stalled reader ->
                    change(changes, facts, reader.tab(), new Change(reader.at(), reader.stalled() ? -1 : 1));
                default -> {}
            }
        }
        Map<Long, List<Absence>> absences = new HashMap<>();
        changes.forEach((user, ofUser) -> absences.put(user, between(ofUser)));
        return absences;
    }

    private static void change(Map<Long, List<Change>> changes, Facts facts, String tab, Change change) {
        changes.computeIfAbsent(facts.tabs.get(tab).user, user -> new ArrayList<>())
                .add(change);
    }

    private static List<Absence> between(List<Change> changes) {
        changes.sort(Comparator.comparingLong(Change::at));
        List<Absence> absences = new ArrayList<>();
        long goneSince = changes.getFirst().at(); // a user is not offline before the first socket
        int sockets = 0;
        for (Change change : changes) {
            if (sockets == 0) absences.add(new Absence(goneSince, change.at()));
            sockets += change.sockets();
            if (sockets == 0) goneSince = change.at();
        }
        if (sockets == 0) absences.add(new Absence(goneSince, Long.MAX_VALUE));
        return absences;
    }
}
