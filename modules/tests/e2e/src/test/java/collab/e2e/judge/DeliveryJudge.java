package collab.e2e.judge;

import collab.e2e.checker.Findings;
import collab.e2e.judge.TabRecord.Entry;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;

/** Compares what one client received with the log: missing, not owed, changed, doubled and late events. */
final class DeliveryJudge {
    private final TabRecord tab;
    private final Logs logs;
    private final Findings findings;

    // The stretch since the last bootstrap.
    private Optional<Logs.Log> log = Optional.empty();
    private String epoch = "";
    private long from;
    private long last;
    private final BitSet applied = new BitSet();

    // The present socket.
    private int socket;
    private long resumedFrom;
    private long lastOnSocket;
    private long liveSinceMs = Long.MAX_VALUE;
    private boolean closed;

    private DeliveryJudge(TabRecord tab, Logs logs, Findings findings) {
        this.tab = tab;
        this.logs = logs;
        this.findings = findings;
    }

    static void check(TabRecord tab, Logs logs, Findings findings) {
        DeliveryJudge judge = new DeliveryJudge(tab, logs, findings);
        tab.each(judge::entry);
        judge.end();
    }

    private void entry(Entry entry) {
        switch (entry.kind()) {
            case BOOTED -> booted(tab.epoch(entry.detail()), entry.value());
            case OPENED -> {
                socket = entry.socket();
                resumedFrom = entry.value();
                lastOnSocket = 0;
                liveSinceMs = Long.MAX_VALUE;
            }
            case RECEIVED -> received(entry);
            case RESUMED -> {
                last = Math.max(last, entry.value());
                liveSinceMs = entry.atMs();
            }
            case REJECTED -> ResumeJudge.check(who(), tab, epoch, entry, logs, findings);
            case PINGED -> last = Math.max(last, entry.value());
            case ENDED -> liveSinceMs = Long.MAX_VALUE;
            case STOPPED -> checkStopped(entry);
            case CLOSED -> {
                checkComplete(last);
                closed = true;
            }
        }
    }

    private void checkStopped(Entry entry) {
        boolean revoked = logs.byEpoch().values().stream()
                .flatMap(known -> known.rows().rows().stream())
                .filter(row -> row.event().hasSessionRevoked())
                .anyMatch(row -> row.event().getSessionRevoked().getSession() == entry.value());
        if (revoked) return;
        findings.add(
                JudgeRule.STOPPED,
                "%s was refused with %d; the log does not revoke its session %d",
                who(),
                entry.detail(),
                entry.value());
    }

    private String who() {
        return tab.name() + " (user " + tab.user() + ", socket " + socket + ")";
    }

    private void booted(String name, long seq) {
        checkComplete(last);
        epoch = name;
        log = logs.of(name);
        from = seq;
        last = seq;
        applied.clear();
        if (log.isEmpty())
            findings.add(JudgeRule.EPOCH, "%s booted in epoch %s, which no captured log has", who(), name);
    }

    private void end() {
        if (closed || log.isEmpty()) return;
        checkComplete(Math.max(last, log.get().rows().head()));
        if (log.get() != logs.last()) {
            findings.add(
                    JudgeRule.RESUME,
                    "%s is in epoch %s at the end; expected %s",
                    who(),
                    epoch,
                    logs.last().rows().name());
        }
    }

    /** Every event that is owed in the stretch up to a position was applied. */
    private void checkComplete(long to) {
        if (log.isEmpty()) return;
        LogEpoch rows = log.get().rows();
        for (long seq = from + 1; seq <= Math.min(to, rows.head()); seq++) {
            if (applied.get((int) seq) || !log.get().owed().at(seq).must().contains(tab.user())) continue;
            LogRow row = rows.at(seq).orElseThrow();
            findings.add(
                    JudgeRule.MISSING,
                    "%s did not receive position %d of epoch %s, %s %s; complete from %d to %d, stored audience %s",
                    who(),
                    seq,
                    epoch,
                    row.type(),
                    row.text(),
                    from,
                    to,
                    row.audience());
        }
    }

    // ---- One event ----

    private void received(Entry entry) {
        long seq = entry.value();
        checkOnce(entry);
        lastOnSocket = Math.max(lastOnSocket, seq);
        if (seq > last) {
            last = seq;
            applied.set((int) seq);
        }
        Optional<LogRow> row = log.flatMap(known -> known.rows().at(seq));
        if (row.isEmpty()) {
            findings.add(
                    JudgeRule.NOT_OWED,
                    "%s received position %d, which the log of epoch %s does not have: %s",
                    who(),
                    seq,
                    epoch,
                    logs.contents().of(entry.detail()));
            return;
        }
        checkOwed(entry, row.get());
        checkContent(entry, row.get());
        checkInTime(entry, row.get());
    }

    private void checkOnce(Entry entry) {
        long seq = entry.value();
        if (seq > lastOnSocket && seq > resumedFrom) return;
        findings.add(
                JudgeRule.DOUBLED,
                "%s received position %d after position %d on the same socket, which resumed from %d: %s",
                who(),
                seq,
                lastOnSocket,
                resumedFrom,
                logs.contents().of(entry.detail()));
    }

    private void checkOwed(Entry entry, LogRow row) {
        Owed owed = log.orElseThrow().owed().at(row.seq());
        if (owed.allows(tab.user())) return;
        findings.add(
                JudgeRule.NOT_OWED,
                "%s received position %d, %s, which is owed to users %s only; stored audience %s: %s",
                who(),
                row.seq(),
                row.type(),
                owed.must(),
                row.audience(),
                logs.contents().of(entry.detail()));
    }

    private void checkContent(Entry entry, LogRow row) {
        if (entry.detail() == row.hash()) return;
        if (log.orElseThrow().owed().blanked(row) && isSameButBlanked(entry.detail(), row)) return;
        findings.add(
                JudgeRule.CONTENT,
                "%s received position %d, %s, as %s; the log contains %s",
                who(),
                row.seq(),
                row.type(),
                logs.contents().of(entry.detail()),
                row.text());
    }

    /**
     * The deletion of a message blanks its text in the log. A client may have received the event without the text after that,
     * and the judge may have copied it without the text, which a client had received before.
     */
    private boolean isSameButBlanked(long received, LogRow row) {
        if (received == row.blankHash()) return true;
        return row.hash() == row.blankHash() && logs.contents().blankHash(received) == row.blankHash();
    }

    private void checkInTime(Entry entry, LogRow row) {
        long lateMs = entry.atMs() - row.seenMs();
        if (lateMs <= logs.lateMaxMs() || liveSinceMs > row.seenMs()) return;
        if (logs.faults().touch(row.seenMs(), entry.atMs())) return;
        findings.add(
                JudgeRule.LATE,
                "%s received position %d, %s, %d ms after it was in the log; expected at most %d ms",
                who(),
                row.seq(),
                row.type(),
                lateMs,
                logs.lateMaxMs());
    }

    /** All logs of a run by epoch, and what else the checks need. */
    record Logs(Map<String, Log> byEpoch, Log last, Contents contents, FaultTimes faults, long lateMaxMs) {
        record Log(LogEpoch rows, OwedEvents owed) {}

        Optional<Log> of(String epoch) {
            return Optional.ofNullable(byEpoch.get(epoch));
        }
    }
}
