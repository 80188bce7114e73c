package collab.rpc.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.domain.AuditCommand;
import collab.domain.AuditCommand.NoteFailures.Failures;
import collab.domain.audit.AuditAction;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.model.Entity;
import collab.persistence.Commit;
import collab.persistence.Ledger;
import collab.persistence.LedgerUnavailable;
import collab.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Sums of failed attempts: bounded, one record per minute, kept while the ledger cannot write. */
class FailedAttemptsTest {
    /** A ledger that keeps what it is given. */
    private static final class RecordingLedger implements Ledger {
        final List<Failures> noted = new ArrayList<>();
        boolean full;

        @Override
        public Verdict submit(Submission submission) {
            if (full) throw new LedgerUnavailable(LedgerUnavailable.Outcome.NOT_EXECUTED, "the disk is full");
            noted.addAll(((AuditCommand.NoteFailures) submission.command()).failures());
            return new Verdict.Committed(new Commit(LogPosition.START, false, Entity.NONE));
        }

        @Override
        public void probeCommit() {}

        @Override
        public boolean writable() {
            return !full;
        }
    }

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-28T08:00:00Z"));
    private final RecordingLedger ledger = new RecordingLedger();
    private final FailedAttempts failures = new FailedAttempts(ledger, clock);

    private long total() {
        return ledger.noted.stream().mapToLong(Failures::count).sum();
    }

    @Test
    void attemptsOfAMinuteAreOneRecord() {
        for (int i = 0; i < 30; i++) {
            failures.note(AuditAction.SIGN_IN_FAILED, Optional.of(new UserId(3)), "2001:db8::" + i);
            failures.recordDue();
        }
        assertEquals(List.of(), ledger.noted);
        clock.advance(Duration.ofMinutes(1));
        failures.recordDue();
        assertEquals(1, ledger.noted.size());
        assertEquals(30, total());
        failures.recordDue();
        assertEquals(1, ledger.noted.size());
    }

    /** An attacker with many addresses must not make the log grow without a bound. */
    @Test
    void numberOfSumsIsBoundedAndNoAttemptIsLost() {
        for (int i = 0; i < 5_000; i++) {
            failures.note(AuditAction.TOKEN_REJECTED, Optional.empty(), "198.51." + i / 250 + "." + i % 250);
        }
        failures.record();
        assertEquals(FailedAttempts.SUMS_MAX + 1, ledger.noted.size());
        assertEquals(5_000, total());
    }

    @Test
    void attemptsAreKeptWhileTheLedgerCannotWrite() {
        failures.note(AuditAction.ORIGIN_REJECTED, Optional.empty(), "198.51.100.1");
        ledger.full = true;
        failures.record();
        failures.note(AuditAction.ORIGIN_REJECTED, Optional.empty(), "198.51.100.1");
        ledger.full = false;
        failures.record();
        assertEquals(1, ledger.noted.size());
        assertEquals(2, total());
    }
}
