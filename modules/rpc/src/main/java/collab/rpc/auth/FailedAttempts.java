package collab.rpc.auth;

import collab.api.ErrorCode;
import collab.api.RpcMethod;
import collab.domain.AuditCommand;
import collab.domain.AuditCommand.NoteFailures.Failures;
import collab.domain.audit.AuditAction;
import collab.domain.id.UserId;
import collab.domain.model.Caller;
import collab.persistence.Ledger;
import collab.persistence.LedgerUnavailable;
import collab.runtime.limit.ClientNetwork;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sums attempts that failed for the audit log: one record per action, account, network of the client and minute, so that unauthenticated clients
 * cannot make the log grow. At most {@value #SUMS_MAX} sums are kept; further attempts are counted in one sum per action. Attempts of
 * the last minute are lost when the process is killed.
 */
public final class FailedAttempts {
    static final int SUMS_MAX = 200;

    private static final System.Logger LOG = System.getLogger(FailedAttempts.class.getName());
    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final Ledger ledger;
    private final InstantSource clock;

    /** Leaf lock. */
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private Map<Key, Long> sums = new HashMap<>();

    @GuardedBy("lock")
    private Instant begun = Instant.EPOCH;

    private record Key(AuditAction action, Optional<UserId> userId, Optional<String> network) {
        Key rest() {
            return new Key(action, Optional.empty(), Optional.empty());
        }
    }

    FailedAttempts(Ledger ledger, InstantSource clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * Counts an attempt.
     *
     * @param userId the account that was tried, if it exists
     * @param address the address of the client
     */
    public void note(AuditAction action, Optional<UserId> userId, String address) {
        add(new Key(action, userId, Optional.of(ClientNetwork.of(address))), 1);
    }

    /**
     * Counts a call that was rejected because of a wrong secret. A failed {@code auth.login} or {@code auth.verify} is counted where the account is known.
     *
     * @param caller the user with whose session the call was made
     */
    public void noteRejected(RpcMethod method, ErrorCode code, Optional<UserId> caller, String address) {
        switch (method) {
            case USER_SET_PASSWORD, AUTH_CONFIRM -> {
                if (code == ErrorCode.INVALID_CREDENTIALS || code == ErrorCode.CODE_INVALID)
                    note(AuditAction.SIGN_IN_FAILED, caller, address);
            }
            case INVITE_GET, INVITE_JOIN, INVITE_ACCEPT, SETUP_GET, SETUP_COMPLETE, AUTH_RESET_COMPLETE -> {
                if (code == ErrorCode.INVITATION_NOT_FOUND || code == ErrorCode.LINK_INVALID) {
                    note(AuditAction.TOKEN_REJECTED, caller, address);
                }
            }
            default -> {} // its parameters are no secrets
        }
    }

    private void add(Key key, long count) {
        lock.lock();
        try {
            if (sums.isEmpty()) begun = clock.instant();
            Key counted = sums.size() < SUMS_MAX || sums.containsKey(key) ? key : key.rest();
            sums.merge(counted, count, Long::sum);
        } finally {
            lock.unlock();
        }
    }

    /** Records the attempts if a minute has passed since the first of them. */
    public void recordDue() {
        if (isDue()) record();
    }

    private boolean isDue() {
        lock.lock();
        try {
            return !sums.isEmpty()
                    && Duration.between(begun, clock.instant()).abs().compareTo(PERIOD) >= 0;
        } finally {
            lock.unlock();
        }
    }

    /** Records the attempts. When the ledger cannot write, they are kept for the next time. */
    void record() {
        Map<Key, Long> taken = take();
        if (taken.isEmpty()) return;
        List<Failures> failures = taken.entrySet().stream()
                .map(sum -> new Failures(
                        sum.getKey().action(),
                        sum.getKey().userId(),
                        sum.getKey().network(),
                        sum.getValue()))
                .toList();
        try {
            ledger.submit(
                    new Ledger.Submission(Caller.SYSTEM, new AuditCommand.NoteFailures(failures), Optional.empty()));
        } catch (LedgerUnavailable unavailable) {
            LOG.log(Level.DEBUG, "failed attempts cannot be recorded at the moment: " + unavailable.getMessage());
            taken.forEach(this::add);
        }
    }

    private Map<Key, Long> take() {
        lock.lock();
        try {
            Map<Key, Long> taken = sums;
            sums = new HashMap<>();
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
