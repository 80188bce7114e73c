package collab.persistence.sqlite;

import collab.domain.Audience;
import collab.domain.Decision;
import collab.domain.Event;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Caller;
import collab.domain.rules.DecisionContext;
import collab.persistence.AuditEntry;
import collab.persistence.Commit;
import collab.persistence.Ledger.Submission;
import collab.persistence.Ledger.Verdict;
import collab.persistence.LoggedEvent;
import collab.persistence.spi.CommandRules;
import collab.persistence.sqlite.connection.TransactionFault;
import collab.persistence.sqlite.projection.EventProjection;
import collab.persistence.sqlite.projection.LoggedTexts;
import collab.persistence.sqlite.query.Statements;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Executes the commands that share one transaction, one after the other, each inside its own savepoint. No result is valid
 * before COMMIT. Used only on the writer's thread.
 */
final class CommandBatch {
    private static final String UPDATE_STATE = "UPDATE log_state SET head = ?, commits = ?";

    private final Statements statements;
    private final WriterCursor cursor;
    private final CommandRules rules;
    private final EventProjection projection;
    private final EventLogWriter log;
    private final LoggedTexts loggedTexts;
    private final IdempotencyStore operations;
    private final List<LoggedEvent> logged = new ArrayList<>();

    /** The records that the present command added to the audit log. */
    private final List<AuditEntry> audited = new ArrayList<>();

    /** Whether there is anything to commit. */
    private boolean changed;

    CommandBatch(Statements statements, WriterCursor cursor, CommandRules rules) {
        this.statements = statements;
        this.cursor = cursor;
        this.rules = rules;
        this.projection = new EventProjection(statements, audited::add);
        this.log = new EventLogWriter(statements);
        this.loggedTexts = new LoggedTexts(statements);
        this.operations = new IdempotencyStore(statements);
    }

    /** The events that were logged so far, in order. */
    List<LoggedEvent> logged() {
        return logged;
    }

    /** Decides and writes one command. On a failure its writes are rolled back and its positions are used again. */
    WriterTask.Executed execute(Submission submission, Instant clock) {
        LogPosition before = cursor.head();
        boolean changedBefore = changed;
        int loggedBefore = logged.size();
        statements.run("SAVEPOINT command");
        try {
            audited.clear();
            Verdict verdict = decide(submission, clock);
            statements.run("RELEASE command");
            return new WriterTask.Executed(verdict, audited);
        } catch (RuntimeException failure) {
            if (TransactionFault.of(failure) == TransactionFault.OF_COMMAND) {
                statements.run("ROLLBACK TO command");
                statements.run("RELEASE command");
                cursor.moveTo(before);
                logged.subList(loggedBefore, logged.size()).clear();
                changed = changedBefore;
            }
            throw failure;
        }
    }

    /** Writes the new state of the log, if there is anything to commit: the last write of the transaction. */
    void end() {
        if (changed) {
            cursor.countCommit();
            statements.run(UPDATE_STATE, cursor.head(), cursor.commits());
        }
    }

    /** The number of commits that the database records after this transaction. */
    long commits() {
        return cursor.commits();
    }

    private Verdict decide(Submission submission, Instant clock) {
        DecisionContext context = cursor.nextDecision(clock, submission.origin());
        SqliteWorld world = new SqliteWorld(statements, context.now());
        Optional<Verdict> repeated = submission
                .operation()
                .flatMap(operation -> operations.repeat(
                        submission.caller(), operation, ref -> rules.recall(world, submission.caller(), ref)));
        if (repeated.isPresent()) return repeated.get();
        return switch (rules.decide(world, submission.caller(), submission.command(), context)) {
            case Decision.Rejected rejected -> new Verdict.Rejected(rejected.why());
            case Decision.Accepted accepted -> new Verdict.Committed(write(submission, accepted, context, world));
        };
    }

    private Commit write(
            Submission submission, Decision.Accepted accepted, DecisionContext context, SqliteWorld world) {
        Optional<UserId> person = person(submission.caller());
        boolean await = false;
        for (Event event : accepted.events()) {
            LogPosition seq = cursor.head().plus(1);
            if (event instanceof Event.MessageDeleted deleted) loggedTexts.blank(deleted.messageId());
            projection.apply(event, seq, context.now());
            Audience audience = Audience.of(event);
            logged.add(log.append(event, audience, seq, context.now(), person));
            cursor.moveTo(seq);
            await = await || (person.isPresent() && reaches(audience, person.get(), world));
        }
        accepted.effects().forEach(projection::apply);
        Commit commit = new Commit(cursor.head(), await, accepted.result());
        submission
                .operation()
                .ifPresent(operation -> operations.save(submission.caller(), operation, commit, context.now()));
        changed |= !accepted.events().isEmpty()
                || !accepted.effects().isEmpty()
                || submission.operation().isPresent();
        return commit;
    }

    /** The memberships are written up to the event's position, so the present members are the members at that position. */
    private static boolean reaches(Audience audience, UserId user, SqliteWorld world) {
        return switch (audience) {
            case Audience.Listed listed -> listed.users().contains(user);
            case Audience.OfChannel(ChannelId channel) ->
                world.channelRole(channel, user).isPresent();
            case Audience.OfWorkspace(WorkspaceId workspace) ->
                world.workspaceRole(workspace, user).isPresent();
            case Audience.Peers(UserId subject) -> subject.equals(user) || world.shareWorkspace(subject, user);
        };
    }

    private static Optional<UserId> person(Caller caller) {
        return switch (caller) {
            case Caller.Person person -> Optional.of(person.userId());
            case Caller.System _ -> Optional.empty();
        };
    }
}
