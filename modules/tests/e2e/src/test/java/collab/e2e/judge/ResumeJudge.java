package collab.e2e.judge;

import collab.e2e.checker.Findings;
import collab.e2e.judge.DeliveryJudge.Logs;
import collab.e2e.judge.TabRecord.Entry;
import java.util.Optional;

/** Compares each {@code resume.failed} with the log: its reason must be true. */
final class ResumeJudge {
    private static final int EVENTS_MAX = 5_000;

    /** A gateway can see a new epoch earlier than the judge. */
    private static final long SEEN_EARLIER_MS = 10_000;

    private ResumeJudge() {}

    static void check(String who, TabRecord tab, String epoch, Entry entry, Logs logs, Findings findings) {
        String reason = tab.reason(entry.detail());
        long position = entry.value();
        Optional<Logs.Log> log = logs.of(epoch);
        boolean right = switch (reason) {
            case "epoch" -> replaced(epoch, entry.atMs(), logs);
            case "too_old" -> log.isPresent() && position < log.get().rows().floor();
            case "future" -> log.isPresent() && position > log.get().rows().head();
            case "too_far" -> log.isPresent() && owed(log.get(), tab.user(), position) > EVENTS_MAX;
            default -> false;
        };
        if (right) return;
        findings.add(
                JudgeRule.RESUME,
                "%s got resume.failed with the reason %s for position %d of epoch %s; the log has %s",
                who,
                reason,
                position,
                epoch,
                log.map(known -> "the positions " + known.rows().floor() + " to "
                                + known.rows().head() + ", and the newest epoch is "
                                + logs.last().rows().name())
                        .orElse("no such epoch"));
    }

    private static boolean replaced(String epoch, long atMs, Logs logs) {
        return !logs.last().rows().name().equals(epoch)
                && logs.of(epoch)
                        .map(known -> logs.byEpoch().values().stream()
                                .map(Logs.Log::rows)
                                .filter(rows ->
                                        rows.firstSeenMs() > known.rows().firstSeenMs())
                                .anyMatch(rows -> rows.firstSeenMs() <= atMs + SEEN_EARLIER_MS))
                        .orElse(true);
    }

    private static long owed(Logs.Log log, long user, long after) {
        long owed = 0;
        for (long seq = after + 1; seq <= log.rows().head(); seq++) {
            if (log.owed().at(seq).allows(user)) owed++;
        }
        return owed;
    }
}
