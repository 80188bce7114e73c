package collab.e2e.judge;

import java.util.List;
import java.util.Optional;

/** Clients of a {@link LogScript} that receive everything that they are owed, except for one wrong thing. */
final class SyntheticTabs {
    /** What one client gets instead of one event. */
    enum Wrong {
        DROPPED,
        ADDED,
        CHANGED,
        DOUBLED,
        DELAYED
    }

    static final long RESUMED_AT_MS = 100;
    private static final long LATE_MS = 60_000;

    private final LogScript script;
    private final LogEpoch log;
    private final Contents contents = new Contents();
    private long nowMs = RESUMED_AT_MS;

    SyntheticTabs(LogScript script) {
        this.script = script;
        this.log = script.log();
    }

    LogEpoch log() {
        return log;
    }

    Contents contents() {
        return contents;
    }

    /** One client per user; the client of a user gets something wrong at a position. */
    List<TabRecord> tabs(long wrongUser, long wrongSeq, Optional<Wrong> wrong) {
        return LogScript.USERS.stream()
                .sorted()
                .map(user -> tab(user, wrongSeq, user == wrongUser ? wrong : Optional.empty()))
                .toList();
    }

    private TabRecord tab(long user, long wrongSeq, Optional<Wrong> wrong) {
        nowMs = RESUMED_AT_MS;
        TabRecord tab = fresh(user);
        for (LogRow row : log.rows()) {
            nowMs = Math.max(nowMs, row.seenMs());
            boolean owed = script.owed(row.seq()).contains(user);
            if (row.seq() == wrongSeq && wrong.isPresent()) misdeliver(tab, row, wrong.get());
            else if (owed) tab.received(row.seq(), row.hash());
        }
        return tab;
    }

    /** A client that has booted at position 0 and is live on its first socket. */
    TabRecord fresh(long user) {
        TabRecord tab = new TabRecord("tab-of-" + user, user, () -> nowMs, contents);
        tab.booted(LogScript.EPOCH, 0);
        tab.opened(1, 0);
        tab.session(1);
        tab.resumed(0);
        return tab;
    }

    private void misdeliver(TabRecord tab, LogRow row, Wrong wrong) {
        switch (wrong) {
            case DROPPED -> {}
            case ADDED -> tab.received(row.seq(), row.hash());
            case CHANGED -> tab.received(row.seq(), row.hash() + 1);
            case DOUBLED -> {
                tab.received(row.seq(), row.hash());
                tab.received(row.seq(), row.hash());
            }
            case DELAYED -> {
                nowMs += LATE_MS;
                tab.received(row.seq(), row.hash());
                nowMs -= LATE_MS;
            }
        }
    }
}
