package collab.persistence;

import collab.domain.Command;
import collab.domain.Rejection;
import collab.domain.audit.Origin;
import collab.domain.model.Caller;
import java.util.Optional;

/**
 * The write side of the store: takes commands, returns committed changes.
 *
 * <p>Many commands share one transaction (group commit), each inside its own savepoint. For each command the ledger loads what
 * the rules read, lets the rules decide, and writes rows and events, or rolls that savepoint back. No verdict is returned before
 * COMMIT. The listeners of the log are notified after COMMIT.
 */
public interface Ledger {
    /**
     * Executes a command and waits for its transaction. Any number of threads may call this at the same time.
     *
     * @throws LedgerUnavailable when nothing was decided: too many commands wait, the disk is full, or the ledger is closed
     */
    Verdict submit(Submission submission);

    /**
     * Commits a transaction that changes nothing and waits until it is durable. Success proves that commands can be committed.
     *
     * @throws LedgerUnavailable when the transaction could not be committed
     */
    void probeCommit();

    /**
     * Whether the last transaction was committed, {@link #probeCommit} included; true before the first one. A full disk makes this
     * false, and the first probe that succeeds makes it true again.
     */
    boolean writable();

    /**
     * A command with its circumstances.
     *
     * @param operation present when the caller may repeat the command
     * @param origin from where the command comes, for the audit log
     */
    record Submission(Caller caller, Command command, Optional<Operation> operation, Origin origin) {
        /** A command of the server itself, or one whose origin is not known. */
        public Submission(Caller caller, Command command, Optional<Operation> operation) {
            this(caller, command, operation, Origin.SERVER);
        }
    }

    /**
     * The key and the fingerprint by which a repeated command is recognised, per caller, for {@code log.operation-retention}.
     *
     * @param opId the identifier that the client generated
     * @param method the RPC method
     * @param parametersHash SHA-256 of the canonical parameters without {@code op_id}, in hex
     */
    record Operation(String opId, String method, String parametersHash) {}

    /** The outcome of a submission. */
    sealed interface Verdict {
        /** The command was executed and its transaction committed. */
        record Committed(Commit commit) implements Verdict {}

        /** The rules rejected the command; nothing was changed. */
        record Rejected(Rejection rejection) implements Verdict {}
    }
}
