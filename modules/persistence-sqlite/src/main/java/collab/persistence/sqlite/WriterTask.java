package collab.persistence.sqlite;

import collab.persistence.AuditEntry;
import collab.persistence.Ledger.Submission;
import collab.persistence.Ledger.Verdict;
import collab.persistence.sqlite.connection.Database;
import collab.persistence.sqlite.query.Statements;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A task in the queue of the writer, with the result that its caller waits for. */
sealed interface WriterTask {
    CompletableFuture<?> result();

    /** A command. The commands that wait at the same time share one transaction. */
    record CommandTask(Submission submission, CompletableFuture<Executed> result) implements WriterTask {}

    /**
     * The result of a command.
     *
     * @param audited its records in the audit log
     */
    record Executed(Verdict verdict, List<AuditEntry> audited) {
        public Executed {
            audited = List.copyOf(audited);
        }
    }

    /** Maintenance work in its own transaction: the only way to write rows besides commands. */
    record MaintenanceTask(Consumer<Statements> action, CompletableFuture<Void> result) implements WriterTask {}

    /** Work on the files of the database, outside of a transaction. */
    record FileTask(Consumer<Database> action, CompletableFuture<Void> result) implements WriterTask {}
}
