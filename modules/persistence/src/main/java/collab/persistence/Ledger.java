package collab.persistence;

import collab.domain.Command;
import collab.domain.Rejection;
import collab.domain.model.Caller;
import java.util.Optional;

/**
 * Where changes are made: commands in, committed rows and events out.
 *
 * <p>Many commands share one transaction (group commit), each inside a savepoint of its own: the ledger loads what the rules
 * ask for, lets them decide, writes rows and events, or rolls that savepoint back. No verdict is given before COMMIT, and
 * the log's readers are woken after it.
 */
public interface Ledger {
    /**
     * Waits for the command's transaction. May be called from any number of threads.
     *
     * @throws LedgerUnavailable when nothing was decided: too many commands wait, the disk is full, the ledger is closed
     */
    Verdict submit(Submission submission);

    /**
     * Commits a transaction that changes nothing and waits until it is as durable as any: proof that a command could be.
     *
     * @throws LedgerUnavailable when it could not
     */
    void prove();

    /** @param operation present when the caller may repeat this */
    record Submission(Caller caller, Command command, Optional<Operation> operation) {}

    /**
     * What makes a repetition recognisable, per caller, for seven days.
     *
     * @param opId made by the client
     * @param method the RPC method
     * @param parametersHash SHA-256 over the canonical parameters without {@code op_id}, in hex
     */
    record Operation(String opId, String method, String parametersHash) {}

    /** The end of a submission. */
    sealed interface Verdict {
        record Committed(Commit commit) implements Verdict {}

        record Refused(Rejection why) implements Verdict {}
    }
}
