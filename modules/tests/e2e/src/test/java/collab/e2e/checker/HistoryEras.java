package collab.e2e.checker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The parts of a history between replacements of the database. Positions of one part mean nothing in the next, so each is checked on
 * its own. A part begins with what the older copy contains; a client takes part in it from its new bootstrap on.
 */
public final class HistoryEras {
    private static final Set<String> REASONS = Set.of("epoch", "future");

    private record Socket(String tab, int number) {}

    private final List<List<HistoryEntry>> eras = new ArrayList<>(List.of(new ArrayList<>()));
    private final Map<Socket, Integer> sockets = new HashMap<>();

    /** The era of the last bootstrap, of each client that was not closed. */
    private final Map<String, Integer> boots = new HashMap<>();

    /** Sockets that were opened with a position of an older era. */
    private final Set<Socket> stale = new HashSet<>();

    private final Findings findings;

    private HistoryEras(Findings findings) {
        this.findings = findings;
    }

    static List<List<HistoryEntry>> of(List<HistoryEntry> entries, Findings findings) {
        HistoryEras split = new HistoryEras(findings);
        entries.forEach(split::add);
        split.checkAllBooted();
        return split.eras;
    }

    /** The entries since the last replacement, with every bootstrap moved to the begin of the log if that was pruned. */
    public static List<HistoryEntry> last(List<HistoryEntry> entries) {
        long floor = 0;
        for (HistoryEntry entry : entries) {
            if (entry instanceof HistoryEntry.NewEpoch) floor = 0;
            if (entry instanceof HistoryEntry.Pruned pruned) floor = Math.max(floor, pruned.floor());
        }
        long oldest = floor;
        return of(entries, new Findings()).getLast().stream()
                .map(entry -> entry instanceof HistoryEntry.Booted booted && booted.seq() < oldest
                        ? new HistoryEntry.Booted(booted.at(), booted.tab(), booted.user(), oldest)
                        : entry)
                .toList();
    }

    private int current() {
        return eras.size() - 1;
    }

    private void add(HistoryEntry entry) {
        switch (entry) {
            case HistoryEntry.NewEpoch replaced -> {
                checkAllBooted();
                eras.add(carried(replaced.from()));
            }
            case HistoryEntry.Booted booted -> {
                boots.put(booted.tab(), current());
                eras.getLast().add(booted);
            }
            case HistoryEntry.Opened opened -> {
                Socket socket = new Socket(opened.tab(), opened.socket());
                sockets.put(socket, current());
                if (boots.getOrDefault(opened.tab(), 0) < current()) stale.add(socket);
                else eras.getLast().add(opened);
            }
            case HistoryEntry.Received frame -> addFrame(frame, frame.tab(), frame.socket());
            case HistoryEntry.Resumed frame -> addFrame(frame, frame.tab(), frame.socket());
            case HistoryEntry.Pinged frame -> addFrame(frame, frame.tab(), frame.socket());
            case HistoryEntry.ResumeFailed failed -> {
                Socket socket = new Socket(failed.tab(), failed.socket());
                if (!stale.contains(socket)) addTo(sockets.getOrDefault(socket, current()), failed);
                else if (!REASONS.contains(failed.reason())) {
                    findings.add(ProofRule.RESUME, "not the reason of a replaced database: %s", failed);
                }
            }
            case HistoryEntry.Ended ended -> addUnlessStale(ended, new Socket(ended.tab(), ended.socket()));
            case HistoryEntry.Presence presence ->
                addUnlessStale(presence, new Socket(presence.tab(), presence.socket()));
            case HistoryEntry.TabClosed closed -> {
                Integer era = boots.remove(closed.tab());
                addTo(era == null ? current() : era, closed);
            }
            default -> eras.getLast().add(entry);
        }
    }

    private void addFrame(HistoryEntry frame, String tab, int number) {
        Socket socket = new Socket(tab, number);
        if (!stale.contains(socket)) addTo(sockets.getOrDefault(socket, current()), frame);
        else findings.add(ProofRule.RESUME, "%s kept a position of a replaced database: %s", tab, frame);
    }

    private void addUnlessStale(HistoryEntry entry, Socket socket) {
        if (!stale.contains(socket)) addTo(sockets.getOrDefault(socket, current()), entry);
    }

    private void addTo(int era, HistoryEntry entry) {
        eras.get(era).add(entry);
    }

    /** The writes that an older copy of the database contains. */
    private List<HistoryEntry> carried(long position) {
        List<HistoryEntry> carried = new ArrayList<>();
        for (HistoryEntry entry : eras.getLast()) {
            if (entry instanceof HistoryEntry.Wrote wrote && wrote.seq() <= position) carried.add(wrote);
        }
        return carried;
    }

    private void checkAllBooted() {
        boots.forEach((tab, era) -> {
            if (era < current())
                findings.add(ProofRule.RESUME, "%s never fetched its state again after the database was replaced", tab);
        });
    }
}
