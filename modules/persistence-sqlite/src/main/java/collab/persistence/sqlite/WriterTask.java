package collab.persistence.sqlite;

import collab.persistence.Ledger.Submission;
import collab.persistence.Ledger.Verdict;
import collab.persistence.sqlite.query.Statements;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A task in the queue of the writer, with the result that its caller waits for. */
sealed interface WriterTask {
    CompletableFuture<?> result();

    /** A command. The commands that wait at the same time share one transaction. */
    record CommandTask(Submission submission, CompletableFuture<Verdict> result) implements WriterTask {}

    /** Maintenance work in its own transaction: the only way to write rows besides commands. */
    record MaintenanceTask(Consumer<Statements> action, CompletableFuture<Void> result) implements WriterTask {}

    /** Work on the files of the database, outside of a transaction. */
    record FileTask(Consumer<Database> action, CompletableFuture<Void> result) implements WriterTask {}
}
